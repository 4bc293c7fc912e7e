"""Jupyter servers come and go against a gateway that lives on: nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from own_jupyter import OwnJupyter, own_jupyter

from facility.desk import Desk, wanted
from facility.gateways import Gateway

KEPT = ("label", "environment", "started_at", "created_at", "status", "expires_at")


@pytest.fixture
def server(desk: Desk, kubernetes_gateway: Gateway, tmp_path: Path) -> Iterator[OwnJupyter]:
    """The Purdue user's server in front of the gateway with Kubernetes' manners."""
    desk.sit(kubernetes_gateway)
    with own_jupyter(tmp_path / "work") as server:
        yield server


@pytest.mark.parametrize("end", [OwnJupyter.stop, OwnJupyter.kill], ids=["stopped", "killed"])
def test_a_server_that_comes_back_knows_what_the_gateway_cannot_tell(
    server: OwnJupyter, end: object
) -> None:
    request = wanted("kubernetes", label="Zmumu", workers={"minimum": 1, "maximum": 2})
    name = server.lab("clusters", "POST", request)["name"]
    before = server.wait_for(name, running=1)
    assert callable(end)
    end(server)
    server.start()
    after = server.wait_for(name, running=1)
    assert {key: after[key] for key in KEPT} == {key: before[key] for key in KEPT}
    assert after["label"] == "Zmumu"
    assert (after["workers"]["minimum"], after["workers"]["maximum"]) == (1, 2)


def test_a_cluster_that_started_while_no_server_ran_gets_its_workers(server: OwnJupyter) -> None:
    name = server.lab("clusters", "POST", wanted("kubernetes"))["name"]
    server.kill()
    server.start()
    server.wait_for(name, running=1)


def test_two_servers_of_one_user_show_the_same(server: OwnJupyter, tmp_path: Path) -> None:
    with own_jupyter(tmp_path / "other") as other:
        assert other.lab("clusters")["clusters"] == []
        request = wanted("kubernetes", label="Zmumu")
        name = server.lab("clusters", "POST", request)["name"]
        server.wait_for(name, running=1)
        seen = other.wait_for(name, running=1)
        assert (seen["label"], seen["workers"]["requested"]) == ("Zmumu", 1)
        other.lab(f"clusters/kubernetes/{name}", "PATCH", {"adapt": {"minimum": 0, "maximum": 3}})
        shown = server.wait_for(name, maximum=3)
        assert (shown["workers"]["minimum"], shown["workers"]["maximum"]) == (0, 3)
        server.lab(f"clusters/kubernetes/{name}", "DELETE")
        # Shut down by its user, it has not ended by itself.
        other.wait_for_end(name)
        server.wait_for_end(name)
