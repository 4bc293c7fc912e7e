"""The gateway and the Jupyter servers that are measured."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import psutil
import yaml

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from facility.processes import free_ports, listening, wait_for  # noqa: E402
from own_jupyter import OwnJupyter, own_jupyter  # noqa: E402

BARE = ("jupyter_server_proxy",)


class Stage:
    """A gateway, asked directly and through Jupyter."""

    def __init__(self, place: Path) -> None:
        self.place = place
        (self._port,) = free_ports(1)
        self.gateway = f"http://127.0.0.1:{self._port}"
        self._ends = ExitStack()

    def start(self) -> None:
        """Bring up the gateway and both servers."""
        process = subprocess.Popen(
            [
                *(Path(sys.executable).parent / "dask-gateway-server", "-f"),
                Path(__file__).parent / "gateway_config.py",
            ],
            env={**os.environ, "BENCHMARK_PORT": str(self._port)},
            cwd=self.place,
            stdout=(self.place / "gateway.log").open("wb"),
            stderr=subprocess.STDOUT,
        )
        self._ends.callback(process.wait)
        self._ends.callback(process.terminate)
        self._process = psutil.Process(process.pid)
        wait_for(lambda: listening(self._port), "The gateway is there")
        configuration = self.place / "dask"
        configuration.mkdir()
        declared = {"near": {"label": "Near", "address": self.gateway}}
        (configuration / "labextension.yaml").write_text(
            yaml.safe_dump({"labextension": {"gateways": declared}})
        )
        own = {name: str(self.place / name.lower()) for name in ("JUPYTER_DATA_DIR", "HOME")}
        own |= {"DASK_CONFIG": str(configuration), "DASK_ROOT_CONFIG": str(configuration)}
        self.bare = self._ends.enter_context(
            own_jupyter(self.place / "bare", extensions=BARE, **own)
        )
        self.ours = self._ends.enter_context(own_jupyter(self.place / "ours", **own))

    def stop(self) -> None:
        """End all of it."""
        self.resume()
        self._ends.close()

    def suspend(self) -> None:
        """Let the gateway hang."""
        for one in (self._process, *self._process.children()):
            one.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        for one in (self._process, *self._process.children()):
            one.send_signal(signal.SIGCONT)


class Client:
    """Asks the gateway as a user, and Jupyter as its page."""

    def __init__(self, stage: Stage, session: aiohttp.ClientSession) -> None:
        self.session = session
        self.gateway = stage.gateway
        self.jupyter = f"{stage.ours.address}purdue-dask-lab"
        self.status = f"{stage.ours.address}api/status"
        self._token = {"Authorization": f"token {stage.ours.token}"}
        self._user = aiohttp.encode_basic_auth("root", "")

    async def direct(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """One request to the gateway."""
        return await self._ask(method, self.gateway + path, body, {"Authorization": self._user})

    async def ours(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """One request to a route of ours."""
        return await self._ask(method, f"{self.jupyter}/{path}", body, self._token)

    async def unrelated(self) -> Any:
        """Something of Jupyter's own."""
        return await self._ask("GET", self.status, None, self._token)

    def socket(self, path: str, protocols: list[str], *, direct: bool) -> Any:
        """A WebSocket below the gateway or a route of ours."""
        base, headers = (self.gateway, {}) if direct else (self.jupyter, self._token)
        return self.session.ws_connect(f"{base}/{path}", protocols=protocols, headers=headers)

    async def events(self) -> Any:
        """What an open page listens to."""
        url = self.status.replace("api/status", "api/events/subscribe")
        return await self.session.ws_connect(url, headers=self._token)

    async def clusters(self, count: int) -> list[str]:
        """Have just so many running clusters; returns their names."""
        names = list(await self.direct("/api/v1/clusters/"))
        for _ in range(count - len(names)):
            await self.direct("/api/v1/clusters/", "POST", {})
        while True:
            found = await self.direct("/api/v1/clusters/?status=running")
            listed = (await self.ours("clusters"))["clusters"]
            counted = [one for one in listed if one["tasks"]]
            if len(found) == len(counted) == count:
                return list(found)
            await asyncio.sleep(0.2)

    async def _ask(self, method: str, url: str, body: Any, headers: dict[str, str]) -> Any:
        async with self.session.request(method, url, json=body, headers=headers) as answer:
            content = await answer.read()
            assert answer.status < 400, (url, answer.status, content)
            return await answer.json() if "json" in answer.content_type else content


@asynccontextmanager
async def client(stage: Stage) -> AsyncIterator[Client]:
    """Connections that are kept open."""
    jar = aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(cookie_jar=jar) as session:
        yield Client(stage, session)


def used(server: OwnJupyter) -> tuple[float, float]:
    """CPU seconds and MiB of memory of a Jupyter server."""
    process = psutil.Process(server.pid)
    times = process.cpu_times()
    return times.user + times.system, process.memory_info().rss / 2**20


def new_place() -> Path:
    """A directory for one run."""
    return Path(tempfile.mkdtemp(prefix="benchmark-"))
