"""Whom the server asks for the sake of an address that somebody typed: nobody new."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
from conftest import Ask
from tornado.httpclient import HTTPClientError

Status = Callable[[str], Awaitable[int]]


@pytest.fixture
def page() -> Iterator[int]:
    """Something that listens on this machine; its port."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"Individual Cpu": "/individual-cpu"}')

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port
        server.shutdown()


@pytest.fixture
def status(http_server_client: Any, jp_base_url: str, jp_auth_header: Any) -> Status:
    """What a path below the base URL answers to this user, taken as it stands."""

    async def status(path: str) -> int:
        try:
            answer = await http_server_client.fetch(jp_base_url + path, headers=jp_auth_header)
        except HTTPClientError as error:
            return error.code
        return int(answer.code)

    return status


async def test_a_dashboard_on_jupyters_machine_is_passed_on(status: Status, page: int) -> None:
    assert await status(f"proxy/{page}/individual-plots.json") == 200


@pytest.mark.parametrize("host", ["192.0.2.1:80", "example.com:80", "169.254.169.254:80"])
async def test_another_machine_is_not_unless_the_administrator_lists_it(
    status: Status, host: str
) -> None:
    assert await status(f"proxy/{host}/") == 403


@pytest.mark.parametrize(
    "path",
    [
        "clusters/local/127.0.0.1:{page}/dashboard/individual-plots.json",
        "clusters/local/..%2F..%2F/dashboard/individual-plots.json",
        "clusters/127.0.0.1:{page}/x/dashboard/individual-plots.json",
    ],
)
async def test_no_route_of_ours_takes_an_address(ask: Ask, page: int, path: str) -> None:
    answer = await ask(path.format(page=page))
    assert "Individual Cpu" not in str(answer.body)
    assert answer.status == 404
