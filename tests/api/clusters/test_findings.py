"""A failed cluster says what + NEW would have said of its environment."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_gateway import FakeGateway, entry, fake_gateways
from plain_services import entered
from prefixes import lend_packages, make_conda, make_venv
from rest import until

from purdue_dask_lab.clusters import lifecycle
from purdue_dask_lab.schemas.clusters import Cluster, ClusterStatus, NewCluster
from purdue_dask_lab.services import Services

ENVIRONMENT = {"field": "conda_env", "label": "Environment", "type": "string", "default": ""}
NUMBER = {"field": "worker_cores", "label": "Cores", "type": "int", "default": 1}


@pytest.fixture
def near(
    own_dask_configuration: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[FakeGateway]:
    """A gateway whose clusters fail when a test says so."""
    with entered(jp_asyncio_loop, fake_gateways(own_dask_configuration, "near")) as (gateway,):
        gateway.options = [ENVIRONMENT]
        yield gateway


async def failed(services: Services, near: FakeGateway, environment: str, **more: Any) -> str:
    """A cluster in an environment, whose gateway says no more than FAILED."""
    request = {"gateway": "near", "environment": environment, **more}
    name = (await services.clusters.create(NewCluster.model_validate(request))).name
    options = {"conda_env": environment} if near.options == [ENVIRONMENT] else {}
    near.clusters[name] = entry(name, "PENDING", options=options)
    near.end(name, "FAILED")
    return name


async def explained(services: Services, name: str) -> Cluster:
    """The cluster as soon as its failure is explained."""

    async def found() -> Cluster | None:
        listed = (await services.clusters.listing()).clusters
        return next((one for one in listed if one.name == name and one.failure), None)

    return await until(found)


async def test_what_the_environment_lacks_is_told_with_the_command_of_its_own_tool(
    services: Services, near: FakeGateway, tmp_path: Path
) -> None:
    prefix = make_conda(tmp_path / "bare", {"dask": "2026.3.0"})
    name = await failed(services, near, str(prefix))

    async def with_findings() -> Cluster | None:
        found = await explained(services, name)
        return found if found.failure and found.failure.problems else None

    cluster = await until(with_findings)
    assert cluster.status is ClusterStatus.failed
    assert cluster.failure is not None
    (problem,) = cluster.failure.problems
    mend = f"conda install --prefix {prefix} --channel conda-forge distributed dask-gateway"
    assert problem.mend == mend
    assert problem.message.endswith(mend)
    # One way out, not two that differ.
    assert "pip install" not in cluster.failure.hint
    assert "Retry" in cluster.failure.hint


async def test_a_failure_that_the_environment_does_not_explain_blames_no_environment(
    services: Services, near: FakeGateway, tmp_path: Path
) -> None:
    prefix = make_venv(tmp_path / "fine")
    lend_packages(prefix)
    name = await failed(services, near, str(prefix))
    await explained(services, name)
    await services.clusters.monitor("near").refreshed()
    cluster = await explained(services, name)
    assert cluster.failure is not None
    assert cluster.failure.problems == []


async def test_an_environment_that_the_gateway_does_not_take_is_not_blamed(
    services: Services, near: FakeGateway, tmp_path: Path
) -> None:
    near.options = [NUMBER]
    name = await failed(services, near, str(make_conda(tmp_path / "bare", {})))
    await explained(services, name)
    await services.clusters.monitor("near").refreshed()
    cluster = await explained(services, name)
    assert cluster.failure is not None
    assert cluster.failure.problems == []


async def test_a_disk_that_hangs_holds_up_neither_the_list_nor_the_reason(
    services: Services,
    near: FakeGateway,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked, forever = asyncio.Event(), asyncio.Event()

    async def hang(*_: Any) -> Any:
        asked.set()
        await forever.wait()

    monkeypatch.setattr(services.clusters.monitor("near").lifecycle, "_check", hang)
    monkeypatch.setattr(lifecycle, "CHECK_TIMEOUT", 3600.0)
    name = await failed(services, near, str(make_conda(tmp_path / "bare", {})))
    cluster = await explained(services, name)
    assert asked.is_set()
    assert cluster.failure is not None
    assert cluster.failure.reason
    forever.set()
