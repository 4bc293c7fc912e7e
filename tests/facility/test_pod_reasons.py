"""Why pods wait, or die, as a session may read it that has the rights of the guide's page."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from rest import Ask, Clusters, until

from facility.desk import Desk, wanted
from facility.facility import Facility
from facility.kubernetes import kinds
from facility.kubernetes.cluster import Kubernetes
from facility.kubernetes.gateway import KubernetesGateway
from facility.kubernetes.manifests import SESSION, for_sessions

NO_WORKERS = {"minimum": 0, "maximum": 0}


@pytest.fixture
def kubernetes(facility: Facility) -> Iterator[Kubernetes]:
    """Kubernetes with room for everybody, before and after, and nothing of other tests in it."""
    facility.kubernetes.clear()
    yield facility.kubernetes
    facility.kubernetes.lift_quota()
    facility.kubernetes.make_room()


@pytest.fixture
def gateway(kubernetes_gateway: KubernetesGateway) -> Iterator[KubernetesGateway]:
    """The gateway, with the image that there is."""
    image = kubernetes_gateway.settings["image"]
    yield kubernetes_gateway
    if kubernetes_gateway.settings["image"] != image:
        kubernetes_gateway.restart(image=image)


@pytest.fixture
def sit(
    desk: Desk,
    kubernetes: Kubernetes,
    gateway: KubernetesGateway,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., None]:
    """Let a session have these rights, and give up waiting after a second."""
    monkeypatch.setattr("purdue_dask_lab.clusters.diagnosis._LIMIT_GRACE", 0.0)

    def sit(*resources: str, limit: str = "1 s", logs: bool = False) -> None:
        for one in for_sessions():
            if resources and one["kind"] == "Role":
                one["rules"] = [{**one["rules"][0], "resources": list(resources)}]
            kubernetes.apply(one)
        token = kubernetes.account_token(**SESSION)
        file = kubernetes.write_kubeconfig(tmp_path / "kubeconfig", token)
        source = {"namespace": "cms", "kubeconfig": str(file), "logs": logs}
        desk.sit(gateway, **{"kubernetes": source, "start-timeout": limit})

    return sit


def reasons(cluster: dict[str, Any], role: str = "scheduler") -> str:
    """What is said of a cluster's pods of one role."""
    groups = (cluster["jobs"] or {"groups": []})["groups"]
    return " ".join(one["reason"] or "" for one in groups if one["role"] == role)


async def test_what_no_node_has_room_for_says_so_and_is_created_again_once_there_is(
    sit: Callable[..., None], kubernetes: Kubernetes, clusters: Clusters, ask: Ask
) -> None:
    sit()
    kubernetes.set_room(cpu="500m")
    made = await clusters.create(**wanted("kubernetes", label="Zmumu", workers=NO_WORKERS))
    name = made["name"]
    late = await clusters.has(name, lambda one: bool(one["overdue"] and reasons(one)))
    said = "Unschedulable: 0/1 nodes are available: 1 Insufficient cpu."
    assert reasons(late) == said
    assert late["notice"] == (
        "Not started within 1 s, and Dask Gateway + Kubernetes has not given up. "
        f"Its pod waits ({said}). Cancel it, or create it again."
    )
    kubernetes.make_room()
    again = await ask(f"clusters/kubernetes/{name}/retry", "POST")
    assert again.status == 202
    assert again.body["label"] == "Zmumu"
    running = await clusters.status(again.body["name"], "running")
    assert (running["overdue"], running["notice"]) == (False, None)
    await clusters.gone(name)


async def test_an_image_that_is_nowhere_is_named_and_its_cluster_can_be_cancelled(
    sit: Callable[..., None], gateway: KubernetesGateway, clusters: Clusters, ask: Ask
) -> None:
    sit()
    gateway.restart(image="missing:latest")
    name = (await clusters.create(**wanted("kubernetes", workers=NO_WORKERS)))["name"]
    late = await clusters.has(name, lambda one: bool(one["overdue"] and "pull" in reasons(one)))
    # Whether it is pulled again just then or not: the event before says why.
    assert reasons(late) == 'Failed: Failed to pull image "missing:latest": not found'
    assert 'Failed to pull image "missing:latest"' in late["notice"]
    assert (await ask(f"clusters/kubernetes/{name}", "DELETE")).status == 204
    await clusters.gone(name)


async def test_a_quota_that_leaves_no_event_is_named_for_schedulers_and_for_workers(
    sit: Callable[..., None], kubernetes: Kubernetes, clusters: Clusters, ask: Ask
) -> None:
    sit()
    kubernetes.set_quota(pods="0")
    name = (await clusters.create(**wanted("kubernetes")))["name"]
    late = await clusters.has(name, lambda one: bool(one["overdue"] and one["jobs"]))
    assert reasons(late) == "ExceededQuota: full has 0 of 0 pods in use"
    assert "full has 0 of 0 pods in use" in late["notice"]
    assert await asyncio.to_thread(kubernetes.objects, kinds.PODS, name) == []
    kubernetes.set_quota(pods="2")
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    assert (await ask(f"clusters/kubernetes/{name}", "PATCH", {"workers": 3})).status == 200
    missing = {
        "role": "worker",
        "state": "PENDING",
        "reason": "ExceededQuota: full has 2 of 2 pods in use",
        "count": 2,
    }

    def waiting(one: dict[str, Any]) -> list[Any]:
        groups = (one["jobs"] or {"groups": []})["groups"]
        return [group for group in groups if group["state"] == "PENDING"]

    # What runs already may be said to be pending until pods are listed again.
    await clusters.has(name, lambda one: waiting(one) == [missing])
    kubernetes.lift_quota()
    full = await clusters.has(name, lambda one: one["workers"]["running"] == 3)
    await clusters.has(name, lambda one: not reasons(one, "worker"))
    assert full["workers"]["requested"] == 3


async def test_without_a_right_its_name_is_said_and_pods_are_shown_all_the_same(
    sit: Callable[..., None], kubernetes: Kubernetes, clusters: Clusters, ask: Ask
) -> None:
    sit("pods")
    kubernetes.set_room(cpu="500m")
    name = (await clusters.create(**wanted("kubernetes", workers=NO_WORKERS)))["name"]
    shown = await clusters.has(name, lambda one: "Insufficient cpu" in reasons(one))
    assert shown["status"] == "pending"
    problems = (await ask("clusters")).body["problems"]
    assert problems == [
        "Why pods of Dask Gateway + Kubernetes wait is known only in part: this session cannot "
        "list events (status 403), resourcequotas (status 403) in the namespace cms; its "
        "administrators can allow it."
    ]


async def test_the_rules_of_the_guide_let_a_session_read_nothing_else(
    sit: Callable[..., None], kubernetes: Kubernetes, ask: Ask
) -> None:
    from facility.kubernetes.cluster import Refusal

    sit()
    token = kubernetes.account_token(**SESSION)
    for kind in (kinds.PODS, kinds.EVENTS, kinds.QUOTAS):
        assert "items" in kubernetes.ask("GET", kind.path("cms"), token=token)
    for kind in (kinds.SECRETS, kinds.DASK_CLUSTERS, kinds.SERVICES):
        with pytest.raises(Refusal) as refused:
            kubernetes.ask("GET", kind.path("cms"), token=token)
        assert refused.value.status == 403
    with pytest.raises(Refusal, match="cannot create resource"):
        kubernetes.ask("POST", kinds.PODS.path("cms"), {}, token=token)
    # Nothing went wrong with the session's own questions.
    await until(lambda: _lists_nothing_wrong(ask))


async def _lists_nothing_wrong(ask: Ask) -> bool:
    return bool((await ask("clusters")).body["problems"] == [])


DEADLY = {"DASK_DISTRIBUTED__WORKER__PRELOAD": "there_is_no_such_module"}
HUNGRY = (
    "import os, time\n"
    "def eat(_):\n"
    "    held = bytearray(1400 * 2**20)\n"
    "    for at in range(0, len(held), 4096): held[at] = 1\n"
    "    time.sleep(30)\n"
)


async def test_workers_that_die_as_they_start_are_told_with_how_they_ended(
    sit: Callable[..., None], clusters: Clusters
) -> None:
    sit(limit="2 minutes")
    made = await clusters.create(**wanted("kubernetes", variables=DEADLY))
    name = made["name"]
    dying = await clusters.has(name, lambda one: "keep failing" in (one["notice"] or ""))
    assert dying["status"] == "running"
    assert "exit code 1" in dying["notice"]


async def test_where_logs_may_be_read_they_say_what_workers_and_schedulers_died_of(
    sit: Callable[..., None], kubernetes: Kubernetes, gateway: KubernetesGateway, clusters: Clusters
) -> None:
    if kubernetes.is_real:
        pytest.skip("a node of the facility's has no logs for an API server of somebody else's")
    sit(limit="2 minutes", logs=True)
    name = (await clusters.create(**wanted("kubernetes", variables=DEADLY)))["name"]
    dying = await clusters.has(name, lambda one: "keep failing" in (one["notice"] or ""))
    said = (
        "The log of one ends with: ModuleNotFoundError: No module named 'there_is_no_such_module'"
    )
    assert said in dying["notice"]
    await asyncio.to_thread(gateway.kill_scheduler, name)
    failed = await clusters.failed(name)
    assert "distributed.core - INFO" in failed["failure"]["log"]
    assert "No module named 'there_is_no_such_module'" in failed["failure"]["log"]
    assert "has no there_is_no_such_module" in failed["failure"]["reason"]


async def test_logs_that_may_not_be_read_are_told_and_hide_nothing_else(
    sit: Callable[..., None], clusters: Clusters, ask: Ask
) -> None:
    sit("pods", "events", "resourcequotas", limit="2 minutes", logs=True)
    name = (await clusters.create(**wanted("kubernetes", workers=NO_WORKERS)))["name"]
    running = await clusters.has(name, lambda one: bool(one["jobs"]))
    assert running["status"] in ("pending", "running")

    async def told() -> bool:
        problems = (await ask("clusters")).body["problems"]
        return problems == [
            "Logs of Dask Gateway + Kubernetes are not shown: this session may not read logs of "
            "pods in the namespace cms (status 403); its administrators can allow it."
        ]

    await until(told, seen=lambda: ask("clusters"))


async def test_workers_that_the_kernel_ends_for_their_memory_are_told_with_that(
    sit: Callable[..., None], clusters: Clusters, ask: Ask
) -> None:
    from processes import run_python

    sit(limit="2 minutes")
    # Else dask ends them itself, before Kubernetes does.
    unwatched = {"DASK_DISTRIBUTED__WORKER__MEMORY__TERMINATE": "false"}
    name = (await clusters.create(**wanted("kubernetes", variables=unwatched)))["name"]
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    code = (await ask(f"clusters/kubernetes/{name}/client-code")).body["code"]
    eating = asyncio.create_task(
        run_python(f"{code}\n{HUNGRY}\nclient.submit(eat, 0, retries=9).result(timeout=90)")
    )
    try:
        killed = await clusters.has(name, lambda one: "OOMKilled" in reasons(one, "worker"))
        assert "OOMKilled, exit code 137" in reasons(killed, "worker")
        failing = await clusters.has(name, lambda one: "keep failing" in (one["notice"] or ""))
        assert "memory" in failing["notice"]
    finally:
        eating.cancel()
        await asyncio.gather(eating, return_exceptions=True)
