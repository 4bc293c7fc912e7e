"""What a namespace may use, and what is refused beyond."""

from __future__ import annotations

from collections import Counter

from . import kinds
from .quantities import amount, asked, is_over, written
from .store import Object, Store


def refusal(store: Store, pod: Object) -> str | None:
    """Why a quota has no room for a pod, in Kubernetes' words; None if all have."""
    metadata = pod["metadata"]
    wanted = asked(pod)
    used = _used(store, metadata["namespace"])
    for quota in store.list(kinds.QUOTAS, metadata["namespace"]):
        hard = quota["spec"].get("hard", {})
        over = [name for name, most in hard.items() if used[name] + wanted[name] > amount(most)]
        if over:
            parts = {
                "requested": {name: written(wanted[name]) for name in over},
                "used": {name: written(used[name]) for name in over},
                "limited": {name: hard[name] for name in over},
            }
            said = ", ".join(
                f"{word}: " + ",".join(f"{name}={value}" for name, value in sorted(values.items()))
                for word, values in parts.items()
            )
            name = quota["metadata"]["name"]
            return f'pods "{metadata["name"]}" is forbidden: exceeded quota: {name}, {said}'
    return None


def count(store: Store, namespace: str) -> None:
    """Write into a namespace's quotas what is used."""
    used = _used(store, namespace)
    for quota in store.list(kinds.QUOTAS, namespace):
        hard = quota["spec"].get("hard", {})
        quota["status"] = {"hard": hard, "used": {name: written(used[name]) for name in hard}}
        store.replace(kinds.QUOTAS, quota)


def _used(store: Store, namespace: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for pod in store.list(kinds.PODS, namespace):
        if not is_over(pod):
            found.update(asked(pod))
    return found
