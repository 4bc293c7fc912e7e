"""What is installed holds what a release must, the licenses of bundled JavaScript among it."""

from __future__ import annotations

import importlib.util
import json
import re
from importlib import metadata
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def archives() -> ModuleType:
    spec = importlib.util.spec_from_file_location("archives", ROOT / "scripts" / "archives.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names_installed() -> dict[str, Path]:
    files = metadata.files("purdue-dask-lab")
    assert files is not None
    return {str(file): Path(str(file.locate())) for file in files}


def test_nothing_is_missing_from_what_is_installed(archives: ModuleType) -> None:
    # Python compiles as it installs, which is no part of an archive.
    names = [name for name in names_installed() if "__pycache__" not in name]
    assert archives.faults(names, archives.IN_WHEEL) == []


def test_what_is_missing_or_odd_in_an_archive_is_named(archives: ModuleType) -> None:
    names = ["x/LICENSE", "x/node_modules/y.js"]
    found = archives.faults(names, ("*LICENSE", f"*{archives.LICENSES}"))
    assert found == [f"holds no *{archives.LICENSES}", "holds x/node_modules/y.js"]


def test_licenses_of_all_that_is_bundled_are_told(archives: ModuleType) -> None:
    (file,) = [path for name, path in names_installed().items() if name.endswith(archives.LICENSES)]
    packages = json.loads(file.read_text())["packages"]
    assert packages
    assert all(one["name"] and one["licenseId"] and one["extractedText"] for one in packages)


def test_jupyterlabs_start_costs_no_more_than_it_may(archives: ModuleType) -> None:
    sizes = {name: path.stat().st_size for name, path in names_installed().items()}
    (entry,) = [path for name, path in names_installed().items() if "remoteEntry" in name]
    cost = archives.start_bytes(sizes, entry.read_text())
    assert 5_000 < cost <= archives.START_BUDGET


def test_the_start_loads_the_entry_and_its_chunk_and_no_other(archives: ModuleType) -> None:
    sizes = {"x/static/remoteEntry.1a.js": 1, "x/static/661.2b.js": 20, "x/static/66.3c.js": 400}
    entry = '"./index":()=>n.e(66).then(),"./extension":()=>n.e(661).then(()=>()=>n(8564))'
    assert archives.start_bytes(sizes, entry) == 21


def test_shared_packages_are_taken_whatever_their_version(archives: ModuleType) -> None:
    # Otherwise older JupyterLabs warn of each: "Unsatisfied version".
    (entry,) = [path for name, path in names_installed().items() if "remoteEntry" in name]
    shared = re.findall(r"\{shareScope:[^}]*\}", entry.read_text())
    assert shared
    assert [one for one in shared if "requiredVersion" in one] == []
