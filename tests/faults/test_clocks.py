"""Clocks that were wrong, and times that no calendar has, cost nothing but what they are of."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from fake_gateway import FakeGateway, entry, fake_gateways
from plain_services import plain_services

from purdue_dask_lab.clusters.records import ClusterRecord, now
from purdue_dask_lab.schemas.clusters import NewCluster
from purdue_dask_lab.services import Services

LAST_DAY = 253_402_300_799_000
"""Milliseconds from 1970 to the end of the year 9999."""

FIRST_DAY = -62_135_596_800_000


@asynccontextmanager
async def over(
    folder: Path, configuration: Path, **each: Any
) -> AsyncIterator[tuple[FakeGateway, Services]]:
    async with (
        fake_gateways(configuration, "near", each=each) as (near,),
        plain_services(folder) as services,
    ):
        yield near, services


@pytest.mark.parametrize("start_time", [LAST_DAY, FIRST_DAY])
async def test_a_cluster_from_the_end_of_time_hides_no_other(
    tmp_path: Path, own_dask_configuration: Path, start_time: int
) -> None:
    limits = {"lifetime": "1 day", "idle-timeout": "1 h"}
    async with over(tmp_path, own_dask_configuration, **limits) as (near, services):
        near.clusters = {"odd": entry("odd", start_time=start_time), "good": entry("good")}
        found = {one.name: one for one in (await services.clusters.listing()).clusters}
        assert set(found) == {"odd", "good"}
        assert found["good"].expires_at is not None
        assert (found["odd"].expires_at is None) == (start_time == LAST_DAY)


@pytest.mark.parametrize("key", ["lifetime", "idle-timeout", "start-timeout"])
async def test_a_limit_that_is_to_mean_never_means_that(
    tmp_path: Path, own_dask_configuration: Path, key: str
) -> None:
    async with over(tmp_path, own_dask_configuration, **{key: 999_999_999_999}) as (near, services):
        near.clusters = {"good": entry("good")}
        made = await services.clusters.create(NewCluster(gateway="near"))
        found = {one.name: one for one in (await services.clusters.listing()).clusters}
        assert set(found) == {"good", made.name}
        assert (made.expires_at, found["good"].idle_ends_at) == (None, None)


async def test_a_cluster_made_while_a_clock_was_ahead_is_missed_when_it_has_gone(
    tmp_path: Path, own_dask_configuration: Path
) -> None:
    async with over(tmp_path, own_dask_configuration) as (near, services):
        made = await services.clusters.create(NewCluster(gateway="near"))
        monitor = services.clusters.monitor("near")
        await monitor.refreshed()
        record = monitor.store.get(made.name)
        assert record is not None
        await monitor.store.save(made.name, record.updated(made_at=now() + timedelta(hours=2)))
        near.clusters.clear()
        await monitor.refreshed()
        assert monitor.clusters[made.name].status.value == "stopped"


@pytest.mark.parametrize("age", [timedelta(hours=1), timedelta(hours=-1)])
def test_a_request_of_another_time_is_waited_for_no_more(age: timedelta) -> None:
    assert ClusterRecord(label="Mine", made_at=now() - age).is_overdue


def test_a_request_from_the_beginning_of_time_can_be_compared() -> None:
    first = datetime.min.replace(tzinfo=timezone.utc)
    request = ClusterRecord(label="Mine", made_at=first, sent={})
    assert request.matches({}, first)
    assert request.matches({}, datetime.max.replace(tzinfo=timezone.utc))
