"""A site brings its configuration along: in a package of its own, or in a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from purdue_dask_lab.config import facility, loader

SITE = """
labextension:
  monitoring-url: https://dask.example.edu/grafana
  gateways:
    here: {address: "https://dask.example.edu"}
"""


@pytest.fixture(autouse=True)
def nothing_is_remembered() -> Iterator[None]:
    facility.installed.cache_clear()
    yield
    facility.installed.cache_clear()


def choose(directory: Path, name: str, more: str = "") -> loader.Configuration:
    (directory / "labextension.yaml").write_text(f"labextension:\n  facility: {name}\n{more}")
    return loader.read()


def package(folder: Path, name: str, content: str) -> None:
    """Install a package of a site: ``pip install`` leaves the same."""
    site = folder / "example_site_dask"
    site.mkdir()
    (site / "__init__.py").write_text("raise RuntimeError('nobody has to import this')")
    (site / f"{name}.yaml").write_text(content)
    info = folder / "example_site_dask-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: example-site-dask\nVersion: 1.0")
    (info / "entry_points.txt").write_text(f"[{facility.GROUP}]\n{name} = example_site_dask\n")


def test_a_sites_own_package_is_found_by_its_entry_point(
    own_dask_configuration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It is installed while Jupyter runs.
    assert "choose one of purdue-af" in choose(own_dask_configuration, "example").errors[0]
    package(tmp_path, "example", SITE)
    monkeypatch.syspath_prepend(tmp_path)
    found = loader.read()
    assert found.errors == []
    assert [(one.id, one.monitoring_url) for one in found.gateways] == [
        ("here", "https://dask.example.edu/grafana")
    ]


def test_a_file_is_found_by_its_path_and_users_say_the_rest(
    own_dask_configuration: Path, tmp_path: Path
) -> None:
    (tmp_path / "site.yaml").write_text(SITE)
    more = "  gateways: {here: {label: Mine}}\n"
    found = choose(own_dask_configuration, str(tmp_path / "site.yaml"), more)
    assert [(one.id, one.label, one.address) for one in found.gateways] == [
        ("here", "Mine", "https://dask.example.edu")
    ]


def test_a_change_of_the_file_counts_at_once(own_dask_configuration: Path, tmp_path: Path) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(SITE)
    choose(own_dask_configuration, str(file))
    file.write_text(SITE.replace("here:", "there:"))
    assert [one.id for one in loader.read().gateways] == ["there"]


def test_a_file_that_is_not_there_is_named(own_dask_configuration: Path, tmp_path: Path) -> None:
    found = choose(own_dask_configuration, str(tmp_path / "none.yaml"))
    (said,) = found.errors
    assert f"labextension.facility names {tmp_path / 'none.yaml'}, which is not there" in said
    assert [one.id for one in found.gateways] == ["local"]


def test_what_is_wrong_in_a_sites_file_is_named_with_its_line(
    own_dask_configuration: Path, tmp_path: Path
) -> None:
    file = tmp_path / "site.yaml"
    file.write_text(SITE.replace("address:", "adress:"))
    found = choose(own_dask_configuration, str(file))
    assert any(f"{file}, line 5: labextension.gateways" in said for said in found.errors)
    file.write_text("labextension: [")
    assert any(str(file) in said for said in loader.read().errors)
