"""The gateway on this machine: there when needed, closed to others, and gone with Jupyter."""

from __future__ import annotations

import re
import stat
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import pytest
from facility.processes import wait_for
from own_jupyter import OwnJupyter, own_jupyter

WANTED = {
    "gateway": "local",
    "workers": {"minimum": 1, "maximum": 1},
    "options": {"worker_cores": 1, "worker_memory": 1},
}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OwnJupyter]:
    """A Jupyter server without any configuration."""
    with own_jupyter(tmp_path / "work") as server:
        yield server


def directory(server: OwnJupyter) -> Path:
    """Where the gateway keeps its things: what it was told to when it was started."""
    return Path(gateway_of(server.children()).cmdline()[3])


def running_cluster(server: OwnJupyter) -> tuple[str, list[psutil.Process]]:
    """A cluster with a worker, and every process that has to do with it."""
    name: str = server.lab("clusters", "POST", WANTED)["name"]
    server.wait_for(name, running=1)
    processes = server.children()
    assert len(processes) >= 4  # gateway, proxy, scheduler, worker
    return name, processes


def gateway_of(processes: list[psutil.Process]) -> psutil.Process:
    return next(
        one for one in processes if "purdue_dask_lab.gateways.local.server" in one.cmdline()
    )


def ended(processes: list[psutil.Process]) -> bool:
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes)


def test_it_starts_when_it_is_needed_and_not_before(server: OwnJupyter) -> None:
    (gateway,) = server.lab("gateways")
    assert (gateway["id"], gateway["status"]) == ("local", "available")
    assert server.lab("clusters")["clusters"] == []
    assert server.children() == []
    properties = server.lab("gateways/local/options")["schema"]["properties"]
    assert {"worker_cores", "worker_memory"} <= set(properties)
    assert server.children()


def test_nobody_else_gets_in(server: OwnJupyter) -> None:
    name, _ = running_cluster(server)
    place = directory(server)
    password = place / "password"
    assert stat.S_IMODE(place.stat().st_mode) == 0o700
    assert stat.S_IMODE(password.stat().st_mode) == 0o600
    assert len(password.read_text()) >= 32
    secret = password.read_text()
    listening = [
        connection.laddr
        for process in server.children()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert listening
    assert {address.ip for address in listening} == {"127.0.0.1"}
    code = server.lab(f"clusters/local/{name}/client-code")["code"]
    (address,) = re.findall(r'"(http://127.0.0.1:\d+)"', code)
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(f"{address}/api/v1/clusters/")
    refused.value.close()
    assert refused.value.code == 401
    assert secret not in server.log
    words = [word for process in server.children() for word in process.cmdline()]
    assert secret not in "".join(words)


PAGES = (
    *("status", "workers", "tasks", "info/main/workers.html", "info/main/logs.html", "metrics"),
    *("health", "json/counts.json", "json/identity.json", "individual-plots.json", "main"),
)


def status_of(url: str) -> int | None:
    """The HTTP status that somebody without any token gets; None where nobody speaks HTTP."""
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refusal:
        refusal.close()
        return refusal.code
    except OSError:
        return None


def test_the_pages_of_schedulers_and_workers_are_not_shown_to_other_users(
    server: OwnJupyter,
) -> None:
    name, _ = running_cluster(server)
    ports = {
        connection.laddr.port
        for process in server.children()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    }
    found = [
        status_of(f"http://127.0.0.1:{port}/{prefix}{page}")
        for port in ports
        for page in PAGES
        for prefix in ("", f"clusters/{name}/")
    ]
    assert 200 not in found
    assert 403 in found
    # Their own user sees them in Jupyter.
    assert server.lab(f"clusters/local/{name}/dashboard/json/counts.json")["workers"] == 1


def test_a_gateway_that_is_suspended_ends_with_jupyter_all_the_same(server: OwnJupyter) -> None:
    _, processes = running_cluster(server)
    gateway_of(processes).suspend()
    server.kill()
    wait_for(lambda: ended(processes), "Every process has ended")


@pytest.mark.parametrize("end", [OwnJupyter.stop, OwnJupyter.kill], ids=["stopped", "killed"])
def test_nothing_is_left_when_jupyter_has_ended(server: OwnJupyter, end: object) -> None:
    _, processes = running_cluster(server)
    left = directory(server)
    assert callable(end)
    end(server)
    wait_for(lambda: ended(processes), "Every process has ended")
    wait_for(lambda: not left.exists(), "Nothing is left on disk")


def test_what_a_killed_gateway_leaves_is_swept_by_the_next(tmp_path: Path) -> None:
    # A directory of its own: whatever else starts a gateway on this machine sweeps the common
    # one, too. A short one: UNIX sockets have no more than 107 characters.
    with (
        TemporaryDirectory(prefix="lab-") as temporary,
        own_jupyter(tmp_path / "work", TMPDIR=temporary) as server,
    ):
        _, processes = running_cluster(server)
        left = directory(server)
        psutil.Process(server.pid).suspend()
        gateway_of(processes).kill()
        server.kill()
        wait_for(lambda: ended(processes), "Every process has ended")
        assert left.exists()
        server.start()
        server.lab("gateways/local/options")
        assert not left.exists()


@pytest.mark.parametrize("end", [psutil.Process.kill, psutil.Process.terminate])
def test_a_gateway_that_dies_is_said_to_have_died_and_is_started_anew(
    server: OwnJupyter, end: Callable[[psutil.Process], None]
) -> None:
    name, processes = running_cluster(server)
    end(gateway_of(processes))
    wait_for(lambda: ended(processes), "Its clusters end with it")
    over = server.wait_for(name, status="stopped")
    assert over["failure"]["reason"] == (
        "The gateway on this machine has ended, and with it all of its clusters."
    )
    again = server.lab(f"clusters/local/{name}/retry", "POST")
    server.wait_for(again["name"], running=1)
    assert server.cluster(name) is None
