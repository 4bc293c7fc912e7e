"""Logs are read where they are: live, from files, or what was kept; bounded and without secrets."""

from __future__ import annotations

import asyncio
import html
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fake_gateway import FakeGateway, entry, fake_gateways, refusing
from plain_services import entered, plain_services
from rest import Ask, until
from worker_page import PATH, worker_page

from purdue_dask_lab.clusters.logs.lines import MOST_ENTRIES
from purdue_dask_lab.errors import InvalidValue, UnknownCluster
from purdue_dask_lab.gateways.client import LOG_PAGE_BYTES
from purdue_dask_lab.schemas.logs import ClusterLog, LogQuery
from purdue_dask_lab.services import Services

WORKER = "tls://10.0.0.7:4000"
INFO = "2026-11-27 08:00:01,123 - distributed.scheduler - INFO - Register worker <3>"
WARNING = "2026-11-27 08:00:02,456 - distributed.core - WARNING - Event loop was unresponsive"
SCHEDULER_PAGE = "GET /clusters/one/info/main/logs.html"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "logs"


@pytest.fixture
def near(
    own_dask_configuration: Path, jp_asyncio_loop: asyncio.AbstractEventLoop, folder: Path
) -> Iterator[FakeGateway]:
    """A gateway whose log files can be read, with a cluster that runs."""
    gateways = fake_gateways(own_dask_configuration, "near", each={"scheduler-logs": str(folder)})
    with entered(jp_asyncio_loop, gateways) as (gateway,):
        gateway.clusters["one"] = entry("one", options={"env": {"API_TOKEN": "of-the-options-1"}})
        page = worker_page({WORKER: {"name": "w-1"}})
        gateway.answers[f"GET /clusters/one/{PATH}"] = refusing(200, page, "text/html")
        yield gateway


@pytest.fixture
def services(
    near: FakeGateway, tmp_path: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[Services]:
    with entered(jp_asyncio_loop, plain_services(tmp_path)) as found:
        yield found


def page(near: FakeGateway, *newest_first: str, at: str = SCHEDULER_PAGE) -> None:
    """Let a page show these lines, as distributed's template does."""
    lines = "".join(f"\n  <p> {html.escape(line)} </p>\n  " for line in newest_first)
    text = f"<html><body>{lines}</body></html>"
    near.answers[at] = refusing(200, text, "text/html")


async def read(services: Services, source: str | None = None, since: str | None = None) -> Any:
    return await services.logs.read("near", "one", LogQuery(source=source, since=since))


def messages(log: ClusterLog) -> list[str]:
    return [one.message for one in log.entries]


async def test_the_schedulers_log_comes_first_with_times_and_levels(
    services: Services, near: FakeGateway
) -> None:
    page(near, WARNING, INFO)
    log = await read(services)
    assert log.source == "scheduler"
    assert log.live
    assert [(one.time, one.level, one.logger, one.message) for one in log.entries] == [
        ("2026-11-27 08:00:01,123", "info", "distributed.scheduler", "Register worker <3>"),
        ("2026-11-27 08:00:02,456", "warning", "distributed.core", "Event loop was unresponsive"),
    ]
    assert [(one.id, one.kind, one.name) for one in log.sources] == [
        ("scheduler", "scheduler", ""),
        (f"worker:{WORKER}", "worker", "w-1"),
    ]


async def test_a_worker_is_asked_for_its_own(services: Services, near: FakeGateway) -> None:
    page(near, INFO, at=f"GET /clusters/one/info/logs/{WORKER}.html")
    assert messages(await read(services, f"worker:{WORKER}")) == ["Register worker <3>"]


async def test_who_follows_is_sent_only_what_is_newer(
    services: Services, near: FakeGateway
) -> None:
    page(near, INFO)
    first = await read(services)
    page(near, WARNING, INFO)
    second = await read(services, since=first.cursor)
    assert second.follows
    assert messages(second) == ["Event loop was unresponsive"]
    third = await read(services, since=second.cursor)
    assert (third.follows, third.entries, third.cursor) == (True, [], second.cursor)
    page(near, WARNING)
    # What has gone round is told as a whole.
    assert not (await read(services, since=first.cursor)).follows


async def test_secrets_are_in_no_log(
    services: Services, near: FakeGateway, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_API_TOKEN", "of-the-process-1")
    said = "GET https://user:hunter2hunter2@host/ of-the-process-1 of-the-options-1"
    page(near, f"{INFO} {said}")
    (folder / "one").mkdir(parents=True)
    (folder / "one" / "dask-worker-1.log").write_text(f"{said}\n")
    of_page = await read(services)
    of_file = await read(services, "file:dask-worker-1.log")
    for log in (of_page, of_file):
        (message,) = messages(log)
        assert "GET" in message
        assert not any(one in message for one in ("hunter2", "of-the-process", "of-the-options"))


async def test_a_long_page_is_read_to_a_limit_and_says_so(
    services: Services, near: FakeGateway
) -> None:
    asked: list[int] = []

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        try:
            for number in range(100_000):
                await response.write(f"<p> line {number} {'x' * 1000} </p>".encode())
                asked.append(number)
        except (ConnectionError, asyncio.CancelledError):
            pass
        return response

    near.answers[SCHEDULER_PAGE] = endless
    log = await read(services)
    assert log.truncated
    assert log.entries[-1].message.startswith("line 0 ")
    assert LOG_PAGE_BYTES / 1100 < len(log.entries) <= MOST_ENTRIES
    assert len(asked) < 50_000


async def test_files_are_followed_line_by_line(services: Services, folder: Path) -> None:
    (folder / "one").mkdir(parents=True)
    file = folder / "one" / "dask-scheduler-one.log"
    file.write_text(f"{INFO}\nTraceback (most recent call last):\n  File 1\nValueError: no\nhal")
    log = await read(services, "file:dask-scheduler-one.log")
    # A line that is still being written is not yet one.
    assert messages(log) == [
        "Register worker <3>",
        "Traceback (most recent call last):\n  File 1\nValueError: no",
    ]
    assert log.entries[1].level == "error"
    with file.open("a") as more:
        more.write("f\nslurmstepd: error: *** JOB 7 CANCELLED\n")
    newer = await read(services, log.source, log.cursor)
    assert newer.follows
    assert [(one.level, one.message) for one in newer.entries] == [
        (None, "half"),
        ("error", "slurmstepd: error: *** JOB 7 CANCELLED"),
    ]
    file.write_text("begun anew\n")
    anew = await read(services, log.source, newer.cursor)
    assert (anew.follows, messages(anew)) == (False, ["begun anew"])


async def test_only_the_clusters_own_files_are_read(services: Services, folder: Path) -> None:
    (folder / "one").mkdir(parents=True)
    (folder / "two").mkdir()
    secret = folder / "two" / "other.log"
    secret.write_text("of another cluster")
    (folder / "one" / "link.log").symlink_to(secret)
    theirs = folder / "one" / "theirs.log"
    theirs.write_text("of another user")
    if os.geteuid() == 0:
        os.chown(theirs, 12345, -1)
    else:
        theirs.unlink()
    os.mkfifo(folder / "one" / "pipe.log")
    log = await read(services)
    assert [one.id for one in log.sources if one.kind == "file"] == []
    for wanted in ("../two/other.log", "link.log", "theirs.log", "pipe.log", str(secret)):
        answer = await read(services, f"file:{wanted}")
        assert answer.entries == []
        assert answer.problem == f"There is no log file {wanted} any more."


async def test_a_silent_scheduler_hides_no_file(
    services: Services, near: FakeGateway, folder: Path
) -> None:
    (folder / "one").mkdir(parents=True)
    (folder / "one" / "dask-worker-1.log").write_text("Killed\n")
    near.answers[f"GET /clusters/one/{PATH}"] = refusing(502, "")
    log = await read(services)
    assert log.problem == "The scheduler does not answer (status 502)."
    assert [one.id for one in log.sources] == ["scheduler", "file:dask-worker-1.log"]
    assert SCHEDULER_PAGE not in near.asked


async def test_what_was_kept_is_shown_after_the_end(
    services: Services, near: FakeGateway, folder: Path
) -> None:
    (folder / "one").mkdir(parents=True)
    file = folder / "one" / "dask-scheduler-one.log"
    file.write_text(f"{INFO}\nModuleNotFoundError: No module named 'dask'\n")
    await services.clusters.listing()
    near.end("one", "FAILED")

    async def failed() -> bool:
        return (await services.clusters.get("near", "one")).failure is not None

    await until(failed)
    file.unlink()
    log = await read(services)
    assert (log.source, log.live) == ("kept", False)
    assert messages(log)[-1] == "ModuleNotFoundError: No module named 'dask'"


async def test_what_was_read_outlives_a_cluster_that_is_shut_down(
    services: Services, near: FakeGateway, folder: Path
) -> None:
    (folder / "one").mkdir(parents=True)
    file = folder / "one" / "dask-scheduler-one.log"
    file.write_text(f"{INFO}\n")

    async def was_read() -> bool:
        await services.clusters.listing()
        return services.clusters.monitor("near").logs.kept("one") is not None

    await until(was_read)
    # A gateway on SLURM removes its folder at once.
    file.unlink()
    await services.clusters.stop("near", "one")

    async def has_log() -> bool:
        await services.clusters.listing()
        return any(one.has_log for one in (await services.history.listing()).clusters)

    await until(has_log)
    assert messages(await read(services)) == ["Register worker <3>"]


async def test_what_is_not_there_has_a_name(services: Services) -> None:
    with pytest.raises(UnknownCluster):
        await services.logs.read("near", "other", LogQuery())
    with pytest.raises(InvalidValue, match="has no log nonsense") as refusal:
        await read(services, "nonsense")
    assert refusal.value.field == "source"


async def test_the_route_takes_source_and_since(near: FakeGateway, ask: Ask) -> None:
    page(near, INFO)
    first = await ask("clusters/near/one/logs")
    assert first.status == 200, first.body
    assert first.body["entries"][0]["level"] == "info"
    query = {"source": "scheduler", "since": first.body["cursor"]}
    again = await ask("clusters/near/one/logs", params=query)
    assert (again.body["entries"], again.body["follows"]) == ([], True)
    refused = await ask("clusters/near/one/logs", params={"source": "x" * 500})
    assert (refused.status, refused.body["field"]) == (422, "source")
