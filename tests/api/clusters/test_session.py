"""A cluster that was to stop with Jupyter does, and no other."""

from __future__ import annotations

import asyncio
from pathlib import Path

from aiohttp import web
from fake_gateway import fake_gateways
from plain_services import plain_services
from rest import Ask, until

from purdue_dask_lab.schemas.clusters import NewCluster


async def never(_: web.Request) -> web.StreamResponse:
    """As a gateway that hangs."""
    await asyncio.sleep(3600)
    raise AssertionError


async def test_the_choice_is_told_with_the_cluster(ask: Ask, own_dask_configuration: Path) -> None:
    async with fake_gateways(own_dask_configuration, "near"):
        for chosen in (True, False):
            body = {"gateway": "near", "stop_with_session": chosen}
            made = (await ask("clusters", "POST", body)).body
            assert made["stop_with_session"] is chosen
            again = (await ask(f"clusters/near/{made['name']}")).body
            assert again["stop_with_session"] is chosen


async def test_it_is_shut_down_when_its_server_stops_and_not_when_another_does(
    own_dask_configuration: Path, tmp_path: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        async with plain_services(tmp_path) as services:
            mine = NewCluster(gateway="near", stop_with_session=True)
            with_it = await services.clusters.create(mine)
            without = await services.clusters.create(NewCluster(gateway="near"))
            async with plain_services(tmp_path) as another:
                listed = (await another.clusters.listing()).clusters
                assert {one.name for one in listed} == {with_it.name, without.name}
            assert not [one for one in near.asked if one.startswith("DELETE")]
        assert [one for one in near.asked if one.startswith("DELETE")] == [
            f"DELETE /api/v1/clusters/{with_it.name}"
        ]
        async with plain_services(tmp_path) as later:
            (left,) = (await later.clusters.listing()).clusters
            assert (left.name, left.status.value) == (without.name, "pending")


async def test_a_gateway_that_hangs_holds_nobody_up_and_is_asked_again_by_the_next_server(
    own_dask_configuration: Path, tmp_path: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        async with plain_services(tmp_path, gateway_timeout=3600) as services:
            mine = NewCluster(gateway="near", stop_with_session=True)
            name = (await services.clusters.create(mine)).name
            near.answers[f"DELETE /api/v1/clusters/{name}"] = never
        near.answers.clear()
        near.asked.clear()

        async with plain_services(tmp_path) as later:

            async def asked_again() -> bool:
                await later.clusters.listing()
                return f"DELETE /api/v1/clusters/{name}" in near.asked

            await until(asked_again)
