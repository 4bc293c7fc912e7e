"""Where JupyterLab runs in an environment of pixi's, that is the default."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from prefixes import as_conda, make_project, make_venv

from purdue_dask_lab.environments.discovery import EnvironmentDiscovery, EnvironmentQuery


def spec(name: str, *argv: str) -> dict[str, Any]:
    words = [*argv, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    described = {"argv": words, "display_name": name, "language": "python"}
    return {"resource_dir": "/nowhere", "spec": described}


@pytest.mark.parametrize("environment", ["default", "lab"])
@pytest.mark.parametrize("inside", [True, False], ids=["in the project", "elsewhere"])
def test_it_comes_first_as_what_it_is(
    tmp_path: Path, jp_data_dir: Path, inside: bool, environment: str
) -> None:
    project = make_project(tmp_path / "analysis", [environment])
    prefix = as_conda(make_venv(project / ".pixi" / "envs" / environment, dask=True))
    (tmp_path / "elsewhere").mkdir()
    # The kernel of JupyterLab's own environment, beside that of pixi-kernel.
    specs = {
        "pixi-kernel-python3": spec("Pixi - Python 3", "pixi", "run", "python"),
        "python3": spec("Python 3", str(prefix / "bin" / "python")),
    }
    root = project if inside else tmp_path / "elsewhere"
    discovery = EnvironmentDiscovery(lambda: specs, "python3", root)
    first, *_ = asyncio.run(discovery.listing(EnvironmentQuery()))
    assert (first.name, first.is_default, first.kind.value) == ("python3", True, "pixi")
    assert (first.prefix, first.pixi_project, first.pixi_env) == (
        *(str(prefix), str(project)),
        environment,
    )
