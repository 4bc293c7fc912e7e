"""Gives pods to nodes that have room for what they ask, or says that none has."""

from __future__ import annotations

from collections import Counter

from .client import ApiError, Client, Picture
from .kinds import NODES, PODS
from .quantities import amount, asked, is_over
from .store import Object, timestamp

KINDS = (PODS, NODES)
_COUNTED = ("cpu", "memory", "pods")


async def schedule(client: Client, picture: Picture) -> None:
    """Bind what waits, the oldest first."""
    pods = picture.all(PODS)
    free = {
        node["metadata"]["name"]: Counter(
            {name: amount(node["status"]["allocatable"][name]) for name in _COUNTED}
        )
        for node in picture.all(NODES)
        if node.get("status", {}).get("allocatable")
    }
    waiting = []
    for pod in pods:
        node = pod["spec"].get("nodeName")
        if node in free and not is_over(pod):
            free[node].subtract(asked(pod))
        elif not node and "deletionTimestamp" not in pod["metadata"]:
            waiting.append(pod)
    for pod in sorted(waiting, key=lambda one: str(one["metadata"]["creationTimestamp"])):
        await _place(client, pod, free)


async def _place(client: Client, pod: Object, free: dict[str, Counter[str]]) -> None:
    wanted = asked(pod)
    lacking: Counter[str] = Counter()
    for node, left in free.items():
        lacks = [name for name in _COUNTED if wanted[name] > left[name]]
        lacking.update(lacks)
        if not lacks:
            left.subtract(wanted)
            await _bind(client, pod, node)
            return
    reasons = ", ".join(
        f"{count} {'Too many pods' if name == 'pods' else f'Insufficient {name}'}"
        for name, count in sorted(lacking.items())
    )
    message = f"0/{len(free)} nodes are available: {reasons or 'no node'}."
    condition = {
        "type": "PodScheduled",
        "status": "False",
        "reason": "Unschedulable",
        "message": message,
        "lastTransitionTime": timestamp(),
    }
    known = pod["status"].get("conditions") or [{}]
    if known[0].get("message") != message:
        await client.set_status(PODS, pod, {"conditions": [condition]})
        await client.tell(pod, "default-scheduler", "Warning", "FailedScheduling", message)


async def _bind(client: Client, pod: Object, node: str) -> None:
    metadata = pod["metadata"]
    binding = {
        "apiVersion": "v1",
        "kind": "Binding",
        "metadata": {"name": metadata["name"]},
        "target": {"apiVersion": "v1", "kind": "Node", "name": node},
    }
    try:
        await client.ask(
            "POST", PODS.path(metadata["namespace"], metadata["name"], "binding"), binding
        )
    except ApiError as error:
        # It has gone, or was bound a moment ago.
        if error.status not in (404, 409):
            raise
    else:
        said = f"Successfully assigned {metadata['namespace']}/{metadata['name']} to {node}"
        await client.tell(pod, "default-scheduler", "Normal", "Scheduled", said)
