"""Logs that a server keeps are shown where a gateway names it, and what it refuses is named."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fake_gateway import entry, fake_gateways
from rest import Ask, until

from purdue_dask_lab.config.schema import GatewaySettings
from purdue_dask_lab.gateways import log_source
from purdue_dask_lab.gateways.log_source import LogSource

LOKI = {
    "data": {
        "result": [
            {"stream": {}, "values": [["3", "OSError: no space left"], ["1", "Scheduler starts"]]},
            {"stream": {}, "values": [["2", "Registering worker"]]},
        ]
    }
}


@dataclass
class LogServer:
    """Answers what a test says, and keeps what it was asked."""

    url: str = ""
    answer: Any = ""
    kind: str = "text/plain"
    """Of an answer that is a text."""
    status: int = 200
    hangs: bool = False
    asked: list[str] = field(default_factory=list)

    async def respond(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(str(request.rel_url))
        if self.hangs:
            await asyncio.sleep(60)
        if isinstance(self.answer, str):
            return web.Response(text=self.answer, status=self.status, content_type=self.kind)
        return web.json_response(self.answer, status=self.status)


@asynccontextmanager
async def log_server() -> AsyncIterator[LogServer]:
    server = LogServer()
    app = web.Application()
    app.router.add_get("/{path:.*}", server.respond)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()


@asynccontextmanager
async def source(server: LogServer, path: str = "/logs/$cluster") -> AsyncIterator[LogSource]:
    settings = GatewaySettings(id="a", label="A", logs_url=server.url + path)  # type: ignore[call-arg]
    found = LogSource(settings, "jdoe")
    try:
        yield found
    finally:
        await found.close()


async def test_loki_is_asked_for_one_cluster_and_its_lines_are_in_order() -> None:
    path = '/loki/api/v1/query_range?limit=$lines&query={user="$user",cluster="$cluster"}'
    async with log_server() as server, source(server, path) as logs:
        server.answer = LOKI
        assert await logs.tail("cms.one") == (
            "Scheduler starts\nRegistering worker\nOSError: no space left"
        )
        assert logs.problem is None
        (asked,) = server.asked
        assert "limit=60" in asked
        assert 'cluster="cms.one"' in asked or "cms.one%22" in asked


async def test_of_plain_text_the_end_is_kept_and_nothing_that_controls_a_terminal() -> None:
    async with log_server() as server, source(server) as logs:
        server.answer = "\n".join(f"line {number}\x1b[31m" for number in range(500))
        found = await logs.tail("one")
        assert found is not None
        lines = found.splitlines()
        assert (len(lines), lines[-1].startswith("line 499")) == (60, True)
        assert "\x1b" not in found


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, "", "nobody who does not log in (401)"),
        (403, "", "nobody who does not log in (403)"),
        (500, "", "answers 500"),
        (302, "", "answers 302"),
        (200, {"data": 7}, "answers with what are no logs"),
        (200, {"data": {"result": [{"values": [["x", 1]]}]}}, "answers with what are no logs"),
    ],
)
async def test_a_server_that_gives_none_is_named(status: int, answer: Any, said: str) -> None:
    async with log_server() as server, source(server) as logs:
        server.status, server.answer = status, answer
        assert await logs.tail("one") is None
        assert logs.problem is not None
        assert logs.problem.startswith("Logs of A are not shown: 127.0.0.1 ")
        assert said in logs.problem
        # Once it gives them, nothing is said any more.
        server.status, server.answer = 200, "all is well"
        assert (await logs.tail("one"), logs.problem) == ("all is well", None)


@pytest.mark.parametrize(
    "text",
    [
        *("[" * 100_000, '{"data"', "null", ""),
        *(
            f'{{"data":{{"result":[{{"values":[[{time},"x"]]}}]}}}}'
            for time in ("Infinity", "1e999")
        ),
        f'{{"data":{{"result":[{{"values":[["{"9" * 5000}","x"]]}}]}}}}',
    ],
    ids=len,
)
async def test_what_makes_no_sense_is_named_however_deep(text: str) -> None:
    async with log_server() as server, source(server) as logs:
        server.kind, server.answer = "application/json", text
        assert await logs.tail("one") is None
        assert "answers with what are no logs" in (logs.problem or "")


async def test_what_is_no_line_is_left_out() -> None:
    async with log_server() as server, source(server) as logs:
        values = [["1", {}], ["1", []], ["1", 7], ["1", "a line"], ["1", {}]]
        server.answer = {"data": {"result": [{"values": values}]}}
        assert (await logs.tail("one"), logs.problem) == ("a line", None)


async def test_a_server_that_hangs_or_is_gone_costs_its_limit_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(log_source, "ANSWER_SECONDS", 0.2)
    async with log_server() as server, source(server) as logs:
        server.hangs = True
        assert await logs.tail("one") is None
        assert "did not answer within 0.2 s" in (logs.problem or "")
    async with source(server) as logs:
        assert await logs.tail("one") is None
        assert "cannot be reached" in (logs.problem or "")


async def test_a_cluster_that_failed_shows_its_end(ask: Ask, own_dask_configuration: Path) -> None:
    async with log_server() as server:
        server.answer = LOKI
        each = {"logs-url": f"{server.url}/logs/$cluster"}
        async with fake_gateways(own_dask_configuration, "near", each=each) as (near,):
            name = (await ask("clusters", "POST", {"gateway": "near"})).body["name"]
            near.clusters[name] = entry(name, "FAILED")

            async def failure() -> Any:
                return (await ask(f"clusters/near/{name}")).body.get("failure")

            assert "no space left" in (await until(failure))["log"]


async def test_a_server_that_refuses_is_in_the_list_of_problems(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with log_server() as server:
        server.status = 403
        each = {"logs-url": f"{server.url}/logs/$cluster"}
        async with fake_gateways(own_dask_configuration, "near", each=each) as (near,):
            near.clusters["one"] = entry("one", "PENDING")

            async def problems() -> Any:
                said = (await ask("clusters")).body["problems"]
                return [one for one in said if "Logs of" in one]

            (problem,) = await until(problems)
            assert "(403)" in problem


async def test_a_log_that_cannot_be_read_in_any_way_keeps_no_cluster_from_its_end(
    ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(self: LogSource, cluster: str) -> str | None:
        raise RuntimeError("of no known kind")

    async with log_server() as server:
        each = {"logs-url": f"{server.url}/logs/$cluster"}
        async with fake_gateways(own_dask_configuration, "near", each=each) as (near,):
            near.clusters["one"] = entry("one")
            assert (await ask("clusters/near/one")).status == 200
            monkeypatch.setattr(LogSource, "_asked", broken)
            assert (await ask("clusters/near/one", "DELETE")).status == 204

            async def ended() -> Any:
                await ask("clusters")
                return (await ask("ended-clusters")).body["clusters"]

            (found,) = await until(ended)
            assert found["ending"] == "shut_down"
            (problem,) = (await ask("clusters")).body["problems"]
            assert problem.endswith("cannot be read: RuntimeError.")
