"""An administrator reads in Jupyter's log what became of clusters: a line each, with names."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from fake_gateway import FakeGateway, entry, fake_gateways, refusing
from plain_services import plain_services
from rest import until

from purdue_dask_lab.errors import DaskLabError
from purdue_dask_lab.gateways.client import GatewayClient
from purdue_dask_lab.schemas.clusters import NewCluster, Scale
from purdue_dask_lab.services import Services

LIST = "GET /api/v1/clusters/"


@pytest.fixture(autouse=True)
def at_info(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "plain-services")


async def line(services: Services, caplog: pytest.LogCaptureFixture, text: str) -> str:
    """The one line that has a text, once it is there."""

    async def found() -> list[str]:
        await services.clusters.listing()
        lines = [one.message for one in caplog.records if one.name == "plain-services"]
        return [one for one in lines if text in one]

    (only,) = await until(found)
    assert "\n" not in only
    return str(only)


async def made(services: Services) -> str:
    return (await services.clusters.create(NewCluster(gateway="near"))).name


async def test_the_life_of_a_cluster(
    services: Services, near: FakeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    name = await made(services)
    assert await line(services, caplog, "created") == f"Cluster 1 ({name}) was created on near"
    near.clusters[name] = entry(name)
    assert await line(services, caplog, "runs") == f"Cluster 1 ({name}) runs on near"
    await services.clusters.scale("near", name, Scale(workers=3))
    assert await line(services, caplog, "scaled") == f"Cluster 1 ({name}) on near was scaled"
    await services.clusters.stop("near", name)
    assert await line(services, caplog, "shut") == f"Cluster 1 ({name}) on near was shut down"


@pytest.mark.parametrize(
    ("status", "said"), [("FAILED", "failed: "), ("STOPPED", "has ended: It has ended after 1 h")]
)
async def test_a_cluster_that_fails_or_ends_by_itself(
    own_dask_configuration: Path,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    status: str,
    said: str,
) -> None:
    declared = {"lifetime": "1 h"}
    async with (
        fake_gateways(own_dask_configuration, "near", each=declared) as (near,),
        plain_services(tmp_path) as services,
    ):
        name = await made(services)
        hours_ago = near.clusters[name]["start_time"] - 2 * 3_600_000
        near.clusters[name] = entry(name, start_time=hours_ago)
        await line(services, caplog, "runs")
        near.end(name, status)
        ended = await line(services, caplog, said)
    assert ended.startswith(f"Cluster 1 ({name}) on near {said}")


async def test_a_gateway_that_goes_down_and_comes_up(
    services: Services, near: FakeGateway, caplog: pytest.LogCaptureFixture
) -> None:
    assert await line(services, caplog, "available") == "Gateway near is available"
    near.answers[LIST] = refusing(503, "no")
    down = await line(services, caplog, "unavailable")
    assert down.startswith("Gateway near is unavailable: Near ")
    caplog.clear()
    near.answers.clear()
    await line(services, caplog, "Gateway near is available")


async def test_the_fault_of_others_has_no_traceback_and_ours_has_one(
    services: Services,
    near: FakeGateway,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    near.answers[LIST] = refusing(500, "no")
    await line(services, caplog, "unavailable")
    with pytest.raises(DaskLabError):
        await services.clusters.monitor("near").refreshed()
        await services.options("nowhere")
    assert not any(one.exc_info for one in caplog.records)

    faults = 0

    async def fault(self: GatewayClient) -> Any:
        nonlocal faults
        faults += 1
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(GatewayClient, "clusters", fault)
    await line(services, caplog, "Watching near failed")
    # Once, however often it comes.
    await until(lambda: asyncio.sleep(0, faults > 3))
    (ours,) = [one for one in caplog.records if one.message == "Watching near failed"]
    assert ours.exc_info and "a fault of ours" in str(ours.exc_info[1])
