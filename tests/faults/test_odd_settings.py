"""Values that JSON, a template or an encoding has no place for cost their own key alone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from fake_gateway import fake_gateways
from rest import Ask

NOT_TEXT = os.fsdecode(b"caf\xe9")
"""As an environment variable has it whose bytes are no UTF-8."""

FIELDS = [
    {"field": "deadline", "label": "", "default": "", "spec": {"type": "string"}},
    {"field": "number", "label": "", "default": 1, "spec": {"type": "int"}},
    {"field": "env", "label": "", "default": {}, "spec": {"type": "mapping"}},
]


def preset(folder: Path, options: str) -> None:
    """Write what Dask's configuration says of a gateway's options."""
    (folder / "gateway.yaml").write_text(f"gateway: {{cluster: {{options: {options}}}}}")


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("{deadline: 2026-01-01}", "2026-01-01"),
        ("{deadline: [2026-01-01 10:00:00, .nan]}", ["2026-01-01 10:00:00", ".nan"]),
        ("{deadline: {at: .inf}}", {"at": ".inf"}),
    ],
)
async def test_what_json_has_no_place_for_is_sent_as_it_is_written(
    ask: Ask, own_dask_configuration: Path, written: str, sent: Any
) -> None:
    preset(own_dask_configuration, written)
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.options = FIELDS
        assert (await ask("gateways/near/options")).body["defaults"]["deadline"] == sent
        assert (await ask("clusters", "POST", {"gateway": "near"})).status == 202
        assert near.sent[-1]["cluster_options"]["deadline"] == sent


async def test_variables_that_are_configured_as_something_else_are_named(
    ask: Ask, own_dask_configuration: Path
) -> None:
    preset(own_dask_configuration, "{env: [A=1]}")
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.options = FIELDS
        refused = await ask("clusters", "POST", {"gateway": "near"})
        assert refused.status == 422
        assert refused.body["message"].startswith("gateway.cluster.options.env of Dask's ")


@pytest.mark.parametrize("number", ["NaN", "1e999", "-Infinity", '{"a": [NaN]}'])
async def test_a_number_that_only_python_knows_is_refused(
    ask: Ask, own_dask_configuration: Path, number: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.options = FIELDS
        body = f'{{"gateway": "near", "options": {{"number": {number}}}}}'
        refused = await ask("clusters", "POST", body)
        assert (refused.status, refused.body["field"]) == (422, "options.number")
        assert near.sent == []


@pytest.mark.parametrize("digits", [20, 400, 4000])
async def test_a_number_of_many_digits_is_left_to_the_gateway(
    ask: Ask, own_dask_configuration: Path, digits: int
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.options = FIELDS
        body = f'{{"gateway": "near", "options": {{"number": 1{"0" * digits}}}}}'
        assert (await ask("clusters", "POST", body)).status == 202
        assert near.sent[-1]["cluster_options"]["number"] == 10**digits
        assert len((await ask("clusters")).body["clusters"]) == 1


@pytest.mark.parametrize(
    "name", ["DASK_LABEXTENSION__ENV_OVERRIDE__X", "DASK_GATEWAY__CLUSTER__OPTIONS__DEADLINE"]
)
@pytest.mark.parametrize("value", [NOT_TEXT, f"['{NOT_TEXT}']", r"{'a': '\ud800'}"])
async def test_a_variable_of_dask_that_is_no_text_is_named_and_costs_itself_alone(
    ask: Ask,
    own_dask_configuration: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
) -> None:
    monkeypatch.setenv(name, value)
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.options = FIELDS
        for route in ("gateways", "gateways/near/options", "worker-variables"):
            assert (await ask(route)).status == 200
        assert (await ask("clusters", "POST", {"gateway": "near"})).status == 202
        listed = (await ask("clusters")).body
        assert f"The variable {name} holds half of a character." in listed["problems"]


@pytest.mark.parametrize(
    "odd",
    [
        {"proxy-address": "{ODD}"},
        {"address": "http://127.0.0.1:1/{HOME[x]}"},
        {"auth": {"type": "basic", "kwargs": {"password": "{HOME[x]}"}}},
    ],
)
async def test_a_template_that_cannot_be_filled_in_costs_its_own_gateway(
    ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch, odd: dict[str, Any]
) -> None:
    monkeypatch.setenv("ODD", "gateway://[odd")
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        far = {"far": {"address": near.address, "label": "Far", **odd}}
        content = {"near": near.declaration(), **far}
        (own_dask_configuration / "labextension.yaml").write_text(
            f"labextension: {{gateways: {content}}}"
        )
        found = {one["id"]: one for one in (await ask("gateways")).body}
        assert found["near"]["status"] == "available"
        assert found["far"]["status"] == "unavailable"
        key = "auth.kwargs" if "auth" in odd else next(iter(odd))
        assert f"labextension.gateways.far.{key} cannot be filled in" in found["far"]["reason"]
        refused = await ask("clusters", "POST", {"gateway": "far"})
        assert refused.status == 502


@pytest.mark.parametrize("name", ["Grün ω", "日本", "a&b's"])
async def test_a_gateway_may_be_called_in_any_letters(
    ask: Ask, jp_base_url: str, own_dask_configuration: Path, name: str
) -> None:
    async with fake_gateways(own_dask_configuration, name) as (near,):
        made = await ask("clusters", "POST", {"gateway": name})
        assert (made.status, made.body["gateway"]) == (202, name)
        place = unquote(made.headers["Location"])
        assert place == f"{unquote(jp_base_url)}purdue-dask-lab/clusters/{name}/made0"
        assert (await ask(f"clusters/{name}/made0")).status == 200
        assert (await ask(f"clusters/{name}/made0", "DELETE")).status == 204
        assert near.clusters["made0"]["status"] == "STOPPED"
