"""A node: runs the pods that are bound to it, and ends those that are to go."""

from __future__ import annotations

import asyncio
import time
from ipaddress import IPv4Network
from pathlib import Path

from .client import ApiError, Client, Picture, log
from .kinds import ENDPOINTS, NODES, PODS
from .pod import Pod
from .sandbox import new_address
from .store import timestamp

KINDS = (PODS, ENDPOINTS)
NAME = "facility"
_HEARTBEAT_SECONDS = 10.0


class Kubelet:
    """One node of the name ``facility``, whose pods have addresses of one network."""

    def __init__(self, runs: Path, network: IPv4Network) -> None:
        self._runs = runs
        self._network = network
        self._pods: dict[str, Pod] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._picture = Picture()
        self._beaten_at = float("-inf")

    async def act(self, client: Client, picture: Picture) -> None:
        """Run what is new, end what is to go."""
        self._picture = picture
        if time.monotonic() - self._beaten_at > _HEARTBEAT_SECONDS:
            await _register(client)
            self._beaten_at = time.monotonic()
        bound = {
            one["metadata"]["uid"]: one
            for one in picture.all(PODS)
            if one["spec"].get("nodeName") == NAME
        }
        for uid, found in bound.items():
            if "deletionTimestamp" in found["metadata"]:
                if pod := self._pods.get(uid):
                    stopping = self._tasks.get(f"{uid} stop")
                    # The API server may have been away when the last try was over.
                    if stopping is None or stopping.done():
                        self._tasks[f"{uid} stop"] = asyncio.create_task(pod.stop())
                else:
                    path = PODS.path(found["metadata"]["namespace"], found["metadata"]["name"])
                    await client.ask("DELETE", path, gracePeriodSeconds="0")
            elif uid not in self._pods and found["status"].get("phase") == "Pending":
                pod = self._pods[uid] = Pod(
                    client, found, new_address(self._network), self._runs, self._resolve
                )
                self._tasks[uid] = asyncio.create_task(self._run(pod))
        for uid in set(self._pods) - set(bound):
            self._tasks.pop(uid).cancel()
            self._tasks.pop(f"{uid} stop", None)
            self._pods.pop(uid).remove()

    def close(self) -> None:
        """Leave nothing running."""
        for pod in self._pods.values():
            pod.remove()

    async def _run(self, pod: Pod) -> None:
        try:
            await pod.run()
        except asyncio.CancelledError:
            raise
        except Exception:
            log.exception("a pod")

    def _resolve(self, name: str) -> str | None:
        """The address behind a service's name, as DNS tells for one without an own."""
        service, _, namespace = name.partition(".")
        found = self._picture.get(ENDPOINTS, namespace, service)
        for subset in (found or {}).get("subsets") or []:
            for address in subset.get("addresses", []):
                return str(address["ip"])
        return None


async def _register(client: Client) -> None:
    capacity = {
        "cpu": "256",
        "memory": "1Ti",
        "pods": "200",
    }
    ready = {
        "type": "Ready",
        "status": "True",
        "reason": "KubeletReady",
        "message": "",
        "lastHeartbeatTime": timestamp(),
        "lastTransitionTime": timestamp(),
    }
    try:
        await client.ask("GET", NODES.path(None, NAME))
        status: dict[str, object] = {"conditions": [ready]}
    except ApiError as error:
        if error.status != 404:
            raise
        made = {"metadata": {"name": NAME}, "spec": {}}
        await client.ask("POST", NODES.path(), made)
        status = {"conditions": [ready], "capacity": capacity, "allocatable": capacity}
    await client.set_status(NODES, {"metadata": {"name": NAME}}, status)
