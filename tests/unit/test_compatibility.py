"""What the documentation says was run is what the script runs, from the oldest that pip takes."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def compatibility() -> ModuleType:
    path = ROOT / "scripts" / "compatibility.py"
    spec = importlib.util.spec_from_file_location("compatibility", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_table_has_every_version_that_the_script_runs(compatibility: ModuleType) -> None:
    listed = compatibility.listed((ROOT / "scripts" / "compatibility").read_text())
    rows = compatibility.rows_of(compatibility.TABLE.read_text())
    assert listed[-1] == "newest"
    assert rows[:-1] == listed[:-1]
    # The newest, when it was run, is no older than the last that is named.
    assert [int(part) for part in rows[-1].split(".")] >= [
        int(part) for part in listed[-2].split(".")
    ]


def test_the_oldest_of_the_table_is_the_oldest_that_is_promised(compatibility: ModuleType) -> None:
    oldest = compatibility.rows_of(compatibility.TABLE.read_text())[0]
    assert f'"jupyterlab>={oldest},<5"' in (ROOT / "pyproject.toml").read_text()
    assert re.search(rf"JupyterLab runs \({re.escape(oldest)} or newer", _readme())


def _readme() -> str:
    return (ROOT / "README.md").read_text()
