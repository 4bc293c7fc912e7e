"""Gateways follow their configuration while Jupyter runs; nothing needs a restart of it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from fake_gateway import FakeGateway, entry, fake_gateways
from plain_services import entered, plain_services
from rest import until

from purdue_dask_lab.config.monitor import SECONDS_BETWEEN
from purdue_dask_lab.gateways.queue_waits import QueueWaits
from purdue_dask_lab.schemas.clusters import ClusterChanges, NewCluster
from purdue_dask_lab.services import Services


class Clock:
    """Seconds that go forward when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def gateways(
    own_dask_configuration: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[tuple[FakeGateway, ...]]:
    """Two gateways, each with a cluster; both are configured."""
    with entered(jp_asyncio_loop, fake_gateways(own_dask_configuration, "near", "far")) as both:
        for gateway in both:
            gateway.clusters[f"of-{gateway.name}"] = entry(f"of-{gateway.name}")
        yield both


@pytest.fixture
def told() -> list[ClusterChanges]:
    """What browsers were told of clusters."""
    return []


@pytest.fixture
def services(
    gateways: tuple[FakeGateway, ...],
    clock: Clock,
    told: list[ClusterChanges],
    tmp_path: Path,
    jp_asyncio_loop: asyncio.AbstractEventLoop,
) -> Iterator[Services]:
    with entered(jp_asyncio_loop, plain_services(tmp_path, told, clock=clock)) as found:
        yield found


class Site:
    """An administrator who edits the file of the gateways."""

    def __init__(self, directory: Path, clock: Clock, *gateways: FakeGateway) -> None:
        self._file = directory / "labextension.yaml"
        self._clock = clock
        self.declared = {one.name: one.declaration() for one in gateways}

    def save(self, text: str | None = None) -> None:
        """Write the file; it is looked at when some time has passed."""
        content = {"labextension": {"gateways": self.declared}}
        self._file.write_text(yaml.safe_dump(content, sort_keys=False) if text is None else text)
        self._clock.now += SECONDS_BETWEEN


@pytest.fixture
def site(own_dask_configuration: Path, clock: Clock, gateways: tuple[FakeGateway, ...]) -> Site:
    return Site(own_dask_configuration, clock, *gateways)


async def shown(services: Services) -> dict[str, Any]:
    """Clusters and gateways, as the panel shows them."""
    listed = await services.clusters.listing()
    return {
        "clusters": {one.name for one in listed.clusters},
        "gateways": [one.id for one in listed.gateways],
        "problems": listed.problems,
    }


async def test_a_gateway_that_is_added_can_be_used_at_once(services: Services, site: Site) -> None:
    far = site.declared.pop("far")
    site.save()
    assert [one.id for one in await services.gateways()] == ["near"]
    site.declared["far"] = far
    site.save()
    assert [(one.id, one.label) for one in await services.gateways()] == [
        ("near", "Near"),
        ("far", "Far"),
    ]
    made = await services.clusters.create(NewCluster(gateway="far"))
    assert made.gateway == "far"


async def test_a_gateway_whose_address_is_mended_answers_and_its_neighbor_is_not_disturbed(
    services: Services, site: Site, gateways: tuple[FakeGateway, ...]
) -> None:
    site.declared["far"]["address"] = "http://127.0.0.1:1"
    site.save()
    await services.clusters.listing()
    neighbor = services.clusters.monitor("near")

    async def alone() -> bool:
        return (await shown(services))["clusters"] == {"of-near"}

    await until(alone)
    site.declared["far"]["address"] = gateways[1].address
    site.save()

    async def both() -> bool:
        return (await shown(services))["clusters"] == {"of-near", "of-far"}

    await until(both)
    assert services.clusters.monitor("near") is neighbor


async def test_the_clusters_of_a_gateway_that_is_removed_are_shown_no_more(
    services: Services, site: Site, told: list[ClusterChanges]
) -> None:
    assert (await shown(services))["clusters"] == {"of-near", "of-far"}
    del site.declared["far"]
    site.save()
    await services.clusters.listing()
    assert await shown(services) == {"clusters": {"of-near"}, "gateways": ["near"], "problems": []}
    assert [(one.gateway, one.name) for change in told for one in change.removed] == [
        ("far", "of-far")
    ]


async def test_what_only_a_removed_gateway_was_looked_up_through_is_closed_with_it(
    services: Services, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[QueueWaits] = []
    close = QueueWaits.close

    async def noted(source: QueueWaits) -> None:
        closed.append(source)
        await close(source)

    monkeypatch.setattr(QueueWaits, "close", noted)
    site.declared["far"]["queue-waits"] = {"url": "http://127.0.0.1:1"}
    site.save()
    await services.clusters.listing()
    source = services.clusters.monitor("far").job_source
    del site.declared["far"]
    site.save()
    await services.clusters.listing()
    assert closed == [source]


@pytest.mark.parametrize("text", ["labextension: {gateways: [", "labextension: {gateways: 5}"])
async def test_nothing_goes_while_the_file_is_half_written(
    services: Services, site: Site, text: str
) -> None:
    assert (await shown(services))["clusters"] == {"of-near", "of-far"}
    site.save(text)
    await services.clusters.listing()
    found = await shown(services)
    assert found["clusters"] == {"of-near", "of-far"}
    assert "labextension.yaml" in found["problems"][0]
    site.save()
    await services.clusters.listing()
    assert (await shown(services))["problems"] == []


async def test_a_gateway_with_other_words_shows_them(services: Services, site: Site) -> None:
    site.declared["near"]["label"] = "Nearer"
    site.save()
    assert [one.label for one in await services.gateways()] == ["Nearer", "Far"]


async def test_a_gateway_whose_clusters_would_end_waits_for_a_restart_and_says_so(
    services: Services, site: Site
) -> None:
    site.declared = {"here": {"type": "local", "label": "Here"}}
    site.save()
    assert [one.id for one in await services.gateways()] == ["here"]
    await services.options("here")
    site.declared["here"]["label"] = "There"
    site.save()
    assert [one.label for one in await services.gateways()] == ["Here"]
    (said,) = (await shown(services))["problems"]
    assert "Here is configured otherwise now" in said
    assert "restart Jupyter" in said
    # It is said for as long as it is so.
    site.save()
    await services.clusters.listing()
    assert (await shown(services))["problems"] == [said]
