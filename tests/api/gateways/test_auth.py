"""How Jupyter says at a gateway who its user is, and what is said when that does not work."""

from __future__ import annotations

import base64
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from fake_gateway import FakeGateway, fake_gateways
from processes import run_python
from rest import Ask, Clusters, until

from purdue_dask_lab.gateways.local.process import LocalGatewayProcess

HUB = "Permission failure verifying user's JupyterHub API token"


def guarded(gateway: FakeGateway, wanted: str, scheme: str = "Basic") -> list[str]:
    """Let only this Authorization in; notes each that was tried."""
    tried: list[str] = []

    async def door(request: web.Request) -> web.StreamResponse:
        tried.append(request.headers.get("Authorization", ""))
        if tried[-1] != wanted:
            headers = {"WWW-Authenticate": scheme}
            error = {"error": "Authentication required"}
            return web.json_response(error, status=401, headers=headers)
        return web.json_response({})

    gateway.answers["GET /api/v1/clusters/"] = door
    return tried


def basic(name: str, password: str = "") -> str:
    return "Basic " + base64.b64encode(f"{name}:{password}".encode()).decode()


async def state_of(ask: Ask, gateway: str = "near") -> dict[str, Any]:
    """What a gateway is said to be, once it has had the time to answer."""

    async def known() -> dict[str, Any] | None:
        states = (await ask("clusters")).body["gateways"]
        state = next(one for one in states if one["id"] == gateway)
        return None if "has not answered" in (state["reason"] or "") else state

    return await until(known)  # type: ignore[no-any-return]


async def test_by_name_without_more_being_configured(
    ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("USER", "LOGNAME"):
        monkeypatch.setenv(name, "pete")
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        guarded(near, basic("pete"))
        assert (await state_of(ask))["status"] == "available"


async def test_by_name_and_password_and_the_password_stays_on_the_server(
    ask: Ask, own_dask_configuration: Path
) -> None:
    auth = {"type": "basic", "kwargs": {"username": "pete", "password": "hush"}}
    async with fake_gateways(own_dask_configuration, "near", each={"auth": auth}) as (near,):
        guarded(near, basic("pete", "hush"))
        assert (await state_of(ask))["status"] == "available"
        made = (await ask("clusters", "POST", {"gateway": "near"})).body
        code = (await ask(f"clusters/near/{made['name']}/client-code")).body["code"]
        assert "hush" not in code


async def test_the_inserted_code_identifies_as_jupyter_did_and_finds_the_password_by_itself(
    ask: Ask, own_dask_configuration: Path, tmp_path: Path
) -> None:
    theirs = LocalGatewayProcess()
    try:
        endpoint = await theirs.endpoint()
        hush = (theirs.directory / "password").read_text()
        auth = {"type": "basic", "kwargs": {"username": "pete", "password": hush}}
        near = {"label": "Near", "address": endpoint.address, "auth": auth}
        (own_dask_configuration / "labextension.yaml").write_text(
            yaml.safe_dump({"labextension": {"gateways": {"near": near}}})
        )
        clusters = Clusters(ask)
        wanted = {"gateway": "near", "workers": {"minimum": 1, "maximum": 1}}
        made = await clusters.create(**wanted)
        await clusters.status(made["name"], "running")
        code = (await ask(f"clusters/near/{made['name']}/client-code")).body["code"]
        script = (await ask("creation-code", "POST", wanted)).body["code"]
        for source in (code, script):
            assert 'username="pete"' in source
            assert hush not in source
        assert "42" in await run_python(f"{code}\nprint(client.submit(lambda: 6 * 7).result())")
    finally:
        await theirs.stop()


async def test_by_the_token_of_a_hubs_server(
    ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "hubs")
    auth = {"type": "jupyterhub"}
    async with fake_gateways(own_dask_configuration, "near", each={"auth": auth}) as (near,):
        guarded(near, "jupyterhub hubs", "jupyterhub")
        assert (await state_of(ask))["status"] == "available"
        made = (await ask("clusters", "POST", {"gateway": "near"})).body
        code = (await ask(f"clusters/near/{made['name']}/client-code")).body["code"]
        assert 'auth="jupyterhub"' in code
        assert "hubs" not in code


async def test_by_a_class_of_the_sites_own(
    ask: Ask, own_dask_configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "sites_own_auth.py"
    module.write_text(
        "from dask_gateway.auth import GatewayAuth\n"
        "class Stamp(GatewayAuth):\n"
        "    def __init__(self, seal): self.seal = seal\n"
        "    def pre_request(self, resp): return {'Authorization': 'Stamp ' + self.seal}, None\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    auth = {"type": "sites_own_auth.Stamp", "kwargs": {"seal": "red"}}
    async with fake_gateways(own_dask_configuration, "near", each={"auth": auth}) as (near,):
        guarded(near, "Stamp red", "Stamp")
        assert await state_of(ask) == {"id": "near", "status": "available", "reason": None}
        made = (await ask("clusters", "POST", {"gateway": "near"})).body
        code = (await ask(f"clusters/near/{made['name']}/client-code")).body["code"]
        assert 'auth="sites_own_auth.Stamp"' in code
    sys.modules.pop("sites_own_auth", None)


@pytest.mark.parametrize(
    ("auth", "said"),
    [
        ({"type": "nowhere.Stamp"}, "No module named 'nowhere'"),
        ({"type": "pathlib.Path"}, "Path is not a class with a method pre_request"),
        ({"type": "basic", "kwargs": {"usrname": "pete"}}, "usrname"),
        ({"type": "jupyterhub"}, "there is no JUPYTERHUB_API_TOKEN"),
    ],
)
async def test_a_way_that_cannot_work_is_named_and_the_other_gateway_works(
    ask: Ask, own_dask_configuration: Path, auth: dict[str, Any], said: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near", "far") as (near, far):
        file = own_dask_configuration / "labextension.yaml"
        file.write_text(file.read_text().replace("label: Near", f"label: Near\n      auth: {auth}"))
        state = await state_of(ask)
        assert state["status"] == "unavailable"
        assert said in state["reason"]
        assert "labextension.gateways.near" in state["reason"]
        assert (await state_of(ask, "far"))["status"] == "available"
        listed = {one["id"]: one for one in (await ask("gateways")).body}
        assert listed["near"]["reason"] == state["reason"]
        refused = await ask("clusters", "POST", {"gateway": "near"})
        assert (refused.status, refused.body["message"]) == (502, state["reason"])
        assert near.asked == []
        assert far.asked


async def test_kerberos_without_its_package_says_what_to_install(
    ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "kerberos", None)
    auth = {"type": "kerberos"}
    async with fake_gateways(own_dask_configuration, "near", each={"auth": auth}) as (near,):
        guarded(near, "Negotiate", "Negotiate")
        state = await state_of(ask)
        assert state["status"] == "unavailable"
        assert "Near" in state["reason"]
        assert "kerberos" in state["reason"]


async def test_credentials_that_are_refused(ask: Ask, own_dask_configuration: Path) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        guarded(near, "nothing will do")
        state = await state_of(ask)
        assert state["status"] == "unavailable"
        assert state["reason"].startswith("Near does not accept this user's credentials")
        (gateway,) = (await ask("gateways")).body
        assert (gateway["status"], gateway["reason"]) == ("unavailable", state["reason"])


async def test_a_hub_that_does_not_know_the_token_any_more(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async def no(request: web.Request) -> web.StreamResponse:
        return web.json_response({"error": HUB}, status=500)

    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.answers["GET /api/v1/clusters/"] = near.answers["POST /api/v1/clusters/"] = no
        state = await state_of(ask)
        assert "restart your server from the Hub's control panel" in state["reason"]
        refused = await ask("clusters", "POST", {"gateway": "near"})
        assert (refused.status, refused.body["message"]) == (403, state["reason"])


async def test_the_gateways_cookie_is_used_and_stays_with_it(
    ask: Ask, own_dask_configuration: Path
) -> None:
    """One 401 for each session, not for each question; and no identity for the dashboards."""
    seen: list[tuple[str, bool, bool]] = []

    async def door(request: web.Request) -> web.StreamResponse:
        known = "identity" in request.cookies
        seen.append((request.path, known, "Authorization" in request.headers))
        if not known and "Authorization" not in request.headers:
            return web.json_response({"error": "Authentication required"}, status=401)
        answer = web.json_response({})
        answer.set_cookie("identity", "pete")
        return answer

    async def page(request: web.Request) -> web.StreamResponse:
        assert not request.cookies
        return web.Response(text="plots")

    async with fake_gateways(own_dask_configuration, "near") as (near,):
        made = (await ask("clusters", "POST", {"gateway": "near"})).body["name"]
        near.answers["GET /api/v1/clusters/"] = door
        near.answers[f"GET /clusters/{made}/status"] = page
        for number in (1, 2):
            await ask(f"clusters/near/{made}", "PATCH", {"workers": number})

            async def asked_again(number: int = number) -> bool:
                await ask("clusters")
                return len(seen) > number + 1

            await until(asked_again)
        assert [one for one in seen if not one[1]] == [seen[0], seen[1]]
        assert (seen[0][2], seen[1][2]) == (False, True)
        assert len(seen) > 3
        assert (await ask(f"clusters/near/{made}/dashboard/status")).status == 200
