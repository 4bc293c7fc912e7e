"""Gateways that hang, end, come back, and have or have not kept their clusters in mind."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from rest import Ask, Clusters, until

from facility.desk import Desk, wanted
from facility.facility import Facility
from facility.gateways import Gateway


async def _states(ask: Ask) -> dict[str, tuple[str, str | None]]:
    states = (await ask("clusters")).body["gateways"]
    return {one["id"]: (one["status"], one["reason"]) for one in states}


async def _becomes(ask: Ask, gateway: str, status: str) -> str | None:
    async def so() -> bool:
        return (await _states(ask))[gateway][0] == status

    await until(so, seen=lambda: _states(ask))
    return (await _states(ask))[gateway][1]


async def _says(ask: Ask, gateway: str, reason: str) -> bool:
    return reason in ((await _states(ask))[gateway][1] or "")


async def test_one_gateway_hangs_and_the_others_clusters_work_on(
    desk: Desk,
    slurm_gateway: Gateway,
    kubernetes_gateway: Gateway,
    clusters: Clusters,
    ask: Ask,
) -> None:
    desk.sit(slurm_gateway, kubernetes_gateway)
    ours = [await clusters.create(**wanted(kind)) for kind in ("slurm", "kubernetes")]
    for one in ours:
        await clusters.has(one["name"], lambda one: one["workers"]["running"] == 1)
    slurm, kubernetes = (one["name"] for one in ours)
    await asyncio.to_thread(slurm_gateway.suspend)
    assert "has not answered" in (await _becomes(ask, "slurm", "unavailable") or "")
    # The last known is kept and marked; the other one's is not, and can be used.
    mute = await clusters.get(slurm)
    assert mute is not None
    assert (mute["stale"], mute["status"], mute["workers"]["running"]) == (True, "running", 1)
    scaled = await ask(f"clusters/kubernetes/{kubernetes}", "PATCH", {"workers": 2})
    assert scaled.status == 200
    two = await clusters.has(kubernetes, lambda one: one["workers"]["running"] == 2)
    assert not two["stale"]
    listed = {one["id"]: one for one in (await ask("gateways")).body}
    assert (listed["slurm"]["status"], listed["slurm"]["default"]) == ("unavailable", False)
    assert listed["kubernetes"]["default"]
    await asyncio.to_thread(slurm_gateway.resume)
    await clusters.has(slurm, lambda one: not one["stale"])
    assert (await _states(ask))["slurm"] == ("available", None)


@pytest.mark.parametrize(
    ("kind", "end", "said"),
    [
        # What stands before it goes on where it is not a part of the gateway.
        ("kubernetes", "kill", "does not answer behind its proxy (502)"),
        ("manners", "stop", "cannot be reached"),
    ],
)
async def test_a_gateway_that_ended_comes_back_with_its_clusters(
    desk: Desk, facility: Facility, clusters: Clusters, ask: Ask, kind: str, end: str, said: str
) -> None:
    gateway = facility.gateway(kind)
    desk.sit(gateway)
    made = await clusters.create(**wanted(kind, workers={"minimum": 0, "maximum": 3}))
    name = made["name"]
    await clusters.has(name, lambda one: one["tasks"] is not None)
    await asyncio.to_thread(getattr(gateway, end))
    await _becomes(ask, kind, "unavailable")
    await until(lambda: _says(ask, kind, f"Dask Gateway + Kubernetes {said}"))
    kept = await clusters.get(name)
    assert kept is not None
    assert (kept["stale"], kept["status"], kept["label"]) == (True, "running", "Cluster 1")
    refused = await ask(f"clusters/{kind}/{name}", "PATCH", {"workers": 1})
    assert (refused.status, refused.body["reason"]) == (502, "unreachable")
    await asyncio.to_thread(gateway.start)
    back = await clusters.has(name, lambda one: not one["stale"] and one["tasks"] is not None)
    assert (back["workers"]["minimum"], back["workers"]["maximum"]) == (0, 3)


async def test_a_gateway_that_lost_its_list_is_said_to_have_forgotten_the_cluster(
    desk: Desk, facility: Facility, clusters: Clusters, ask: Ask
) -> None:
    gateway = facility.gateway("slurm", "forgetful")
    desk.sit(gateway)
    made = await clusters.create(**wanted("forgetful"))
    name = made["name"]
    await clusters.has(name, lambda one: bool(one["jobs"]) and one["workers"]["running"] == 1)
    jobs = [job.id for job in facility.slurm.squeue()]
    await asyncio.to_thread(gateway.kill)
    Path(gateway.settings["database"]).unlink()
    await asyncio.to_thread(gateway.start)
    over = await clusters.status(name, "stopped")
    assert over["failure"]["reason"].endswith(
        "does not know it any more: it has probably been restarted."
    )
    # They go on, and nobody but the user can end them.
    assert over["failure"]["hint"].startswith("Its jobs may go on without it: squeue --jobs=")
    assert all(job in over["failure"]["hint"] for job in jobs)
    for job in jobs:
        await asyncio.to_thread(facility.slurm.run, "scancel", job)
    assert (await ask(f"clusters/forgetful/{name}", "DELETE")).status == 204
    assert await clusters.get(name) is None
    await asyncio.to_thread(gateway.stop)
