"""Options as gateways declare them: each has its field, whatever it is called."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fake_gateway import fake_gateways
from prefixes import kernel_of
from rest import Ask


def option(name: str, kind: str, default: Any = "", **spec: Any) -> dict[str, Any]:
    """As a gateway declares one."""
    return {"field": name, "label": name, "default": default, "spec": {"type": kind, **spec}}


async def test_every_kind_has_its_field_in_the_gateways_order(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.options = [
            option("worker_memory", "float", 4.0, min=1, max=64),
            option("cluster", "select", "geddes", options=["geddes", "hammer"]),
            option("gpu", "bool", False),
            option("threads", "int", 2, min=1, max=None),
            option("tags", "mapping", {}),
            option("account", "string", "cms"),
        ]
        form = (await ask("gateways/near/options")).body
        assert form["ui_schema"] == {"ui:order": [one["field"] for one in near.options]}
        assert form["defaults"] == {one["field"]: one["default"] for one in near.options}
        fields = form["schema"]["properties"]
        assert fields["cluster"]["enum"] == ["geddes", "hammer"]
        assert (fields["gpu"]["type"], fields["threads"]["type"]) == ("boolean", "integer")
        assert "maximum" not in fields["threads"]
        assert fields["tags"] | {"title": ""} == {
            "type": "object",
            "title": "",
            "default": {},
            "additionalProperties": {"type": "string"},
        }
        chosen = {"cluster": "hammer", "gpu": True, "tags": {"a": "b"}}
        answer = await ask("clusters", "POST", {"gateway": "near", "options": chosen})
        assert answer.status == 202
        assert near.sent[-1]["cluster_options"] == chosen


@pytest.mark.parametrize(
    ("declared", "environment", "variables"),
    [
        ([("conda_env", "string"), ("env", "mapping")], "conda_env", "env"),
        (
            [("conda_environment", "string"), ("environment_vars", "mapping")],
            "conda_environment",
            "environment_vars",
        ),
        ([("image", "string"), ("environment", "mapping")], None, "environment"),
        ([("image", "string")], None, None),
        ([("env", "string")], None, None),
    ],
)
async def test_which_option_carries_environment_and_variables_is_found_by_its_name(
    ask: Ask,
    own_dask_configuration: Path,
    declared: list[tuple[str, str]],
    environment: str | None,
    variables: str | None,
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.options = [
            option(name, kind, {} if kind == "mapping" else "") for name, kind in declared
        ]
        form = (await ask("gateways/near/options")).body
        assert set(form["schema"]["properties"]) == {name for name, _ in declared} - {
            environment,
            variables,
        }
        assert form["takes_environment"] == (environment is not None)
        assert form["takes_variables"] == (variables is not None)
        await ask("clusters", "POST", {"gateway": "near", "variables": {"KEY": "VALUE"}})
        sent = near.sent[-1]["cluster_options"]
        assert set(sent) == {environment, variables} - {None}
        if environment:
            assert sent[environment].startswith("/")
        if variables:
            assert sent[variables]["KEY"] == "VALUE"
            # An image has a PATH of its own.
            assert ("PATH" in sent[variables]) == (environment is not None)


async def test_what_a_gateway_takes_no_notice_of_keeps_nobody_from_a_cluster(
    ask: Ask, own_dask_configuration: Path, jp_data_dir: Path, tmp_path: Path
) -> None:
    kernel_of(jp_data_dir, "removed", tmp_path / "removed")
    environment, variables = {"environment": "removed"}, {"variables": {"LIBRARY": "${NOWHERE}"}}
    async with fake_gateways(own_dask_configuration, "taking", "other") as (taking, other):
        taking.options = [option("conda_env", "string"), option("env", "mapping", {})]
        other.options = [option("image", "string")]
        for field, choice in (("environment", environment), ("variables.LIBRARY", variables)):
            refused = await ask("clusters", "POST", {"gateway": "taking", **choice})
            assert (refused.status, refused.body["field"]) == (422, field)
            made = await ask("clusters", "POST", {"gateway": "other", **choice})
            assert made.status == 202


async def test_the_administrator_may_say_which_option_carries_them(
    ask: Ask, own_dask_configuration: Path
) -> None:
    roles = {"options": {"environment": "prefix", "variables": "settings"}}
    async with fake_gateways(own_dask_configuration, "near", each=roles) as (near,):
        near.options = [option("prefix", "string"), option("settings", "mapping", {})]
        assert (await ask("gateways/near/options")).body["schema"]["properties"] == {}
        await ask("clusters", "POST", {"gateway": "near", "variables": {"KEY": "VALUE"}})
        sent = near.sent[-1]["cluster_options"]
        assert sent["prefix"].startswith("/")
        assert sent["settings"]["KEY"] == "VALUE"


async def test_a_hubs_own_gateway_is_there_with_its_defaults_filled_in(
    ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        (own_dask_configuration / "labextension.yaml").unlink()
        host = near.address.removeprefix("http://")
        for name, value in {
            "ADDRESS": near.address,
            "PROXY_ADDRESS": f"gateway://{host}",
            "PUBLIC_ADDRESS": "/services/dask-gateway",
            "AUTH__TYPE": "jupyterhub",
            "CLUSTER__OPTIONS__IMAGE": "{JUPYTER_IMAGE_SPEC}",
            "CLUSTER__OPTIONS__WORKER_CORES": "2",
            "CLUSTER__OPTIONS__UNDECLARED": "x",
        }.items():
            monkeypatch.setenv(f"DASK_GATEWAY__{name}", value)
        monkeypatch.setenv("JUPYTER_IMAGE_SPEC", "pangeo/pangeo-notebook:2026.01")
        monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "hubs")
        near.options = [option("image", "string"), option("worker_cores", "int", 1, min=1, max=8)]
        (gateway,) = (await ask("gateways")).body
        assert (gateway["id"], gateway["status"], gateway["default"]) == (
            *("dask-gateway", "available"),
            True,
        )
        form = (await ask("gateways/dask-gateway/options")).body
        wanted = {"image": "pangeo/pangeo-notebook:2026.01", "worker_cores": 2}
        assert form["defaults"] == wanted
        made = await ask("clusters", "POST", {"gateway": "dask-gateway"})
        assert near.sent[-1]["cluster_options"] == wanted
        code = await ask(f"clusters/dask-gateway/{made.body['name']}/client-code")
        assert near.address in code.body["code"]
