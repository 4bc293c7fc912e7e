"""Amounts as Kubernetes writes them, and what pods ask for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

_UNITS = {
    **{f"{unit}i": 2.0 ** (10 * step) for step, unit in enumerate("KMGT", 1)},
    **{unit: 1000.0**step for step, unit in enumerate("kMGT", 1)},
    "m": 0.001,
}


def amount(text: Any) -> float:
    """``"500m"`` as 0.5, ``"2Gi"`` as bytes."""
    text = str(text)
    for unit, size in _UNITS.items():
        if text.endswith(unit):
            return float(text.removesuffix(unit)) * size
    return float(text)


def written(value: float) -> str:
    """An amount in Kubernetes' own writing: cores in thousandths where they are no whole ones."""
    return str(round(value)) if value == round(value) else f"{round(value * 1000)}m"


def asked(pod: Mapping[str, Any]) -> Counter[str]:
    """What a pod counts in a quota: ``requests.cpu``, ``limits.memory``, ``pods`` and so on."""
    found: Counter[str] = Counter({"pods": 1})
    for container in pod["spec"]["containers"]:
        resources = container.get("resources") or {}
        for kind in ("requests", "limits"):
            for name, value in (resources.get(kind) or {}).items():
                found[f"{kind}.{name}"] += amount(value)  # type: ignore[assignment]
                if kind == "requests":
                    found[name] += amount(value)  # type: ignore[assignment]
    return found


def is_over(pod: Mapping[str, Any]) -> bool:
    """Whether a pod has ended for good, and takes nothing any more."""
    return pod.get("status", {}).get("phase") in ("Succeeded", "Failed")
