"""Options of other sites' gateways, checked and handled by dask-gateway-server itself."""

from __future__ import annotations

import sys
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


NAMES = {
    "QHub, by name": Select("conda_environment", ["dask", "coffea"], label="Environment"),
    "a choice of names and what they mean": Select(
        "conda_env", [("Stable", "/cvmfs/site/stable"), ("Nightly", "/cvmfs/site/nightly")]
    ),
    "a text whose default is a name": String("conda_env", "base", label="Conda Environment"),
    "a text that is said to be a name": String("conda_environment", label="Environment name"),
}


@pytest.mark.parametrize("option", NAMES.values(), ids=NAMES)
async def test_what_takes_a_name_by_its_declaration_is_a_field(
    ask: Ask, own_dask_configuration: Path, option: Any
) -> None:
    site = Options(option, handler=lambda options: {"given": options[option.field]})
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.options = site.get_specification()
        form = (await ask("gateways/near/options")).body
        assert list(form["schema"]["properties"]) == [option.field]
        assert form["takes_environment"] is False
        choices = form["schema"]["properties"][option.field].get("enum", ["coffea"])
        made = await created(ask, near, site, options={option.field: choices[-1]})
        assert made["given"] == dict(getattr(option, "options", {})).get(choices[-1], choices[-1])


@pytest.mark.parametrize(
    "option",
    [
        # As a site on AWS ParallelCluster has it, beside a text for another kind of environment.
        String("conda_env", label="Conda Environment"),
        String("conda_env", default="/depot/cms/kernels/python3", label="Environment"),
        String("conda_environment", default="~/envs/mine", label="Environment name or path"),
    ],
    ids=lambda option: option.default,
)
async def test_what_takes_a_prefix_is_filled_in(
    ask: Ask, own_dask_configuration: Path, option: Any
) -> None:
    site = Options(
        option,
        String("python_env", default="/shared/bundle/dask", label="Python Virtual Environment"),
        handler=lambda options: {"prefix": options[option.field], "other": options.python_env},
    )
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        made = await created(ask, near, site)
        assert made == {"prefix": sys.prefix, "other": "/shared/bundle/dask"}


VARIABLES = {
    "by its name": Mapping("env_vars", {"SITE": "1"}),
    "by its label": Mapping("extra", {"SITE": "1"}, label="Environment Variables"),
    "with a number": Mapping("environment", {"SITE": "1", "OMP_NUM_THREADS": 4}),
}


@pytest.mark.parametrize("option", VARIABLES.values(), ids=VARIABLES)
async def test_what_takes_variables_by_its_declaration_gets_them(
    ask: Ask, own_dask_configuration: Path, option: Any
) -> None:
    site = Options(option, handler=lambda options: dict(options[option.field]))
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        made = await created(ask, near, site, variables={"MINE": "2"})
        assert {**option.default, "MINE": "2"}.items() <= made.items()
        made = await created(ask, near, site, variables={"SITE": "mine"})
        assert made["SITE"] == "mine"


NESTED = {
    "pods": Mapping("worker_extra_pod_config", {"tolerations": [{"key": "a"}], "n": None}),
    "numbers": Mapping("maximas", {"CPU": 12, "GPU": 1, "RAM": 1024**3, "share": 0.5}),
    "an environment to be built": Mapping(
        "environment", {"name": "x", "dependencies": ["dask", {"pip": ["coffea"]}]}
    ),
}


@pytest.mark.parametrize("option", NESTED.values(), ids=NESTED)
async def test_what_merely_is_a_mapping_comes_back_as_it_was(
    ask: Ask, own_dask_configuration: Path, option: Any
) -> None:
    site = Options(option, handler=lambda options: dict(options[option.field]))
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        assert await created(ask, near, site, variables={"MINE": "2"}) == option.default


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
