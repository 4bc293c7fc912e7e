"""Tells for each service which pods are behind it, ready or not."""

from __future__ import annotations

from typing import Any

from .client import ApiError, Client, Picture
from .kinds import ENDPOINTS, PODS, SERVICES
from .quantities import is_over
from .store import Object

KINDS = (SERVICES, PODS, ENDPOINTS)


async def connect(client: Client, picture: Picture) -> None:
    """Write what is behind each service, and forget what has no service."""
    for service in picture.all(SERVICES):
        metadata = service["metadata"]
        known = picture.get(ENDPOINTS, metadata["namespace"], metadata["name"])
        subsets = _subsets(service, picture)
        if known is not None and known.get("subsets", []) == subsets:
            continue
        wanted = {
            "metadata": {"name": metadata["name"], "labels": metadata.get("labels", {})},
            "subsets": subsets,
        }
        path = ENDPOINTS.path(metadata["namespace"])
        if known is None:
            await _try(client, "POST", path, wanted)
        else:
            await _try(client, "PATCH", f"{path}/{metadata['name']}", wanted)
    for found in picture.all(ENDPOINTS):
        namespace, name = found["metadata"]["namespace"], found["metadata"]["name"]
        if picture.get(SERVICES, namespace, name) is None:
            await _try(client, "DELETE", ENDPOINTS.path(namespace, name), None)


def _subsets(service: Object, picture: Picture) -> list[dict[str, Any]]:
    selector = service["spec"].get("selector") or {}
    namespace = service["metadata"]["namespace"]
    ready, unready = [], []
    for pod in picture.all(PODS):
        metadata, status = pod["metadata"], pod["status"]
        labels = metadata.get("labels", {})
        if (
            metadata["namespace"] != namespace
            or is_over(pod)
            or not status.get("podIP")
            or any(labels.get(key) != value for key, value in selector.items())
        ):
            continue
        conditions = {one["type"]: one["status"] for one in status.get("conditions", [])}
        is_ready = conditions.get("Ready") == "True" and "deletionTimestamp" not in metadata
        (ready if is_ready else unready).append({"ip": status["podIP"]})
    if not ready and not unready:
        return []
    ports = [{"name": one["name"], "port": one["port"]} for one in service["spec"]["ports"]]
    subset: dict[str, Any] = {"ports": ports}
    if ready:
        subset["addresses"] = ready
    if unready:
        subset["notReadyAddresses"] = unready
    return [subset]


async def _try(client: Client, method: str, path: str, body: Any) -> None:
    try:
        await client.ask(method, path, body)
    except ApiError as error:
        # What is known here is a moment old.
        if error.status not in (404, 409):
            raise
