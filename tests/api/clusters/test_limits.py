"""How long clusters live, what users hold and may hold, and what their workers can read."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from fake_gateway import entry, fake_gateways
from rest import Ask, Clusters, until

OLD = int((time.time() - 100) * 1000)


async def test_a_cluster_that_reached_the_end_of_its_life_says_so(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fake_gateways(own_dask_configuration, "near", each={"lifetime": "100 s"}) as (near,):
        near.clusters["one"] = entry("one", start_time=OLD)
        one = await clusters.status("one", "running")
        assert one["expires_at"] > one["created_at"]
        near.end("one")
        over = await clusters.status("one", "stopped")
        assert over["failure"]["reason"] == (
            "It has ended after 100 s, the longest that a cluster lives on Near."
        )
        assert over["expires_at"] is None


async def test_without_a_known_lifetime_nothing_is_promised(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        one = await clusters.status("one", "running")
        assert (one["expires_at"], one["idle_ends_at"]) == (None, None)
        (gateway,) = (await ask("gateways")).body
        assert gateway["limits"] == {"workers": None, "cores": None, "memory_gib": None}


async def test_what_clusters_hold_is_added_up_beside_what_is_allowed(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path
) -> None:
    limits = {"cores": 100, "memory": "400 GB", "workers": 50}
    async with fake_gateways(own_dask_configuration, "near", each={"limits": limits}) as (near,):
        options = {"worker_memory": 4.0, "worker_cores": 2}
        near.clusters |= {name: entry(name, options=options) for name in ("one", "two")}
        near.clusters["three"] = entry("three", "PENDING", options=options)

        async def counted() -> Any:
            (gateway,) = (await ask("gateways")).body
            return gateway if gateway["usage"]["workers"] == 4 else None

        gateway = await until(counted, seen=lambda: ask("gateways"))
        assert gateway["usage"] == {"workers": 4, "cores": 8, "memory_gib": 16}
        assert gateway["limits"] == {"workers": 50, "cores": 100, "memory_gib": 400}


@pytest.mark.parametrize(
    ("user", "access"), [("pete", "write"), ("eve-cern", "read"), ("otto-fnal", "read")]
)
async def test_storage_is_told_as_it_is_for_this_user(
    ask: Ask,
    own_dask_configuration: Path,
    monkeypatch: pytest.MonkeyPatch,
    user: str,
    access: str,
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", user)
    storage = [
        {"path": "/depot", "access": "write", "users": {"deny": ["*-cern", "*-fnal"]}},
        {"path": "/depot", "access": "read"},
        {"path": "/work", "access": "none"},
    ]
    async with fake_gateways(own_dask_configuration, "near", each={"storage": storage}):
        (gateway,) = (await ask("gateways")).body
        assert gateway["storage"] == [
            {"path": "/depot", "access": access},
            {"path": "/work", "access": "none"},
        ]
