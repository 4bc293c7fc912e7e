"""Everybody's server starts with the extension, whether or not its user has clusters."""

from __future__ import annotations

import re
from pathlib import Path

from own_jupyter import own_jupyter

LOADED = re.compile(r"^import time: .*\| +([\w.]+)$", re.MULTILINE)


def test_a_start_loads_nothing_that_only_an_open_panel_needs(
    tmp_path: Path, own_dask_configuration: Path
) -> None:
    extensions = ("purdue_dask_lab",)
    with own_jupyter(tmp_path / "work", extensions, PYTHONPROFILEIMPORTTIME="1") as server:
        loaded = set(LOADED.findall(server.log))
    assert "purdue_dask_lab.app" in loaded
    heavy = {"dask", "dask_gateway", "distributed", "jupyterlab_server", "pydantic"}
    assert loaded & heavy == set()
