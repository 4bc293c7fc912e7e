"""A gateway that asks JupyterHub who its user is, when the Hub or the token says no."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rest import Ask, until

from facility.accounts import PURDUE
from facility.facility import Facility
from facility.gateways import HubAccess, declare
from facility.hub import Hub
from facility.kubernetes.gateway import KubernetesGateway
from facility.processes import free_ports

WANTED = {"gateway": "kubernetes", "workers": {"minimum": 0, "maximum": 0}}


@pytest.fixture
def hub(facility: Facility, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """The Hub, with its Kubernetes gateway declared for this server."""
    monkeypatch.setenv("JUPYTERHUB_USER", PURDUE)
    declare(own_dask_configuration, facility.hub.gateways["kubernetes"])
    return facility.hub


async def _state(ask: Ask) -> dict[str, Any]:
    (state,) = (await ask("clusters")).body["gateways"]
    return dict(state)


async def test_a_token_with_the_scope_opens_the_gateway(
    hub: Hub, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = hub.key(PURDUE, "dask-gateway-kubernetes")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", key.token)
    assert (await _state(ask))["status"] == "available"


async def test_a_revoked_token_says_how_to_get_another(
    hub: Hub, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = hub.key(PURDUE, "dask-gateway-kubernetes")
    hub.revoke(key)
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", key.token)
    state = await _state(ask)
    assert state["status"] == "unavailable"
    assert "restart your server from the Hub's control panel" in state["reason"]
    refused = await ask("clusters", "POST", WANTED)
    assert (refused.status, refused.body["message"]) == (403, state["reason"])
    assert key.token not in str(refused.body)


async def test_a_token_without_the_scope_is_refused_by_name(
    hub: Hub, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = hub.key(PURDUE, "dask-gateway-slurm")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", key.token)
    state = await _state(ask)
    assert state["status"] == "unavailable"
    assert "Kubernetes does not accept this user's credentials" in state["reason"]


async def test_a_hub_that_hangs_is_waited_for_and_comes_back(
    hub: Hub, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = hub.key(PURDUE, "dask-gateway-kubernetes")
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", key.token)
    hub.suspend()
    try:
        await until(lambda: _is(ask, "unavailable"), seen=lambda: _state(ask))
        assert "has not answered" in (await _state(ask))["reason"]
    finally:
        await asyncio.to_thread(hub.resume)
    await until(lambda: _is(ask, "available"), seen=lambda: _state(ask))


async def test_a_hub_that_is_down_is_suspected(
    facility: Facility, ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nobody,) = free_ports(1)
    absent = HubAccess(f"http://127.0.0.1:{nobody}/hub/api", "dask-gateway", "none")
    gateway = KubernetesGateway(facility.run, "no-hub", facility.kubernetes, hub=absent)
    await asyncio.to_thread(gateway.start)
    try:
        declare(own_dask_configuration, gateway)
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "whatever")
        state = await _state(ask)
        assert state["status"] == "unavailable"
        assert "JupyterHub, which it asks who you are, may be down" in state["reason"]
        refused = await ask("clusters", "POST", WANTED)
        assert (refused.status, refused.body["message"]) == (502, state["reason"])
    finally:
        await asyncio.to_thread(gateway.close)


async def _is(ask: Ask, status: str) -> bool:
    return bool((await _state(ask))["status"] == status)
