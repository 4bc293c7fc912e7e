"""How long jobs wait, as a facility's Prometheus predicts it, beside why they wait."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fake_gateway import entry, fake_gateways
from rest import Ask, Clusters, until

METRIC = {"__name__": "af_slurm_backlog_seconds", "partition": "hammer-a"}


def vector(*values: str) -> dict[str, Any]:
    """What Prometheus answers to an instant query."""
    result = [{"metric": METRIC, "value": [1764230400.123, value]} for value in values]
    return {"status": "success", "data": {"resultType": "vector", "result": result}}


class Prometheus:
    """Answers instant queries, as the real one does."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.headers: list[Any] = []
        self.answer: Any = vector("240.4")
        self.status = 200
        self.address = ""

    async def handle(self, request: web.Request) -> web.Response:
        assert (request.method, request.path) == ("GET", "/prometheus/api/v1/query")
        self.asked.append(dict(request.query))
        self.headers.append(request.headers)
        if isinstance(self.answer, float):
            await asyncio.sleep(self.answer)
        return web.json_response(self.answer, status=self.status)


@asynccontextmanager
async def prometheus() -> AsyncIterator[Prometheus]:
    server = Prometheus()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.address = "http://{}:{}/prometheus/".format(*runner.addresses[0])
    try:
        yield server
    finally:
        await runner.cleanup()


async def test_who_waits_is_told_for_how_long_others_do_and_who_runs_is_not(
    clusters: Clusters, own_dask_configuration: Path
) -> None:
    async with prometheus() as server:
        declared = {"queue-waits": {"url": server.address}}
        async with fake_gateways(own_dask_configuration, "near", each=declared) as (near,):
            near.clusters["one"] = entry("one", "PENDING")
            near.clusters["two"] = entry("two")
            waiting = await clusters.has("one", lambda one: one["queue_wait_seconds"] is not None)
            assert waiting["queue_wait_seconds"] == 240.4
            running = await clusters.status("two", "running")
            assert running["queue_wait_seconds"] is None
            near.clusters["one"] = entry("one")
            started = await clusters.status("one", "running")
            assert started["queue_wait_seconds"] is None
        # Once for all who wait, in the facility's own word, without a login.
        assert server.asked == [{"query": "max(af_slurm_backlog_seconds)"}]
        assert "Authorization" not in server.headers[0]
        assert "Cookie" not in server.headers[0]


async def test_a_site_asks_its_own_question_and_the_longest_answer_counts(
    clusters: Clusters, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", 'a"b')
    async with prometheus() as server:
        server.answer = vector("60", "NaN", "+Inf", "-5", "300")
        query = 'wait_seconds{user="$user"} > $nothing'
        declared = {"queue-waits": {"url": server.address, "query": query}}
        async with fake_gateways(own_dask_configuration, "near", each=declared) as (near,):
            near.clusters["one"] = entry("one", "PENDING")
            one = await clusters.has("one", lambda one: one["queue_wait_seconds"] is not None)
            assert one["queue_wait_seconds"] == 300
        assert server.asked == [{"query": 'wait_seconds{user="a\\"b"} > $nothing'}]


@pytest.mark.parametrize(
    ("status", "answer", "said"),
    [
        (401, {}, "answers 401"),
        (200, {"status": "success", "data": {}}, "answers with what is no prediction"),
        (200, vector("soon"), "answers with what is no prediction"),
        (200, 30.0, "did not answer within 0.5 s"),
    ],
)
async def test_a_server_that_says_nothing_is_named_and_costs_nothing_else(
    ask: Ask,
    clusters: Clusters,
    own_dask_configuration: Path,
    monkeypatch: pytest.MonkeyPatch,
    status: int,
    answer: Any,
    said: str,
) -> None:
    monkeypatch.setattr("purdue_dask_lab.gateways.queue_waits.ANSWER_SECONDS", 0.5)

    async def problems() -> Any:
        return (await ask("clusters")).body["problems"]

    async with prometheus() as server:
        server.status, server.answer = status, answer
        declared = {"queue-waits": {"url": server.address}}
        async with fake_gateways(own_dask_configuration, "near", each=declared) as (near,):
            near.clusters["one"] = entry("one", "PENDING")
            assert await until(problems) == [
                f"How long jobs of Near wait is not shown: 127.0.0.1 {said}."
            ]
            one = await clusters.status("one", "pending")
            assert (one["queue_wait_seconds"], one["stale"]) == (None, False)


async def test_no_prediction_is_no_problem_and_where_none_is_configured_nobody_is_asked(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path
) -> None:
    async with prometheus() as server:
        server.answer = vector()
        declared = {"queue-waits": {"url": server.address}}
        async with fake_gateways(own_dask_configuration, "near", each=declared) as (near,):
            near.clusters["one"] = entry("one", "PENDING")
            await clusters.status("one", "pending")
            await until(lambda: _asked(server))
            one = await clusters.status("one", "pending")
            assert one["queue_wait_seconds"] is None
            assert (await ask("clusters")).body["problems"] == []


async def _asked(server: Prometheus) -> bool:
    return bool(server.asked)
