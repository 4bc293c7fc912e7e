"""Whoever has trouble is told what is amiss and how to mend it, and can hand that on."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from fake_gateway import fake_gateways, refusing
from plain_services import plain_services

from purdue_dask_lab import __version__
from purdue_dask_lab.doctor import installation
from purdue_dask_lab.doctor.examine import examine
from purdue_dask_lab.schemas.doctor import DoctorReport

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJzb21lYm9keSJ9.c2lnbmF0dXJlLW9mLXNvbWVib2R5"


def configure(directory: Path, **section: Any) -> None:
    (directory / "labextension.yaml").write_text(yaml.safe_dump({"labextension": section}))


def install(folder: Path, name: str, version: str) -> Path:
    """A prebuilt extension of JupyterLab below a folder."""
    place = folder / "labextensions" / name
    place.mkdir(parents=True)
    (place / "package.json").write_text(json.dumps({"name": name, "version": version}))
    return place


@pytest.fixture
def installed(jp_data_dir: Path, jp_config_dir: Path) -> Path:
    """Both halves, as they should be; what is installed elsewhere is not looked at."""
    install(jp_data_dir, "purdue-dask-lab", __version__)
    enable(jp_config_dir, purdue_dask_lab=True)
    return jp_data_dir


def enable(config: Path, **modules: bool) -> None:
    place = config / "jupyter_server_config.d"
    place.mkdir(parents=True, exist_ok=True)
    content = {"ServerApp": {"jpserver_extensions": modules}}
    (place / "purdue_dask_lab.json").write_text(json.dumps(content))


async def examined(tmp_path: Path) -> DoctorReport:
    async with plain_services(tmp_path) as services:
        return await examine(services)


def finding(report: DoctorReport, text: str) -> tuple[str, str | None]:
    """The level and the mend of the one finding that has a text."""
    found = [one for section in report.sections for one in section.findings if text in one.message]
    assert len(found) == 1, report.text
    return found[0].level.value, found[0].mend


@pytest.mark.parametrize("content", ["{", "[1]", '{"name": 3}'])
async def test_an_odd_extension_of_jupyterlabs_is_named_and_the_rest_is_told(
    installed: Path, tmp_path: Path, content: str
) -> None:
    (install(installed, "odd", "1") / "package.json").write_text(content)
    report = await examined(tmp_path)
    level, mend = finding(report, "JupyterLab's list of extensions cannot be read")
    assert level == "error"
    assert mend is not None
    assert str(installed / "labextensions") in mend
    assert finding(report, "The browser's half is in")[0] == "ok"
    assert finding(report, "starts on this machine")[0] == "ok"


async def test_what_cannot_be_looked_at_costs_itself_alone(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installation, "findings", lambda: [1 / 0])
    report = await examined(tmp_path)
    assert finding(report, "The installation could not be looked at: ZeroDivisionError")[0] == (
        "error"
    )
    assert finding(report, "starts on this machine")[0] == "ok"


async def test_where_all_is_well_it_says_so(installed: Path, tmp_path: Path) -> None:
    report = await examined(tmp_path)
    assert (report.errors, report.warnings) == (0, 0), report.text
    assert finding(report, "starts on this machine")[0] == "ok"
    assert "Workers can run in Python 3" in report.text


async def test_a_gateway_that_answers_is_described(
    own_dask_configuration: Path, installed: Path, tmp_path: Path
) -> None:
    each = {"start-timeout": "2 minutes", "limits": {"cores": 100}}
    async with fake_gateways(own_dask_configuration, "near", each=each):
        report = await examined(tmp_path)
    assert finding(report, "dask-gateway 2026.3.0, knows you")[0] == "ok"
    assert finding(report, "start within 2 min; 100 cores for all of yours")[0] == "ok"


async def test_a_file_that_cannot_be_parsed(
    own_dask_configuration: Path, installed: Path, tmp_path: Path
) -> None:
    file = own_dask_configuration / "labextension.yaml"
    file.write_text("labextension:\n  gateways: [\n")
    level, mend = finding(await examined(tmp_path), f"{file} is not valid YAML: line 3")
    assert (level, mend) == ("error", "Correct the file; no restart needed.")


async def test_a_misspelled_key(
    own_dask_configuration: Path, installed: Path, tmp_path: Path
) -> None:
    configure(own_dask_configuration, gatways={})
    assert finding(await examined(tmp_path), "Did you mean gateways?")[0] == "error"


@pytest.mark.parametrize("host", ["nowhere.invalid", f"{'a' * 70}.invalid"])
async def test_a_gateway_whose_name_nobody_knows(
    own_dask_configuration: Path, installed: Path, tmp_path: Path, host: str
) -> None:
    configure(own_dask_configuration, gateways={"far": {"address": f"http://{host}"}})
    level, mend = finding(await examined(tmp_path), f"No machine is called {host}")
    assert level == "error"
    assert mend == (
        "Correct labextension.gateways.far.address, or connect to the network that knows this name."
    )


async def test_a_gateway_that_takes_no_connection(
    own_dask_configuration: Path, installed: Path, tmp_path: Path
) -> None:
    configure(own_dask_configuration, gateways={"far": {"address": "http://127.0.0.1:1"}})
    level, mend = finding(await examined(tmp_path), "takes no connection at port 1")
    assert level == "error"
    assert mend is not None
    assert "curl -sS http://127.0.0.1:1/api/version" in mend


@pytest.mark.parametrize(
    ("status", "text", "kind"), [(200, "<html>Hello</html>", "text/html"), (401, "{}", "text/json")]
)
async def test_a_gateway_that_is_something_else_or_does_not_know_the_user(
    own_dask_configuration: Path,
    installed: Path,
    tmp_path: Path,
    status: int,
    text: str,
    kind: str,
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        for path in ("/api/version", "/api/v1/clusters/", "/api/v1/options"):
            near.answers[f"GET {path}"] = refusing(status, text, kind)
        report = await examined(tmp_path)
    assert report.errors >= 1
    level, mend = finding(report, "so its machine is there")
    assert (level, "labextension.gateways.near.auth" in str(mend)) == ("warning", True)


async def test_a_factory_that_is_not_installed(
    own_dask_configuration: Path, installed: Path, tmp_path: Path
) -> None:
    configure(own_dask_configuration, factory={"module": "nowhere.clusters", "class": "Cluster"})
    assert finding(await examined(tmp_path), "not installed where Jupyter runs")[0] == "error"


async def test_an_environment_without_dask(
    own_dask_configuration: Path,
    installed: Path,
    tmp_path: Path,
    make_environment: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("CONDA_ENVS_PATH", str(tmp_path / "conda"))
    bare = tmp_path / "conda" / "bare"
    (bare / "conda-meta").mkdir(parents=True)
    (bare / "conda-meta" / "history").touch()
    (bare / "bin").mkdir()
    (bare / "bin" / "python").symlink_to(sys.executable)
    async with fake_gateways(own_dask_configuration, "near"):
        report = await examined(tmp_path)
    assert "bare" in report.text
    assert report.warnings >= 1


async def test_a_credential_that_is_not_there(
    installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X509_USER_PROXY", str(tmp_path / "no-proxy"))
    level, mend = finding(await examined(tmp_path), "no-proxy not found")
    assert (level, str(mend).split()[0]) == ("warning", "voms-proxy-init")


async def test_the_browsers_half_is_missing(jp_config_dir: Path, tmp_path: Path) -> None:
    enable(jp_config_dir, purdue_dask_lab=True)
    level, mend = finding(await examined(tmp_path), "browser's half is not installed")
    assert (level, mend) == (
        "error",
        "Install it anew where JupyterLab runs: pip install --force-reinstall --no-deps "
        "purdue-dask-lab",
    )


async def test_the_browsers_half_is_of_another_version(
    jp_data_dir: Path, jp_config_dir: Path, tmp_path: Path
) -> None:
    enable(jp_config_dir, purdue_dask_lab=True)
    place = install(jp_data_dir, "purdue-dask-lab", "0.0.1")
    level, mend = finding(
        await examined(tmp_path), f"is of version 0.0.1, the server's half of {__version__}"
    )
    assert level == "error"
    assert str(place) in str(mend)


async def test_a_half_that_is_switched_off(
    installed: Path, jp_config_dir: Path, tmp_path: Path
) -> None:
    enable(jp_config_dir, purdue_dask_lab=False, dask_labextension=True)
    config = jp_config_dir / "labconfig"
    config.mkdir()
    disabled = {"disabledExtensions": {"purdue-dask-lab": True}}
    (config / "page_config.json").write_text(json.dumps(disabled))
    report = await examined(tmp_path)
    assert finding(report, "The browser's half is disabled.") == (
        "error",
        "jupyter labextension enable purdue-dask-lab",
    )
    assert finding(report, "The server's half is not enabled") == (
        "error",
        "jupyter server extension enable purdue_dask_lab",
    )
    assert finding(report, "The server's half of dask-labextension is enabled") == (
        "warning",
        "jupyter server extension disable dask_labextension",
    )


async def test_a_second_logo(installed: Path, tmp_path: Path) -> None:
    install(installed, "dask-labextension", "7.0.0")
    assert finding(await examined(tmp_path), "a Dask logo of its own") == (
        "warning",
        "jupyter labextension disable dask-labextension",
    )


async def test_no_secret_is_in_it(
    own_dask_configuration: Path, installed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MY_TOKEN", JWT)
    configure(
        own_dask_configuration,
        gateways={"far": {"address": "http://me:hunter-2-pass@127.0.0.1:1", "lable": JWT}},
        env_override={"OTHER": f"{JWT}/x", "BROKEN": [JWT]},
    )
    report = await examined(tmp_path)
    assert "held back, as they look like secrets: " in report.text
    written = report.model_dump_json()
    assert (JWT in written, "hunter-2-pass" in written) == (False, False)


def asked(*arguments: str) -> subprocess.CompletedProcess[str]:
    """``jupyter dask-lab`` as an administrator types it."""
    command = Path(sys.executable).with_name("jupyter-dask-lab")
    return subprocess.run([command, *arguments], capture_output=True, text=True, check=False)


def test_the_command_says_the_same_and_its_status_tells_scripts(
    own_dask_configuration: Path,
) -> None:
    configure(own_dask_configuration, gateways={"far": {"address": "http://127.0.0.1:1"}})
    told = asked("doctor", "--json")
    report = json.loads(told.stdout)
    assert (told.returncode, told.stderr) == (1, "")
    titles = [section["title"] for section in report["sections"]]
    assert titles == [
        "Installation",
        "Configuration",
        "Environment variables of workers",
        "Gateway far (far)",
    ]
    read = asked("doctor")
    assert "  ERROR  127.0.0.1 takes no connection at port 1" in read.stdout
    assert re.search(r"\n\d+ errors?, \d+ warnings?\.$", read.stdout.rstrip())


def test_the_configuration_can_be_checked_shown_and_described(
    own_dask_configuration: Path,
) -> None:
    configure(own_dask_configuration, env_override={"EXPERIMENT": "cms", "MY_TOKEN": JWT})
    checked = asked("config", "check")
    assert checked.returncode == 0
    # How many there are besides the user's own is the environment's.
    assert re.match(r"\d+ files?, nothing to complain about\.", checked.stdout)
    shown = json.loads(asked("config", "show").stdout)
    assert shown["env_override"] == {"EXPERIMENT": "cms", "MY_TOKEN": "••••••••"}
    assert json.loads(asked("config", "schema").stdout)["title"] == "Dask in JupyterLab"
    configure(own_dask_configuration, gatways={})
    checked = asked("config", "check")
    assert checked.returncode == 1
    assert "labextension.yaml" in checked.stdout
    assert "Did you mean gateways?" in checked.stdout
