"""Workers on Jupyter's own machine are bounded by what that has."""

from __future__ import annotations

import asyncio

import pytest
from rest import Ask, Clusters

from purdue_dask_lab.config import schema
from purdue_dask_lab.system.machine import Machine


@pytest.fixture(autouse=True)
def small_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two cores and six and a half GiB."""
    monkeypatch.setattr(schema, "this_machine", lambda: Machine(cores=2, memory_gib=6.5))


async def test_the_limits_of_the_gateway_here_are_those_of_the_machine(ask: Ask) -> None:
    (gateway,) = (await ask("gateways")).body
    assert gateway["machine"] is True
    assert gateway["limits"] == {"workers": None, "cores": 2, "memory_gib": 6.5}
    assert gateway["description"] == "Runs on the same machine as Jupyter"


async def test_more_memory_than_there_is_is_refused_with_what_would_fit(ask: Ask) -> None:
    wanted = {
        "gateway": "local",
        "workers": {"minimum": 1, "maximum": 4},
        "options": {"worker_memory": 2},
    }
    refused = await ask("clusters", "POST", wanted)
    assert (refused.status, refused.body["field"]) == (422, "workers.maximum")
    assert refused.body["message"] == (
        "4 workers with 2 GB of memory each take 8 GB; this machine has 6.5 GB. "
        "Ask for at most 3 or give each less memory."
    )
    # What the gateway sets by itself counts, too.
    unsaid = await ask("clusters", "POST", {**wanted, "options": {}})
    assert unsaid.body["message"].startswith("4 workers with 2 GB of memory each take 8 GB")
    giant = {**wanted, "workers": {"minimum": 1, "maximum": 1}, "options": {"worker_memory": 7}}
    refused = await ask("clusters", "POST", giant)
    assert refused.body["message"] == (
        "1 worker with 7 GB of memory each take 7 GB; this machine has 6.5 GB. "
        "Give each less memory."
    )
    assert (await ask("clusters")).body["clusters"] == []


async def test_cores_may_be_shared_and_memory_counts_in_all_clusters(
    ask: Ask, clusters: Clusters
) -> None:
    small = {"worker_cores": 1, "worker_memory": 0.5}
    many = await clusters.create(workers={"minimum": 3, "maximum": 3}, options=small)
    await clusters.has(many["name"], lambda one: one["memory_gib"] == 1.5)
    # Three workers share two cores. Beside them 5 GiB are left.
    path = f"clusters/local/{many['name']}"
    scaled = await ask(path, "PATCH", {"workers": 14})
    assert (scaled.status, scaled.body["field"]) == (422, "workers")
    assert scaled.body["message"] == (
        "14 workers with 0.5 GB of memory each take 7 GB; this machine has 6.5 GB. "
        "Ask for at most 13 or give each less memory."
    )
    adaptive = await ask(path, "PATCH", {"adapt": {"minimum": 0, "maximum": 14}})
    assert (adaptive.status, adaptive.body["field"]) == (422, "adapt.maximum")
    second = {
        "gateway": "local",
        "workers": {"minimum": 1, "maximum": 3},
        "options": {"worker_memory": 2},
    }
    refused = await ask("clusters", "POST", second)
    assert refused.status == 422
    assert refused.body["message"] == (
        "3 workers with 2 GB of memory each take 6 GB; this machine has 6.5 GB, of which other "
        "clusters use 1.5 GB. Ask for at most 2, give each less memory or shut another cluster "
        "down."
    )


async def test_workers_that_have_not_started_count_in_the_machines_memory(ask: Ask) -> None:
    wanted = {"gateway": "local", "workers": {"minimum": 0, "maximum": 2}, "options": {}}
    # Of two at the same time, with the 2 GB for each worker that the gateway sets, one is second.
    tries = await asyncio.gather(*(ask("clusters", "POST", wanted) for _ in range(2)))
    made, refused = sorted(tries, key=lambda answer: answer.status)
    assert (made.status, refused.status) == (202, 422)
    assert "this machine has 6.5 GB, of which other clusters use 4 GB" in refused.body["message"]
    assert (await ask("clusters", "POST", wanted)).status == 422
    # What it wants itself does not stand in its own way.
    path = f"clusters/local/{made.body['name']}"
    assert (await ask(path, "PATCH", {"workers": 3})).status == 200
    assert (await ask(path, "PATCH", {"workers": 4})).status == 422
    assert (await ask(path, "DELETE")).status == 204
