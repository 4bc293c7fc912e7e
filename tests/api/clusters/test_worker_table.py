"""The workers of a cluster: what each does and uses, and one of them restarted."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from fake_gateway import FakeGateway, entry, refusing
from processes import run_python
from rest import Ask, Clusters, until
from worker_page import GIB, PATH, worker_page

from purdue_dask_lab.clusters import worker_service
from purdue_dask_lab.clusters.worker_service import WorkerService
from purdue_dask_lab.errors import Conflict, DaskLabError, GatewayTooSlow, GatewayUnreachable
from purdue_dask_lab.schemas.workers import WorkerRestart
from purdue_dask_lab.services import Services

ADDRESS = "tls://10.0.0.7:4000"

BUSY = """
import time
futures = client.map(lambda x: time.sleep(0.05) or x, range(100), pure=False)
print("computes", flush=True)
client.gather(futures)
"""


async def test_a_worker_is_listed_while_it_computes_and_restarted_by_its_address(
    ask: Ask, clusters: Clusters
) -> None:
    made = await clusters.create(workers={"minimum": 1, "maximum": 1})
    path = f"clusters/local/{made['name']}"
    # Before it runs there is nobody to ask.
    early = (await ask(f"{path}/workers")).body
    assert (early["workers"], early["problem"]) == ([], None)
    await clusters.has(made["name"], lambda one: one["workers"]["running"] == 1)

    async def listed() -> dict[str, Any] | None:
        answer = await ask(f"{path}/workers")
        assert answer.status == 200, answer.body
        # Dask's own JSON about workers fails for as long as they compute.
        assert answer.body["problem"] is None
        workers = answer.body["workers"]
        return workers[0] if workers and workers[0]["memory_gib"] else None

    worker = await until(listed)
    assert (worker["threads"], worker["memory_limit_gib"]) == (1, 1)
    assert 0 < worker["memory_gib"] < 1
    assert (worker["processing"], worker["stored"]) == (0, 0)
    assert worker["seconds_since_seen"] < 60
    code = (await ask(f"{path}/client-code")).body["code"]
    computing = asyncio.create_task(run_python(code + BUSY))

    async def busy() -> bool:
        now = await listed()
        return bool(now and now["processing"] > 1 and now["stored"] > 1)

    await until(busy)
    await computing
    pid = f"{code}\nprint(client.submit(__import__('os').getpid, pure=False).result())"
    before = await run_python(pid)
    address = {"address": worker["address"]}
    both = await asyncio.gather(*(ask(f"{path}/workers/restart", "POST", address) for _ in "12"))
    assert sorted(one.status for one in both) == [204, 409], [one.body for one in both]

    async def other() -> bool:
        now = await listed()
        return now is not None and now["address"] != worker["address"]

    await until(other)
    assert await run_python(pid) != before
    refused = await ask(f"{path}/workers/restart", "POST", address)
    assert refused.status == 409
    assert f"has no worker {worker['address']} any more" in refused.body["message"]
    cluster = await clusters.get(made["name"])
    assert cluster is not None
    assert cluster["notice"] is None


@pytest.fixture
def one(near: FakeGateway) -> str:
    """A running cluster with a worker."""
    near.clusters["one"] = entry("one")
    page = worker_page({ADDRESS: {"name": "w-1", "memory": 1.5 * GIB, "processing": 3}})
    near.answers[f"GET /clusters/one/{PATH}"] = refusing(200, page, "text/html")
    return "one"


async def test_a_silent_scheduler_and_a_cluster_that_starts_are_told_apart(
    services: Services, near: FakeGateway, one: str
) -> None:
    there = await services.workers.read("near", one)
    (worker,) = there.workers
    assert (worker.name, worker.memory_gib, worker.processing) == ("w-1", 1.5, 3)
    for refusal in (refusing(502, ""), refusing(200, "<html></html>", "text/html")):
        near.answers[f"GET /clusters/one/{PATH}"] = refusal
        silent = await services.workers.read("near", one)
        assert (silent.status, silent.workers) == ("running", [])
        assert silent.problem is not None
        assert "scheduler" in silent.problem
    near.clusters["two"] = entry("two", "PENDING")
    waiting = await services.workers.read("near", "two")
    assert (waiting.status, waiting.workers, waiting.problem) == ("pending", [], None)


async def test_rows_are_there_although_nobody_can_tell_their_cpu(
    services: Services, one: str
) -> None:
    first = await services.workers.read("near", one)
    assert (first.workers[0].cpu_percent, first.cpu_problem) == (None, None)

    async def named() -> str | None:
        there = await services.workers.read("near", one)
        assert [worker.name for worker in there.workers] == ["w-1"]
        assert there.problem is None
        return there.cpu_problem

    assert "The scheduler could not be asked: " in await until(named)


async def refused(services: Services) -> DaskLabError:
    with pytest.raises(DaskLabError) as caught:
        await services.workers.restart("near", "one", WorkerRestart(address=ADDRESS))
    return caught.value


async def test_a_scheduler_that_cannot_be_reached_is_a_sentence_with_a_way_out(
    services: Services, one: str
) -> None:
    error = await refused(services)
    assert isinstance(error, GatewayUnreachable)
    assert "could not be asked to restart w-1: " in error.message
    assert f'client.restart_workers(["{ADDRESS}"])' in error.message


@pytest.mark.parametrize(
    ("printed", "kind", "said"),
    [
        ('{"told": "no nanny"}', Conflict, "runs without a nanny"),
        ('{"told": "timed out"}', GatewayTooSlow, "did not restart within"),
        ('{"told": "{}"}', Conflict, "was not restarted: {}"),
        ("Traceback", GatewayUnreachable, "ended without a word"),
    ],
)
async def test_what_keeps_a_worker_from_its_restart_is_said(
    services: Services, one: str, monkeypatch: pytest.MonkeyPatch,
    printed: str, kind: type[DaskLabError], said: str,
) -> None:  # fmt: skip
    async def run(program: str, timeout: float) -> bytes:
        return f"warning\n{printed}\n".encode()

    monkeypatch.setattr(worker_service, "run_program", run)
    error = await refused(services)
    assert isinstance(error, kind)
    assert said in error.message


async def test_a_restart_that_hangs_ends_with_its_process(
    services: Services, one: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def code(*_: str) -> str:
        return "import time\ntime.sleep(600)"

    monkeypatch.setattr(services.code, "restarting_code", code)
    services.workers = WorkerService(services.clusters, services.code, services._cpu, timeout=0.5)
    error = await refused(services)
    assert isinstance(error, GatewayTooSlow)
    assert error.message == "Worker w-1 of Cluster one did not restart within 0.5 s; it may still."
