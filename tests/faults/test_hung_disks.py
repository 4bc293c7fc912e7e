"""A disk that hangs costs only what is on it: Jupyter answers, and ends when it is asked to."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from own_jupyter import OwnJupyter, own_jupyter
from prefixes import DASK, make_conda
from rest import PATIENCE

from faults.hanging import hanging

OURS = "purdue-dask-lab"
ROUTES = ("gateways", "clusters", "environments", "worker-variables", "machine")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    home = tmp_path / "account"
    (home / ".conda" / "envs").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    return home


@pytest.fixture
def server(tmp_path: Path, home: Path) -> Iterator[OwnJupyter]:
    with own_jupyter(tmp_path / "work") as server:
        yield server


def ends(server: OwnJupyter) -> None:
    process = psutil.Process(server.pid)
    os.kill(server.pid, signal.SIGTERM)
    process.wait(PATIENCE)


def answers(server: OwnJupyter) -> dict[str, object]:
    found = {}
    for route in ROUTES:
        answer = server.ask(f"{OURS}/{route}")
        assert answer.status == 200, (route, answer)
        found[route] = answer.body
    return found


def test_a_hung_configuration_file_at_the_start_is_named_and_jupyter_ends(
    tmp_path: Path, home: Path, own_dask_configuration: Path
) -> None:
    file = own_dask_configuration / "labextension.yaml"
    with hanging(file), own_jupyter(tmp_path / "work") as server:
        found = answers(server)
        assert f"{file} did not answer" in str(found["clusters"])
        assert f"{file} " in str(found["worker-variables"])
        editor = server.ask(f"{OURS}/worker-variables/file")
        assert (editor.status, str(file) in editor.body["message"]) == (504, True)
        # Once it is known, nobody waits for it any more.
        for _ in range(30):
            answer = server.ask(f"{OURS}/worker-variables")
            assert f"{file} still does not answer" in str(answer.body)
        assert server.ask("api/kernelspecs").status == 200
        ends(server)


def test_a_disk_that_hangs_later_is_named_and_forgotten_when_it_answers(
    server: OwnJupyter, own_dask_configuration: Path, home: Path
) -> None:
    prefix = make_conda(home / ".conda" / "envs" / "far", DASK)
    answers(server)
    file = own_dask_configuration / "labextension.yaml"
    with hanging(file), hanging(prefix / "pyvenv.cfg"):
        for _ in range(3):
            found = answers(server)
        assert f"{prefix} " in str(found["environments"])
        assert f"{file} " in str(found["worker-variables"])
        chosen = server.ask(f"{OURS}/worker-variables?environment={prefix}")
        assert (chosen.status, str(prefix) in chosen.body["message"]) == (504, True)
    while "not answer" in str(answers(server)):
        pass
    ends(server)
