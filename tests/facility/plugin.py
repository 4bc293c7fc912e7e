"""The facility as a fixture: one for all tests of a session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from .desk import Desk
from .facility import Facility
from .gateways import Gateway

# A first use starts SLURM or a Hub, and makes what they need if that isn't done yet.
TIMEOUT = 400

# What asks JupyterHub or lets servers come and go; the other half is about SLURM and outages.
FIRST_HALF = {
    "test_endings",
    "test_hub",
    "test_identity",
    "test_kubernetes",
    "test_restarts",
    "test_versions",
}


@pytest.hookimpl(tryfirst=True)  # before xdist looks at the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Allow for the start of what a test may be the first to use, and keep to few facilities.

    Each of xdist's workers that needs a facility has one of its own; its tests wait most
    of the time, so that two halves beside each other take half as long.
    """
    for item in items:
        if "facility" not in getattr(item, "fixturenames", ()):
            continue
        if not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(TIMEOUT))
        half = "one" if item.path.stem in FIRST_HALF else "other"
        item.add_marker(pytest.mark.xdist_group(f"{half}-facility"))


@pytest.fixture(scope="session")
def facility() -> Iterator[Facility]:
    """SLURM, gateways and JupyterHub for real; as root they must work, else they can't."""
    if os.geteuid() != 0:
        pytest.skip("SLURM, other users' accounts and JupyterHub need root")
    made = Facility()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def slurm_gateway(facility: Facility) -> Gateway:
    """A gateway on SLURM which asks for no password."""
    return facility.gateway("slurm")


@pytest.fixture(scope="session")
def kubernetes_gateway(facility: Facility) -> Gateway:
    """A gateway with the Kubernetes backend's manners which asks for no password."""
    return facility.gateway("kubernetes")


@pytest.fixture
def desk(
    facility: Facility,
    own_dask_configuration: Path,
    jp_data_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Desk]:
    """Whose Jupyter server the test's is; what they leave running is shut down."""
    made = Desk(facility, own_dask_configuration, jp_data_dir, monkeypatch)
    yield made
    made.leave()
