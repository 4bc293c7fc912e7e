"""Kubernetes' ways: names with a dot, late sight, other addresses, limits said too late."""

from __future__ import annotations

from processes import run_python
from rest import Ask, Clusters

from facility.desk import Desk, wanted
from facility.facility import Facility
from facility.gateways import Gateway
from facility.user import User

SUM = "print(client.submit(sum, [1, 2]).result())"


async def test_a_cluster_with_a_dotted_name_is_used_like_any_other(
    desk: Desk, kubernetes_gateway: Gateway, clusters: Clusters, ask: Ask
) -> None:
    desk.sit(kubernetes_gateway)
    made = await clusters.create(**wanted("kubernetes"))
    name = made["name"]
    assert name.startswith("cms.")
    one = await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    address, proxy, public = (
        kubernetes_gateway.address,
        kubernetes_gateway.proxy_address,
        kubernetes_gateway.public_address,
    )
    assert len({address, proxy.replace("gateway", "http"), public}) == 3
    assert one["scheduler_address"] == f"{proxy}/{name}"
    assert one["public_dashboard_url"] == f"{public}/clusters/{name}/status"
    path = one["dashboard_url"].split("/purdue-dask-lab/")[1]
    assert (await ask(path)).status == 200
    code = (await ask(f"clusters/kubernetes/{name}/client-code")).body["code"]
    assert f'"{address}"' in code
    assert f'proxy_address="{proxy.removeprefix("gateway://")}"' in code
    assert (await run_python(f"{code}\n{SUM}")).split()[-1] == "3"
    await clusters.tells_cpu("kubernetes", name)
    assert (await ask(f"clusters/kubernetes/{name}", "DELETE")).status == 204
    await clusters.gone(name)


async def test_a_cluster_that_the_gateway_cannot_see_yet_is_there_and_can_be_cancelled(
    desk: Desk, facility: Facility, clusters: Clusters, ask: Ask
) -> None:
    # dask-gateway's own backend sees its clusters within milliseconds, but under load.
    gateway = facility.gateway("manners", unseen_for=3)
    user = desk.sit(gateway)
    made = await clusters.create(**wanted("manners"))
    name = made["name"]
    assert user.status(name) == "404"
    assert (await ask(f"clusters/manners/{name}")).body["status"] == "pending"
    # The gateway answers 204 and does nothing.
    assert (await ask(f"clusters/manners/{name}", "DELETE")).status == 204
    shown = await clusters.get(name)
    assert shown is not None
    assert shown["status"] == "stopping"
    await clusters.gone(name)
    assert user.status(name) == "STOPPED"


async def test_what_the_gateway_caps_is_said_in_its_words(
    desk: Desk, kubernetes_gateway: Gateway, clusters: Clusters, ask: Ask
) -> None:
    desk.sit(kubernetes_gateway)
    options = {"worker_cores": 63.9, "worker_memory": 1}
    made = await clusters.create(
        **wanted("kubernetes", options=options, workers={"minimum": 0, "maximum": 0})
    )
    name = made["name"]
    await clusters.status(name, "running")
    path = f"clusters/kubernetes/{name}"
    adaptive = await ask(path, "PATCH", {"adapt": {"minimum": 0, "maximum": 300}})
    assert adaptive.status == 200
    assert "would exceed resource limit of 3 workers" in adaptive.body["notice"]
    assert adaptive.body["workers"]["maximum"] == 3
    fixed = await ask(path, "PATCH", {"workers": 201})
    assert fixed.body["notice"] == (
        "Scale request of 201 workers would exceed resource limit of 3 workers. "
        "Scaling to 3 instead."
    )
    # What was granted is what is waited for.
    assert fixed.body["workers"]["requested"] == 3
    within = await ask(path, "PATCH", {"workers": 0})
    assert (within.body["notice"], within.body["workers"]["requested"]) == (None, 0)
    wrong = await ask(path, "PATCH", {"adapt": {"minimum": 3, "maximum": 1}})
    assert (wrong.status, wrong.body["field"]) == (422, "adapt")
    assert "Minimum workers (3) must not exceed maximum workers (1)" in wrong.body["message"]


async def test_nobody_elses_cluster_is_seen_or_touched(
    desk: Desk, kubernetes_gateway: Gateway, clusters: Clusters, ask: Ask
) -> None:
    from facility.accounts import CERN

    desk.sit(kubernetes_gateway)
    other = User(kubernetes_gateway, CERN)
    identity = {"PATH": "/usr/bin:/bin", "NB_UID": "2001", "NB_GID": "2001"}
    name = other.create(desk.environment, env=identity)
    try:
        other.wait_for(name, "RUNNING")
        assert await clusters.all() == []
        path = f"clusters/kubernetes/{name}"
        assert (await ask(path)).status == 404
        assert (await ask(path, "PATCH", {"workers": 1})).status == 404
        assert (await ask(f"{path}/client-code")).status == 404
        assert (await ask(f"{path}/dashboard/status")).status == 404
        refused = await ask(path, "DELETE")
        assert (refused.status, refused.body["reason"]) == (403, "not_allowed")
        assert "lacks permissions to stop cluster" in refused.body["message"]
        assert other.status(name) == "RUNNING"
    finally:
        other.stop_all()


async def test_what_was_asked_for_elsewhere_is_unknown(
    desk: Desk, kubernetes_gateway: Gateway, clusters: Clusters, ask: Ask
) -> None:
    user = desk.sit(kubernetes_gateway)
    name = user.create(desk.environment)
    user.wait_for(name, "RUNNING")
    user.ask("POST", f"/api/v1/clusters/{name}/scale", {"count": 1})
    one = await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    assert (one["workers"]["requested"], one["workers"]["maximum"]) == (None, None)
    assert one["label"] == f"Cluster {name.removeprefix('cms.')[:8]}"
    assert one["environment"]["prefix"] == str(desk.environment)
    # Twice is harmless, and so is a number for what is pending.
    for _ in range(2):
        assert (await ask(f"clusters/kubernetes/{name}", "DELETE")).status == 204
    await clusters.gone(name)
    assert (await ask(f"clusters/kubernetes/{name}", "DELETE")).status == 204
