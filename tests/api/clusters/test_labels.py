"""A cluster is called as its user calls it, wherever it was made and for as long as it lives."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_gateway import FakeGateway, entry, fake_gateways
from plain_services import entered, plain_services
from rest import Ask, Clusters, until

from purdue_dask_lab.schemas.clusters import Cluster, ClusterChanges, ClusterPatch, NewCluster
from purdue_dask_lab.services import Services


@pytest.fixture
def near(
    own_dask_configuration: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[FakeGateway]:
    """A gateway with a cluster that a script has made."""
    with entered(jp_asyncio_loop, fake_gateways(own_dask_configuration, "near")) as (gateway,):
        gateway.clusters["scripted"] = entry("scripted")
        yield gateway


async def listed(services: Services) -> Cluster:
    """The only cluster."""

    async def one() -> Cluster | None:
        clusters = (await services.clusters.listing()).clusters
        return clusters[0] if clusters else None

    return await until(one)


async def test_a_new_label_is_told_at_once_and_outlives_jupyter(
    near: FakeGateway, tmp_path: Path
) -> None:
    published: list[ClusterChanges] = []
    async with plain_services(tmp_path, published) as services:
        await listed(services)
        published.clear()
        label = ClusterPatch(label="  Z to mumu,\n 2026 ")
        answer = await services.clusters.change("near", "scripted", label)
        assert answer.label == "Z to mumu, 2026"
        assert [one.label for change in published for one in change.changed] == ["Z to mumu, 2026"]
    async with plain_services(tmp_path) as again:
        assert (await listed(again)).label == "Z to mumu, 2026"


async def test_a_label_changes_nothing_else_of_what_is_wanted(
    near: FakeGateway, tmp_path: Path
) -> None:
    async with plain_services(tmp_path) as services:
        await listed(services)
        await services.clusters.change("near", "scripted", ClusterPatch(workers=3))
        sent = list(near.sent)
        renamed = await services.clusters.change("near", "scripted", ClusterPatch(label="Mine"))
        assert renamed.workers.requested == 3
        await services.clusters.monitor("near").refreshed()
        assert near.sent == sent


async def test_a_cluster_is_renamed_by_its_route_and_nonsense_is_refused(
    clusters: Clusters, ask: Ask
) -> None:
    made = await clusters.create()
    route = f"clusters/local/{made['name']}"
    answer = await ask(route, "PATCH", {"label": "Mine"})
    assert (answer.status, answer.body["label"]) == (200, "Mine")
    for body in ({}, {"label": "  "}, {"label": "x" * 81}, {"label": "Mine", "workers": 1}):
        assert (await ask(route, "PATCH", body)).status == 422
    found = await clusters.get(made["name"])
    assert found is not None
    assert found["label"] == "Mine"


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        ("a\u202eb\u2066c", "abc"),
        ("\x1b[31mred\x00", "[31mred"),
        ("ניתוח 😀 👩\u200d🔬", "ניתוח 😀 👩\u200d🔬"),
        ("<b>x</b>", "<b>x</b>"),
    ],
)
async def test_a_label_turns_nothing_around_that_it_stands_in(
    near: FakeGateway, ask: Ask, label: str, shown: str
) -> None:
    made = await ask("clusters", "POST", {"gateway": "near", "label": label})
    assert (made.status, made.body["label"]) == (202, shown)
    route = f"clusters/near/{made.body['name']}"
    assert (await ask(route, "PATCH", {"label": "Other"})).body["label"] == "Other"
    assert (await ask(route, "PATCH", {"label": label})).body["label"] == shown
    for unseen in ("\u202e", "\u200b \ufeff"):
        assert (await ask(route, "PATCH", {"label": unseen})).status == 422


async def test_two_servers_of_one_user_do_not_undo_what_the_other_has_changed(
    near: FakeGateway, tmp_path: Path
) -> None:
    # Neither looks again for a while.
    async with (
        plain_services(tmp_path, poll_seconds=60.0) as one,
        plain_services(tmp_path, poll_seconds=60.0) as other,
    ):
        await listed(one)
        await listed(other)
        await one.clusters.change("near", "scripted", ClusterPatch(label="Mine"))
        scaled = await other.clusters.change("near", "scripted", ClusterPatch(workers=3))
        assert (scaled.label, scaled.workers.requested) == ("Mine", 3)
        renamed = await one.clusters.change("near", "scripted", ClusterPatch(label="Ours"))
        assert (renamed.label, renamed.workers.requested) == ("Ours", 3)


async def test_a_new_clusters_label_is_one_line_too(near: FakeGateway, tmp_path: Path) -> None:
    async with plain_services(tmp_path) as services:
        made = await services.clusters.create(NewCluster(gateway="near", label=" Z\r\n to\tmumu "))
        assert made.label == "Z to mumu"
