"""The facility's gateways do what the real ones do, without our extension in between."""

from __future__ import annotations

import time
import urllib.error
from collections.abc import Iterator

import pytest

from facility.accounts import CERN, PURDUE
from facility.facility import Facility
from facility.gateways import Gateway
from facility.processes import PATH, FacilityError, wait_for
from facility.user import User

CAP = "You may only have 1 active Dask Gateway cluster(s) at a time."
WHO = "import getpass; print(client.submit(getpass.getuser).result())"
IDENTITY = {"PATH": PATH, "NB_UID": "2001", "NB_GID": "2001"}


@pytest.fixture
def pete(slurm_gateway: Gateway) -> Iterator[User]:
    """The Purdue user at the gateway on SLURM."""
    user = User(slurm_gateway, PURDUE)
    yield user
    user.stop_all()


@pytest.fixture
def bob(kubernetes_gateway: Gateway) -> Iterator[User]:
    """The CERN user at the other gateway."""
    user = User(kubernetes_gateway, CERN)
    yield user
    user.stop_all()


def test_a_cluster_on_slurm_computes_as_the_user_and_leaves_no_job(
    facility: Facility, pete: User
) -> None:
    name = pete.create(facility.environment)
    assert "." not in name
    pete.wait_for(name, "RUNNING")
    assert pete.run(name, WHO) == [PURDUE]
    jobs = facility.slurm.squeue()
    assert [(job.user, job.state) for job in jobs] == [(PURDUE, "RUNNING")] * 2
    pete.stop(name)
    pete.wait_for(name, "STOPPED")
    wait_for(lambda: not facility.slurm.squeue(), "No job is left")


def test_a_job_waits_for_the_node_and_outlives_the_gateway(
    facility: Facility, slurm_gateway: Gateway, pete: User
) -> None:
    with facility.slurm.occupied():
        name = pete.create(facility.environment)
        wait_for(lambda: facility.slurm.squeue(PURDUE), "The job is submitted")
        wait_for(lambda: facility.slurm.squeue(PURDUE)[0].reason == "Resources", "A reason is said")
        assert pete.status(name) == "PENDING"
        second = pete.ask_for()
        assert (second.status, second.body["error"][: len(CAP)]) == (422, CAP)
    pete.wait_for(name, "RUNNING")
    slurm_gateway.kill()
    with pytest.raises(urllib.error.URLError):
        pete.status(name)
    slurm_gateway.start()
    assert pete.status(name) == "RUNNING"


def test_a_drained_node_takes_no_jobs_until_the_start_is_given_up(
    facility: Facility, slurm_gateway: Gateway, pete: User
) -> None:
    facility.slurm.drain()
    slurm_gateway.restart(start_timeout=4)
    try:
        name = pete.create(facility.environment)
        pete.wait_for(name, "FAILED")
    finally:
        slurm_gateway.restart(start_timeout=120)
        facility.slurm.undrain()
    wait_for(lambda: not facility.slurm.squeue(), "No job is left")


def test_the_partition_is_closed_to_the_cern_user(
    facility: Facility, slurm_gateway: Gateway
) -> None:
    bob = User(slurm_gateway, CERN)
    bob.wait_for(bob.create(facility.environment), "FAILED")
    assert "User's group not permitted to use this partition" in slurm_gateway.log


def test_a_dead_scheduler_shows_by_its_heartbeats_only(
    facility: Facility, slurm_gateway: Gateway, pete: User
) -> None:
    name = pete.create(facility.environment)
    pete.wait_for(name, "RUNNING")
    slurm_gateway.kill_scheduler(name)
    counts = f"/clusters/{name}/json/counts.json"
    assert (pete.ask("GET", counts).status, pete.status(name)) == (502, "RUNNING")
    pete.wait_for(name, "FAILED")


@pytest.mark.parametrize("kind", ["slurm", "kubernetes"])
def test_a_choice_is_refused_in_the_facilitys_words(facility: Facility, kind: str) -> None:
    user = User(facility.gateway(kind), PURDUE)
    good = {"conda_env": str(facility.environment)}

    def refused(**options: object) -> str:
        answer = user.ask_for(**options)
        assert answer.status == 422, answer
        return str(answer.body["error"])

    assert refused(**good) == "'PATH'"
    assert refused(env={"PATH": PATH}) == "Either conda_env or pixi_project must be set."
    assert refused(**good, worker_memory=65).startswith("worker_memory must be <= 64")
    assert refused(**good, cluster="geddes") == "Unknown fields ['cluster']"
    wrong = {"slurm": 1.5, "kubernetes": 0.05}[kind]
    assert refused(**good, worker_cores=wrong).startswith("worker_cores must be")


def test_a_cluster_on_kubernetes(
    facility: Facility, kubernetes_gateway: Gateway, bob: User
) -> None:
    missing = bob.ask_for(conda_env=str(facility.environment), env={"PATH": PATH})
    assert (missing.status, "NB_UID and NB_GID" in missing.body["error"]) == (422, True)
    name = bob.create(facility.environment, worker_cores=63.9, env=IDENTITY)
    assert name.startswith("cms.")
    bob.wait_for(name, "RUNNING")
    assert kubernetes_gateway.proxy_address[10:] not in kubernetes_gateway.address
    assert bob.run(name, WHO) == [CERN]
    over = bob.ask("POST", f"/api/v1/clusters/{name}/scale", {"count": 4}).body
    assert (over["ok"], "resource limit of 3 workers" in over["msg"]) == (False, True)
    # Stopping counts, and has no name.
    bob.ask("POST", f"/api/v1/clusters/{name}/scale", {"count": 1})
    kubernetes_gateway.restart()
    assert bob.status(name) == "RUNNING"
    bob.stop(name)
    seen = [bob.status(name)]
    again = bob.ask_for(conda_env=str(facility.environment), env=IDENTITY)
    assert (again.status, again.body["error"][: len(CAP)]) == (422, CAP)
    while seen[-1] != "STOPPED":
        seen.append(bob.status(name))
        time.sleep(0.05)
    assert set(seen) == {"RUNNING", "STOPPED"}


def test_a_gateway_that_hangs_accepts_connections_and_says_nothing(
    facility: Facility, kubernetes_gateway: Gateway, bob: User
) -> None:
    kubernetes_gateway.suspend()
    with pytest.raises(TimeoutError):
        bob.ask("GET", "/api/v1/clusters/", timeout=1)
    kubernetes_gateway.resume()
    assert bob.ask("GET", "/api/v1/clusters/").status == 200


def test_an_option_that_nobody_has_seen_before(facility: Facility) -> None:
    gateway = facility.gateway("kubernetes", "select", select_cluster=True)
    declared = User(gateway, PURDUE).ask("GET", "/api/v1/options").body["cluster_options"]
    assert declared[-1]["spec"]["options"] == ["geddes", "hammer", "gautschi", "negishi"]


def test_no_account_of_somebody_else_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("facility.accounts.PURDUE", "daemon")
    with pytest.raises(FacilityError, match="belongs to somebody"):
        __import__("facility.accounts").accounts.make_accounts()
