"""A site brings classes of its own, in a package of its own: used, off the loop, and limited."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_gateway import fake_gateways
from prefixes import make_venv
from rest import Ask

from purdue_dask_lab.clusters import client_code
from purdue_dask_lab.environments import finder

PACKAGE = """
import sys
import threading
import time
from pathlib import Path

from purdue_dask_lab.clusters.client_code import ClientCodeWriter
from purdue_dask_lab.environments.finder import EnvironmentFinder, FoundEnvironment
from purdue_dask_lab.gateways.client import GatewayClient

threads = {}


class Client(GatewayClient):
    async def version(self):
        threads["client"] = threading.get_ident()
        time.sleep(0.3)
        return "site-" + await super().version()


class Failing(GatewayClient):
    async def clusters(self):
        raise KeyError("of the site's")


class Exiting(GatewayClient):
    async def clusters(self):
        sys.exit("no license")


class ExitingFinder(EnvironmentFinder):
    def find(self, folder):
        sys.exit("no license")


class Finder(EnvironmentFinder):
    def find(self, folder):
        threads["finder"] = threading.get_ident()
        yield FoundEnvironment("PREFIX", "The site's stack")


class FailingFinder(EnvironmentFinder):
    def find(self, folder):
        raise OSError("no such catalog")


class HangingFinder(EnvironmentFinder):
    def find(self, folder):
        time.sleep(30)


class Writer(ClientCodeWriter):
    def of_gateway(self, cluster, access, plugin):
        threads["writer"] = threading.get_ident()
        return "import site_setup\\n" + super().of_gateway(cluster, access, plugin)


class FailingWriter(ClientCodeWriter):
    def of_gateway(self, cluster, access, plugin):
        return 1 / 0


class WordlessWriter(ClientCodeWriter):
    def of_gateway(self, cluster, access, plugin):
        return None
"""


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    return make_venv(tmp_path / "stack")


@pytest.fixture
def package(tmp_path: Path, prefix: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """What a site installs: a package with the classes."""
    name = f"site_{tmp_path.name.replace('-', '_')}"
    folder = tmp_path / "packages" / name
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(PACKAGE.replace("PREFIX", str(prefix)))
    monkeypatch.syspath_prepend(tmp_path / "packages")
    yield name


@pytest.fixture
def jp_server_config(
    jp_server_config: dict[str, Any], package: str, request: pytest.FixtureRequest
) -> dict[str, Any]:
    named = {
        key: value.format(package) if isinstance(value, str) else value
        for key, value in request.param.items()
    }
    return {**jp_server_config, "DaskLab": {**jp_server_config["DaskLab"], **named}}


def configured(**classes: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("jp_server_config", [classes], indirect=True, ids=[""])


def thread_of(package: str, what: str) -> int:
    import sys

    return sys.modules[package].threads[what]  # type: ignore[no-any-return]


@configured(gateway_client_class="{}.Client")
async def test_a_gateways_client_is_the_sites_and_cannot_block_jupyter(
    ask: Ask, own_dask_configuration: Path, package: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        (gateway,) = (await ask("gateways")).body
        assert (gateway["status"], gateway["version"][:5]) == ("available", "site-")
        assert thread_of(package, "client") != threading.get_ident()
        made = await ask("clusters", "POST", {"gateway": "near"})
        assert made.status == 202
        assert near.sent


@configured(gateway_client_class="{}.Failing")
async def test_a_gateways_client_that_fails_costs_its_gateway_alone(
    ask: Ask, own_dask_configuration: Path, package: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near"):
        (gateway,) = (await ask("gateways")).body
        assert gateway["status"] == "unavailable"
        assert f"{package}.Failing failed: KeyError" in gateway["reason"]
        assert (await ask("clusters")).status == 200


@configured(gateway_client_class="{}.Exiting", environment_finder_class="{}.ExitingFinder")
async def test_a_class_that_calls_exit_does_not_end_jupyter(
    ask: Ask, own_dask_configuration: Path, package: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near"):
        for _ in range(2):
            (gateway,) = (await ask("gateways")).body
            assert gateway["status"] == "unavailable"
            assert "SystemExit: no license" in gateway["reason"]
        assert "SystemExit: no license" in str((await ask("environments")).body)


@configured(environment_finder_class="{}.Finder")
async def test_environments_that_only_a_site_knows_of_are_offered(
    ask: Ask, package: str, prefix: Path
) -> None:
    found = (await ask("environments")).body
    assert (str(prefix), "The site's stack") in {
        (one["prefix"], one["display_name"]) for one in found
    }
    assert thread_of(package, "finder") != threading.get_ident()


@pytest.mark.parametrize(
    ("jp_server_config", "said"),
    [
        ({"environment_finder_class": "{}.FailingFinder"}, "OSError: no such catalog"),
        ({"environment_finder_class": "{}.HangingFinder"}, "HangingFinder"),
    ],
    indirect=["jp_server_config"],
)
async def test_a_finder_that_misbehaves_is_one_named_problem(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(finder, "FINDER_TIMEOUT", 0.3)
    default, *others = (await ask("environments")).body
    assert default["prefix"]
    problems = [problem["message"] for one in others for problem in one["problems"]]
    assert any(said in problem for problem in problems)


@configured(client_code_class="{}.Writer")
async def test_code_for_notebooks_is_the_sites(
    ask: Ask, own_dask_configuration: Path, package: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near"):
        name = (await ask("clusters", "POST", {"gateway": "near"})).body["name"]
        code = (await ask(f"clusters/near/{name}/client-code")).body["code"]
        assert code.startswith("import site_setup\n")
        assert "client" in code
        assert thread_of(package, "writer") != threading.get_ident()


@pytest.mark.parametrize(
    ("jp_server_config", "said"),
    [
        ({"client_code_class": "{}.FailingWriter"}, "ZeroDivisionError"),
        ({"client_code_class": "{}.WordlessWriter"}, "wrote no code"),
    ],
    indirect=["jp_server_config"],
)
async def test_a_writer_that_misbehaves_is_named(
    ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setattr(client_code, "WRITER_TIMEOUT", 5.0)
    async with fake_gateways(own_dask_configuration, "near"):
        name = (await ask("clusters", "POST", {"gateway": "near"})).body["name"]
        refused = await ask(f"clusters/near/{name}/client-code")
        assert (refused.status, said in refused.body["message"]) == (409, True)


@pytest.mark.parametrize(
    ("jp_server_config", "said"),
    [
        ({"gateway_client_class": "no_such_package.Client"}, "ModuleNotFoundError"),
        ({"client_code_class": "{}.NoSuchClass"}, "AttributeError"),
        ({"environment_finder_class": "{}.Writer"}, "it is no subclass of"),
        ({"environment_finder_class": "Finder"}, "it is no path of a class"),
    ],
    indirect=["jp_server_config"],
)
async def test_a_class_that_cannot_be_used_is_named_and_ours_takes_its_place(
    ask: Ask, own_dask_configuration: Path, said: str
) -> None:
    async with fake_gateways(own_dask_configuration, "near"):
        listed = (await ask("clusters")).body
        assert any(said in one and "Ours takes its place" in one for one in listed["problems"])
        assert (await ask("environments")).body[0]["is_default"]
        (gateway,) = (await ask("gateways")).body
        assert gateway["status"] == "available"


@configured(allow_local_gateway=False, scan_environments=False)  # type: ignore[arg-type]
async def test_what_an_administrator_switches_off_is_off(ask: Ask, tmp_path: Path) -> None:
    (gateway,) = (await ask("gateways")).body
    assert gateway["status"] == "not_allowed"
    assert "does not allow" in gateway["reason"]
    refused = await ask("clusters", "POST", {"gateway": "local"})
    assert (refused.status, refused.body["reason"]) == (403, "not_allowed")
    (kernel,) = (await ask("environments")).body
    assert kernel["is_default"]
