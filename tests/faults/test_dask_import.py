"""Dask can be imported whatever its files hold, and gets what of them is valid."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from faults.hanging import hanging

PROGRAM = """\
import json, sys
from purdue_dask_lab.config.dask_import import import_dask
assert "dask" not in sys.modules
import_dask()
import dask
import dask.config
print(json.dumps({
    "site": dask.config.get("site", None),
    "variable": dask.config.get("from.variable", None),
    "own": dask.config.get("array.svg.size"),
}))
"""
EXPECTED = {"site": {"key": "value"}, "variable": 5, "own": 120}


def imported(folder: Path, program: str = PROGRAM) -> dict[str, object]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DASK_")}
    environ |= {"DASK_CONFIG": str(folder), "DASK_ROOT_CONFIG": str(folder)}
    environ |= {"DASK_FROM__VARIABLE": "5", "DASK_GATEWAY": "x", "DASK_GATEWAY__ADDRESS": "y"}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environ, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 0, done.stderr[-1500:]
    found: dict[str, object] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize(
    "text", ["A: [1", "1: x", "&a {x: *a}", "a:\n  NO: x", "[1]", "\xff", "a: !x y", ""]
)
def test_an_odd_file_does_not_keep_dask_from_being_imported(tmp_path: Path, text: str) -> None:
    (tmp_path / "odd.yaml").write_bytes(text.encode("latin-1"))
    (tmp_path / "site.yaml").write_text("site: {key: value}\n")
    assert imported(tmp_path) == EXPECTED


def test_a_file_that_hangs_does_not_either(tmp_path: Path) -> None:
    (tmp_path / "site.yaml").write_text("site: {key: value}\n")
    with hanging(tmp_path / "hung.yaml"):
        assert imported(tmp_path) == EXPECTED
