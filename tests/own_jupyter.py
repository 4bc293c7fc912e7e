"""A Jupyter server in a process of its own, for what becomes of things when that ends."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from facility.processes import free_ports, wait_for

PREFIX = "/user/somebody/"
EXTENSIONS = ("purdue_dask_lab", "jupyter_server_proxy")


@dataclass(frozen=True)
class Answer:
    """Status and body of one request."""

    status: int
    body: Any


class OwnJupyter:
    """One server; start it again and it is the next one of the same user.

    Parameters
    ----------
    place
        Its directory for notebooks and its log.
    extensions
        The server extensions that are switched on.
    options
        Further arguments of its command line.
    variables
        What its environment has besides, or instead of, that of the tests.
    """

    def __init__(
        self,
        place: Path,
        extensions: Iterable[str] = EXTENSIONS,
        options: Iterable[str] = (),
        **variables: str,
    ) -> None:
        self.place = place
        self._extensions = tuple(extensions)
        self._options = tuple(options)
        self._variables = variables
        self.token = secrets.token_hex(16)
        self._process: subprocess.Popen[bytes] | None = None
        (self._port,) = free_ports(1)
        self.address = f"http://127.0.0.1:{self._port}{PREFIX}"

    @property
    def pid(self) -> int:
        """The process' number."""
        assert self._process is not None
        return self._process.pid

    @property
    def log(self) -> str:
        """What it has written so far."""
        return (self.place / "jupyter.log").read_text()

    def start(self) -> None:
        """Start it and wait until it answers."""
        arguments = {
            "ServerApp.port": self._port,
            "ServerApp.port_retries": 0,
            "ServerApp.base_url": PREFIX,
            "ServerApp.allow_root": True,
            "ServerApp.open_browser": False,
            "ServerApp.root_dir": self.place,
        }
        with (self.place / "jupyter.log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-m", "jupyter_server"),
                    *(f"--{name}={value}" for name, value in arguments.items()),
                    *(f"--ServerApp.jpserver_extensions={name}=True" for name in self._extensions),
                    *self._options,
                ],
                # Without what is installed beside it, which takes seconds to load.
                env={
                    **os.environ,
                    "JUPYTER_NO_CONFIG": "1",
                    "JUPYTER_TOKEN": self.token,
                    **self._variables,
                },
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        wait_for(lambda: self.ask("api/status").status == 200, "Jupyter answers")

    def ask(self, path: str, method: str = "GET", body: Any = None) -> Answer:
        """One request by its user; 0 while it does not answer."""
        request = urllib.request.Request(
            self.address + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"token {self.token}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                content = response.read()
                return Answer(response.status, json.loads(content) if content else None)
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, json.loads(error.read()))
        except OSError:
            return Answer(0, None)

    def lab(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """What one of our routes answers, which must not be a refusal."""
        answer = self.ask(f"purdue-dask-lab/{path}", method, body)
        assert answer.status in (200, 202, 204), answer
        return answer.body

    def cluster(self, name: str) -> dict[str, Any] | None:
        """One cluster of the list."""
        found: list[dict[str, Any]] = self.lab("clusters")["clusters"]
        return next((one for one in found if one["name"] == name), None)

    def wait_for(self, name: str, **wanted: Any) -> dict[str, Any]:
        """Wait until a cluster is as wanted: its status, its number of running workers."""

        def there() -> dict[str, Any] | None:
            one = self.cluster(name)
            seen = one and {**one, **one["workers"]}
            return one if seen and wanted.items() <= seen.items() else None

        return wait_for(there, f"{name} is {wanted}", 60)  # type: ignore[no-any-return]

    def wait_for_end(self, name: str) -> None:
        """Wait until a cluster is listed no more."""
        wait_for(lambda: self.cluster(name) is None, f"{name} is gone", 60)

    def children(self) -> list[psutil.Process]:
        """The processes it has started, and theirs."""
        return psutil.Process(self.pid).children(recursive=True)

    def stop(self) -> None:
        """Ask it to end, and wait for that."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(30)

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()


@contextmanager
def own_jupyter(
    place: Path,
    extensions: Iterable[str] = EXTENSIONS,
    options: Iterable[str] = (),
    **variables: str,
) -> Iterator[OwnJupyter]:
    """A server that has ended when the test has."""
    place.mkdir(exist_ok=True)
    server = OwnJupyter(place, extensions, options, **variables)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        server.kill()
