"""JupyterHub, and the gateways that ask it who somebody is."""

from __future__ import annotations

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest

from facility.accounts import CERN, PURDUE
from facility.browser import Browser
from facility.environments import NEWEST
from facility.facility import Facility
from facility.hub import Hub
from facility.processes import wait_for

WANTED = {"gateway": "slurm", "options": {"worker_cores": 1, "worker_memory": 1}}


@pytest.fixture(scope="session")
def hub(facility: Facility) -> Hub:
    """The Hub with its two gateways."""
    return facility.hub


@pytest.mark.parametrize("user", [PURDUE, CERN])
def test_a_users_jupyterlab_behind_the_hub_has_both_gateways(hub: Hub, user: str) -> None:
    browser = Browser(hub, user)
    browser.log_in()
    browser.start_server()
    answer = browser.ask("GET", "purdue-dask-lab/gateways")
    assert answer.status == 200, hub.log[-3000:]
    slurm, kubernetes = answer.body
    assert (slurm["id"], kubernetes["id"]) == ("slurm", "kubernetes")
    assert (kubernetes["version"], kubernetes["status"]) == (NEWEST, "available")
    assert (slurm["status"], slurm["default"]) == (
        ("available", True) if user == PURDUE else ("not_allowed", False)
    )


def test_a_cluster_made_behind_the_hub_is_the_users_own(facility: Facility, hub: Hub) -> None:
    browser = Browser(hub, PURDUE)
    browser.log_in()
    browser.start_server()
    made = browser.ask("POST", "purdue-dask-lab/clusters", WANTED)
    assert made.status == 202, made
    path = f"purdue-dask-lab/clusters/slurm/{made.body['name']}"
    wait_for(lambda: browser.ask("GET", path).body["status"] == "running", "It runs")
    assert {job.user for job in facility.slurm.squeue()} == {PURDUE}
    # No cookie, no dashboard: what a gateway leaves open, the Hub does not.
    page = f"{path}/dashboard/status"
    assert browser.ask("GET", page).status == 200
    assert Browser(hub, PURDUE).ask("GET", page).status in (401, 403)
    assert browser.ask("DELETE", path).status == 204
    wait_for(lambda: not facility.slurm.squeue(), "No job is left")


def test_the_jobs_are_on_the_card_whatever_the_environment(facility: Facility, hub: Hub) -> None:
    browser = Browser(hub, PURDUE)
    browser.log_in()
    browser.start_server()
    facility.slurm.drain()
    try:
        made = browser.ask("POST", "purdue-dask-lab/clusters", WANTED)
        assert made.status == 202, made
        path = f"purdue-dask-lab/clusters/slurm/{made.body['name']}"
        wait_for(lambda: browser.ask("GET", path).body["jobs"], "The job is shown")
        (group,) = browser.ask("GET", path).body["jobs"]["groups"]
        assert (group["role"], group["state"]) == ("scheduler", "PENDING")
    finally:
        facility.slurm.undrain()
    wait_for(lambda: browser.ask("GET", path).body["workers"]["running"] == 1, "It runs", 60)
    wait_for(lambda: len(browser.ask("GET", path).body["jobs"]["groups"]) == 2, "Both jobs")
    assert browser.ask("DELETE", path).status == 204
    wait_for(lambda: not facility.slurm.squeue(), "No job is left")


@contextmanager
def dashboard_of(user: str) -> Iterator[tuple[int, list[str]]]:
    """A dashboard on which a user listens; its port, and the names of all headers it was sent."""
    seen: list[str] = []

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.extend(name.lower() for name in self.headers)
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"Individual Cpu": "/individual-cpu"}')

        def log_message(self, *_: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Page) as server:
        os.fchown(server.fileno(), pwd.getpwnam(user).pw_uid, -1)
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, seen
        server.shutdown()


def test_a_dashboard_on_the_shared_machine_is_its_own_users_alone(hub: Hub) -> None:
    browsers = {user: Browser(hub, user) for user in (PURDUE, CERN)}
    for browser in browsers.values():
        browser.log_in()
        browser.start_server()
    with dashboard_of(PURDUE) as (port, seen):
        page = f"purdue-dask-lab/dashboards/{port}/status"
        refused = browsers[CERN].ask("GET", page)
        assert (refused.status, seen) == (403, [])
        assert f"Port {port} belongs to another user" in refused.body
        assert browsers[PURDUE].ask("GET", page).status == 200
        # The way to the user's server is the Hub's secret, and the user's.
        assert "host" in seen
        assert not {"cookie", "authorization", "x-xsrftoken", "referer"} & set(seen)
