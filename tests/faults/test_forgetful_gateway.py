"""A gateway that does not know its clusters for a moment, as after its restart, is forgiven."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

from fake_gateway import entry, fake_gateways
from plain_services import plain_services

from purdue_dask_lab.clusters.records import ClusterRecord
from purdue_dask_lab.schemas.clusters import Cluster, ClusterPatch


async def test_a_cluster_that_is_known_again_lives_and_fails_later_for_its_own_reason(
    tmp_path: Path, own_dask_configuration: Path
) -> None:
    async with (
        fake_gateways(own_dask_configuration, "near") as (near,),
        plain_services(tmp_path) as services,
    ):
        monitor = services.clusters.monitor("near")

        async def shown() -> Cluster:
            # What is found out at one look is acted upon before the next but one.
            for _ in range(3):
                await monitor.refreshed()
            return monitor.clusters["one"]

        near.clusters["one"] = entry("one", start_time=int((time.time() - 100) * 1000))
        assert (await shown()).status.value == "running"
        known = dict(near.clusters)
        near.clusters.clear()
        over = await shown()
        assert over.status.value == "stopped"
        assert over.failure is not None
        assert over.failure.reason.startswith("Near does not know it any more")
        near.clusters.update(known)
        again = await shown()
        assert (again.status.value, again.failure) == ("running", None)
        near.end("one", "FAILED")
        failed = await shown()
        assert failed.failure is not None
        assert failed.failure.reason.startswith("The cluster stopped working")


async def test_what_is_kept_outlives_a_restart_of_both_and_not_a_clusters_end(
    tmp_path: Path, own_dask_configuration: Path
) -> None:
    now = 1000.0
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        async with plain_services(tmp_path) as services:
            label = ClusterPatch(label="Mine")
            await services.clusters.listing()
            await services.clusters.change("near", "one", label)
        known = {"one": {**near.clusters["one"], "start_time": 1}}
        near.clusters.clear()
        async with plain_services(tmp_path, clock=lambda: now) as services:
            monitor = services.clusters.monitor("near")
            old = ClusterRecord(label="Mine", made_at=datetime.fromtimestamp(1, timezone.utc))
            await monitor.store.save("one", old)
            # The gateway knows of none yet.
            await monitor.refreshed()
            await monitor.refreshed()
            assert monitor.clusters == {}
            near.clusters.update(known)
            await monitor.refreshed()
            assert monitor.clusters["one"].label == "Mine"
        near.clusters.clear()
        async with plain_services(tmp_path, clock=lambda: now) as services:
            monitor = services.clusters.monitor("near")
            await monitor.refreshed()
            assert monitor.store.get("one") is not None
            now += 20
            await monitor.refreshed()
            assert (monitor.store.records, monitor.tracked) == ({}, {})
            assert monitor.store.get("one") is not None


async def test_a_wrong_address_for_a_day_loses_no_label_and_a_month_leaves_nothing(
    tmp_path: Path, own_dask_configuration: Path
) -> None:
    now = 1000.0
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        async with plain_services(tmp_path, clock=lambda: now) as services:
            monitor = services.clusters.monitor("near")
            old = ClusterRecord(label="Mine", made_at=datetime.fromtimestamp(1, timezone.utc))
            await monitor.store.save("one", old)
            await monitor.refreshed()
            now += 20
            await monitor.refreshed()
            assert monitor.store.records == {}
        async with plain_services(tmp_path, clock=lambda: now) as services:
            monitor = services.clusters.monitor("near")
            near.clusters["one"] = entry("one", start_time=1)
            await monitor.refreshed()
            assert monitor.clusters["one"].label == "Mine"
            assert monitor.store.records["one"].missed_since is None
            month_ago = datetime.now(timezone.utc) - timedelta(days=30)
            await monitor.store.save("two", old.updated(missed_since=month_ago))
            await monitor.refreshed()
            assert monitor.store.get("two") is None
