"""The ends of pods' logs: the cluster's own, in its namespace, and whatever answers."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from fake_gateway import entry, fake_gateways
from rest import Ask, until

from purdue_dask_lab.config.schema import KubernetesSettings
from purdue_dask_lab.gateways.kubernetes_api import KubernetesApi
from purdue_dask_lab.gateways.pod_logs import PodLogs

SELECTOR = "gateway.dask.org/cluster"


def pod(
    name: Any, component: str = "dask-scheduler", *, cluster: Any = "1f2e", namespace: Any = "cms",
    restarts: Any = 0,
) -> dict[str, Any]:  # fmt: skip
    """As Kubernetes tells of one."""
    labels = {SELECTOR: cluster, "app.kubernetes.io/component": component}
    status = {"phase": "Running", "containerStatuses": [{"restartCount": restarts}]}
    return {"metadata": {"name": name, "namespace": namespace, "labels": labels}, "status": status}


def kubeconfig(address: str, user: dict[str, Any]) -> dict[str, Any]:
    """What leads to an API server."""
    return {
        "clusters": [{"name": "here", "cluster": {"server": address}}],
        "users": [{"name": "me", "user": user}],
        "contexts": [{"name": "mine", "context": {"cluster": "here", "user": "me"}}],
        "current-context": "mine",
    }


class ApiServer:
    """Lists pods and gives their logs."""

    def __init__(self) -> None:
        self.pods: Any = []
        self.logs: dict[str, Any] = {}
        self.asked: list[str] = []

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request.path)
        if request.path == "/api/v1/namespaces/cms/pods":
            found = {"kind": "PodList", "items": self.pods}
            if isinstance(self.pods, list):
                begin, most = int(request.query.get("continue", 0)), int(request.query["limit"])
                end = min(begin + most, len(self.pods))
                following = {"continue": str(end)} if end < len(self.pods) else {}
                found |= {"items": self.pods[begin:end], "metadata": following}
            return web.json_response(found)
        found = self.logs.get(request.path.removeprefix("/api/v1/namespaces/cms/pods/"), 404)
        if isinstance(found, int):
            return web.json_response({"kind": "Status"}, status=found)
        if isinstance(found, float):
            await asyncio.sleep(found)
        return web.Response(body=found if isinstance(found, bytes) else b"")


@asynccontextmanager
async def pod_logs(tmp_path: Path) -> AsyncIterator[tuple[ApiServer, PodLogs]]:
    server = ApiServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    file = tmp_path / "kubeconfig"
    address = "http://{}:{}".format(*runner.addresses[0])
    file.write_text(yaml.safe_dump(kubeconfig(address, {"token": "t"})))
    logs = PodLogs("Near", KubernetesSettings(namespace="cms", kubeconfig=str(file)))
    try:
        yield server, logs
    finally:
        await logs.close()
        await runner.cleanup()


async def test_only_pods_of_the_cluster_in_its_namespace_are_read(tmp_path: Path) -> None:
    async with pod_logs(tmp_path) as (api, logs):
        api.pods = [
            pod("others", cluster="beef"),
            pod("elsewhere", namespace="atlas"),
            pod("../secrets/x"),
            pod("..%2fsecrets"),
            pod("a/b"),
            pod(""),
            pod(None),
            pod(["a"]),
            pod("x" * 300),
            pod("mine?container=x"),
            pod("mine\n"),
            pod("credentials", "credentials"),
            pod("a-scheduler"),
            "nonsense",
            None,
        ]
        api.logs = {"a-scheduler/log": b"it begins\n"}
        assert await logs.tail("cms.1f2e") == "it begins"
        assert logs.problem is None
        assert [one for one in api.asked if "log" in one] == [
            "/api/v1/namespaces/cms/pods/a-scheduler/log"
        ]
        api.asked.clear()
        for name in ("atlas.1f2e", "1f2e", "cms.", "", "cms.../x", "cms.1f2e,x=y"):
            assert await logs.tail(name) is None, name
        assert not [one for one in api.asked if "log" in one]


@pytest.mark.parametrize(
    "log", [b"\xff\x00\x1b[31m" * 1000, b"x" * 5_000_000, b"\n" * 3_000_000, b""], ids=len
)
async def test_a_log_of_anything_is_a_short_text(tmp_path: Path, log: bytes) -> None:
    async with pod_logs(tmp_path) as (api, logs):
        api.pods = [pod("s")]
        api.logs = {"s/log": log}
        found = await logs.tail("cms.1f2e") or ""
        assert len(found) <= 60 * 2_001
        found.encode()
        assert logs.problem is None


@pytest.mark.parametrize("pods", [None, "x", {"a": 1}, [[]], [{"metadata": []}], [7]], ids=repr)
async def test_a_list_of_nonsense_has_no_logs(tmp_path: Path, pods: Any) -> None:
    async with pod_logs(tmp_path) as (api, logs):
        api.pods = pods
        assert await logs.tail("cms.1f2e") is None


async def test_of_many_workers_the_one_that_died_is_found(tmp_path: Path) -> None:
    async with pod_logs(tmp_path) as (api, logs):
        api.pods = [pod("s"), *(pod(f"w{number:04}", "dask-worker") for number in range(1200))]
        api.pods[1100] = pod("died", "dask-worker", restarts=2)
        api.logs = {"s/log": b"it begins", "died/log": b"MemoryError"}
        assert await logs.tail("cms.1f2e") == "it begins\nMemoryError"


@pytest.mark.parametrize("restarts", [-1, 10**400, "many", True, 1e300, None], ids=repr)
async def test_an_odd_number_of_restarts_costs_no_log(tmp_path: Path, restarts: Any) -> None:
    async with pod_logs(tmp_path) as (api, logs):
        api.pods = [pod("s", restarts=restarts), pod("w", "dask-worker", restarts=restarts)]
        api.logs = {"s/log": b"a", "w/log": b"b"}
        assert await logs.tail("cms.1f2e") in ("a", "a\nb"), logs.problem


async def test_a_refused_log_of_a_worker_hides_not_the_schedulers(tmp_path: Path) -> None:
    async with pod_logs(tmp_path) as (api, logs):
        api.pods = [pod("s"), pod("w", "dask-worker", restarts=1)]
        api.logs = {"s/log": b"it begins", "w/log": 500}
        assert await logs.tail("cms.1f2e") == "it begins"
        assert logs.problem == "Logs of Near are not shown: RequestRefused: status 500."


@pytest.mark.parametrize(
    "content",
    [
        "",
        "token: of-the-kubeconfig: x\n\t-",
        "clusters: 5\nusers: x\ncontexts: []\ncurrent-context: a",
        "\0",
    ],
)
async def test_a_broken_kubeconfig_is_named(tmp_path: Path, content: str) -> None:
    async with pod_logs(tmp_path) as (_, logs):
        (tmp_path / "kubeconfig").write_text(content)
        assert await logs.tail("cms.1f2e") is None
        assert (logs.problem or "").startswith("Logs of Near are not shown: ")
        assert "of-the-kubeconfig" not in (logs.problem or "")


async def test_what_a_program_says_that_fetches_a_token_holds_no_secret(
    ask: Ask, own_dask_configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_API_TOKEN", "of-the-process-1")
    program = {
        "apiVersion": "client.authentication.k8s.io/v1",
        "command": "sh",
        "args": ["-c", "echo $MY_API_TOKEN token=hunter2hunter2 is refused >&2; exit 3"],
    }
    content = kubeconfig("http://127.0.0.1:1", {"exec": program})
    (tmp_path / "kubeconfig").write_text(yaml.safe_dump(content))
    source = {"namespace": "cms", "kubeconfig": str(tmp_path / "kubeconfig"), "logs": True}
    async with fake_gateways(own_dask_configuration, "near", each={"kubernetes": source}) as (
        near,
    ):
        near.clusters["cms.1f2e"] = entry("cms.1f2e", "PENDING")

        async def problems() -> Any:
            found = (await ask("clusters")).body["problems"]
            return found if len(found) == 2 else None

        said = str(await until(problems))
        assert "is refused" in said
        assert "hunter2" not in said
        assert "of-the-process" not in said


async def test_asked_by_many_at_once_there_is_one_connection(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with pod_logs(tmp_path) as (api, logs):
        api.pods = [pod("s")]
        api.logs = {"s/log": b"a"}
        made = []
        connect = KubernetesApi._connect

        async def counted(api: KubernetesApi) -> Any:
            made.append(api)
            return await connect(api)

        monkeypatch.setattr(KubernetesApi, "_connect", counted)
        assert await asyncio.gather(*(logs.tail("cms.1f2e") for _ in range(5))) == ["a"] * 5
        assert len(made) == 1
