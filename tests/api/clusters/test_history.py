"""Clusters that have ended are kept for a while: what they used, why they ended, how to go on."""

from __future__ import annotations

import asyncio
import errno
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fake_gateway import FakeGateway, entry
from plain_services import plain_services
from rest import Ask, until

from purdue_dask_lab.clusters.history.store import HistoryLimits, HistoryStore
from purdue_dask_lab.clusters.records import now
from purdue_dask_lab.errors import Conflict, FileUnusable, UnknownCluster
from purdue_dask_lab.schemas.clusters import NewCluster, WorkerRange
from purdue_dask_lab.schemas.history import EndedCluster
from purdue_dask_lab.schemas.logs import LogQuery
from purdue_dask_lab.services import Services


async def running(services: Services, near: FakeGateway) -> str:
    """A cluster that was created here and has been seen to run."""
    request = NewCluster(gateway="near", workers=WorkerRange(minimum=2, maximum=2))
    name = (await services.clusters.create(request)).name
    near.clusters[name] = entry(name)

    async def seen() -> bool:
        await services.clusters.listing()
        return services.clusters.monitor("near").tracked[name].usage.is_used

    await until(seen)
    return name


async def ended(services: Services, name: str) -> EndedCluster:
    async def found() -> EndedCluster | None:
        await services.clusters.listing()
        listing = await services.history.listing()
        return next((one for one in listing.clusters if one.name == name), None)

    return await until(found)  # type: ignore[no-any-return]


def folder(tmp_path: Path) -> Path:
    return tmp_path / "data" / "history" / "near"


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Writes what is kept of a cluster, as an earlier server has."""

    def write(name: str, **more: Any) -> Path:
        directory = folder(tmp_path)
        directory.mkdir(parents=True, exist_ok=True)
        made = {"name": name, "label": name, "made_at": now(), "seen_at": now(), "ended_at": now()}
        path = directory / f"{name}.json"
        path.write_text(json.dumps({**made, **more}, default=lambda time: time.isoformat()))
        return path

    return write


async def test_one_that_was_shut_down_tells_what_it_used(
    services: Services, near: FakeGateway
) -> None:
    name = await running(services, near)
    assert (await services.history.listing()).clusters == []
    await services.clusters.stop("near", name)
    found = await ended(services, name)
    assert (found.label, found.ending, found.reason) == ("Cluster 1", "shut_down", None)
    assert found.usage is not None
    assert (found.usage.peak_workers, found.usage.at_least) == (2, False)
    assert found.usage.worker_hours < 0.1
    assert found.can_create


async def test_a_start_that_was_cancelled_has_used_nothing(
    services: Services, near: FakeGateway
) -> None:
    name = (await services.clusters.create(NewCluster(gateway="near"))).name
    await services.clusters.listing()
    await services.clusters.stop("near", name)
    found = await ended(services, name)
    assert (found.ending, found.usage) == ("cancelled", None)


async def test_one_that_a_notebook_made_was_shut_down_and_not_cancelled(
    services: Services, near: FakeGateway
) -> None:
    near.clusters["scripted"] = entry("scripted")
    await services.clusters.listing()
    await services.clusters.stop("near", "scripted")
    assert (await ended(services, "scripted")).ending == "shut_down"


async def test_a_failed_one_is_there_once_it_is_dismissed(
    services: Services, near: FakeGateway
) -> None:
    name = await running(services, near)
    near.end(name, "FAILED")

    async def failed() -> bool:
        return (await services.clusters.get("near", name)).failure is not None

    await until(failed)
    assert (await services.history.listing()).clusters == []
    await services.clusters.stop("near", name)
    found = await ended(services, name)
    assert found.ending == "failed"
    assert found.reason is not None
    assert "stopped working" in found.reason


async def test_it_is_kept_over_a_restart_and_can_be_created_again(
    services: Services, near: FakeGateway, tmp_path: Path
) -> None:
    name = await running(services, near)
    await services.clusters.stop("near", name)
    before = await ended(services, name)
    await services.close()
    async with plain_services(tmp_path) as later:
        (found,) = (await later.history.listing()).clusters
        assert found == before
        again = await later.history.create("near", name)
        assert (again.label, again.workers.requested) == ("Cluster 1", 2)
        # What it was is still known.
        assert [one.name for one in (await later.history.listing()).clusters] == [name]


async def test_one_that_ended_while_no_server_ran_says_at_least(
    services: Services, near: FakeGateway, file: Callable[..., Path]
) -> None:
    usage = {"worker_seconds": 7200, "peak_workers": 3, "peak_memory_gib": 4.5, "complete": True}
    seen_at = now() - timedelta(hours=1)
    file("gone", ended_at=None, seen_at=seen_at, usage=usage)
    # As long as the gateway has not been asked, it may well run.
    assert (await services.history.listing()).clusters == []
    found = await ended(services, "gone")
    assert (found.ending, found.ended_at) == ("unknown", seen_at)
    assert found.usage is not None
    assert found.usage.model_dump() == {
        "worker_hours": 2.0,
        "peak_workers": 3,
        "peak_memory_gib": 4.5,
        "at_least": True,
    }
    with pytest.raises(Conflict, match="made elsewhere"):
        await services.history.create("near", "gone")


async def test_one_that_goes_on_adds_what_an_earlier_server_saw(
    services: Services, near: FakeGateway, file: Callable[..., Path]
) -> None:
    file("one", ended_at=None, usage={"worker_seconds": 3600, "peak_workers": 9})
    near.clusters["one"] = entry("one")

    async def resumed() -> bool:
        await services.clusters.listing()
        return services.clusters.monitor("near").tracked["one"].usage.peak_workers == 9

    await until(resumed)
    near.end("one")
    found = await ended(services, "one")
    assert found.usage is not None
    assert found.usage.worker_hours >= 1
    assert found.usage.at_least


async def test_files_of_other_versions_keep_what_only_those_know(
    services: Services, file: Callable[..., Path]
) -> None:
    path = file("new", version=7, ending="eaten", colour="red")
    (found,) = (await services.history.listing()).clusters
    assert found.ending == "unknown"
    record = (await services.clusters.monitor("near").history.store.records())["new"]
    await services.clusters.monitor("near").history.store.save(record)
    assert json.loads(path.read_text())["colour"] == "red"


async def test_what_cannot_be_read_is_named_and_hides_nothing(
    services: Services, file: Callable[..., Path], tmp_path: Path
) -> None:
    file("good")
    broken = folder(tmp_path) / "broken.json"
    for content in ("no JSON", '{"name": 1}', '"' + "x" * 2**20 + '"'):
        broken.write_text(content)
        listing = await services.history.listing()
        assert [one.name for one in listing.clusters] == ["good"]
        (problem,) = listing.problems
        assert str(broken) in problem
        assert "Delete the file" in problem


async def test_they_are_kept_up_to_a_number_and_an_age(
    services: Services, file: Callable[..., Path]
) -> None:
    limits = HistoryLimits()
    old = file("old", ended_at=now() - limits.time - timedelta(hours=1))
    paths = [
        file(f"c{number}", ended_at=now() - timedelta(minutes=number))
        for number in range(limits.count + 5)
    ]
    listing = await services.history.listing()
    assert [one.name for one in listing.clusters] == [
        f"c{number}" for number in range(limits.count)
    ]
    assert (listing.count, listing.days) == (limits.count, limits.days)
    assert not old.exists()
    assert [path.exists() for path in paths] == [True] * limits.count + [False] * 5


async def test_the_end_of_its_log_is_kept_without_secrets(
    services: Services, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_API_TOKEN", "of-the-process-1")
    file("one", log="2026-11-27 08:00:01,123 - x - ERROR - of-the-process-1 is no path\n")
    file("two")
    log = await services.logs.read("near", "one", LogQuery())
    (line,) = log.entries
    assert (line.level, log.live) == ("error", False)
    assert line.message.endswith(" is no path")
    assert "of-the-process" not in line.message
    none = await services.logs.read("near", "two", LogQuery())
    assert none.problem == "Nothing was kept of the log of two."


async def test_the_last_hour_is_kept_too(services: Services, near: FakeGateway) -> None:
    name = await running(services, near)
    living = await services.history.activity("near", name)
    assert living.workers[-1:] == [2]
    await services.clusters.stop("near", name)
    await ended(services, name)
    kept = await services.history.activity("near", name)
    assert kept.at[0] == living.at[0]
    assert kept.cores[-1:] == [4]
    with pytest.raises(UnknownCluster):
        await services.history.activity("near", "other")


async def test_the_routes_list_create_dismiss_and_clear(
    near: FakeGateway, ask: Ask, jp_data_dir: Path
) -> None:
    async def listed() -> list[str]:
        answer = await ask("ended-clusters")
        assert answer.status == 200, answer.body
        return [one["label"] for one in answer.body["clusters"]]

    for _ in range(3):
        made = (await ask("clusters", "POST", {"gateway": "near"})).body
        await ask(f"clusters/near/{made['name']}", "DELETE")
    await until(lambda: _three(ask))
    name = (await ask("ended-clusters")).body["clusters"][0]["name"]
    again = await ask(f"ended-clusters/near/{name}", "POST")
    assert again.status == 202
    assert (await ask(f"ended-clusters/near/{name}", "DELETE")).status == 204
    assert (await ask(f"ended-clusters/near/{name}", "DELETE")).status == 204
    assert len(await listed()) == 2
    assert (await ask(f"clusters/near/{again.body['name']}/activity")).status == 200
    assert (await ask("clusters/near/nothing/activity")).status == 404
    assert (await ask("ended-clusters", "DELETE")).status == 204
    assert await listed() == []


async def test_one_that_is_dismissed_while_its_log_is_still_read_does_not_come_back(
    services: Services, near: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = await running(services, near)
    monitor = services.clusters.monitor("near")
    read = asyncio.Event()

    async def slowly(_: str) -> str:
        await read.wait()
        return "the end of the log"

    monkeypatch.setattr(monitor.logs, "tail", slowly)
    await services.clusters.stop("near", name)
    await ended(services, name)
    await services.history.remove("near", name)
    read.set()
    await monitor.history.settle()
    assert (await services.history.listing()).clusters == []


async def test_what_a_disk_does_not_let_go_is_said_to_be_there(
    services: Services, file: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = file("one")

    def read_only(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as broken:
        broken.setattr(Path, "unlink", read_only)
        with pytest.raises(FileUnusable, match=f"{path} cannot be removed: Read-only file system"):
            await services.history.remove("near", "one")
        assert [one.name for one in (await services.history.listing()).clusters] == ["one"]
    await services.history.remove("near", "one")
    assert (await services.history.listing()).clusters == []


async def _three(ask: Ask) -> bool:
    await ask("clusters")
    return len((await ask("ended-clusters")).body["clusters"]) == 3


async def test_an_administrator_says_how_many_are_kept(
    services: Services, file: Callable[..., Path]
) -> None:
    path = file("one", ended_at=now())
    record = (await services.history.find("near", "one")).model_copy(update={"name": "two"})
    few = HistoryStore(path.parent, HistoryLimits(count=1))
    await few.save(record)
    assert len(await few.records()) == 1
    none = HistoryStore(path.parent, HistoryLimits(count=0))
    await none.save(record)
    assert await none.records() == {}
    assert list(path.parent.iterdir()) == []
