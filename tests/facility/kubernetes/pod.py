"""The life of one pod on a node: pulled, started, probed, restarted, ended."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp

from .client import ApiError, Client
from .container import Container, answers
from .kinds import PODS, SECRETS
from .quantities import amount
from .sandbox import Sandbox, probe_url
from .store import Object, timestamp

FIRST_BACKOFF = 1.0
"""Seconds before the second start of a container; the real kubelet waits for ten."""

MOST_BACKOFF = 10.0

MISSING = "missing"
"""An image of this name is in no registry."""


class Pod:
    """One pod, from its node's view; ``run`` returns when it has ended for good."""

    def __init__(
        self,
        client: Client,
        pod: Object,
        address: str,
        runs: Path,
        resolve: Callable[[str], str | None],
    ) -> None:
        self._client = client
        self._pod = pod
        self._directory = runs / str(pod["metadata"]["uid"])
        self._address = address
        self._sandbox = Sandbox(pod, address, self._directory, resolve)
        self._spec = pod["spec"]["containers"][0]
        context = pod["spec"].get("securityContext") or {}
        self._user: int | None = context.get("runAsUser")
        self._container: Container | None = None
        self._restarts = 0
        self._last: dict[str, Any] = {}
        self._since = timestamp()
        self.is_stopping = False

    async def run(self) -> None:
        """Live."""
        self._directory.mkdir(parents=True)
        if self._user is not None:
            with suppress(PermissionError):
                shutil.chown(self._directory, self._user, self._user)
        image = str(self._spec["image"])
        if image.split(":")[0].endswith(MISSING):
            await self._cannot_pull(image)
        backoff = FIRST_BACKOFF
        while not self.is_stopping:
            ended = await self._live()
            again = self._pod["spec"].get("restartPolicy", "Always")
            is_failure = ended["exitCode"] != 0
            if again == "Never" or (again == "OnFailure" and not is_failure) or self.is_stopping:
                phase = "Failed" if is_failure else "Succeeded"
                await self._say(phase, {"terminated": ended})
                return
            await self._say("Running", {"terminated": ended})
            self._last = {"terminated": ended}
            said = f"back-off {backoff:g}s restarting failed container={self._spec['name']}"
            await self._say("Running", {"waiting": _waiting("CrashLoopBackOff", said)})
            await self._tell("Warning", "BackOff", "Back-off restarting failed container")
            await asyncio.sleep(backoff)
            backoff = min(2 * backoff, MOST_BACKOFF)
            self._restarts += 1

    async def stop(self) -> None:
        """End it, within its grace, and have it deleted."""
        self.is_stopping = True
        if self._container is not None:
            await self._container.stop(self._pod["spec"].get("terminationGracePeriodSeconds", 30))
        path = PODS.path(self._pod["metadata"]["namespace"], self._pod["metadata"]["name"])
        with suppress(aiohttp.ClientError, ApiError):
            await self._client.ask("DELETE", path, gracePeriodSeconds="0")

    def remove(self) -> None:
        """Leave nothing behind."""
        if self._container is not None:
            self._container.signal(9)
        shutil.rmtree(self._directory, ignore_errors=True)

    async def _cannot_pull(self, image: str) -> None:
        pull = f'Failed to pull image "{image}": not found'
        while not self.is_stopping:
            await self._say("Pending", {"waiting": _waiting("ErrImagePull", pull)})
            await self._tell("Warning", "Failed", pull)
            await asyncio.sleep(FIRST_BACKOFF)
            said = f'Back-off pulling image "{image}"'
            await self._say("Pending", {"waiting": _waiting("ImagePullBackOff", said)})
            await self._tell("Normal", "BackOff", said)
            await asyncio.sleep(MOST_BACKOFF)

    async def _live(self) -> dict[str, Any]:
        """One start of its container until its end."""
        started = timestamp()
        await self._say("Pending" if not self._restarts else "Running", None)
        try:
            secrets = await self._secrets()
            self._sandbox.mount(secrets, self._user)
            environment = self._sandbox.environment(secrets)
            command = self._sandbox.command(environment)
            self._container = await Container.start(
                command,
                environment,
                self._directory,
                self._directory / log_name(self._restarts),
                self._user,
            )
        except (OSError, ApiError) as error:
            await self._tell("Warning", "Failed", f"Error: failed to start container: {error}")
            return _ended(started, 128, "StartError", str(error))
        await self._tell("Normal", "Started", f"Started container {self._spec['name']}")
        await self._say("Running", {"running": {"startedAt": started}})
        probing = asyncio.create_task(self._probe(started))
        limit = self._spec.get("resources", {}).get("limits", {}).get("memory")
        try:
            code = await self._container.end(amount(limit) if limit else None)
        finally:
            probing.cancel()
        if self._container.was_out_of_memory:
            return _ended(started, 137, "OOMKilled")
        return _ended(started, code, "Error" if code else "Completed")

    async def _probe(self, started: str) -> None:
        probe = self._spec.get("readinessProbe")
        is_ready = False
        failures = 0
        while probe:
            answered = await answers(probe_url(probe, self._address))
            failures = 0 if answered else failures + 1
            becomes = answered or (is_ready and failures < probe.get("failureThreshold", 3))
            if becomes != is_ready:
                is_ready = becomes
                with suppress(aiohttp.ClientError, ApiError):
                    await self._say("Running", {"running": {"startedAt": started}}, is_ready)
            await asyncio.sleep(probe.get("periodSeconds", 10))

    async def _secrets(self) -> dict[str, Object]:
        namespace = self._pod["metadata"]["namespace"]
        named = {
            volume["secret"]["secretName"]
            for volume in self._pod["spec"].get("volumes", [])
            if "secret" in volume
        }
        named |= {source["secretRef"]["name"] for source in self._spec.get("envFrom", [])}
        for one in self._spec.get("env", []):
            if key := one.get("valueFrom", {}).get("secretKeyRef"):
                named.add(key["name"])
        return {
            name: await self._client.ask("GET", SECRETS.path(namespace, name)) for name in named
        }

    async def _say(self, phase: str, state: Any, is_ready: bool | None = None) -> None:
        runs = bool(state and "running" in state)
        ready = is_ready if is_ready is not None else runs and "readinessProbe" not in self._spec
        conditions = [
            {"type": kind, "status": "True" if value else "False"}
            for kind, value in (
                ("PodScheduled", True),
                ("Initialized", True),
                ("ContainersReady", ready),
                ("Ready", ready),
            )
        ]
        status = {
            "name": self._spec["name"],
            "image": self._spec["image"],
            "imageID": f"facility://{self._spec['image']}",
            "ready": ready,
            "restartCount": self._restarts,
            "state": state or {"waiting": _waiting("ContainerCreating", "")},
            "lastState": self._last,
        }
        content = {
            "phase": phase,
            "podIP": self._address,
            "startTime": self._since,
            "conditions": conditions,
            "containerStatuses": [status],
        }
        await self._client.set_status(PODS, self._pod, content)

    async def _tell(self, type: str, reason: str, said: str) -> None:
        with suppress(ApiError):
            await self._client.tell(self._pod, "kubelet", type, reason, said)


def log_name(restarts: int) -> str:
    """The file in a pod's folder that holds what its container said after so many restarts."""
    return f"{restarts}.log"


def _waiting(reason: str, message: str) -> dict[str, str]:
    return {"reason": reason, "message": message} if message else {"reason": reason}


def _ended(started: str, code: int, reason: str, message: str = "") -> dict[str, Any]:
    return {
        **_waiting(reason, message),
        "exitCode": code,
        "startedAt": started,
        "finishedAt": timestamp(),
    }
