"""Changes come by themselves, nothing is asked for nobody, and who hangs holds up nobody else."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fake_gateway import entry, fake_gateways, refusing
from plain_services import plain_services
from rest import Ask, Clusters, until

from purdue_dask_lab.clusters import view
from purdue_dask_lab.clusters.view import to_cluster


@pytest.fixture
def watch_seconds() -> float:
    """How long one look keeps the gateways being asked."""
    return 30.0


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any], watch_seconds: float) -> dict[str, Any]:
    """Longer than any test waits: whoever waits for an answer that does not come is found out."""
    traits = {"gateway_timeout": 60.0, "watch_seconds": watch_seconds}
    return {**jp_server_config, "DaskLab": {**jp_server_config["DaskLab"], **traits}}


async def event(socket: Any, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """The first event that is wanted."""
    while True:
        told: dict[str, Any] = json.loads(await asyncio.wait_for(socket.read_message(), 20))
        assert told["schema_id"] == "https://purdue-dask-lab/events/clusters/v1"
        if wanted(told):
            return told


async def test_what_happens_at_the_gateway_is_told_without_being_asked_for(
    ask: Ask, jp_ws_fetch: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        events = await jp_ws_fetch("api", "events", "subscribe")
        assert (await ask("clusters")).body["clusters"] == []
        near.clusters["one"] = entry("one", "PENDING")
        told = await event(events, lambda told: bool(told["changed"]))
        assert [(one["name"], one["status"]) for one in told["changed"]] == [("one", "pending")]
        near.clusters["one"] = entry("one")
        told = await event(events, lambda told: bool(told["changed"][0]["workers"]["running"]))
        # One and the same object, whichever way it comes.
        listed = (await ask("clusters")).body["clusters"]
        assert told["changed"] == listed
        near.end("one")
        gone = await event(events, lambda told: bool(told["removed"] or told["changed"]))
        assert gone["removed"] == [{"gateway": "near", "name": "one"}]
        near.answers["GET /api/v1/clusters/"] = refusing(500, "no")
        down = await event(events, lambda told: bool(told["gateways"]))
        assert [(one["id"], one["status"]) for one in down["gateways"]] == [("near", "unavailable")]
        near.answers.clear()
        up = await event(events, lambda told: bool(told["gateways"]))
        assert [one["status"] for one in up["gateways"]] == ["available"]
        events.close()


async def test_a_gateway_is_asked_nothing_while_nobody_looks(
    own_dask_configuration: Path, tmp_path: Path
) -> None:
    now = 1000.0
    async with (
        fake_gateways(own_dask_configuration, "near") as (near,),
        plain_services(tmp_path, watch_seconds=30.0, clock=lambda: now) as services,
    ):
        near.clusters["one"] = entry("one")
        assert len((await services.clusters.listing()).clusters) == 1
        monitor = services.clusters.monitor("near")
        now += 29

        async def asked_again() -> bool:
            return near.asked.count("GET /api/v1/clusters/") > 3

        await until(asked_again)
        assert monitor.is_watching
        now += 2
        await until(lambda: asyncio.sleep(0, not monitor.is_watching))
        # Whoever looks again sees what is, not what was.
        near.end("one")
        now += 2  # What was seen last is too old to be told once more.
        assert (await services.clusters.listing()).clusters == []
        assert monitor.is_watching


@pytest.mark.parametrize("watch_seconds", [0.0])
async def test_a_cluster_gets_its_workers_though_nobody_looks(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        answer = await ask(
            "clusters", "POST", {"gateway": "near", "workers": {"minimum": 2, "maximum": 5}}
        )
        name = answer.body["name"]
        near.clusters[name] = entry(name)

        async def told() -> bool:
            return f"POST /api/v1/clusters/{name}/adapt" in near.asked

        await until(told)
        assert near.sent[-1] == {"minimum": 2, "maximum": 5, "active": True}


async def test_a_cluster_that_could_not_be_shut_down_is_shut_down_later_though_nobody_looks(
    own_dask_configuration: Path, tmp_path: Path
) -> None:
    now = 1000.0
    async with (
        fake_gateways(own_dask_configuration, "near") as (near,),
        plain_services(
            tmp_path, watch_seconds=0.0, gateway_timeout=0.2, clock=lambda: now
        ) as services,
    ):
        near.clusters["one"] = entry("one")
        await services.clusters.listing()
        near.hanging = "/api/v1/clusters/one"
        await services.clusters.stop("near", "one")

        def asked() -> int:
            return near.asked.count("DELETE /api/v1/clusters/one")

        # Once when the user wants it, and once more a while later.
        assert asked() == 1
        now += 6
        await until(lambda: asyncio.sleep(0, asked() == 2))
        near.hanging = ""
        now += 60
        await until(lambda: asyncio.sleep(0, near.clusters["one"]["status"] == "STOPPED"))
        monitor = services.clusters.monitor("near")
        await until(lambda: asyncio.sleep(0, not monitor.is_watching))


async def test_a_list_on_its_way_is_not_taken_for_one_that_was_asked_for_later(
    own_dask_configuration: Path, tmp_path: Path
) -> None:
    async with (
        fake_gateways(own_dask_configuration, "near") as (near,),
        plain_services(tmp_path) as services,
    ):
        await services.clusters.listing()
        listed = asyncio.Event()

        async def of_before(_: web.Request) -> web.StreamResponse:
            near.answers.clear()
            near.clusters["late"] = entry("late")
            listed.set()
            await asyncio.sleep(0)
            return web.json_response({})

        near.answers["GET /api/v1/clusters/"] = of_before
        monitor = services.clusters.monitor("near")
        asking = asyncio.create_task(monitor.refreshed())
        await listed.wait()
        assert (await services.clusters.get("near", "late")).name == "late"
        await asking


async def test_a_cluster_that_cannot_be_shown_hides_no_other(
    own_dask_configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def odd(report: Any, *args: Any) -> Any:
        return 1 / 0 if report.name == "odd" else to_cluster(report, *args)

    monkeypatch.setattr(view, "to_cluster", odd)
    async with (
        fake_gateways(own_dask_configuration, "near") as (near,),
        plain_services(tmp_path) as services,
    ):
        near.clusters = {"odd": entry("odd"), "good": entry("good")}
        found = await services.clusters.listing()
        assert [one.name for one in found.clusters] == ["good"]


async def test_a_cluster_made_elsewhere_is_gone_once_its_gateway_has_forgotten_it(
    ask: Ask, clusters: Clusters, jp_ws_fetch: Any, own_dask_configuration: Path
) -> None:
    """Only what was made a moment ago may be unknown to its gateway and yet be coming."""
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one", start_time=int((time.time() - 100) * 1000))
        await clusters.status("one", "running")
        events = await jp_ws_fetch("api", "events", "subscribe")
        assert (await ask("clusters/near/one", "DELETE")).status == 204
        near.clusters.clear()
        gone = await event(events, lambda told: bool(told["removed"]))
        assert gone["removed"] == [{"gateway": "near", "name": "one"}]
        events.close()


async def test_a_list_is_never_asked_for_twice_at_once(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        await ask("clusters")
        near.asked.clear()
        answers = await asyncio.gather(*(ask("clusters") for _ in range(20)))
        assert all(len(answer.body["clusters"]) == 1 for answer in answers)
        assert near.asked.count("GET /api/v1/clusters/") <= 2


async def test_a_gateway_that_hangs_holds_up_nothing_and_its_clusters_stay_as_last_known(
    ask: Ask, jp_fetch: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near", "far") as (near, far):
        near.clusters["one"] = entry("one")
        far.clusters["two"] = entry("two")
        before = (await ask("clusters")).body["clusters"]
        assert {one["name"]: one["stale"] for one in before} == {"one": False, "two": False}
        far.hanging = "/"

        async def marked() -> Any:
            # Each of these answers while the other gateway still hangs.
            answer = (await ask("clusters")).body
            assert {one["name"] for one in answer["clusters"]} == {"one", "two"}
            stale = {one["name"]: one["stale"] for one in answer["clusters"]}
            assert not stale["one"]
            return answer if stale["two"] else None

        answer = await until(marked, seen=lambda: ask("clusters"))
        states = {one["id"]: one for one in answer["gateways"]}
        assert (states["near"]["status"], states["far"]["status"]) == ("available", "unavailable")
        assert "Far has not answered for" in states["far"]["reason"]

        listed = {one["id"]: one for one in (await ask("gateways")).body}
        assert listed["near"]["status"] == "available"
        assert listed["far"]["status"] == "unavailable"
        made = await ask("clusters", "POST", {"gateway": "near"})
        assert made.status == 202
        assert (await ask("clusters/near/one", "PATCH", {"workers": 1})).status == 200
        assert (await ask("clusters/near/one", "DELETE")).status == 204
        assert (await jp_fetch("api", "status")).code == 200
        assert far.hanging

        far.hanging = ""

        async def back() -> bool:
            found = (await ask("clusters")).body
            return not any(one["stale"] for one in found["clusters"])

        await until(back)


async def test_a_scheduler_that_hangs_holds_up_no_other_clusters_numbers(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters |= {"one": entry("one"), "two": entry("two")}
        near.hanging = "/clusters/one"
        mute = await clusters.has("one", lambda one: one["notice"] is not None)
        assert (mute["status"], mute["scheduler"]) == ("running", "silent")
        assert mute["notice"].startswith("The scheduler is not responding")
        assert (mute["tasks"], mute["workers"]["running"]) == (None, 0)
        other = await clusters.get("two")
        assert other is not None
        assert other["workers"]["running"] == 2
        near.hanging = ""
        await clusters.has("one", lambda one: one["notice"] is None and one["tasks"] is not None)


async def test_a_gateway_that_is_down_says_so_and_comes_back_by_itself(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near"):
        pass
    (state,) = (await ask("clusters")).body["gateways"]
    assert state["status"] == "unavailable"
    assert "Near cannot be reached" in state["reason"]
    (gateway,) = (await ask("gateways")).body
    assert (gateway["status"], gateway["reason"]) == ("unavailable", state["reason"])
    refused = await ask("clusters", "POST", {"gateway": "near"})
    assert (refused.status, refused.body["reason"]) == (502, "unreachable")
    assert refused.body["message"] == state["reason"]


async def test_a_server_that_is_asked_as_it_ends_does_not_stay_for_that(
    ask: Ask, jp_serverapp: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near"):
        await ask("clusters")
        (extension,) = jp_serverapp.extension_manager.extension_apps["purdue_dask_lab"]
        services = await extension.services()
        monitor = services.clusters.monitor("near")

        async def resting() -> bool:
            return monitor._refreshing is None or monitor._refreshing.done()

        await until(resting)
        await asyncio.sleep(0)
        monitor.wake()
        await asyncio.wait_for(services.close(), 10)
