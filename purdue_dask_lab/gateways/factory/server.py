"""dask-labextension's manager of clusters, as the child process that runs it; see ``child``.

It speaks those parts of Dask Gateway's REST API that we use.
"""

from __future__ import annotations

import asyncio
import base64
import json
import secrets
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from aiohttp import web
from yarl import URL

from ...config.dask_import import import_dask
from ...config.schema import workers_of
from ...schemas.gateways import OfferedWorkers
from ..child import (
    CLUSTERS,
    CONFIGURATION_FILE,
    PASSWORD_FILE,
    announce,
    arguments,
    remove_with_parent,
    wait_for_end,
    wake_at_parents_end,
)

# Before all that imports it: a file that Dask would stumble over is nobody's fault here.
import_dask()
import dask  # noqa: E402

from .manager import LabextensionManager, version  # noqa: E402

CLOSE_TIMEOUT = 15.0
"""Seconds that all clusters together may take to close."""

CONNECT_TIMEOUT = 2.0
"""Seconds that a dashboard may take to accept a connection."""

_KEPT = 100
"""Clusters that have ended and can still be asked about."""


@dataclass
class FactoryCluster:
    """One cluster from the moment it is asked for."""

    started: datetime
    label: str | None = None
    workers: OfferedWorkers | None = None
    status: str = "PENDING"
    stopped: datetime | None = None
    dashboard: str | None = None
    public_dashboard: str | None = None
    starting: asyncio.Task[None] | None = None


class Factory:
    """The manager, and what it does not say of its clusters.

    Parameters
    ----------
    directory
        Where the password is, and logs go.
    initial
        Sizes and names of the clusters to begin with.
    """

    def __init__(self, directory: Path, initial: Sequence[dict[str, Any]]) -> None:
        self._directory = directory
        self._initial = initial
        self._password = (directory / PASSWORD_FILE).read_text()
        self._known: dict[str, FactoryCluster] = {}
        self._manager = LabextensionManager()

    async def initial(self) -> None:
        """Make the clusters that are to be there from the beginning."""
        for configuration in self._initial:
            self._begin(dict(configuration))

    async def close(self) -> None:
        """Close every cluster."""
        for known in self._known.values():
            if known.starting:
                known.starting.cancel()
        closing = (self._manager.close(name) for name in self._manager.names)
        await asyncio.wait_for(asyncio.gather(*closing, return_exceptions=True), CLOSE_TIMEOUT)

    def routes(self) -> list[web.RouteDef]:
        """Every route."""
        one = r"/api/v1/clusters/{name}"
        return [
            web.get("/api/version", self._version),
            web.get("/api/v1/options", self._options),
            web.get("/api/v1/clusters/", self._list),
            web.post("/api/v1/clusters/", self._create),
            web.get(one, self._get),
            web.delete(one, self._stop),
            web.post(f"{one}/scale", self._scale),
            web.post(f"{one}/adapt", self._adapt),
            web.get(r"/clusters/{name}/{path:.*}", self._dashboard),
        ]

    @web.middleware
    async def authenticate(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """Let in only who knows the password: this user."""
        given = request.headers.get("Authorization", "").removeprefix("Basic ")
        try:
            password = base64.b64decode(given).decode().split(":", 1)[1]
        except (ValueError, IndexError):
            password = ""
        if not secrets.compare_digest(password.encode(), self._password.encode()):
            return web.json_response(
                {"error": "Authentication required"},
                status=401,
                headers={"WWW-Authenticate": "Basic"},
            )
        answer: web.StreamResponse = await handler(request)
        return answer

    async def _version(self, _: web.Request) -> web.Response:
        return web.json_response({"version": version()})

    async def _options(self, _: web.Request) -> web.Response:
        # What the class is given is said in the configuration.
        return web.json_response({"cluster_options": []})

    async def _list(self, request: web.Request) -> web.Response:
        wanted = request.query.get("status", "pending,running").upper().split(",")
        entries = [self._entry(name) for name in self._known]
        return web.json_response(
            {entry["name"]: entry for entry in entries if entry["status"] in wanted}
        )

    async def _create(self, _: web.Request) -> web.Response:
        return web.json_response({"name": self._begin({})}, status=201)

    async def _get(self, request: web.Request) -> web.Response:
        return web.json_response(self._entry(self._name(request)))

    async def _stop(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        known = self._known.get(name)
        if known and known.status in ("PENDING", "RUNNING"):
            known.status = "STOPPING"
            known.starting = asyncio.create_task(self._end(name, known))
        return web.Response(status=204)

    async def _scale(self, request: web.Request) -> web.Response:
        count = (await request.json())["count"]
        await self._manager.scale(self._running(request), count)
        return web.json_response({"ok": True})

    async def _adapt(self, request: web.Request) -> web.Response:
        wanted = await request.json()
        await self._manager.adapt(self._running(request), wanted["minimum"], wanted["maximum"])
        return web.json_response({"ok": True})

    async def _dashboard(self, request: web.Request) -> web.Response:
        """Show the way; what is asked there is not this process's business."""
        link = self._entry(self._name(request))["dashboard_route"]
        if link is None:
            raise web.HTTPNotFound
        raise web.HTTPTemporaryRedirect(link.removesuffix("status") + request.match_info["path"])

    def _begin(self, configuration: dict[str, Any]) -> str:
        name = uuid4().hex
        size = {**dask.config.get("labextension.default"), **configuration}
        known = FactoryCluster(
            datetime.now(timezone.utc), configuration.get("name"), workers_of(size)
        )
        self._known[name] = known
        known.starting = asyncio.create_task(self._start(name, known, configuration))
        return name

    async def _start(self, name: str, known: FactoryCluster, configuration: dict[str, Any]) -> None:
        try:
            cluster = await self._manager.start(name, configuration)
            known.public_dashboard = _link(cluster)
            known.dashboard = await _reachable(_address(cluster, known.public_dashboard))
        except Exception:
            self._note_failure(name)
            self._finish(known, "FAILED")
        else:
            known.status = "RUNNING"

    async def _end(self, name: str, known: FactoryCluster) -> None:
        starting = known.starting
        if starting and starting is not asyncio.current_task() and not starting.done():
            # A class that is stopped half-way may leave its jobs behind.
            await asyncio.wait([starting])
        try:
            await self._manager.close(name)
        except Exception:
            # Whatever its class makes of it, nothing more can be done about it here.
            self._note_failure(name)
        self._finish(known, "STOPPED")

    def _finish(self, known: FactoryCluster, status: str) -> None:
        known.status = status
        known.stopped = datetime.now(timezone.utc)
        ended = [name for name, one in self._known.items() if one.stopped is not None]
        for name in ended[:-_KEPT]:
            del self._known[name]

    def _note_failure(self, name: str) -> None:
        """Keep what a class raised where the logs of clusters are looked for."""
        logs = self._directory / CLUSTERS / name / "logs"
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / "factory.log").open("a") as log:
            traceback.print_exc(file=log)

    def _name(self, request: web.Request) -> str:
        name = request.match_info["name"]
        if name not in self._known:
            raise _refusal(web.HTTPNotFound, f"Cluster {name} not found")
        return name

    def _running(self, request: web.Request) -> str:
        name = self._name(request)
        if self._known[name].status != "RUNNING":
            raise _refusal(web.HTTPConflict, f"cluster {name} is not running")
        return name

    def _entry(self, name: str) -> dict[str, Any]:
        known = self._known[name]
        cluster = self._manager.cluster(name)
        running = known.status == "RUNNING" and cluster is not None
        return {
            "name": name,
            "label": known.label,
            "workers": known.workers.model_dump() if known.workers else None,
            "status": known.status,
            "start_time": _milliseconds(known.started),
            "stop_time": _milliseconds(known.stopped),
            "options": {},
            "dashboard_route": known.dashboard if running else None,
            "public_dashboard": known.public_dashboard if running else None,
            "scheduler_address": _told(lambda: str(cluster.scheduler_address)) if running else None,
            "memory": _told(lambda: _memory(cluster)) if running else 0,
        }


def _told(ask: Callable[[], Any]) -> Any:
    """What a class tells of a cluster, None where it fails: that must not cost the others."""
    try:
        return ask()
    except Exception:
        return None


def _memory(cluster: Any) -> float:
    """Bytes that its workers may use."""
    workers = cluster.scheduler_info.get("workers", {})
    return float(sum(worker.get("memory_limit") or 0 for worker in workers.values()))


def _link(cluster: Any) -> str | None:
    """The dashboard's link as the class words it, if it can.

    ``distributed.dashboard.link`` may name variables that are not there.
    """
    try:
        link = cluster.dashboard_link
    except Exception:
        return None
    return str(link) if link else None


def _address(cluster: Any, link: str | None) -> str | None:
    """Where a dashboard answers; its link may be a path for somebody's proxy only."""
    if link and urlsplit(link).scheme in ("http", "https"):
        return link
    port = cluster.scheduler_info.get("services", {}).get("dashboard")
    if not port:
        return None
    host = urlsplit(cluster.scheduler_address or "").hostname
    # Within one process there are no addresses, and its pages are on this machine.
    in_process = (cluster.scheduler_address or "").startswith("inproc")
    return f"http://{'127.0.0.1' if in_process or not host else host}:{port}/status"


async def _reachable(link: str | None) -> str | None:
    """Return a dashboard's link that works from here.

    Dask names this machine by its address in the network also where the
    dashboard listens to the machine itself alone.
    """
    if not link:
        return None
    url = URL(link)
    try:
        _, writer = await asyncio.wait_for(
            asyncio.open_connection(url.host, url.port), CONNECT_TIMEOUT
        )
    except (OSError, asyncio.TimeoutError):
        return str(url.with_host("127.0.0.1"))
    writer.close()
    return link


def _refusal(status: type[web.HTTPException], message: str) -> web.HTTPException:
    return status(text=json.dumps({"error": message}), content_type="application/json")


def _milliseconds(time: datetime | None) -> float | None:
    return None if time is None else time.timestamp() * 1000


async def serve(directory: Path, announcement: int, initial: Sequence[dict[str, Any]]) -> None:
    """Answer until standard input ends, then close all clusters."""
    factory = Factory(directory, initial)
    app = web.Application(middlewares=[factory.authenticate])
    app.add_routes(factory.routes())
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    announce(announcement, f"http://{host}:{port}")
    await factory.initial()
    await asyncio.to_thread(wait_for_end)
    try:
        await factory.close()
    finally:
        await runner.cleanup()


def main() -> None:
    """Run with the configuration that the parent has written."""
    directory, announcement = arguments()
    wake_at_parents_end()
    factory = json.loads((directory / CONFIGURATION_FILE).read_text())
    default = {"workers": None, "adapt": None, **factory.pop("default")}
    initial = factory.pop("initial")
    # Each of dask-labextension's managers would begin with them, the one that it makes when
    # it is imported among them: they are made here, once.
    settings = {"labextension": {"factory": factory, "default": default, "initial": []}}
    try:
        with dask.config.set(settings):
            asyncio.run(serve(directory, announcement, initial))
    finally:
        remove_with_parent(directory)


if __name__ == "__main__":
    main()
