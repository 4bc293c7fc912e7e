"""What passes between a browser and a dashboard, and what does not."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fake_gateway import FakeGateway, entry, fake_gateways
from rest import Ask, until

PAGE = "clusters/near/one/dashboard/status"
BEHIND = "GET /clusters/one/status"
HUBS = "frame-ancestors 'none'; report-uri /hub/security/csp-report"


@asynccontextmanager
async def dashboard(directory: Path) -> AsyncIterator[FakeGateway]:
    """A gateway with one running cluster, whose page says that it is one."""
    async with fake_gateways(directory, "near") as (near,):
        near.clusters["one"] = entry("one")

        async def page(request: web.Request) -> web.StreamResponse:
            return web.Response(text=f"query: {request.raw_path.partition('?')[2]}")

        near.answers[BEHIND] = page
        yield near


class TestBehindAHub:
    """Its users share one origin, so that it forbids frames."""

    @pytest.fixture
    def jp_server_config(self, jp_server_config: dict[str, Any]) -> dict[str, Any]:
        own = {**jp_server_config["ServerApp"]}
        own["tornado_settings"] = {"headers": {"Content-Security-Policy": HUBS}}
        return {**jp_server_config, "ServerApp": own}

    async def test_only_who_has_the_key_may_show_dashboards_in_a_frame(
        self, ask: Ask, jp_serverapp: Any, own_dask_configuration: Path
    ) -> None:
        async with dashboard(own_dask_configuration):
            page = jp_serverapp.web_app.settings["page_config_data"]
            await until(lambda: asyncio.sleep(0, "purdueDaskLabFrameKey" in page))
            key = page["purdueDaskLabFrameKey"]
            framed = await ask(f"framed/{key}/{PAGE}")
            assert framed.status == 200
            assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]
            # Whatever its page says of itself.
            iframe = {"Sec-Fetch-Dest": "iframe", "Referer": f"{jp_serverapp.connection_url}lab"}
            for path, status in (
                (PAGE, 200),
                ("clusters/near/none/dashboard/status", 404),
                ("clusters/none/one/dashboard/status", 404),
                (f"framed/{key}/clusters/near/none/dashboard/status", 404),
                (f"framed/{'A' * 43}/{PAGE}", 404),
                ("dashboards/1/status", 502),
                (f"framed/{key}/dashboards/1/status", 502),
                ("clusters", 200),
            ):
                for accept in ("text/html", "*/*"):
                    answer = await ask(path, headers={**iframe, "Accept": accept})
                    assert answer.status == status, path
                    policies = answer.headers.get_list("Content-Security-Policy")
                    assert all("frame-ancestors 'none'" in one for one in policies), path
                    assert policies or "html" not in answer.headers["Content-Type"], path


async def test_no_dashboard_may_install_what_outlives_it(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with dashboard(own_dask_configuration) as near:
        for header in ({"Service-Worker": "script"}, {"Sec-Fetch-Dest": "serviceworker"}):
            assert (await ask(PAGE, headers=header)).status == 403
        assert BEHIND not in near.asked


@pytest.mark.parametrize(
    "path",
    [
        "..%5C..%5Cstatus",
        "%5C..%5C",
        "..%2Fstatus",
        "%2e%2e/status",
        "..;/status",
        ".;x=1/status",
        "a%00b",
        "a%0D%0Ab",
        "a%7Fb",
    ],
)
async def test_no_spelling_of_a_path_leads_out_of_a_cluster(
    jp_http_port: int, jp_serverapp: Any, ask: Ask, own_dask_configuration: Path, path: str
) -> None:
    async with dashboard(own_dask_configuration) as near:
        await ask("clusters")
        near.asked.clear()
        # As it stands: a client would tidy it up.
        reader, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
        token = jp_serverapp.identity_provider.token
        base = jp_serverapp.base_url.replace("@", "%40")
        writer.write(
            f"GET {base}purdue-dask-lab/clusters/near/one/dashboard/{path} HTTP/1.1\r\n"
            f"Host: localhost\r\nAuthorization: token {token}\r\nConnection: close\r\n\r\n".encode()
        )
        status = int((await reader.readline()).split()[1])
        writer.close()
        assert status in (400, 404)
        assert not [one for one in near.asked if one.startswith("GET /clusters/")]


@pytest.mark.parametrize("query", ["d", "a=1&b", "x=%20&y=+", "a=b=c", "=", "&&"])
async def test_a_query_goes_on_as_it_came(
    ask: Ask, jp_serverapp: Any, own_dask_configuration: Path, query: str
) -> None:
    from tornado.httpclient import AsyncHTTPClient

    async with dashboard(own_dask_configuration):
        await ask("clusters")
        url = f"{jp_serverapp.connection_url}purdue-dask-lab/{PAGE}"
        token = jp_serverapp.identity_provider.token
        answer = await AsyncHTTPClient().fetch(f"{url}?{query}&token={token}")
        assert answer.body.decode() == f"query: {query}"


@pytest.mark.parametrize("status", [204, 304])
async def test_an_answer_without_a_body_is_one(
    ask: Ask, own_dask_configuration: Path, status: int
) -> None:
    async with dashboard(own_dask_configuration) as near:

        async def none(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.write(
                f"HTTP/1.1 {status} X\r\nContent-Length: 5\r\nETag: x\r\n\r\n".encode()
            )
            request.transport.close()
            return web.Response()

        near.answers[BEHIND] = none
        answer = await ask(PAGE)
        assert (answer.status, answer.body) == (status, b"")


async def test_a_header_that_cannot_be_passed_on_is_left_out(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with dashboard(own_dask_configuration) as near:

        async def odd(request: web.Request) -> web.StreamResponse:
            assert request.transport is not None
            request.transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: text/plain\r\n"
                b"ETag: \xff\xfe\r\nExpires: \xc3\xa9\r\n\r\nok"
            )
            return web.Response()

        near.answers[BEHIND] = odd
        answer = await ask(PAGE)
        assert (answer.status, answer.body) == (200, b"ok")
        assert "Expires" not in answer.headers


async def test_nothing_is_asked_any_more_for_a_browser_that_has_left(
    jp_http_port: int, jp_serverapp: Any, ask: Ask, own_dask_configuration: Path
) -> None:
    left = asyncio.Event()
    async with dashboard(own_dask_configuration) as near:

        async def never(request: web.Request) -> web.StreamResponse:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                left.set()
                raise
            return web.Response()

        near.answers[BEHIND] = never
        await ask("clusters")
        _, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
        token = jp_serverapp.identity_provider.token
        base = jp_serverapp.base_url.replace("@", "%40")
        writer.write(
            f"GET {base}purdue-dask-lab/{PAGE} HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: token {token}\r\n\r\n".encode()
        )

        async def asked() -> bool:
            return BEHIND in near.asked

        await until(asked)
        writer.close()

        async def gone() -> bool:
            # The dashboard sees that the connection to it has ended.
            return not [
                task
                for task in asyncio.all_tasks()
                if "DashboardRelay.proxy" in getattr(task.get_coro(), "__qualname__", "")
            ]

        await until(gone)
