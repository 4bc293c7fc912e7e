"""What is kept of clusters that have ended stands nothing in the way, whatever a disk holds."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fake_gateway import COUNTS, FakeGateway, entry, fake_gateways, refusing
from plain_services import entered, plain_services
from rest import until
from worker_page import PATH, worker_page

from faults.hanging import hanging
from purdue_dask_lab.clusters.history.store import HistoryLimits
from purdue_dask_lab.clusters.records import now
from purdue_dask_lab.schemas.clusters import NewCluster
from purdue_dask_lab.schemas.history import EndedCluster
from purdue_dask_lab.services import Services


@pytest.fixture
def near(
    own_dask_configuration: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[FakeGateway]:
    with entered(jp_asyncio_loop, fake_gateways(own_dask_configuration, "near")) as (gateway,):
        yield gateway


@pytest.fixture
def services(
    near: FakeGateway, tmp_path: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[Services]:
    with entered(jp_asyncio_loop, plain_services(tmp_path)) as found:
        yield found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    found = tmp_path / "data" / "history" / "near"
    found.mkdir(parents=True)
    return found


@pytest.fixture
def file(folder: Path) -> Callable[..., Path]:
    """Writes what is kept of a cluster, as an earlier server has."""

    def write(called: str, **more: Any) -> Path:
        made = {
            "name": called,
            "label": called,
            "made_at": now(),
            "seen_at": now(),
            "ended_at": now(),
        }
        path = folder / f"{called}.json"
        path.write_text(json.dumps({**made, **more}, default=lambda time: time.isoformat()))
        return path

    return write


async def names(services: Services) -> list[str]:
    return [one.name for one in (await services.history.listing()).clusters]


async def ended(services: Services, name: str) -> EndedCluster:
    async def found() -> EndedCluster | None:
        await services.clusters.listing()
        listing = await services.history.listing()
        return next((one for one in listing.clusters if one.name == name), None)

    return await until(found)  # type: ignore[no-any-return]


async def test_what_is_no_file_hides_none(
    services: Services, folder: Path, file: Callable[..., Path]
) -> None:
    file("good")
    (folder / "folder.json").mkdir()
    (folder / "link.json").symlink_to("/nowhere")
    with hanging(folder / "pipe.json"):
        assert await names(services) == ["good"]
        problems = (await services.history.listing()).problems
        assert any("pipe.json" in one for one in problems), problems


def hour(**more: Any) -> dict[str, Any]:
    """An hour of one look, but for what is said."""
    seen = {"at": [60], "workers": [1], "cores": [1], "tasks": [1], "memory_gib": [None]}
    return {"activity": {**seen, **more}}


@pytest.mark.parametrize(
    "nonsense",
    [
        {"usage": {"worker_seconds": float("inf")}},
        {"usage": {"worker_seconds": float("nan")}},
        {"usage": {"worker_seconds": -3600}},
        {"usage": {"peak_workers": -5}},
        {"usage": {"peak_workers": 10**400}},
        {"usage": {"peak_memory_gib": float("nan")}},
        hour(at=[30, 60]),
        {"activity": {name: [*values, *values] for name, values in hour()["activity"].items()}},
        hour(tasks=[-1]),
        hour(memory_gib=[float("inf")]),
        {"name": "good"},
        {"name": "../../x"},
    ],
    ids=lambda nonsense: str(nonsense)[:60],
)
async def test_numbers_that_make_no_sense_are_named_and_not_shown(
    services: Services, file: Callable[..., Path], nonsense: dict[str, Any]
) -> None:
    file("good")
    odd = file("odd", **nonsense)
    listing = await services.history.listing()
    assert [one.name for one in listing.clusters] == ["good"]
    (problem,) = listing.problems
    assert str(odd) in problem
    assert odd.exists()


async def test_a_clock_that_went_wrong_once_drives_nothing_out(
    services: Services, file: Callable[..., Path]
) -> None:
    count = HistoryLimits().count
    for number in range(count):
        file(f"late{number}", ended_at=now() + timedelta(days=9000))
    file("new")
    found = await names(services)
    assert ("new" in found, len(found)) == (True, count)


async def test_a_disk_that_takes_nothing_is_named(
    services: Services, near: FakeGateway, folder: Path
) -> None:
    folder.rmdir()
    folder.write_text("no folder")
    name = (await services.clusters.create(NewCluster(gateway="near"))).name
    await services.clusters.listing()
    await services.clusters.stop("near", name)
    await ended(services, name)
    (problem,) = (await services.history.listing()).problems
    assert str(folder) in problem
    assert "until Jupyter stops" in problem
    folder.unlink()
    again = (await services.clusters.create(NewCluster(gateway="near"))).name
    await services.clusters.listing()
    await services.clusters.stop("near", again)
    await ended(services, again)
    listing = await services.history.listing()
    assert listing.problems == []
    # What could not be written then is now.
    assert sorted(one.name for one in folder.iterdir()) == sorted(
        f"{one}.json" for one in (name, again)
    )


async def test_of_two_servers_the_one_that_ended_it_knows_how(
    services: Services, near: FakeGateway, tmp_path: Path
) -> None:
    async with plain_services(tmp_path) as other:
        name = (await services.clusters.create(NewCluster(gateway="near"))).name
        near.clusters[name] = entry(name)

        async def seen(by: Services) -> bool:
            await by.clusters.listing()
            tracked = by.clusters.monitor("near").tracked
            return name in tracked and tracked[name].usage.is_used

        await until(lambda: seen(services))
        await until(lambda: seen(other))
        await services.clusters.stop("near", name)
        assert (await ended(services, name)).ending == "shut_down"
        assert (await ended(other, name)).ending == "shut_down"
        await other.clusters.monitor("near").history.settle()
        assert (await ended(services, name)).ending == "shut_down"


async def test_a_scheduler_that_exaggerates_is_kept_within_bounds(
    services: Services, near: FakeGateway, file: Callable[..., Path]
) -> None:
    file("one", ended_at=None, usage={"worker_seconds": 1e15, "peak_memory_gib": 1e15})
    near.clusters["one"] = entry("one")
    workers = {
        f"tls://{name}": {"limit": 1.7e308, "memory": memory}
        for name, memory in {"a": 1.7e308, "b": 1.7e308, "c": -1e300, "d": -1}.items()
    }
    counts = {**COUNTS, "workers": 3, "cores": 2**53, "tasks": 2**53, "processing": 2**53}
    near.answers[f"GET /clusters/one/{PATH}"] = refusing(200, worker_page(workers), "text/html")
    near.answers["GET /clusters/one/json/counts.json"] = refusing(200, json.dumps(counts))
    keeper = services.clusters.monitor("near").history

    async def weighed() -> bool:
        await services.clusters.listing()
        usage = services.clusters.monitor("near").tracked["one"].usage
        await keeper.settle()
        return usage.worker_seconds >= 1e15 and (usage.peak_memory_gib or 0) > 1e100

    await until(weighed)
    (state,) = (await services.clusters.listing()).gateways
    assert state.status == "available"
    activity = await services.history.activity("near", "one")
    assert (activity.workers[-1], activity.cores[-1]) == (3, 2**53)
    near.end("one")
    found = await ended(services, "one")
    assert found.usage is not None
    assert found.usage.worker_hours <= 1e15
