"""Gateway servers of other years: the client here, and our extension, work with each."""

from __future__ import annotations

import asyncio

import pytest
from processes import run_python
from rest import Ask, Clusters

from facility.accounts import PURDUE
from facility.desk import Desk, wanted
from facility.environments import GATEWAYS
from facility.facility import Facility


@pytest.mark.parametrize("version", sorted(GATEWAYS))
async def test_a_cluster_lives_its_whole_life_on_a_server_of(
    desk: Desk, facility: Facility, clusters: Clusters, ask: Ask, version: str
) -> None:
    # What the old ones bring of Kubernetes' client does not go with this Python.
    gateway = facility.gateway("manners", f"gateway-{version}", version=version)
    user = desk.sit(gateway)
    (listed,) = (await ask("gateways")).body
    assert (listed["status"], listed["version"]) == ("available", version)
    form = (await ask(f"gateways/{gateway.id}/options")).body
    assert form["defaults"] == {"worker_cores": 1, "worker_memory": 4}

    made = await clusters.create(**wanted(gateway.id))
    name = made["name"]
    one = await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    assert (one["status"], one["cores"], one["memory_gib"]) == ("running", 1, 1)
    page = await ask(f"clusters/{gateway.id}/{name}/dashboard/individual-plots.json")
    assert page.status == 200
    code = (await ask(f"clusters/{gateway.id}/{name}/client-code")).body["code"]
    who = "import getpass; print(client.submit(getpass.getuser).result())"
    assert (await run_python(f"{code}\n{who}")).split()[-1] == PURDUE
    scaled = await ask(f"clusters/{gateway.id}/{name}", "PATCH", {"workers": 2})
    assert scaled.body["workers"]["requested"] == 2
    await clusters.has(name, lambda one: one["workers"]["running"] == 2)
    await ask(f"clusters/{gateway.id}/{name}", "PATCH", {"adapt": {"minimum": 0, "maximum": 2}})
    await clusters.has(name, lambda one: one["workers"]["running"] == 0)
    refused = await ask("clusters", "POST", wanted(gateway.id))
    assert (refused.status, refused.body["reason"]) == (409, "limit_reached")
    assert (await ask(f"clusters/{gateway.id}/{name}", "DELETE")).status == 204
    await clusters.gone(name)
    assert user.status(name) == "STOPPED"
    await asyncio.to_thread(gateway.stop)
