"""Clusters that do not start: what is seen meanwhile, and what is said afterwards."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rest import Ask, Clusters

from facility.accounts import CERN
from facility.desk import Desk, wanted
from facility.facility import Facility
from facility.gateways import Gateway

EVERYBODY: dict[str, Any] = {"users": {"allow": ["*"]}}


@pytest.fixture
def bare(facility: Facility) -> Iterator[Path]:
    """An environment without Dask that all users can run."""
    prefix = facility.run / "bare"
    if not prefix.exists():
        subprocess.run(["/usr/bin/python3", "-m", "venv", "--without-pip", prefix], check=True)
    yield prefix


@pytest.fixture
def closed(facility: Facility) -> Iterator[Path]:
    """An environment that Jupyter can read and the user's jobs cannot, as on other storage."""
    place = facility.run / "closed"
    place.mkdir(mode=0o700, exist_ok=True)
    prefix = place / "environment"
    if not prefix.exists():
        prefix.symlink_to(facility.environment)
    yield prefix


@pytest.fixture
def unhurried(slurm_gateway: Gateway) -> Iterator[Gateway]:
    """As at a facility: jobs that have ended are noticed, and tidied up, after a while only."""
    slurm_gateway.restart(heartbeat=8)
    yield slurm_gateway
    slurm_gateway.restart(heartbeat=2)


async def test_a_job_that_waits_shows_what_for(
    desk: Desk, facility: Facility, slurm_gateway: Gateway, clusters: Clusters
) -> None:
    desk.sit(slurm_gateway)
    occupied = facility.slurm.occupied()
    await asyncio.to_thread(occupied.__enter__)
    try:
        made = await clusters.create(**wanted("slurm"))
        waiting = await clusters.has(made["name"], lambda one: bool(one["jobs"]))
        assert waiting["status"] == "pending"
        (group,) = waiting["jobs"]["groups"]
        assert (group["role"], group["state"], group["count"]) == ("scheduler", "PENDING", 1)
        waiting = await clusters.has(
            made["name"], lambda one: bool(one["jobs"]["groups"][0]["reason"] == "Resources")
        )
        (job,) = facility.slurm.squeue("pete")
        assert waiting["jobs"]["command"] == f"squeue --jobs={job.id}"
    finally:
        await asyncio.to_thread(occupied.__exit__, None, None, None)
    running = await clusters.has(made["name"], lambda one: one["workers"]["running"] == 1)
    assert running["status"] == "running"

    # Its scheduler tells that to who comes through the gateway as the user.
    await clusters.tells_cpu("slurm", made["name"])


async def test_a_start_that_takes_too_long_says_so_and_what_its_job_was_waiting_for(
    desk: Desk, facility: Facility, slurm_gateway: Gateway, clusters: Clusters, ask: Ask
) -> None:
    await asyncio.to_thread(slurm_gateway.restart, start_timeout=6)
    await asyncio.to_thread(facility.slurm.drain)
    try:
        desk.sit(slurm_gateway)
        made = await clusters.create(**wanted("slurm"))
        failed = await clusters.failed(made["name"])
        assert failed["failure"]["reason"].startswith(
            "The scheduler did not start within 6 s: its batch job waited ("
        )
        assert "press Retry" in failed["failure"]["hint"]
        assert (failed["jobs"], failed["dashboard_url"]) == (None, None)
    finally:
        await asyncio.to_thread(facility.slurm.undrain)
        await asyncio.to_thread(slurm_gateway.restart, start_timeout=120)
    # Once the cause is gone, the same request works.
    again = await ask(f"clusters/slurm/{made['name']}/retry", "POST")
    assert again.status == 202, again.body
    await clusters.status(again.body["name"], "running")


async def test_the_end_of_the_schedulers_log_outlives_the_gateways_tidying_up(
    desk: Desk, unhurried: Gateway, clusters: Clusters, bare: Path
) -> None:
    desk.sit(unhurried)
    desk.add_kernel("bare", bare)
    made = await clusters.create(**wanted("slurm", environment="bare"))
    failed = await clusters.failed(made["name"])
    assert "No module named" in failed["failure"]["log"]
    assert failed["failure"]["reason"] == f"{bare} has no distributed."
    # In the hint at first, then with what the checks find.
    ways_out = [failed["failure"]["hint"], failed["failure"]["problems"]]
    assert f"{bare}/bin/python -m pip install" in str(ways_out)


async def test_an_environment_that_slurms_workers_cannot_see(
    desk: Desk, unhurried: Gateway, clusters: Clusters, closed: Path
) -> None:
    desk.sit(unhurried)
    desk.add_kernel("closed", closed)
    made = await clusters.create(**wanted("slurm", environment="closed"))
    failed = await clusters.failed(made["name"])
    assert failed["failure"]["reason"] == f"Workers cannot see {closed}."
    assert "on storage that they can read" in failed["failure"]["hint"]
    assert "Permission denied" in failed["failure"]["log"]


async def test_an_environment_that_workers_cannot_see_where_no_log_can_be_read(
    desk: Desk, kubernetes_gateway: Gateway, clusters: Clusters, closed: Path
) -> None:
    desk.sit(kubernetes_gateway)
    desk.add_kernel("closed", closed)
    made = await clusters.create(**wanted("kubernetes", environment="closed"))
    failed = await clusters.failed(made["name"])
    assert failed["failure"]["reason"] == f"The scheduler could not be started in {closed}."
    assert "Check that workers can read this environment" in failed["failure"]["hint"]


async def test_an_account_that_the_batch_system_does_not_let_in(
    desk: Desk, slurm_gateway: Gateway, clusters: Clusters
) -> None:
    desk.sit(slurm_gateway, user=CERN, **EVERYBODY)
    made = await clusters.create(**wanted("slurm"))
    failed = await clusters.failed(made["name"])
    assert "User's group not permitted" in slurm_gateway.log
    assert "or the batch system does not accept your jobs" in failed["failure"]["hint"]
