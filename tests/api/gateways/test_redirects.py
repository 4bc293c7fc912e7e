"""A gateway is asked at its own host, wherever it redirects to."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import web
from fake_gateway import fake_gateways
from rest import Ask


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nothing_is_sent_to_another_host(
    ask: Ask, own_dask_configuration: Path, status: int
) -> None:
    async with fake_gateways(own_dask_configuration, "near", "far") as (near, far):
        elsewhere = far.address.replace("127.0.0.1", "localhost")

        async def away(request: web.Request) -> web.StreamResponse:
            location = f"{elsewhere}{request.path}"
            return web.Response(status=status, headers={"Location": location})

        near.answers["POST /api/v1/clusters/"] = away
        far.asked.clear()
        refused = await ask("clusters", "POST", {"gateway": "near"})
        assert refused.status == 502
        assert "redirects to localhost, which is not its configured host" in refused.body["message"]
        assert "POST /api/v1/clusters/" not in far.asked


async def test_another_path_of_the_same_host_is_followed(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):

        async def moved(request: web.Request) -> web.StreamResponse:
            return web.Response(status=307, headers={"Location": "/api/v2/clusters/"})

        async def made(request: web.Request) -> web.StreamResponse:
            return web.json_response({"name": "one"}, status=201)

        near.answers["POST /api/v1/clusters/"] = moved
        near.answers["POST /api/v2/clusters/"] = made
        answer = await ask("clusters", "POST", {"gateway": "near"})
        assert (answer.status, answer.body["name"]) == (202, "one")


async def test_a_circle_ends(ask: Ask, own_dask_configuration: Path) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):

        async def again(request: web.Request) -> web.StreamResponse:
            return web.Response(status=307, headers={"Location": request.path})

        near.answers["POST /api/v1/clusters/"] = again
        refused = await ask("clusters", "POST", {"gateway": "near"})
        assert (refused.status, refused.body["message"]) == (502, "Near redirects in a circle.")
