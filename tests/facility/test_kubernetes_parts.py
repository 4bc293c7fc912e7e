"""Parts of Kubernetes that are away or late, and what the user wanted meanwhile."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psutil
import pytest
from rest import Ask, Clusters, until

from facility.desk import Desk, wanted
from facility.facility import Facility
from facility.kubernetes.cluster import Kubernetes
from facility.kubernetes.gateway import KubernetesGateway
from facility.processes import with_variable

NO_WORKERS = {"minimum": 0, "maximum": 0}


@asynccontextmanager
async def suspended(part: KubernetesGateway | Kubernetes) -> AsyncIterator[None]:
    """While it lasts, a part accepts connections and answers nothing."""
    await asyncio.to_thread(part.suspend)
    try:
        yield
    finally:
        await asyncio.to_thread(part.resume)


async def test_what_was_asked_while_something_hung_is_what_comes_of_it(
    desk: Desk,
    facility: Facility,
    kubernetes_gateway: KubernetesGateway,
    clusters: Clusters,
    ask: Ask,
) -> None:
    desk.sit(kubernetes_gateway)
    assert await clusters.all() == []
    # The gateway waits for longer than we wait for it, and has the cluster made then.
    async with suspended(facility.kubernetes):
        asked = await ask("clusters", "POST", wanted("kubernetes", label="Zmumu"))
        assert (asked.status, asked.body["reason"]) == (504, "timeout"), asked.body

    async def ours() -> str | None:
        return next((one["name"] for one in await clusters.all() if one["label"] == "Zmumu"), None)

    name = await until(ours, seen=clusters.all)
    one = await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    assert one["environment"]["name"] == "workers"
    async with suspended(kubernetes_gateway):
        scaled = await ask(f"clusters/kubernetes/{name}", "PATCH", {"workers": 2})
        assert scaled.status == 504, scaled.body
    two = await clusters.has(name, lambda one: one["workers"]["running"] == 2)
    assert two["workers"]["requested"] == 2


async def test_cores_are_those_of_pods_and_what_a_script_scales_is_not_contradicted(
    desk: Desk, kubernetes_gateway: KubernetesGateway, clusters: Clusters, ask: Ask
) -> None:
    user = desk.sit(kubernetes_gateway)
    options = {"worker_cores": 0.5, "worker_memory": 1}
    workers = {"minimum": 2, "maximum": 2}
    name = (await clusters.create(**wanted("kubernetes", options=options, workers=workers)))["name"]
    two = await clusters.has(name, lambda one: one["workers"]["running"] == 2)
    assert (two["cores"], two["workers"]["requested"]) == (1, 2)
    await asyncio.to_thread(user.ask, "POST", f"/api/v1/clusters/{name}/scale", {"count": 3})
    three = await clusters.has(name, lambda one: one["workers"]["running"] == 3)
    assert three["cores"] == 1.5
    # It was not asked for here, and is soon not said to have been.
    await clusters.has(name, lambda one: one["workers"]["requested"] is None)


async def test_a_scheduler_that_hangs_keeps_its_numbers_and_a_route_that_is_late_is_no_fault(
    desk: Desk, kubernetes_gateway: KubernetesGateway, clusters: Clusters, ask: Ask
) -> None:
    desk.sit(kubernetes_gateway)
    kubernetes_gateway.hold_routes()
    try:
        name = (await clusters.create(**wanted("kubernetes")))["name"]
        early = await clusters.status(name, "running")
        assert (early["scheduler"], early["notice"]) == ("connecting", None)
    finally:
        kubernetes_gateway.tell_routes()
    one = await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    assert one["scheduler"] == "responding"
    (scheduler,) = _schedulers(name)
    scheduler.send_signal(signal.SIGSTOP)
    try:
        busy = await clusters.has(name, lambda one: one["scheduler"] == "busy")
        assert (busy["workers"]["running"], busy["cores"], busy["notice"]) == (1, 1, None)
    finally:
        scheduler.send_signal(signal.SIGCONT)
    await clusters.has(name, lambda one: one["scheduler"] == "responding")


async def test_behind_a_dead_api_server_the_gateway_is_not_blamed_and_all_goes_on_after(
    desk: Desk,
    facility: Facility,
    kubernetes_gateway: KubernetesGateway,
    clusters: Clusters,
    ask: Ask,
) -> None:
    desk.sit(kubernetes_gateway)
    name = (await clusters.create(**wanted("kubernetes")))["name"]
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    await asyncio.to_thread(facility.kubernetes.kill)
    try:
        # Its list is what it saw last, and its clusters go on.
        kept = await clusters.get(name)
        assert kept is not None
        assert (kept["status"], kept["workers"]["running"]) == ("running", 1)
        assert (await ask(f"clusters/kubernetes/{name}", "PATCH", {"workers": 2})).status == 200
        assert (await ask(f"clusters/kubernetes/{name}", "DELETE")).status == 204
        await clusters.status(name, "stopping")
        refused = await ask("clusters", "POST", wanted("kubernetes"))
        # At its cap it does not even ask.
        assert refused.body["reason"] == "limit_reached"
    finally:
        await asyncio.to_thread(facility.kubernetes.revive)
    await clusters.gone(name)
    await asyncio.to_thread(facility.kubernetes.kill)
    try:
        refused = await ask("clusters", "POST", wanted("kubernetes"))
        assert (refused.status, refused.body["reason"]) == (502, "unreachable")
        assert "probably cannot reach Kubernetes" in refused.body["message"]
    finally:
        await asyncio.to_thread(facility.kubernetes.revive)


async def test_a_scheduler_that_died_sends_nobody_to_a_log_or_a_queue_that_there_is_not(
    desk: Desk, kubernetes_gateway: KubernetesGateway, clusters: Clusters
) -> None:
    desk.sit(kubernetes_gateway)
    name = (await clusters.create(**wanted("kubernetes", workers=NO_WORKERS)))["name"]
    await clusters.has(name, lambda one: one["scheduler"] == "responding")
    await asyncio.to_thread(kubernetes_gateway.kill_scheduler, name)
    failed = await clusters.failed(name)
    assert failed["failure"]["reason"].startswith("The cluster stopped working")
    said = failed["failure"]["hint"]
    assert failed["failure"]["log"] is None
    assert "batch" not in said
    assert "Look at the log" not in said
    assert said.startswith("Retry makes the same cluster again")


async def test_where_pods_cannot_be_read_a_late_start_is_explained_by_what_pods_wait_for(
    desk: Desk,
    facility: Facility,
    kubernetes_gateway: KubernetesGateway,
    clusters: Clusters,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("purdue_dask_lab.clusters.diagnosis._LIMIT_GRACE", 0.0)
    desk.sit(kubernetes_gateway, **{"start-timeout": "1 s"})
    facility.kubernetes.set_room(cpu="500m")
    try:
        name = (await clusters.create(**wanted("kubernetes", workers=NO_WORKERS)))["name"]
        late = await clusters.has(name, lambda one: bool(one["overdue"]))
    finally:
        facility.kubernetes.make_room()
    assert late["notice"] == (
        "Not started within 1 s, and Dask Gateway + Kubernetes has not given up. Its pod may find "
        "no room or exceed a quota, or its image cannot be pulled. Cancel it, or create it again."
    )


def _schedulers(name: str) -> list[psutil.Process]:
    return [
        process
        for process in with_variable("DASK_GATEWAY_CLUSTER_NAME", name)
        if any("dask_scheduler" in word for word in process.cmdline())
    ]
