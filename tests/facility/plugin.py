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
TIMEOUT = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Allow for the start of what a test may be the first to use."""
    for item in items:
        if "facility" in getattr(item, "fixturenames", ()) and not item.get_closest_marker(
            "timeout"
        ):
            item.add_marker(pytest.mark.timeout(TIMEOUT))


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
