"""A gateway that answers while what it runs clusters on does not: Kubernetes' API, say."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_gateway import entry, fake_gateways, refusing
from rest import Ask, Clusters

BROKEN = refusing(500, "500 Internal Server Error\n\nServer got itself in trouble", "text/plain")


@pytest.mark.parametrize(
    ("name", "backend"), [("cms.1f", "Kubernetes"), ("1f", "what it runs clusters on")]
)
async def test_it_is_told_and_the_cards_stay(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path, name: str, backend: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters[name] = entry(name)
        await clusters.status(name, "running")
        near.answers[f"POST /api/v1/clusters/{name}/scale"] = BROKEN
        scaled = await ask(f"clusters/near/{name}", "PATCH", {"workers": 3})
        assert (scaled.status, scaled.body["reason"]) == (502, "unreachable")
        assert scaled.body["message"] == (
            f"Near answers, but probably cannot reach {backend} (status 500, without saying why): "
            "try again in a moment, or tell its administrators."
        )
        near.answers["GET /api/v1/clusters/"] = BROKEN
        kept = await clusters.has(name, lambda one: bool(one["stale"]))
        assert kept["status"] == "running"
        (state,) = (await ask("clusters")).body["gateways"]
        assert state["status"] == "unavailable"
        assert f"cannot reach {backend}" in state["reason"]


async def test_a_shutdown_is_remembered_and_asked_for_again(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["cms.1f"] = entry("cms.1f")
        await clusters.status("cms.1f", "running")
        near.answers["DELETE /api/v1/clusters/cms.1f"] = BROKEN
        assert (await ask("clusters/near/cms.1f", "DELETE")).status == 204
        await clusters.status("cms.1f", "stopping")
        near.answers.clear()
        await clusters.gone("cms.1f")


async def test_a_creation_that_fails_without_words_is_kubernetes_only_where_that_is_known(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.answers["POST /api/v1/clusters/"] = BROKEN
        await clusters.all()
        unknown = await ask("clusters", "POST", {"gateway": "near"})
        assert "without saying why; its administrator" in unknown.body["message"]
        near.clusters["cms.1f"] = entry("cms.1f")
        await clusters.status("cms.1f", "running")
        known = await ask("clusters", "POST", {"gateway": "near"})
        assert "probably cannot reach Kubernetes" in known.body["message"]
