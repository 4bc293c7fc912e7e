"""Pods of clusters and why they wait, from Kubernetes' API, where a session may read it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

import pytest
import yaml
from aiohttp import web
from fake_gateway import entry, fake_gateways
from rest import Ask, Clusters, until

TOKEN = "of-the-session"
SELECTOR = "gateway.dask.org/cluster"
NO_ROOM = "0/3 nodes are available: 3 Insufficient memory."
AFTERTHOUGHT = (
    " preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."
)


def pod(name: str, component: str, of: str = "1f2e", **status: Any) -> dict[str, Any]:
    """As Kubernetes tells of one."""
    labels = {SELECTOR: of, "app.kubernetes.io/component": component}
    return {"metadata": {"name": name, "namespace": "cms", "labels": labels}, "status": status}


class ApiServer:
    """Lists the pods of one namespace, and why they wait, to whoever has the token."""

    def __init__(self) -> None:
        self.pods: list[dict[str, Any]] = []
        self.events: list[Any] = []
        self.quotas: list[Any] = []
        self.refused: dict[str, int] = {}
        self.status = 200
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append(request.path_qs)
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.json_response({"kind": "Status", "message": "Unauthorized"}, status=401)
        if self.status != 200:
            return web.json_response({"kind": "Status", "message": "no"}, status=self.status)
        what = request.path.removeprefix("/api/v1/namespaces/cms/")
        if self.refused.get(what):
            return web.json_response({"kind": "Status"}, status=self.refused[what])
        if what == "events":
            assert request.query["fieldSelector"] == "type=Warning"
            return web.json_response({"kind": "EventList", "items": self.events})
        if what == "resourcequotas":
            return web.json_response({"kind": "ResourceQuotaList", "items": self.quotas})
        assert what == "pods"
        return web.json_response(self._page(request))

    def _page(self, request: web.Request) -> dict[str, Any]:
        """The pods that a selector names, as many at once as are asked for."""
        key, _, names = request.query["labelSelector"].partition(" in ")
        assert key == SELECTOR
        wanted = set(names.strip("()").split(","))
        found = [
            one
            for one in self.pods
            if not names or one.get("metadata", {}).get("labels", {}).get(SELECTOR) in wanted
        ]
        begin = int(request.query.get("continue", 0))
        end = begin + int(request.query["limit"])
        following = {"continue": str(end)} if end < len(found) else {}
        return {"kind": "PodList", "metadata": following, "items": found[begin:end]}


@asynccontextmanager
async def api_server(kubeconfig: Path) -> AsyncIterator[ApiServer]:
    server = ApiServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = "http://{}:{}".format(*runner.addresses[0])
    content = {
        "clusters": [{"name": "here", "cluster": {"server": address}}],
        "users": [{"name": "me", "user": {"token": TOKEN}}],
        "contexts": [{"name": "mine", "context": {"cluster": "here", "user": "me"}}],
        "current-context": "mine",
    }
    kubeconfig.write_text(yaml.safe_dump(content))
    try:
        yield server
    finally:
        await runner.cleanup()


@pytest.fixture
def declared(tmp_path: Path) -> dict[str, Any]:
    return {
        "start-timeout": "2 minutes",
        "kubernetes": {"namespace": "cms", "kubeconfig": str(tmp_path / "kubeconfig")},
    }


async def test_a_pod_that_waits_says_for_what_also_once_it_is_late(
    clusters: Clusters, own_dask_configuration: Path, tmp_path: Path, declared: dict[str, Any]
) -> None:
    unscheduled = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}
    async with (
        api_server(tmp_path / "kubeconfig") as api,
        fake_gateways(own_dask_configuration, "near", each=declared) as (near,),
    ):
        status = {
            "phase": "Pending",
            "conditions": [{**unscheduled, "message": f"{NO_ROOM}{AFTERTHOUGHT}"}],
        }
        api.pods = [pod("dask-scheduler-1f2e", "dask-scheduler", **status), {"kind": "nonsense"}]
        long_ago = int((time.time() - 200) * 1000)
        near.clusters["cms.1f2e"] = entry("cms.1f2e", "PENDING", start_time=long_ago)
        late = await clusters.has("cms.1f2e", lambda one: one["jobs"] is not None)
        reason = f"Unschedulable: {NO_ROOM}"
        assert late["jobs"] == {
            "groups": [{"role": "scheduler", "state": "PENDING", "reason": reason, "count": 1}],
            "command": f"kubectl get pods --namespace cms --selector {SELECTOR}=1f2e",
        }
        assert late["notice"] == (
            "Not started within 2 min, and Near has not given up. "
            f"Its pod waits ({reason}). Cancel it, or create it again."
        )


async def test_what_an_image_is_pulled_with_is_told_to_nobody(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path, tmp_path: Path,
    declared: dict[str, Any],
) -> None:  # fmt: skip
    async with (
        api_server(tmp_path / "kubeconfig") as api,
        fake_gateways(own_dask_configuration, "near", each=declared) as (near,),
    ):
        message = "cannot pull https://robot:hunter2hunter2@registry.example/dask"
        pulling = {"state": {"waiting": {"reason": "ErrImagePull", "message": message}}}
        api.pods = [pod("s", "dask-scheduler", phase="Pending", containerStatuses=[pulling])]
        long_ago = int((time.time() - 200) * 1000)
        near.clusters["cms.1f2e"] = entry("cms.1f2e", "PENDING", start_time=long_ago)
        late = await clusters.has("cms.1f2e", lambda one: one["jobs"] is not None)
        assert "registry.example" in late["jobs"]["groups"][0]["reason"]
        assert "registry.example" in late["notice"]
        assert "hunter2" not in str((await ask("clusters")).body)


async def test_images_that_cannot_be_pulled_and_workers_that_were_killed_are_told(
    clusters: Clusters, own_dask_configuration: Path, tmp_path: Path, declared: dict[str, Any]
) -> None:
    async with (
        api_server(tmp_path / "kubeconfig") as api,
        fake_gateways(own_dask_configuration, "near", each=declared) as (near,),
    ):
        pulling = {"state": {"waiting": {"reason": "ImagePullBackOff", "message": "no such tag"}}}
        killed = {
            "state": {"running": {}},
            "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137}},
        }
        starting = {"state": {"waiting": {"reason": "ContainerCreating"}}}
        api.pods = [
            pod("s", "dask-scheduler", phase="Running", containerStatuses=[{"state": {}}]),
            pod("a", "dask-worker", phase="Running", containerStatuses=[killed]),
            pod("b", "dask-worker", phase="Pending", containerStatuses=[pulling]),
            pod("c", "dask-worker", phase="Pending", containerStatuses=[starting]),
            pod("d", "credentials"),
        ]
        near.clusters["cms.1f2e"] = entry("cms.1f2e")
        running = await clusters.has("cms.1f2e", lambda one: one["jobs"] is not None)
        assert [
            (group["role"], group["state"], group["reason"]) for group in running["jobs"]["groups"]
        ] == [
            ("scheduler", "RUNNING", None),
            ("worker", "PENDING", None),
            ("worker", "PENDING", "ImagePullBackOff: no such tag"),
            ("worker", "RUNNING", "OOMKilled, exit code 137"),
        ]


async def test_pods_are_found_among_those_of_all_others_however_many_these_and_they_are(
    clusters: Clusters, own_dask_configuration: Path, tmp_path: Path, declared: dict[str, Any]
) -> None:
    async with (
        api_server(tmp_path / "kubeconfig") as api,
        fake_gateways(own_dask_configuration, "near", each=declared) as (near,),
    ):
        theirs = [pod(f"t{n}", "dask-worker", of="a0", phase="Running") for n in range(700)]
        ours = [pod(f"o{n}", "dask-worker", phase="Running") for n in range(1200)]
        api.pods = [*theirs, *ours, pod("s", "dask-scheduler", phase="Running")]
        near.clusters["cms.1f2e"] = entry("cms.1f2e")
        running = await clusters.has("cms.1f2e", lambda one: one["jobs"] is not None)
        assert [(one["role"], one["count"]) for one in running["jobs"]["groups"]] == [
            ("scheduler", 1),
            ("worker", 1200),
        ]
        # Nobody is asked for what is none of this user's.
        assert all(" in (1f2e)" in unquote_plus(one) for one in api.asked if "/pods?" in one)


async def test_a_refusal_is_a_named_problem_and_costs_nothing_else(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path, tmp_path: Path,
    declared: dict[str, Any],
) -> None:  # fmt: skip
    async with (
        api_server(tmp_path / "kubeconfig") as api,
        fake_gateways(own_dask_configuration, "near", each=declared) as (near,),
    ):
        api.status = 403
        near.clusters["cms.1f2e"] = entry("cms.1f2e")
        await clusters.status("cms.1f2e", "running")

        async def problems() -> Any:
            return (await ask("clusters")).body["problems"]

        assert await until(problems) == [
            "Pods of Near are not shown: this session may not list pods in the namespace cms "
            "(status 403); its administrators can allow it."
        ]
        (one,) = await clusters.all()
        assert (one["status"], one["jobs"]) == ("running", None)
        assert TOKEN not in str((await ask("clusters")).body)


async def test_where_nobody_asked_for_it_kubernetes_is_asked_nothing(
    clusters: Clusters, own_dask_configuration: Path, tmp_path: Path
) -> None:
    async with (
        api_server(tmp_path / "kubeconfig") as api,
        fake_gateways(own_dask_configuration, "near") as (near,),
    ):
        near.clusters["cms.1f2e"] = entry("cms.1f2e")
        one = await clusters.has("cms.1f2e", lambda one: one["tasks"] is not None)
        assert (one["jobs"], api.asked) == (None, [])


def event(kind: str, name: str, reason: str, message: str, at: int = 0) -> dict[str, Any]:
    """A warning, as Kubernetes tells of one."""
    return {
        "involvedObject": {"kind": kind, "name": name},
        "type": "Warning",
        "reason": reason,
        "message": message,
        "lastTimestamp": f"2026-11-27T08:00:{at:02}Z",
    }


async def test_the_last_event_tells_more_than_a_pod_that_only_says_that_it_tries_again(
    clusters: Clusters, own_dask_configuration: Path, tmp_path: Path, declared: dict[str, Any]
) -> None:
    async with (
        api_server(tmp_path / "kubeconfig") as api,
        fake_gateways(own_dask_configuration, "near", each=declared) as (near,),
    ):
        again = {"reason": "ImagePullBackOff", "message": "Back-off pulling image"}
        api.pods = [
            pod(
                "s",
                "dask-scheduler",
                phase="Pending",
                containerStatuses=[{"state": {"waiting": again}}],
            ),
            pod("a", "dask-worker", phase="Running"),
        ]
        api.events = [
            event("Pod", "s", "Failed", "no such tag", 20),
            event("Pod", "s", "Failed", "an earlier try", 10),
            event("Pod", "s", "BackOff", "Back-off pulling image", 30),
            event("Pod", "a", "FailedScheduling", "no room, an hour ago", 40),
            event("Pod", "of-somebody-else", "Failed", "nobody's business"),
            {"involvedObject": "nonsense"},
            "nonsense",
        ]
        near.clusters["cms.1f2e"] = entry("cms.1f2e")
        running = await clusters.has("cms.1f2e", lambda one: one["jobs"] is not None)
        assert [(one["role"], one["reason"]) for one in running["jobs"]["groups"]] == [
            ("scheduler", "Failed: no such tag"),
            # What runs waits for nothing any more.
            ("worker", None),
        ]


@pytest.mark.parametrize(
    ("events", "quotas", "reason"),
    [
        (
            [event("DaskCluster", "1f2e", "FailedCreate", "exceeded quota: full")],
            [],
            "FailedCreate: exceeded quota: full",
        ),
        (
            [],
            [
                {
                    "metadata": {"name": "full"},
                    "status": {
                        "hard": {"requests.cpu": "10", "pods": "50"},
                        "used": {"requests.cpu": "9500m", "pods": "1"},
                    },
                },
                {"status": {"hard": {"x": "much"}, "used": []}},
            ],
            "ExceededQuota: full has 9500m of 10 requests.cpu in use",
        ),
    ],
)
async def test_a_scheduler_that_no_pod_was_made_for_says_which_quota_is_full(
    clusters: Clusters,
    own_dask_configuration: Path,
    tmp_path: Path,
    declared: dict[str, Any],
    events: list[Any],
    quotas: list[Any],
    reason: str,
) -> None:
    async with (
        api_server(tmp_path / "kubeconfig") as api,
        fake_gateways(own_dask_configuration, "near", each=declared) as (near,),
    ):
        api.events, api.quotas = events, quotas
        near.clusters["cms.1f2e"] = entry("cms.1f2e", "PENDING")
        waiting = await clusters.has("cms.1f2e", lambda one: one["jobs"] is not None)
        assert waiting["jobs"]["groups"] == [
            {"role": "scheduler", "state": "PENDING", "reason": reason, "count": 1}
        ]


async def test_pods_are_shown_where_only_their_reasons_are_refused_and_that_is_said(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path, tmp_path: Path,
    declared: dict[str, Any],
) -> None:  # fmt: skip
    async with (
        api_server(tmp_path / "kubeconfig") as api,
        fake_gateways(own_dask_configuration, "near", each=declared) as (near,),
    ):
        api.refused = {"events": 403}
        api.pods = [pod("s", "dask-scheduler", phase="Running")]
        near.clusters["cms.1f2e"] = entry("cms.1f2e")
        await clusters.has("cms.1f2e", lambda one: one["jobs"] is not None)
        assert (await ask("clusters")).body["problems"] == [
            "Why pods of Near wait is known only in part: this session cannot list events (status "
            "403) in the namespace cms; its administrators can allow it."
        ]
