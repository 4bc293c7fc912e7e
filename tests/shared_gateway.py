"""One gateway on this machine for all tests that merely use it.

Each Jupyter server starts its own, which takes some seconds and is proven where it is
the subject (``api/gateways/test_local.py``). Everywhere else a server that starts one
is lent this: what it takes for its child is a stand-in, whose end is the end of the
clusters that were made meanwhile.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import secrets
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from facility.processes import wait_for

MODULE = "purdue_dask_lab.gateways.local.server"
SERVER = Path(__file__).with_name("shared_gateway_server.py")


class SharedGateway:
    """The real child process, as long as the tests run."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._password = secrets.token_hex(16)
        (directory / "password").write_text(self._password)
        (directory / "users").mkdir()
        (directory / "lent-to").mkdir()
        with (directory / "gateway.log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(SERVER), str(directory)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert self._process.stdout is not None
        self.announcement = self._process.stdout.readline()
        if not self.announcement:
            self._process.communicate()
            raise RuntimeError(f"No gateway:\n{(directory / 'gateway.log').read_text()[-2000:]}")
        self._address = json.loads(self.announcement)["address"]

    def lend(self, to: Path) -> None:
        """Let a server use it that keeps its own things in a directory."""
        # What the last one has left may be listed until it has ended.
        wait_for(lambda: not any(map(self._clusters, self._users())), "No cluster is left", 60)
        # Beside whoever has it still: a server may be about to end while the next begins.
        (self.directory / "lent-to" / to.name).symlink_to(to)
        (to / "clusters").symlink_to(self.directory / "clusters")

    def take_back(self) -> None:
        """End all clusters; the next to borrow it waits until they have ended."""
        for user in self._users():
            for name in self._clusters(user):
                self._ask(user, f"/api/v1/clusters/{name}", "DELETE")

    def stop(self) -> None:
        """End it."""
        self._process.communicate()

    def _users(self) -> list[str]:
        return [file.name for file in (self.directory / "users").iterdir()]

    def _clusters(self, user: str) -> list[str]:
        return list(self._ask(user, "/api/v1/clusters/?status=pending,running,stopping"))

    def _ask(self, user: str, path: str, method: str = "GET") -> Any:
        credentials = base64.b64encode(f"{user}:{self._password}".encode()).decode()
        headers = {"Authorization": f"Basic {credentials}"}
        request = urllib.request.Request(self._address + path, method=method, headers=headers)
        with urllib.request.urlopen(request, timeout=30) as response:
            content = response.read()
        return json.loads(content) if content else None


class StandIn:
    """Looks like the child process to the server that believes it has started one."""

    stdin = stdout = None
    pid = -1

    def __init__(self, gateway: SharedGateway, descriptor: int) -> None:
        self._gateway = gateway
        self.returncode: int | None = None
        os.write(descriptor, gateway.announcement)

    async def wait(self) -> int:
        """End, now that its input is closed."""
        self.kill()
        return 0

    def kill(self) -> None:
        """End."""
        if self.returncode is None:
            self.returncode = 0
            self._gateway.take_back()


@pytest.fixture(scope="session")
def shared_gateway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SharedGateway]:
    """The gateway that servers are lent."""
    gateway = SharedGateway(tmp_path_factory.mktemp("gateway"))
    yield gateway
    gateway.stop()


@pytest.fixture
def lent_gateway(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Lend the gateway to a server that starts its own."""
    create = asyncio.create_subprocess_exec

    async def lend(*arguments: str, **options: Any) -> Any:
        servers_own = arguments[1:3] == ("-m", MODULE) and "/purdue-dask-lab-" in arguments[3]
        if not servers_own:
            return await create(*arguments, **options)
        gateway = request.getfixturevalue("shared_gateway")
        await asyncio.to_thread(gateway.lend, Path(arguments[3]))
        return StandIn(gateway, int(arguments[4]))

    monkeypatch.setattr(asyncio, "create_subprocess_exec", lend)
