"""Options of other sites' gateways, checked and handled by dask-gateway-server itself."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from dask_gateway_server.options import Bool, Float, Integer, Mapping, Options, Select, String
from fake_gateway import FakeGateway, fake_gateways
from rest import Ask

USER = SimpleNamespace(name="jdoe", groups=[], admin=False)


async def created(ask: Ask, near: FakeGateway, site: Options, **body: Any) -> dict[str, Any]:
    """What the site's own handler makes of a cluster that was asked for in the panel."""
    near.options = site.get_specification()
    form = (await ask("gateways/near/options")).body
    chosen = {**form["defaults"], **body.pop("options", {})}
    made = await ask("clusters", "POST", {"gateway": "near", "options": chosen, **body})
    assert made.status == 202, made.body
    parsed = site.parse_options(near.sent[-1]["cluster_options"])
    return site.get_configuration(parsed, USER)  # type: ignore[no-any-return]


def nebari() -> Options:
    """The environment is one of the site's names, as is the profile."""

    def handler(options: Any) -> dict[str, Any]:
        space, name = options.conda_environment.split("/")
        prefix = f"/home/conda/{space}/envs/{name}"
        return {"environment": {"CONDA_ENVIRONMENT": prefix, **options.environment_vars}}

    return Options(
        Select("conda_environment", ["global/dask", "jdoe/coffea"], label="Environment"),
        Select("profile", ["Small Worker", "Medium Worker"], label="Cluster Profile"),
        Mapping("environment_vars", {}, label="Environment Variables"),
        handler=handler,
    )


def images() -> Options:
    """An image for all users, as on 2i2c's hubs and Pangeo's."""

    def handler(options: Any) -> dict[str, Any]:
        if ":" not in options.image:
            raise ValueError("When specifying an image you must also provide a tag")
        return {"image": options.image, "environment": options.environment}

    return Options(
        Integer("worker_cores", 2, min=1, max=16, label="Worker Cores"),
        Float("worker_memory", 4, min=1, max=32, label="Worker Memory (GiB)"),
        String("image", default="pangeo/pangeo-notebook:2026.01", label="Image"),
        Mapping("environment", {"EARTHDATA": "keep"}, label="Environment Variables"),
        handler=handler,
    )


def documented() -> Options:
    """dask-gateway's own example of a user's environment: a name or a path."""
    return Options(
        String("environment", default="base", label="Conda Environment"),
        handler=lambda options: {"scheduler_setup": f"source activate {options.environment}"},
    )


TOLERATIONS = {"0": [{"key": "dedicated", "operator": "Equal", "value": "worker"}]}


def nested() -> Options:
    """A Mapping whose default holds lists of mappings."""

    def handler(options: Any) -> dict[str, Any]:
        assert all(isinstance(one, list) for one in options.worker_tolerations.values())
        return {"worker_extra_pod_config": {"tolerations": options.worker_tolerations["0"]}}

    return Options(
        Mapping("worker_tolerations", TOLERATIONS, label="Worker Pod Tolerations"),
        Mapping("node_selector", {"size": 3, "spot": True, "zones": ["a", "b"]}),
        handler=handler,
    )


def preset() -> Options:
    """The site's own default variables, which its handler needs."""

    def handler(options: Any) -> dict[str, Any]:
        if "SCRATCH_BUCKET" not in options.environment:
            raise ValueError("environment must name SCRATCH_BUCKET")
        return {"environment": options.environment}

    return Options(
        Mapping("environment", {"SCRATCH_BUCKET": "s3://scratch", "GDAL": "EMPTY_DIR"}),
        handler=handler,
    )


async def test_an_environment_of_the_sites_names_is_a_choice_of_these(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        made = await created(ask, near, nebari(), options={"conda_environment": "jdoe/coffea"})
        assert made["environment"]["CONDA_ENVIRONMENT"] == "/home/conda/jdoe/envs/coffea"
        fields = (await ask("gateways/near/options")).body["schema"]["properties"]
        assert fields["conda_environment"]["enum"] == ["global/dask", "jdoe/coffea"]
        assert fields["profile"]["enum"] == ["Small Worker", "Medium Worker"]


async def test_an_image_gets_the_sites_variables_below_the_users_and_no_path_of_here(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        made = await created(ask, near, images(), variables={"MINE": "1"})
        assert made["image"] == "pangeo/pangeo-notebook:2026.01"
        assert {"EARTHDATA": "keep", "MINE": "1"}.items() <= made["environment"].items()
        assert not {"PATH", "HOME", "SSL_CERT_FILE"} & made["environment"].keys()


async def test_a_text_that_is_called_environment_is_a_field(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        made = await created(ask, near, documented())
        assert made["scheduler_setup"] == "source activate base"
        made = await created(ask, near, documented(), options={"environment": "~/envs/mine"})
        assert made["scheduler_setup"] == "source activate ~/envs/mine"


async def test_what_a_mapping_holds_comes_back_as_it_was(
    ask: Ask, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        made = await created(ask, near, nested())
        assert made["worker_extra_pod_config"]["tolerations"] == TOLERATIONS["0"]
        sent = near.sent[-1]["cluster_options"]["node_selector"]
        assert sent == {"size": 3, "spot": True, "zones": ["a", "b"]}
        assert type(sent["spot"]) is bool


@pytest.mark.parametrize("variables", [{}, {"SCRATCH_BUCKET": "s3://mine"}])
async def test_a_sites_default_variables_stay_below_the_users(
    ask: Ask, own_dask_configuration: Path, variables: dict[str, str]
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        made = await created(ask, near, preset(), variables=variables)
        wanted = {"SCRATCH_BUCKET": "s3://scratch", "GDAL": "EMPTY_DIR", **variables}
        assert wanted.items() <= made["environment"].items()


async def test_threads_and_switches_that_a_site_declares_appear(
    ask: Ask, own_dask_configuration: Path
) -> None:
    options = Options(
        Integer("worker_threads", 1, min=1, max=8, label="Threads per worker"),
        Bool("gpu", False, label="GPU"),
        Select("queue", [("Debug queue", "debug"), ("Long queue", "long")], default="Debug queue"),
        handler=lambda options: {"queue": options.queue, "threads": options.worker_threads},
    )
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        made = await created(ask, near, options, options={"queue": "Long queue"})
        assert made == {"queue": "long", "threads": 1}
