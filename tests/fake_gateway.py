"""A gateway that answers what a test says, for faults no real one can be made to have."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import yaml
from aiohttp import web

Answering = Callable[[web.Request], Awaitable[web.StreamResponse]]

COUNTS = {
    "workers": 2,
    "cores": 4,
    "clients": 1,
    "desired_workers": 2,
    "tasks": 0,
    "processing": 0,
    "memory": 0,
    "erred": 0,
    "waiting": 0,
    "released": 0,
}


def entry(name: str, status: str = "RUNNING", **more: Any) -> dict[str, Any]:
    """What a gateway says of one cluster."""
    return {
        "name": name,
        "status": status,
        "dashboard_route": f"/clusters/{name}/status" if status == "RUNNING" else None,
        "start_time": int(time.time() * 1000),
        "stop_time": None,
        "options": {},
        "tls_cert": "-----BEGIN CERTIFICATE-----",
        "tls_key": "-----BEGIN RSA PRIVATE KEY-----",
        **more,
    }


def refusing(status: int, text: str, kind: str = "application/json") -> Answering:
    """Answers always the same."""

    async def refuse(request: web.Request) -> web.StreamResponse:
        return web.Response(status=status, text=text, content_type=kind)

    return refuse


class FakeGateway:
    """Its clusters are what ``clusters`` holds; ``answers`` and ``hanging`` go before.

    ``answers`` is by ``"METHOD /path"``; who asks for a path that begins with
    ``hanging`` waits until that is empty. ``asked`` has every request.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.address = ""
        self.options: list[dict[str, Any]] = []
        self.clusters: dict[str, dict[str, Any]] = {}
        self.answers: dict[str, Answering] = {}
        self.asked: list[str] = []
        self.sent: list[Any] = []
        self.hanging = ""

    def declaration(self) -> dict[str, Any]:
        """What an administrator writes of it."""
        return {"label": self.name.capitalize(), "address": self.address}

    def end(self, name: str, status: str = "STOPPED") -> None:
        """Let a cluster end; it is then only told when asked for by name."""
        if name in self.clusters:
            ended = {"status": status, "stop_time": int(time.time() * 1000)}
            self.clusters[name] |= {**ended, "dashboard_route": None}

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """As a gateway answers."""
        named = f"{request.method} {request.path}"
        self.asked.append(named)
        if request.method == "POST" and request.can_read_body:
            self.sent.append(await request.json())
        while self.hanging and request.path.startswith(self.hanging):
            await asyncio.sleep(0.02)
        if named in self.answers:
            return await self.answers[named](request)
        match request.method, request.path.split("/")[1:]:
            case "GET", ["api", "version"]:
                return web.json_response({"version": "2026.3.0"})
            case "GET", ["api", "v1", "options"]:
                return web.json_response({"cluster_options": self.options})
            case "GET", ["api", "v1", "clusters", ""]:
                wanted = request.query.get("status", "pending,running").split(",")
                found = self.clusters.items()
                return web.json_response(
                    {name: one for name, one in found if one["status"].lower() in wanted}
                )
            case "POST", ["api", "v1", "clusters", ""]:
                made = entry(f"made{len(self.clusters)}", "PENDING")
                self.clusters[made["name"]] = made
                return web.json_response({"name": made["name"]}, status=201)
            case "GET", ["api", "v1", "clusters", name] if name in self.clusters:
                return web.json_response(self.clusters[name])
            case "DELETE", ["api", "v1", "clusters", name]:
                self.end(name)
                return web.Response(status=204)
            case "POST", ["api", "v1", "clusters", name, _] if name in self.clusters:
                return web.json_response({"ok": True, "msg": None})
            case "GET", ["clusters", name, "json", "counts.json"] if name in self.clusters:
                return web.json_response(COUNTS)
        return web.json_response({"error": f"{request.path} not found"}, status=404)


@asynccontextmanager
async def fake_gateways(
    directory: Path, *names: str, each: dict[str, Any] | None = None, **more: Any
) -> AsyncIterator[tuple[FakeGateway, ...]]:
    """Serve gateways of these names, declared in ``labextension.yaml`` of a directory.

    ``each`` goes into the declaration of each, ``more`` beside them all.
    """
    gateways = tuple(FakeGateway(name) for name in names)
    runners = []
    for gateway in gateways:
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", gateway.answer)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        gateway.address = "http://{}:{}".format(*runner.addresses[0])
        runners.append(runner)
    declared = {gateway.name: {**gateway.declaration(), **(each or {})} for gateway in gateways}
    content = {"labextension": {"gateways": declared, **more}}
    (directory / "labextension.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    try:
        yield gateways
    finally:
        for gateway in gateways:
            gateway.hanging = ""
        for runner in runners:
            await runner.cleanup()
