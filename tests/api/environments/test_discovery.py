"""What a user was told about the list of environments, with real ones on disk."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest
from prefixes import (
    DASK,
    MINOR,
    add_record,
    as_conda,
    kernel_of,
    lend_packages,
    make_conda,
    make_kernel,
    make_project,
    make_venv,
)
from rest import Ask


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A home directory in which, and no conda outside of which, a test finds environments."""
    place = tmp_path / "somebody"
    place.mkdir()
    monkeypatch.setenv("HOME", str(place))
    for name in ("CONDA_EXE", "CONDA_PREFIX", "MAMBA_ROOT_PREFIX", "CONDA_ENVS_PATH"):
        monkeypatch.delenv(name, raising=False)
    return place


async def listed(ask: Ask, **query: str) -> list[dict[str, Any]]:
    answer = await ask("environments", params={"gateway": "local", **query})
    assert answer.status == 200, answer.body
    return answer.body  # type: ignore[no-any-return]


async def named(ask: Ask, name: str | Path, **query: str) -> dict[str, Any]:
    found = [one for one in await listed(ask, **query) if one["name"] == str(name)]
    assert len(found) == 1, [one["name"] for one in await listed(ask, **query)]
    return found[0]


def said(environment: dict[str, Any]) -> str:
    return " ".join(problem["message"] for problem in environment["problems"])


async def test_the_servers_own_kernel_is_the_default_and_has_its_versions(
    ask: Ask, home: Path
) -> None:
    import distributed

    first = (await listed(ask))[0]
    assert (first["name"], first["prefix"], first["is_default"]) == ("python3", sys.prefix, True)
    assert first["versions"]["distributed"] == distributed.__version__
    assert first["problems"] == []


async def test_a_kernel_is_listed_by_the_name_its_launcher_shows_if_it_is_python(
    ask: Ask, jp_data_dir: Path, tmp_path: Path, home: Path
) -> None:
    prefix = make_venv(tmp_path / "zmumu", dask=True)
    kernel_of(jp_data_dir, "zmumu", prefix, display_name="Z to two muons")
    make_kernel(jp_data_dir, "ir", ["/usr/bin/R"], display_name="R", language="R")
    found = await named(ask, "zmumu")
    assert (found["display_name"], found["kind"]) == ("Z to two muons", "venv")
    assert found["prefix"] == str(prefix)
    assert "R" not in [one["display_name"] for one in await listed(ask)]


async def test_the_same_prefix_twice_is_one_entry_and_both_names_can_be_asked_for(
    ask: Ask, jp_data_dir: Path, tmp_path: Path, home: Path
) -> None:
    prefix = make_venv(tmp_path / "real")
    (tmp_path / "link").symlink_to(prefix)
    kernel_of(jp_data_dir, "one", prefix)
    kernel_of(jp_data_dir, "two", tmp_path / "link")
    names = [one["name"] for one in await listed(ask)]
    assert sorted(names) == ["one", "python3"]
    for name in ("one", "two"):
        assert (await ask("worker-variables", params={"environment": name})).status == 200


@pytest.mark.parametrize(
    "register",
    [
        "environments.txt",
        "envs_dirs",
        "CONDA_ENVS_PATH",
        "micromamba",
        "conda",
        "MAMBA_ROOT_PREFIX",
    ],
)
async def test_a_conda_environment_is_found_wherever_its_maker_keeps_it(
    ask: Ask, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, register: str
) -> None:
    place = {
        "micromamba": home / "micromamba" / "envs",
        "conda": home / "miniforge3" / "envs",
    }.get(register, tmp_path / "place" / "envs")
    prefix = make_conda(place / "coffea", DASK)
    if register == "environments.txt":
        (home / ".conda").mkdir()
        (home / ".conda" / "environments.txt").write_text(f"{prefix}\n/no/such/place\n")
    elif register == "envs_dirs":
        monkeypatch.setenv("PLACE", str(tmp_path / "place"))
        (home / ".condarc").write_text("envs_dirs:\n  - ${PLACE}/envs\n  - ~/nothing\n")
    elif register == "CONDA_ENVS_PATH":
        monkeypatch.setenv("CONDA_ENVS_PATH", f"/nowhere:{place}")
    elif register == "MAMBA_ROOT_PREFIX":
        monkeypatch.setenv("MAMBA_ROOT_PREFIX", str(place.parent))
    found = await named(ask, prefix)
    assert (found["display_name"], found["kind"]) == ("Python [conda env:coffea]", "conda")
    assert found["versions"] == {
        "python": f"{MINOR}.9",
        **{name.replace("-", "_"): version for name, version in DASK.items()},
    }


async def test_what_is_no_conda_environment_or_has_no_python_is_not_listed(
    ask: Ask, home: Path
) -> None:
    envs = home / ".conda" / "envs"
    without_python = make_conda(envs / "r-base", {})
    (without_python / "bin" / "python").unlink()
    (envs / "just-a-folder").mkdir()
    (home / ".condarc").write_text("envs_dirs: [broken\n")
    assert [one["name"] for one in await listed(ask)] == ["python3"]


async def test_a_conda_environment_without_ipykernel_says_so_with_the_command_that_mends_it(
    ask: Ask, home: Path
) -> None:
    prefix = make_conda(home / ".conda" / "envs" / "coffea", DASK)
    (problem,) = [
        one for one in (await named(ask, prefix))["problems"] if "no ipykernel" in one["message"]
    ]
    mend = f"conda install --prefix {prefix} --channel conda-forge ipykernel"
    assert (problem["severity"], problem["mend"], problem["blocks"]) == ("warning", mend, False)
    add_record(prefix, "ipykernel", "6.29.5")
    assert "no ipykernel" not in said(await named(ask, prefix))


async def test_a_kernel_of_nb_conda_kernels_is_the_environment_it_names(
    ask: Ask, jp_data_dir: Path, home: Path
) -> None:
    prefix = make_conda(home / ".conda" / "envs" / "coffea", {**DASK, "ipykernel": "6.29.5"})
    make_kernel(
        jp_data_dir,
        "conda-env-coffea-py",
        [sys.executable, "-m", "nb_conda_kernels.runner", "/opt/conda", prefix, "python"],
        display_name="Python [conda env:coffea]",
        metadata={"conda_env_name": "coffea", "conda_env_path": str(prefix)},
    )
    found = await named(ask, "conda-env-coffea-py")
    assert (found["prefix"], found["kind"]) == (str(prefix), "conda")
    assert str(prefix) not in [one["name"] for one in await listed(ask)]


@pytest.mark.parametrize(
    "argv",
    [
        ["conda", "run", "--prefix", "{prefix}", "python"],
        ["/opt/x/micromamba", "run", "-n", "coffea", "python"],
        ["/usr/bin/env", "A=1", "{prefix}/bin/python"],
        ["/usr/local/bin/with-root", "{prefix}/bin/python"],
    ],
    ids=["conda run", "micromamba run", "env", "script"],
)
async def test_a_kernel_started_in_a_roundabout_way_is_still_told(
    ask: Ask, jp_data_dir: Path, home: Path, argv: list[str]
) -> None:
    prefix = make_conda(home / ".conda" / "envs" / "coffea", DASK)
    make_kernel(jp_data_dir, "odd", [part.format(prefix=prefix) for part in argv])
    assert (await named(ask, "odd"))["prefix"] == str(prefix)


async def test_a_kernel_in_a_container_is_listed_and_says_why_it_cannot_be_used(
    ask: Ask, jp_data_dir: Path, home: Path
) -> None:
    make_kernel(jp_data_dir, "image", ["singularity", "exec", "image.sif", "python"])
    found = await named(ask, "image")
    assert found["prefix"] is None
    assert [one["blocks"] for one in found["problems"]] == [True]
    assert "is started by singularity" in said(found)
    refused = await ask("clusters", "POST", {"gateway": "local", "environment": "image"})
    assert (refused.status, refused.body["field"]) == (422, "environment")


async def test_what_was_made_or_installed_a_moment_ago_is_there_at_the_next_look(
    ask: Ask, jp_data_dir: Path, home: Path, tmp_path: Path
) -> None:
    prefix = make_venv(tmp_path / "fresh")
    kernel_of(jp_data_dir, "fresh", prefix)
    assert "dask, distributed and dask-gateway are missing in" in said(await named(ask, "fresh"))
    site = prefix / "lib" / f"python{MINOR}" / "site-packages"
    for name in ("dask-2024.5.0", "distributed-2024.5.0"):
        (site / f"{name}.dist-info").mkdir()
    found = await named(ask, "fresh")
    assert found["versions"]["distributed"] == "2024.5.0"
    assert "dask-gateway is missing in" in said(found)
    (site / "distributed-2024.5.0.dist-info").rename(site / "distributed-2024.6.0.dist-info")
    assert (await named(ask, "fresh"))["versions"]["distributed"] == "2024.6.0"
    make_conda(home / ".conda" / "envs" / "new", {})
    await named(ask, home / ".conda" / "envs" / "new")


async def test_a_change_is_seen_although_what_was_read_is_remembered(
    ask: Ask, jp_data_dir: Path, home: Path, tmp_path: Path
) -> None:
    prefix = make_venv(tmp_path / "known")
    kernel_of(jp_data_dir, "known", prefix)
    for folder in (prefix, *prefix.rglob("*")):
        os.utime(folder, (1, 1), follow_symlinks=False)
    assert (await named(ask, "known"))["versions"]["dask"] is None
    site = prefix / "lib" / f"python{MINOR}" / "site-packages"
    (site / "dask-2024.5.0.dist-info").mkdir()
    assert (await named(ask, "known"))["versions"]["dask"] == "2024.5.0"


async def test_a_change_within_the_same_tick_of_the_clock_is_seen(
    ask: Ask, jp_data_dir: Path, home: Path, tmp_path: Path
) -> None:
    prefix = make_venv(tmp_path / "quick")
    kernel_of(jp_data_dir, "quick", prefix)
    site = prefix / "lib" / f"python{MINOR}" / "site-packages"
    site.touch()
    stamp = site.stat().st_mtime_ns
    assert (await named(ask, "quick"))["versions"]["dask"] is None
    (site / "dask-2024.5.0.dist-info").mkdir()
    os.utime(site, ns=(stamp, stamp))
    assert (await named(ask, "quick"))["versions"]["dask"] == "2024.5.0"


async def test_packages_that_a_path_file_lends_are_there(
    ask: Ask, jp_data_dir: Path, home: Path, tmp_path: Path
) -> None:
    prefix = make_venv(tmp_path / "lent")
    kernel_of(jp_data_dir, "lent", prefix)
    lend_packages(prefix)
    assert (await named(ask, "lent"))["problems"] == []


@pytest.fixture
def pixi_kernel(jp_data_dir: Path) -> None:
    make_kernel(jp_data_dir, "pixi", ["pixi", "run", "python"], display_name="Python (Pixi)")


@pytest.mark.usefixtures("pixi_kernel")
class TestPixi:
    async def test_its_kernel_is_the_project_above_the_notebook(
        self, ask: Ask, jp_root_dir: Path, home: Path
    ) -> None:
        project = make_project(jp_root_dir / "analysis")
        prefix = as_conda(make_venv(project / ".pixi" / "envs" / "default", dask=True))
        notebook = project / "deep" / "down" / "plots.ipynb"
        found = await named(ask, "pixi", notebook=str(notebook.relative_to(jp_root_dir)))
        assert (found["display_name"], found["kind"]) == ("Python (Pixi)", "pixi")
        assert (found["prefix"], found["problems"]) == (str(prefix), [])
        assert (found["pixi_project"], found["pixi_env"]) == (str(project), "default")

    async def test_it_is_the_environment_that_the_notebook_chose(
        self, ask: Ask, jp_root_dir: Path, home: Path
    ) -> None:
        project = make_project(jp_root_dir, ["cuda"])
        notebook = {"metadata": {"pixi-kernel": {"environment": "cuda"}}, "cells": []}
        (project / "plots.ipynb").write_text(json.dumps(notebook))
        assert (await named(ask, "pixi", notebook="plots.ipynb"))["pixi_env"] == "cuda"
        names = [one["name"] for one in await listed(ask, notebook="plots.ipynb")]
        assert str(project / ".pixi" / "envs" / "default") in names

    async def test_one_that_is_not_built_says_so_and_blocks_until_it_is(
        self, ask: Ask, jp_root_dir: Path, home: Path
    ) -> None:
        project = make_project(jp_root_dir / "analysis")
        (problem,) = (await named(ask, "pixi", notebook="analysis/a.ipynb"))["problems"]
        mend = f"pixi install --manifest-path {project} --environment default"
        assert (problem["severity"], problem["blocks"]) == ("error", True)
        assert problem["mend"] == mend
        assert problem["message"].endswith(f"is not built yet: {mend}")
        wanted = {"gateway": "local", "environment": "pixi", "notebook": "analysis/a.ipynb"}
        refused = await ask("clusters", "POST", wanted)
        assert (refused.status, refused.body["field"]) == (422, "environment")
        assert mend in refused.body["message"]

    async def test_without_a_project_it_says_what_to_do(self, ask: Ask, home: Path) -> None:
        found = await named(ask, "pixi", notebook="elsewhere/a.ipynb")
        assert found["prefix"] is None
        assert "open a notebook in a folder with a pixi.toml" in said(found)

    async def test_the_manifest_may_be_part_of_pyproject_toml_or_be_broken(
        self, ask: Ask, jp_root_dir: Path, home: Path
    ) -> None:
        manifest = jp_root_dir / "pyproject.toml"
        manifest.write_text("[project]\nname = 'x'\n")
        assert (await named(ask, "pixi", notebook="a.ipynb"))["pixi_project"] is None
        manifest.write_text("[tool.pixi.workspace]\nname = 'x'\n")
        assert (await named(ask, "pixi", notebook="a.ipynb"))["pixi_project"] == str(jp_root_dir)
        manifest.write_text("[tool.pixi.workspace\nname = 'x'\n")
        assert (await named(ask, "pixi", notebook="a.ipynb"))["pixi_project"] == str(jp_root_dir)

    async def test_one_kept_elsewhere_is_told_by_what_pixi_wrote_into_it(
        self, ask: Ask, jp_data_dir: Path, tmp_path: Path, home: Path
    ) -> None:
        project = make_project(tmp_path / "project")
        prefix = as_conda(make_venv(tmp_path / "detached" / "envs" / "cuda", dask=True))
        marker = {"manifest_path": str(project / "pixi.toml"), "environment_name": "cuda"}
        (prefix / "conda-meta" / "pixi").write_text(json.dumps(marker))
        kernel_of(jp_data_dir, "detached", prefix)
        found = await named(ask, "detached")
        assert (found["pixi_project"], found["pixi_env"]) == (str(project), "cuda")


async def test_a_virtual_environment_beside_the_notebook_is_there(
    ask: Ask, jp_root_dir: Path, home: Path
) -> None:
    prefix = make_venv(jp_root_dir / "analysis" / ".venv", dask=True)
    found = await named(ask, prefix, notebook="analysis/sub/a.ipynb")
    assert (found["display_name"], found["kind"]) == ("Python [analysis/.venv]", "venv")


async def test_the_kernel_of_the_notebook_in_front_comes_first_if_workers_can_use_it(
    ask: Ask, jp_data_dir: Path, tmp_path: Path, home: Path
) -> None:
    good = make_venv(tmp_path / "good", dask=True)
    kernel_of(jp_data_dir, "good", good)
    bad = make_venv(tmp_path / "bad", dask=False)
    kernel_of(jp_data_dir, "bad", bad)
    assert (await listed(ask, kernel="good"))[0]["name"] == "good"
    first, *others = await listed(ask, kernel="bad")
    assert (first["name"], first["is_default"]) == ("python3", True)
    assert not any(one["is_default"] for one in others)
