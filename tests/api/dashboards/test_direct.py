"""Dashboards that are no gateway's: what comes in, what stays out, and what is not reached."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiohttp import web
from facility.processes import free_ports
from rest import Ask

SECRETS = ("cookie", "authorization", "x-xsrftoken", "referer", "origin")
PLOTS = {"Individual Cpu": "/individual-cpu"}

LOCAL_CLUSTER = """
from distributed import LocalCluster
with LocalCluster(n_workers=0, processes=False, dashboard_address="127.0.0.1:0") as cluster:
    print(cluster.dashboard_link, flush=True)
    input()
"""


class Place:
    """Something that answers at a port of this machine, and notes who asked how."""

    def __init__(self, plots: Any, prefix: str = "") -> None:
        self._plots = plots
        self._prefix = prefix
        self.port = 0
        self.seen: list[dict[str, str]] = []

    @property
    def paths(self) -> list[str]:
        return [one["path"] for one in self.seen]

    async def answer(self, request: web.Request) -> web.StreamResponse:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append({**headers, "path": f"{request.method} {request.path_qs}"})
        if request.headers.get("Upgrade") == "websocket":
            return await self._echo(request)
        if request.path == f"{self._prefix}/individual-plots.json":
            answer = web.Response(text=json.dumps(self._plots), content_type="application/json")
        else:
            answer = web.Response(text="plots", headers={"X-Frame-Options": "DENY"})
        answer.set_cookie("stolen", "session")
        return answer

    async def _echo(self, request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=["bokeh"])
        await socket.prepare(request)
        async for message in socket:
            await socket.send_str(message.data)
        return socket


@asynccontextmanager
async def place(
    plots: Any = PLOTS, *, prefix: str = "", host: str = "127.0.0.1", owner: int | None = None
) -> AsyncIterator[Place]:
    """A dashboard, or what says of its plots whatever the test wants; of some user's."""
    made = Place(plots, prefix)
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", made.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    listening = socket.create_server((host, 0))
    if owner is not None:
        os.fchown(listening.fileno(), owner, -1)
    await web.SockSite(runner, listening).start()
    made.port = listening.getsockname()[1]
    try:
        yield made
    finally:
        await runner.cleanup()


@asynccontextmanager
async def local_cluster() -> AsyncIterator[int]:
    """The port of the dashboard of a cluster as a notebook makes it."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", LOCAL_CLUSTER),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdin is not None and process.stdout is not None
    try:
        link = (await process.stdout.readline()).decode()
        port = urlsplit(link).port
        assert port is not None, link
        yield port
    finally:
        process.stdin.close()
        await process.wait()


async def test_a_local_clusters_pages_plots_and_numbers(ask: Ask, jp_ws_fetch: Any) -> None:
    async with local_cluster() as port:
        plots = await ask(f"dashboards/{port}/individual-plots.json")
        assert "/individual-task-stream" in plots.body.values()
        page = await ask(f"dashboards/{port}/status")
        assert (page.status, b"<html" in page.body) == (200, True)
        token = page.body.decode().split('"token":"')[1].split('"')[0]
        socket = await jp_ws_fetch(
            *("purdue-dask-lab", "dashboards", str(port), "status", "ws"),
            subprotocols=["bokeh", token],
        )
        assert json.loads(await socket.read_message())["msgtype"] == "ACK"
        socket.close()


async def test_nothing_that_identifies_the_user_goes_out_and_no_cookie_comes_in(
    ask: Ask, jp_ws_fetch: Any, jp_serverapp: Any
) -> None:
    token = jp_serverapp.identity_provider.token
    identity = {
        "Cookie": f"_xsrf=2|secret; username-localhost-8888={token}",
        "X-XSRFToken": "2|secret",
        "Origin": "http://127.0.0.1",
        "Referer": f"http://127.0.0.1/lab?token={token}",
    }
    async with place() as other:
        for method in ("GET", "POST"):
            answer = await ask(
                f"dashboards/{other.port}/status",
                method,
                headers=dict(identity),
                params={"token": token, "a": 1},
            )
            assert (answer.status, answer.body) == (200, b"plots")
            assert "stolen" not in str(answer.headers.get_list("Set-Cookie"))
            assert "X-Frame-Options" not in answer.headers
        socket = await jp_ws_fetch(
            *("purdue-dask-lab", "dashboards", str(other.port), "status", "ws"),
            headers={"Cookie": identity["Cookie"]},
        )
        await socket.write_message("there and back")
        assert await socket.read_message() == "there and back"
        socket.close()
        assert other.paths == [
            "GET /individual-plots.json",
            "GET /status?a=1",
            "POST /status?a=1",
            "GET /status/ws",
        ]
        assert not [name for one in other.seen for name in one if name in SECRETS]
        assert token not in str(other.seen)


@pytest.mark.parametrize("plots", [[], {"a": 1}, "text", {"a": "x" * 70_000}])
async def test_what_is_no_dashboard_is_asked_only_whether_it_is_one(ask: Ask, plots: Any) -> None:
    async with place(plots) as other:
        for method in ("GET", "POST"):
            answer = await ask(f"dashboards/{other.port}/admin?shutdown", method)
            assert (answer.status, answer.body["reason"]) == (404, "other")
            assert f"localhost:{other.port}" in answer.body["message"]
        assert set(other.paths) == {"GET /individual-plots.json"}


async def test_whoever_opens_a_page_that_is_not_there_sees_a_page(ask: Ask) -> None:
    (port,) = free_ports(1)
    answer = await ask(f"dashboards/{port}/status", headers={"Accept": "text/html"})
    assert answer.status == 502
    assert b"Nothing answers at localhost" in answer.body
    assert "text/html" in answer.headers["Content-Type"]


async def test_a_dashboard_below_a_prefix_is_one_too(ask: Ask) -> None:
    async with place(prefix="/dask/mine") as other:
        answer = await ask(f"dashboards/{other.port}/dask/mine/status")
        assert (answer.status, answer.body) == (200, b"plots")
        refused = await ask(f"dashboards/{other.port}/dask/others/status")
        assert refused.status == 404


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can listen as somebody else")
async def test_another_users_port_is_not_asked_for_its_page_could_act_as_this_user(
    ask: Ask,
) -> None:
    async with place(owner=65534) as other:
        answer = await ask(f"dashboards/{other.port}/status")
        assert (answer.status, answer.body["reason"]) == (403, "others")
        assert f"Port {other.port} belongs to another user" in answer.body["message"]
        assert other.seen == []
    async with place(owner=os.geteuid()) as own:
        assert (await ask(f"dashboards/{own.port}/status")).status == 200


@pytest.mark.parametrize(
    "where",
    [
        "192.0.2.1:80",
        "169.254.169.254:80",
        "example.com:80",
        "localhost.example:{port}",
        "127.0.0.2:{port}",
    ],
)
async def test_other_machines_are_not_reached(ask: Ask, where: str) -> None:
    async with place(host="0.0.0.0") as other:
        answer = await ask(f"dashboards/{where.format(port=other.port)}/individual-plots.json")
        assert (answer.status, answer.body["reason"]) == (403, "forbidden")
        assert "ServerProxy.host_allowlist" in answer.body["message"]
        assert other.seen == []


@pytest.mark.parametrize(
    "path",
    [
        "clusters/local/127.0.0.1:{port}/dashboard/individual-plots.json",
        "clusters/local/..%2F..%2F/dashboard/individual-plots.json",
        "clusters/127.0.0.1:{port}/x/dashboard/individual-plots.json",
        "dashboards/127.0.0.1:80@localhost:{port}/individual-plots.json",
        "dashboards/http:%2F%2F127.0.0.1:{port}/individual-plots.json",
    ],
)
async def test_no_other_route_takes_an_address(ask: Ask, path: str) -> None:
    async with place() as other:
        answer = await ask(path.format(port=other.port))
        assert answer.status == 404
        assert other.seen == []


@pytest.mark.parametrize("port", ["0", "65536", "99999999"])
async def test_a_number_that_is_no_port_is_named(ask: Ask, port: str) -> None:
    answer = await ask(f"dashboards/{port}/status")
    assert (answer.status, answer.body["message"]) == (502, f"There is no port {port}.")


class TestWithAMachineThatTheAdministratorAllows:
    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        return {**jp_server_config, "ServerProxy": {"host_allowlist": ["127.0.0.3"]}}

    async def test_its_dashboards_are_shown_likewise(self, ask: Ask, jp_ws_fetch: Any) -> None:
        async with place(host="127.0.0.3") as other:
            where = f"127.0.0.3:{other.port}"
            answer = await ask(f"dashboards/{where}/status", headers={"Cookie": "_xsrf=secret"})
            assert (answer.status, answer.body) == (200, b"plots")
            socket = await jp_ws_fetch("purdue-dask-lab", "dashboards", where, "status", "ws")
            await socket.write_message("there and back")
            assert await socket.read_message() == "there and back"
            socket.close()
            assert not [name for one in other.seen for name in one if name in SECRETS]
