"""Clusters that ran and then do not: schedulers and workers that die or never come."""

from __future__ import annotations

import asyncio
from typing import Any

from rest import Ask, Clusters

from facility.desk import Desk, wanted
from facility.facility import Facility
from facility.gateways import Gateway

# A worker that is told so ends as soon as it has begun; a scheduler does not look at it.
DYING = {"DASK_DISTRIBUTED__WORKER__PRELOAD": "there_is_no_such_module"}


def _roles(cluster: dict[str, Any]) -> dict[str, str]:
    groups = (cluster["jobs"] or {"groups": []})["groups"]
    return {group["role"]: group["state"] for group in groups}


async def test_the_jobs_of_a_running_cluster_and_when_their_time_is_over(
    desk: Desk, slurm_gateway: Gateway, clusters: Clusters
) -> None:
    desk.sit(slurm_gateway)
    made = await clusters.create(**wanted("slurm"))
    one = await clusters.has(
        made["name"], lambda one: _roles(one) == {"scheduler": "RUNNING", "worker": "RUNNING"}
    )
    # The partition's four hours are over before the facility's day is.
    assert one["expires_at"][:10] >= one["created_at"][:10]
    from datetime import datetime

    ends = datetime.fromisoformat(one["expires_at"].replace("Z", "+00:00"))
    begun = datetime.fromisoformat(one["created_at"].replace("Z", "+00:00"))
    assert 3.9 < (ends - begun).total_seconds() / 3600 < 4.1


async def test_workers_that_never_come_are_asked_for_and_not_running(
    desk: Desk, facility: Facility, slurm_gateway: Gateway, clusters: Clusters, ask: Ask
) -> None:
    desk.sit(slurm_gateway)
    made = await clusters.create(**wanted("slurm", workers={"minimum": 0, "maximum": 0}))
    name = made["name"]
    await clusters.status(name, "running")
    await asyncio.to_thread(facility.slurm.drain)
    try:
        await ask(f"clusters/slurm/{name}", "PATCH", {"workers": 1})
        one = await clusters.has(name, lambda one: _roles(one).get("worker") == "PENDING")
        assert (one["workers"]["requested"], one["workers"]["running"]) == (1, 0)
        reasons = {group["role"]: group["reason"] for group in one["jobs"]["groups"]}
        assert reasons["scheduler"] is None
        assert reasons["worker"]
    finally:
        await asyncio.to_thread(facility.slurm.undrain)
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)


async def test_a_scheduler_that_died_does_not_answer_and_then_the_cluster_has_failed(
    desk: Desk, slurm_gateway: Gateway, clusters: Clusters, ask: Ask
) -> None:
    desk.sit(slurm_gateway)
    made = await clusters.create(**wanted("slurm", workers={"minimum": 0, "maximum": 0}))
    name = made["name"]
    await clusters.has(name, lambda one: one["tasks"] is not None)
    await asyncio.to_thread(slurm_gateway.kill_scheduler, name)
    mute = await clusters.has(
        name, lambda one: one["scheduler"] == "busy" or one["status"] == "failed"
    )
    # It may have much to do: what was last known of it stays, and is said to be that.
    assert (mute["status"], mute["scheduler"]) == ("running", "busy")
    assert mute["tasks"] is not None
    page = await ask(f"clusters/slurm/{name}/dashboard/status")
    assert page.status == 502
    failed = await clusters.failed(name)
    assert failed["failure"]["reason"].startswith("The cluster stopped working")
    assert failed["failure"]["log"]


async def test_workers_that_die_as_they_start_make_the_cluster_fail(
    desk: Desk, facility: Facility, slurm_gateway: Gateway, clusters: Clusters
) -> None:
    # Kubernetes' backend begins them again for ever: see test_pod_reasons.
    desk.sit(slurm_gateway)
    made = await clusters.create(**wanted("slurm", variables=DYING))
    failed = await clusters.failed(made["name"])
    # The worker's own log tells.
    assert failed["failure"]["reason"] == (
        f"{facility.environment} has no there_is_no_such_module."
    )
    assert "ModuleNotFoundError" in failed["failure"]["log"]


async def test_workers_that_are_killed_come_back(
    desk: Desk, kubernetes_gateway: Gateway, clusters: Clusters
) -> None:
    desk.sit(kubernetes_gateway)
    made = await clusters.create(**wanted("kubernetes"))
    name = made["name"]
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    await asyncio.to_thread(kubernetes_gateway.kill_workers, name)
    lost = await clusters.has(name, lambda one: one["workers"]["running"] == 0)
    assert lost["workers"]["requested"] == 1
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)


async def test_workers_that_are_killed_again_and_again_are_said_to_keep_failing(
    desk: Desk, kubernetes_gateway: Gateway, clusters: Clusters
) -> None:
    desk.sit(kubernetes_gateway)
    made = await clusters.create(**wanted("kubernetes"))
    name = made["name"]
    for _ in range(3):
        one = await clusters.has(name, lambda one: one["workers"]["running"] == 1)
        assert one["notice"] is None
        await asyncio.to_thread(kubernetes_gateway.kill_workers, name)
        await clusters.has(name, lambda one: one["workers"]["running"] == 0)
    failing = await clusters.has(name, lambda one: one["notice"] is not None)
    assert failing["status"] == "running"
    assert failing["notice"].startswith("Workers keep failing: 3 or more were lost within 10 min.")
