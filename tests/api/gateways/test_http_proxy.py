"""A proxy that the environment names is used for others' machines, and only for those."""

from __future__ import annotations

from pathlib import Path

import pytest
from fake_gateway import entry, fake_gateways
from rest import Ask, Clusters, until

NOBODY = "http://127.0.0.1:9"


async def test_what_is_on_this_machine_is_reached_without_a_proxy(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, NOBODY)
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        await clusters.has("one", lambda one: one["tasks"] is not None)
        page = await ask("clusters/near/one/dashboard/json/counts.json")
        assert page.status == 200


@pytest.mark.parametrize("excepted", [False, True])
async def test_others_are_reached_through_the_proxy_unless_they_are_excepted(
    ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch, excepted: bool
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (proxy,):
        proxy.clusters["one"] = entry("one")
        file = own_dask_configuration / "labextension.yaml"
        file.write_text(file.read_text().replace(proxy.address, "http://gateway.invalid"))
        monkeypatch.setenv("http_proxy", proxy.address)
        monkeypatch.setenv("no_proxy", ".invalid" if excepted else "")

        async def answered() -> bool:
            found = (await ask("clusters")).body
            return bool(found["clusters"] if not excepted else found["gateways"][0]["reason"])

        await until(answered)
        page = await ask("clusters/near/one/dashboard/json/counts.json")
        assert (page.status == 200) is not excepted
        assert bool(proxy.asked) is not excepted
