"""What a user wants last is what holds, whoever is slower."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fake_gateway import FakeGateway, entry, refusing
from plain_services import plain_services
from rest import until

from purdue_dask_lab.clusters.observer import ClusterObserver
from purdue_dask_lab.clusters.unanswered import UnansweredRequests
from purdue_dask_lab.errors import DaskLabError, GatewayTooSlow, UnknownCluster
from purdue_dask_lab.schemas.clusters import Cluster, ClusterPatch, ClusterStatus, NewCluster, Scale
from purdue_dask_lab.schemas.logs import LogQuery
from purdue_dask_lab.services import Services


def wanted(workers: int = 1, **more: Any) -> NewCluster:
    """A cluster with a fixed number of workers."""
    size = {"minimum": workers, "maximum": workers}
    return NewCluster.model_validate({"gateway": "near", "workers": size, **more})


async def shown(services: Services, name: str) -> Cluster | None:
    """A cluster as it is listed."""
    listed = (await services.clusters.listing()).clusters
    return next((one for one in listed if one.name == name), None)


async def running(services: Services, near: FakeGateway, workers: int = 1) -> str:
    """A cluster that runs and has been told its number of workers."""
    name = (await services.clusters.create(wanted(workers))).name
    near.clusters[name] = entry(name)

    async def told() -> bool:
        await services.clusters.listing()
        return {"count": workers} in near.sent

    await until(told)
    return name


async def test_a_scale_that_comes_while_an_earlier_one_is_under_way_is_not_lost(
    services: Services, near: FakeGateway, tmp_path: Path
) -> None:
    name = (await services.clusters.create(wanted(2))).name
    near.hanging = f"/api/v1/clusters/{name}/scale"
    near.clusters[name] = entry(name)

    async def under_way() -> bool:
        await services.clusters.listing()
        return f"POST {near.hanging}" in near.asked

    await until(under_way)
    later = asyncio.create_task(services.clusters.scale("near", name, Scale(workers=7)))
    await asyncio.sleep(0)
    near.hanging = ""
    assert (await later).workers.requested == 7
    assert [one for one in near.sent if "count" in one] == [{"count": 2}, {"count": 7}]
    found = await shown(services, name)
    assert found is not None
    assert found.workers.requested == 7
    (file,) = (tmp_path / "data/clusters/near").glob("*.json")
    assert '"requested":7' in file.read_text()


async def test_a_shutdown_that_comes_while_a_scale_is_under_way_is_not_lost(
    services: Services, near: FakeGateway
) -> None:
    name = await running(services, near)
    near.hanging = f"/api/v1/clusters/{name}/scale"
    scaling = asyncio.create_task(services.clusters.scale("near", name, Scale(workers=5)))

    async def under_way() -> bool:
        return near.asked.count(f"POST {near.hanging}") == 2

    await until(under_way)
    stopping = asyncio.create_task(services.clusters.stop("near", name))
    await asyncio.sleep(0)
    near.hanging = ""
    await asyncio.gather(scaling, stopping)

    async def gone() -> bool:
        return await shown(services, name) is None

    await until(gone)


async def test_a_cluster_that_leaves_the_list_while_it_is_shut_down_is_shut_down(
    services: Services, near: FakeGateway
) -> None:
    name = await running(services, near)
    monitor = services.clusters.monitor("near")

    async def gone_meanwhile(_: web.Request) -> web.StreamResponse:
        near.clusters.pop(name, None)
        await monitor.refreshed()
        return web.Response(status=204)

    near.answers[f"DELETE /api/v1/clusters/{name}"] = gone_meanwhile
    await services.clusters.stop("near", name)
    await services.clusters.stop("near", name)


async def test_what_a_notebook_made_and_goes_before_the_answer_was_shut_down(
    services: Services, near: FakeGateway
) -> None:
    near.clusters["scripted"] = entry("scripted")
    await services.clusters.get("near", "scripted")
    monitor = services.clusters.monitor("near")

    async def at_once(_: web.Request) -> web.StreamResponse:
        near.end("scripted")
        await monitor.refreshed()
        await monitor.refreshed()
        return web.Response(status=204)

    near.answers["DELETE /api/v1/clusters/scripted"] = at_once
    await services.clusters.stop("near", "scripted")
    (found,) = (await services.history.listing()).clusters
    assert (found.name, found.ending) == ("scripted", "shut_down")


async def test_a_shutdown_that_is_refused_is_not_remembered(
    services: Services, near: FakeGateway
) -> None:
    name = await running(services, near)
    near.answers[f"DELETE /api/v1/clusters/{name}"] = refusing(403, "not yours", "text/plain")
    with pytest.raises(DaskLabError):
        await services.clusters.stop("near", name)
    await services.clusters.monitor("near").refreshed()
    found = await shown(services, name)
    assert found is not None
    assert found.status is ClusterStatus.running
    near.end(name, "FAILED")
    await services.clusters.monitor("near").refreshed()
    found = await shown(services, name)
    assert found is not None
    assert found.failure is not None


async def test_what_is_asked_of_a_cluster_that_goes_just_now_is_answered_or_refused(
    services: Services, near: FakeGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    near.clusters["one"] = entry("one")
    await services.clusters.get("near", "one")
    observe, said = ClusterObserver.observe, []

    async def ask_meanwhile(self: ClusterObserver, *given: Any) -> None:
        if not said:
            asked = (
                services.logs.read("near", "one", LogQuery(source=None, since=None)),
                services.workers.read("near", "one"),
                services.code.client_code("near", "one"),
                services.history.activity("near", "one"),
                services.clusters.scale("near", "one", Scale(workers=1)),
                services.clusters.change("near", "one", ClusterPatch(label="Mine")),
                services.clusters.retry("near", "one"),
                services.clusters.stop("near", "one"),
            )
            said.append("asked")
            said.extend(await asyncio.gather(*asked, return_exceptions=True))
        await observe(self, *given)

    near.end("one")
    await services.clusters.stop("near", "one")
    monkeypatch.setattr(ClusterObserver, "observe", ask_meanwhile)
    await services.clusters.monitor("near").refreshed()
    odd = [one for one in said if isinstance(one, Exception) and not isinstance(one, DaskLabError)]
    assert (odd, len(said)) == ([], 9)


async def test_a_shutdown_that_the_gateway_does_not_answer_is_asked_for_again(
    near: FakeGateway, tmp_path: Path
) -> None:
    async with plain_services(tmp_path, gateway_timeout=0.5) as services:
        name = await running(services, near)
        near.hanging = f"/api/v1/clusters/{name}"
        await services.clusters.stop("near", name)
        found = await shown(services, name)
        assert found is not None
        assert found.status is ClusterStatus.stopping
        near.hanging = ""


async def test_a_shutdown_is_asked_for_once_though_somebody_looks_meanwhile(
    services: Services, near: FakeGateway
) -> None:
    name = await running(services, near)
    monitor = services.clusters.monitor("near")
    asked = f"DELETE /api/v1/clusters/{name}"

    async def after_looks(_: web.Request) -> web.StreamResponse:
        await monitor.refreshed()
        await monitor.refreshed()
        return web.Response(status=204)

    near.answers[asked] = after_looks
    await services.clusters.stop("near", name)
    for _ in range(3):
        await monitor.refreshed()
    assert near.asked.count(asked) == 1


async def test_two_retries_at_once_make_one_cluster(services: Services, near: FakeGateway) -> None:
    name = (await services.clusters.create(wanted())).name
    near.end(name, "FAILED")

    async def failed() -> bool:
        found = await shown(services, name)
        return found is not None and found.status is ClusterStatus.failed

    await until(failed)
    before = near.asked.count("POST /api/v1/clusters/")
    answers = await asyncio.gather(
        services.clusters.retry("near", name),
        services.clusters.retry("near", name),
        return_exceptions=True,
    )
    assert near.asked.count("POST /api/v1/clusters/") == before + 1
    assert sorted(type(one).__name__ for one in answers) == ["Cluster", "UnknownCluster"]
    with pytest.raises(UnknownCluster):
        await services.clusters.get("near", name)


async def failed(services: Services, near: FakeGateway) -> str:
    """A cluster that is shown as failed, with the reason."""
    name = (await services.clusters.create(wanted())).name
    near.end(name, "FAILED")

    async def explained() -> bool:
        found = await shown(services, name)
        return found is not None and found.failure is not None

    await until(explained)
    return name


@pytest.mark.parametrize("how", ["stop", "retry"])
async def test_what_is_dismissed_while_somebody_looks_does_not_come_back(
    services: Services, near: FakeGateway, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    name = await failed(services, near)
    monitor = services.clusters.monitor("near")
    remove = monitor.store.remove

    async def look_meanwhile(key: str) -> None:
        removing = asyncio.create_task(remove(key))
        await asyncio.sleep(0)
        await monitor.refreshed()
        await removing

    monkeypatch.setattr(monitor.store, "remove", look_meanwhile)
    await getattr(services.clusters, how)("near", name)
    for _ in range(3):
        await monitor.refreshed()
    assert await shown(services, name) is None
    assert monitor.store.get(name) is None


async def test_what_is_dismissed_in_one_jupyter_does_not_come_back_from_another(
    services: Services, near: FakeGateway, tmp_path: Path
) -> None:
    name = await failed(services, near)
    async with plain_services(tmp_path) as others:
        await others.clusters.get("near", name)
        await services.clusters.stop("near", name)
        for _ in range(3):
            await others.clusters.monitor("near").refreshed()
            await services.clusters.monitor("near").refreshed()
        assert await shown(others, name) is None
        assert await shown(services, name) is None


async def test_a_label_that_comes_late_brings_nothing_back(
    services: Services, near: FakeGateway
) -> None:
    name = await failed(services, near)
    monitor = services.clusters.monitor("near")
    async with monitor.tracked[name].lock:
        stopping = asyncio.create_task(services.clusters.stop("near", name))
        await asyncio.sleep(0.1)
        naming = asyncio.create_task(
            services.clusters.change("near", name, ClusterPatch(label="Mine"))
        )
        await asyncio.sleep(0.1)
    await stopping
    with pytest.raises(UnknownCluster):
        await naming
    await monitor.refreshed()
    assert await shown(services, name) is None


async def test_clusters_made_at_once_have_labels_of_their_own(
    services: Services, near: FakeGateway
) -> None:
    made = await asyncio.gather(*(services.clusters.create(wanted()) for _ in range(5)))
    assert sorted(one.label for one in made) == [f"Cluster {number}" for number in range(1, 6)]


async def late(near: FakeGateway, name: str) -> None:
    """Carry out the request that was not answered."""
    options = near.sent[-1]["cluster_options"]
    near.clusters[name] = entry(name, options={**options, "of_the_site": 1})


@pytest.mark.parametrize("restarted", [False, True], ids=["same server", "Jupyter restarted"])
async def test_a_cluster_whose_creation_was_not_answered_is_what_was_asked_for(
    near: FakeGateway, tmp_path: Path, restarted: bool
) -> None:
    """Its label, its environment and its workers, though it comes after the limit."""
    near.options = [
        {"field": "conda_env", "label": "", "default": "", "spec": {"type": "string"}},
        {"field": "worker_cores", "label": "", "default": 1, "spec": {"type": "int"}},
    ]
    request = wanted(3, label="Analysis", options={"worker_cores": 2})
    async with plain_services(tmp_path, gateway_timeout=0.5) as services:
        await services.clusters.listing()
        await services.options("near")
        near.hanging = "/api/v1/clusters/"
        with pytest.raises(GatewayTooSlow, match="it appears here as Analysis"):
            await services.clusters.create(request)
        near.hanging = ""
        if not restarted:
            await appears(services, near)
    if restarted:
        async with plain_services(tmp_path) as services:
            monitor = services.clusters.monitor("near")
            monitor.unanswered = UnansweredRequests(
                monitor.store, logging.getLogger("test"), abandoned=timedelta(0)
            )
            await appears(services, near)


async def appears(services: Services, near: FakeGateway) -> None:
    """Let the cluster come, and look whether it is what was wanted."""
    # Somebody else's request is not mistaken for it.
    near.clusters["other"] = entry("other", options={"worker_cores": 1})
    await late(near, "late")

    async def told() -> bool:
        await services.clusters.listing()
        return {"count": 3} in near.sent

    await until(told)
    found = await shown(services, "late")
    assert found is not None
    assert (found.label, found.workers.requested) == ("Analysis", 3)
    assert found.environment is not None
    other = await shown(services, "other")
    assert other is not None
    assert other.label == "Cluster other"
    assert services.clusters.monitor("near").store.unanswered == {}


async def test_a_refused_creation_leaves_nothing_behind(
    services: Services, near: FakeGateway, tmp_path: Path
) -> None:
    async def no(_: web.Request) -> web.StreamResponse:
        return web.json_response({"error": "worker_cores must be <= 4"}, status=422)

    near.answers["POST /api/v1/clusters/"] = no
    with pytest.raises(Exception, match="worker_cores must be <= 4"):
        await services.clusters.create(wanted())
    assert list((tmp_path / "data/clusters").rglob("*.json")) == []


async def test_a_scale_that_the_gateway_does_not_answer_is_asked_for_again(
    near: FakeGateway, tmp_path: Path
) -> None:
    async with plain_services(tmp_path, gateway_timeout=0.5) as services:
        name = await running(services, near)
        near.hanging = f"/api/v1/clusters/{name}/scale"
        with pytest.raises(GatewayTooSlow, match="asked again"):
            await services.clusters.scale("near", name, Scale(workers=4))
        near.hanging = ""
        near.sent.clear()

        async def told() -> bool:
            await services.clusters.listing()
            return {"count": 4} in near.sent

        await until(told)


async def test_nothing_is_called_available_before_it_has_answered(
    near: FakeGateway, services: Services
) -> None:
    near.hanging = "/"
    listed = await services.clusters.listing()
    assert [(one.id, one.status) for one in listed.gateways] == [("near", "unavailable")]
    assert listed.gateways[0].reason == "Near has not answered yet."
    near.hanging = ""


async def test_the_name_of_a_cluster_that_is_gone_is_free_again(
    services: Services, near: FakeGateway
) -> None:
    name = await running(services, near)
    await services.clusters.stop("near", name)

    async def gone() -> bool:
        return await shown(services, name) is None

    await until(gone)
    assert (await services.clusters.create(wanted())).label == "Cluster 1"
