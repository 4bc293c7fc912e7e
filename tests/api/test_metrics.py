"""An administrator's Prometheus sees how clusters, gateways and dashboards fare."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from fake_gateway import entry, fake_gateways, refusing
from prometheus_client.metrics import MetricWrapperBase
from prometheus_client.parser import text_string_to_metric_families
from rest import Ask, Clusters, until

from purdue_dask_lab import metrics

DOCS = Path(__file__).parents[2] / "docs"
NEAR = {"gateway": "near"}


async def scraped(fetch: Any) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    """What Jupyter's own route tells, by name and labels."""
    text = (await fetch("metrics")).body.decode()
    return {
        (sample.name.removeprefix("purdue_dask_lab_"), frozenset(sample.labels.items())): float(
            sample.value
        )
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name.startswith("purdue_dask_lab_")
    }


async def value(fetch: Any, name: str, **labels: str) -> float:
    return (await scraped(fetch)).get((name, frozenset(labels.items())), 0.0)


async def test_clusters_gateways_and_dashboards_are_counted(
    ask: Ask, clusters: Clusters, jp_fetch: Any, own_dask_configuration: Path
) -> None:
    ended = {"gateway": "near", "kind": "failed"}
    refused = {"gateway": "near", "reason": "unreachable"}
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        failed_before = await value(jp_fetch, "cluster_ends_total", **ended)
        errors_before = await value(jp_fetch, "gateway_errors_total", **refused)
        sent_before = await value(jp_fetch, "dashboard_bytes_total")
        near.clusters |= {name: entry(name) for name in ("one", "two")}
        await clusters.status("two", "running")
        assert await value(jp_fetch, "clusters", **NEAR, status="running") == 2
        assert await value(jp_fetch, "clusters", **NEAR, status="failed") == 0
        page = await ask("clusters/near/one/dashboard/json/counts.json")
        assert page.status == 200
        assert await value(jp_fetch, "dashboard_bytes_total") - sent_before == len(
            str(page.body).replace("'", '"')
        )
        near.end("two", "FAILED")
        await clusters.failed("two")
        assert await value(jp_fetch, "clusters", **NEAR, status="running") == 1

        async def ends() -> bool:
            return await value(jp_fetch, "cluster_ends_total", **ended) - failed_before == 1

        await until(ends)
        assert await value(jp_fetch, "gateway_request_seconds_count", **NEAR, method="GET") > 2
        assert await value(jp_fetch, "poll_seconds_count", **NEAR) > 0
        near.answers["GET /api/v1/clusters/"] = refusing(500, "no")

        async def counted() -> bool:
            await ask("clusters")
            return await value(jp_fetch, "gateway_errors_total", **refused) > errors_before

        await until(counted)


def test_the_docs_and_the_dashboard_know_all_of_them() -> None:
    names = {
        family.name
        for metric in vars(metrics).values()
        if isinstance(metric, MetricWrapperBase)
        for family in metric.describe()
    }
    assert len(names) == 7
    table = (DOCS / "operations.md").read_text()
    dashboard = (DOCS / "grafana-dashboard.json").read_text()
    for name in names:
        assert f"`{name}" in table
        assert name in dashboard


async def test_no_name_or_secret_of_a_user_is_a_label(
    ask: Ask, clusters: Clusters, jp_fetch: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["very-secret-name"] = entry("very-secret-name")
        await clusters.status("very-secret-name", "running")
        await asyncio.gather(ask("gateways"), ask("environments"))
        assert "very-secret-name" not in (await jp_fetch("metrics")).body.decode()
