"""The facility as a fixture: one for all tests of a session."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from .desk import Desk
from .facility import Facility
from .gateways import Gateway
from .kubernetes.gateway import KubernetesGateway

# A first use starts SLURM or a Hub, and makes what they need if that isn't done yet.
TIMEOUT = 400

# Which tests share a facility: only what these ask for is started in it.
SHARED_BY = {
    **dict.fromkeys(("endings", "hub", "identity", "restarts", "starts", "versions"), "JupyterHub"),
    **dict.fromkeys(("kubernetes", "kubernetes_parts", "pod_reasons"), "Kubernetes"),
}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Allow for the start of what a test may be the first to use."""
    for item in items:
        if "facility" in getattr(item, "fixturenames", ()) and not item.get_closest_marker(
            "timeout"
        ):
            item.add_marker(pytest.mark.timeout(TIMEOUT))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Where several workers run tests, three have a facility, each one of its own.

    Its tests wait most of the time, so that three parts beside each other take a third as
    long; all other tests go to whoever is free.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Scheduling(LoadScopeScheduling):  # type: ignore[misc]
        def _split_scope(self, nodeid: str) -> str:
            found = re.search(r"(?:^|/)facility/test_(\w+)\.py::", nodeid)
            if found is None:
                return nodeid
            return SHARED_BY.get(found[1], "SLURM")

    return Scheduling(config, log)


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
def kubernetes_gateway(facility: Facility) -> KubernetesGateway:
    """A gateway on Kubernetes which asks for no password."""
    made = facility.gateway("kubernetes")
    assert isinstance(made, KubernetesGateway)
    return made


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
