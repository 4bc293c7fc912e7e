"""Clusters that never start where the gateway has no limit of its own, as on Kubernetes."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fake_gateway import entry, fake_gateways
from rest import Ask, Clusters

LONG_AGO = int((time.time() - 200) * 1000)
LIMIT = {"start-timeout": "2 minutes"}


def made_long_ago(name: str) -> dict[str, Any]:
    return entry(name, "PENDING", start_time=LONG_AGO)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        (
            "cms.1f2e",
            "Its pod may find no room or exceed a quota, or its image cannot be pulled.",
        ),
        ("1f2e", "What it runs on may have no room for it."),
    ],
)
async def test_after_the_limit_the_card_says_so_and_what_may_be_the_cause(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path, name: str, why: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near", each=LIMIT) as (near,):
        near.clusters[name] = made_long_ago(name)
        late = await clusters.has(name, lambda one: bool(one["overdue"]))
        assert (late["status"], late["notice"]) == (
            "pending",
            f"Not started within 2 min, and Near has not given up. {why} "
            "Cancel it, or create it again.",
        )
        # Late is not never.
        near.clusters[name] = entry(name, start_time=LONG_AGO)
        started = await clusters.status(name, "running")
        assert (started["overdue"], started["notice"]) == (False, None)


@pytest.mark.parametrize(
    ("declared", "age", "overdue"),
    [({}, 200, False), ({}, 700, True), (LIMIT, 100, False), (LIMIT, 125, False)],
)
async def test_nothing_is_said_while_it_may_still_start_or_the_gateway_may_give_up(
    clusters: Clusters, own_dask_configuration: Path, declared: Any, age: int, overdue: bool
) -> None:
    async with fake_gateways(own_dask_configuration, "near", each=declared) as (near,):
        near.clusters["one"] = entry("one", "PENDING", start_time=int((time.time() - age) * 1000))
        one = await clusters.status("one", "pending")
        assert (one["overdue"], one["notice"] is not None) == (overdue, overdue)


async def test_it_is_created_again_in_its_place_once_the_old_one_does_not_count_any_more(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("purdue_dask_lab.clusters.diagnosis._LIMIT_GRACE", 0.0)
    async with fake_gateways(own_dask_configuration, "near", each={"start-timeout": "1 s"}) as (
        near,
    ):
        body = {"gateway": "near", "label": "Mine", "workers": {"minimum": 2, "maximum": 2}}
        name = (await ask("clusters", "POST", body)).body["name"]
        early = await ask(f"clusters/near/{name}/retry", "POST")
        assert (early.status, early.body["reason"]) == (409, "conflict")
        await clusters.has(name, lambda one: bool(one["overdue"]))
        refusals = 3

        async def one_at_a_time(request: web.Request) -> web.StreamResponse:
            nonlocal refusals
            refusals -= 1
            if refusals >= 0:
                said = "You may only have 1 active Dask Gateway cluster(s) at a time."
                return web.json_response({"error": said}, status=422)
            near.clusters["second"] = entry("second", "PENDING")
            return web.json_response({"name": "second"}, status=201)

        near.answers["POST /api/v1/clusters/"] = one_at_a_time
        again = await ask(f"clusters/near/{name}/retry", "POST")
        assert again.status == 202, again.body
        assert (again.body["label"], again.body["workers"]["requested"]) == ("Mine", 2)
        assert f"DELETE /api/v1/clusters/{name}" in near.asked
        await clusters.gone(name)
        assert [one["name"] for one in await clusters.all()] == ["second"]


HINTS = {
    "on a batch system": ({"scheduler-logs": "~/.dask-gateway"}, "1f", "batch system"),
    "on Kubernetes": ({}, "cms.1f", "its image can be pulled"),
}


@pytest.mark.parametrize(("declared", "name", "hint"), HINTS.values(), ids=HINTS)
async def test_the_hint_fits_what_the_cluster_was_to_run_on(
    clusters: Clusters, own_dask_configuration: Path, declared: Any, name: str, hint: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near", each=declared) as (near,):
        near.clusters[name] = entry(name, "PENDING")
        await clusters.status(name, "pending")
        near.end(name, "FAILED")
        failed = await clusters.failed(name)
        said = failed["failure"]["hint"]
        assert hint in said
        assert ("batch system" in said) is ("batch system" in hint)


async def test_nobody_is_sent_to_a_log_that_is_not_there(
    clusters: Clusters, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["cms.1f"] = entry("cms.1f")
        await clusters.status("cms.1f", "running")
        near.end("cms.1f", "FAILED")
        failed = await clusters.failed("cms.1f")
        assert failed["failure"]["log"] is None
        assert "Look at the log" not in failed["failure"]["hint"]
        assert "more memory per worker" in failed["failure"]["hint"]
