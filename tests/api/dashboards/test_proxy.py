"""A cluster's dashboard through Jupyter: all of it comes in, nothing of Jupyter's goes out."""

from __future__ import annotations

import asyncio
import contextlib
import json
from pathlib import Path
from typing import Any

from aiohttp import ClientSession, web
from fake_gateway import FakeGateway, entry, fake_gateways
from rest import Ask, Clusters, until
from tornado.websocket import WebSocketClosedError
from yarl import URL

PAGE = "clusters/near/one/dashboard/status"
SECRETS = ("cookie", "authorization", "x-xsrftoken", "referer", "origin")


def seen_by(gateway: FakeGateway, path: str = "/clusters/one/status") -> list[dict[str, str]]:
    """Headers and query of each request for a path, in lower case."""
    found: list[dict[str, str]] = []

    async def note(request: web.Request) -> web.StreamResponse:
        found.append({name.lower(): value for name, value in request.headers.items()})
        found[-1]["query"] = request.query_string
        answer = web.Response(text="plots", headers={"X-Powered-By": "dask"})
        answer.set_cookie("stolen", "session")
        return answer

    gateway.answers[f"GET {path}"] = note
    gateway.answers[f"POST {path}"] = note
    gateway.clusters["one"] = entry("one")
    return found


async def test_nothing_that_identifies_the_user_goes_out_and_no_cookie_comes_in(
    ask: Ask, jp_serverapp: Any, own_dask_configuration: Path
) -> None:
    token = jp_serverapp.identity_provider.token
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        seen = seen_by(near)
        identity = {
            "Cookie": f"_xsrf=2|secret; username-localhost-8888={token}",
            "X-XSRFToken": "2|secret",
            "Origin": "http://127.0.0.1",
            "Referer": f"http://127.0.0.1/lab?token={token}",
            "Accept-Language": "en",
        }
        for method in ("GET", "POST"):
            answer = await ask(
                PAGE, method, headers=dict(identity), params={"token": token, "a": 1}
            )
            assert (answer.status, answer.body) == (200, b"plots")
            assert "stolen" not in str(answer.headers.get_list("Set-Cookie"))
        assert [one["accept-language"] for one in seen] == ["en", "en"]
        assert [one["query"] for one in seen] == ["a=1", "a=1"]
        assert not [name for one in seen for name in one if name in SECRETS]
        assert token not in str(seen)


async def test_a_websocket_carries_both_ways_and_nothing_that_identifies_the_user(
    jp_ws_fetch: Any, own_dask_configuration: Path
) -> None:
    opened: list[dict[str, str]] = []

    async def echo(request: web.Request) -> web.StreamResponse:
        opened.append({name.lower(): value for name, value in request.headers.items()})
        socket = web.WebSocketResponse(protocols=["bokeh"])
        await socket.prepare(request)
        async for message in socket:
            if message.data == "leave":
                break
            await (socket.send_bytes if isinstance(message.data, bytes) else socket.send_str)(
                message.data
            )
        await socket.close()
        return socket

    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        near.answers["GET /clusters/one/status/ws"] = echo
        page = ["purdue-dask-lab", *PAGE.split("/"), "ws"]
        socket = await jp_ws_fetch(*page, headers={"Cookie": "_xsrf=2|secret"})
        for message in ("text", b"\x00bytes", "x" * 300_000):
            await socket.write_message(message, binary=isinstance(message, bytes))
            assert await socket.read_message() == message
        await socket.write_message("leave")
        assert await socket.read_message() is None
        (headers,) = opened
        assert not set(SECRETS) & set(headers)


async def test_a_browser_that_can_gets_its_frames_compressed(
    http_server_client: Any,
    jp_serverapp: Any,
    jp_http_port: int,
    jp_auth_header: dict[str, str],
    jp_base_url: str,
    own_dask_configuration: Path,
) -> None:
    async def draw(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await socket.send_str("much of the same " * 10_000)
        await socket.close()
        return socket

    async with fake_gateways(own_dask_configuration, "near") as (near,), ClientSession() as browser:
        near.clusters["one"] = entry("one")
        near.answers["GET /clusters/one/status/ws"] = draw
        path = f"{jp_base_url}purdue-dask-lab/{PAGE}/ws"
        url = URL(f"ws://127.0.0.1:{jp_http_port}{path}", encoded=True)
        for compress in (15, 0):
            async with browser.ws_connect(url, headers=jp_auth_header, compress=compress) as socket:
                assert socket.compress == compress
                assert await socket.receive_str() == "much of the same " * 10_000


async def test_a_dashboard_draws_no_faster_than_the_browser_reads(
    jp_ws_fetch: Any, own_dask_configuration: Path
) -> None:
    """What would come too fast would pile up in Jupyter."""
    frames, size = 1600, 65_536
    sent = 0

    async def draw(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        for sent in range(1, frames + 1):
            await socket.send_bytes(sent.to_bytes(4, "big") + bytes(size))
        await socket.close()
        return socket

    async def waits() -> bool:
        before = sent
        await asyncio.sleep(1)
        return 0 < before == sent

    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        near.answers["GET /clusters/one/status/ws"] = draw
        socket = await jp_ws_fetch("purdue-dask-lab", *PAGE.split("/"), "ws")
        await until(waits)
        assert sent < frames
        for number in range(1, frames + 1):
            assert int.from_bytes((await socket.read_message())[:4], "big") == number
        assert await socket.read_message() is None


async def test_a_page_that_is_closed_leaves_the_dashboard(
    jp_ws_fetch: Any, own_dask_configuration: Path
) -> None:
    left = asyncio.Event()

    async def wait(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        async for _ in socket:
            continue
        left.set()
        return socket

    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        near.answers["GET /clusters/one/status/ws"] = wait
        socket = await jp_ws_fetch("purdue-dask-lab", *PAGE.split("/"), "ws")
        await socket.write_message("here")
        socket.close()
        await asyncio.wait_for(left.wait(), 20)


async def test_a_websocket_that_the_dashboard_refuses_is_closed_with_a_reason(
    jp_ws_fetch: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        socket = await jp_ws_fetch("purdue-dask-lab", *PAGE.split("/"), "none")
        with contextlib.suppress(WebSocketClosedError):
            assert await socket.read_message() is None
        assert (socket.close_code, socket.close_reason) == (1011, "The dashboard does not answer.")
        socket.close()


async def test_a_long_answer_is_passed_on_while_it_is_still_being_written(
    http_server_client: Any, jp_auth_header: Any, jp_base_url: str, own_dask_configuration: Path
) -> None:
    rest = asyncio.Event()

    async def slowly(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"first")
        await rest.wait()
        await answer.write(b"last")
        await answer.write_eof()
        return answer

    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        near.answers["GET /clusters/one/status"] = slowly
        chunks: list[bytes] = []
        fetching = asyncio.ensure_future(
            http_server_client.fetch(
                f"{jp_base_url}purdue-dask-lab/{PAGE}",
                headers=jp_auth_header,
                streaming_callback=chunks.append,
            )
        )

        async def begun() -> bool:
            return chunks == [b"first"]

        await until(begun)
        rest.set()
        await fetching
        assert b"".join(chunks) == b"firstlast"


async def test_files_arrive_as_they_are_and_are_not_sent_twice(
    ask: Ask, own_dask_configuration: Path
) -> None:
    content = bytes(range(256)) * 1000

    async def file(request: web.Request) -> web.StreamResponse:
        if request.headers.get("If-None-Match") == '"v1"':
            return web.Response(status=304, headers={"Etag": '"v1"'})
        headers = {"Etag": '"v1"', "Cache-Control": "max-age=60"}
        return web.Response(body=content, content_type="text/javascript", headers=headers)

    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        near.answers["GET /clusters/one/statics/a b.js"] = file
        path = "clusters/near/one/dashboard/statics/a b.js"
        first = await ask(path)
        assert (first.status, first.body) == (200, content)
        assert first.headers["Content-Type"] == "text/javascript"
        assert first.headers["Cache-Control"] == "max-age=60"
        again = await ask(path, headers={"If-None-Match": first.headers["Etag"]})
        assert (again.status, again.body) == (304, b"")


async def test_a_redirection_stays_behind_jupyter(
    ask: Ask, jp_base_url: str, own_dask_configuration: Path
) -> None:
    async def elsewhere(request: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": request.query["to"]})

    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        near.answers["GET /clusters/one/status"] = elsewhere
        ours = f"{jp_base_url}purdue-dask-lab/clusters/near/one/dashboard"
        for given, wanted in (
            ("info/main/workers.html", "info/main/workers.html"),
            ("/clusters/one/status?a=1", f"{ours}/status?a=1"),
            (f"{near.address}/clusters/one/graph", f"{ours}/graph"),
            # What distributed itself sends, not knowing of any prefix.
            ("/status", f"{ours}/status"),
        ):
            answer = await ask(PAGE, params={"to": given}, follow_redirects=False)
            assert (answer.status, answer.headers["Location"]) == (302, wanted), given


async def test_a_dashboard_that_does_not_answer_says_so(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        near.answers["GET /clusters/one/status"] = broken
        answer = await ask(PAGE)
        assert answer.status == 502
        assert answer.body["message"] == "The scheduler does not answer."


async def broken(request: web.Request) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def test_a_real_schedulers_pages_plots_and_numbers(
    ask: Ask, clusters: Clusters, jp_ws_fetch: Any
) -> None:
    made = await clusters.create(workers={"minimum": 0, "maximum": 0})
    await clusters.status(made["name"], "running")
    dashboard = f"clusters/local/{made['name']}/dashboard"
    page = await ask(f"{dashboard}/status")
    assert (page.status, b"<html" in page.body) == (200, True)
    plots = await ask(f"{dashboard}/individual-plots.json")
    assert "/individual-task-stream" in plots.body.values()
    token = page.body.decode().split('"token":"')[1].split('"')[0]
    socket = await jp_ws_fetch(
        "purdue-dask-lab", *dashboard.split("/"), "status", "ws", subprotocols=["bokeh", token]
    )
    assert json.loads(await socket.read_message())["msgtype"] == "ACK"
    socket.close()
