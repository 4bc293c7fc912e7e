"""Gateway servers of other years come up beside the newest one, and start clusters."""

from __future__ import annotations

import pytest
from facility.accounts import PURDUE
from facility.environments import GATEWAYS, NEWEST
from facility.facility import Facility
from facility.user import User


@pytest.mark.parametrize("version", sorted(set(GATEWAYS) - {NEWEST}))
def test_an_older_server_runs_a_cluster(facility: Facility, version: str) -> None:
    gateway = facility.gateway("kubernetes", f"gateway-{version}", version=version)
    user = User(gateway, PURDUE)
    assert user.ask("GET", "/api/version").body == {"version": version}
    name = user.create(facility.environment)
    user.wait_for(name, "RUNNING")
    assert user.run(name, "print(client.submit(sum, [1, 2]).result())") == ["3"]
    user.stop_all()
    assert user.status(name) == "STOPPED"
    gateway.stop()
