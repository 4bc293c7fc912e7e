"""A real Jupyter server with the extension, and the gateway on this machine behind it."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest
from tornado.httpclient import HTTPClientError

pytest_plugins = ["facility.plugin", "pytest_jupyter.jupyter_server"]

HERE = Path(__file__).parent
START = 40.0


@pytest.fixture(autouse=True)
def own_dask_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, jp_environ: None
) -> Path:
    """Nobody's configuration but the test's."""
    directory = tmp_path / "dask-config"
    directory.mkdir()
    monkeypatch.setenv("DASK_CONFIG", str(directory))
    monkeypatch.setenv("DASK_ROOT_CONFIG", str(directory))
    # pytest-jupyter lends its own packages to every process by this variable.
    monkeypatch.delenv("PYTHONPATH", raising=False)
    for name in list(os.environ):
        if name.startswith("DASK_GATEWAY"):
            monkeypatch.delenv(name)
    return directory


@pytest.fixture
def jp_server_config() -> dict[str, Any]:
    return {
        "ServerApp": {
            "jpserver_extensions": {"purdue_dask_lab": True, "jupyter_server_proxy": True},
            "allow_unauthenticated_access": False,
        }
    }


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of one request."""

    status: int
    body: Any
    headers: Any


Ask = Callable[..., Awaitable[Answer]]


@pytest.fixture
def ask(jp_fetch: Any) -> Ask:
    """Ask one of our routes as the browser does; a refusal is an answer too."""

    async def ask(path: str, method: str = "GET", body: Any = None, **options: Any) -> Answer:
        text = body if isinstance(body, str) or body is None else json.dumps(body)
        try:
            response = await jp_fetch(
                "purdue-dask-lab",
                *path.split("/"),
                method=method,
                body=text,
                allow_nonstandard_methods=True,
                **options,
            )
        except HTTPClientError as error:
            assert error.response is not None, error
            response = error.response
        kind = response.headers.get("Content-Type", "")
        content = json.loads(response.body) if "json" in kind else response.body
        return Answer(response.code, content, response.headers)

    return ask


async def _nothing() -> str:
    return "the condition is not met"


async def until(
    condition: Callable[[], Awaitable[Any]],
    timeout: float = START,
    seen: Callable[[], Awaitable[Any]] = _nothing,
) -> Any:
    """Wait for something to become true and return it; else say what was seen instead."""
    end = time.monotonic() + timeout
    while True:
        found = await condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"still not so after {timeout} s: {await seen()}")
        await asyncio.sleep(0.1)


@dataclass
class Clusters:
    """Makes clusters through the front door and waits for what becomes of them."""

    ask: Ask

    async def create(self, **request: Any) -> dict[str, Any]:
        body = {"gateway": "local", "options": {"worker_cores": 1, "worker_memory": 1}, **request}
        answer = await self.ask("clusters", "POST", body)
        assert answer.status == 202, answer.body
        return answer.body  # type: ignore[no-any-return]

    async def all(self) -> list[dict[str, Any]]:
        return (await self.ask("clusters")).body["clusters"]  # type: ignore[no-any-return]

    async def get(self, name: str) -> dict[str, Any] | None:
        return next((one for one in await self.all() if one["name"] == name), None)

    async def has(self, name: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async def found() -> dict[str, Any] | None:
            cluster = await self.get(name)
            return cluster if cluster and wanted(cluster) else None

        return await until(found, seen=self.all)  # type: ignore[no-any-return]

    async def status(self, name: str, status: str) -> dict[str, Any]:
        return await self.has(name, lambda cluster: cluster["status"] == status)

    async def gone(self, name: str) -> None:
        async def absent() -> bool:
            return await self.get(name) is None

        await until(absent)


@pytest.fixture
def clusters(ask: Ask) -> Clusters:
    return Clusters(ask)


def dask_processes(cluster: str = "") -> list[psutil.Process]:
    """Schedulers, workers and gateways on this machine that belong to a test's directory."""
    return [
        process
        for process in psutil.process_iter(["cmdline", "environ"])
        if process.status() != psutil.STATUS_ZOMBIE
        and (process.info["environ"] or {}).get("DASK_GATEWAY_CLUSTER_NAME", " ") == cluster
    ]


@pytest.fixture
def python_environments(tmp_path: Path) -> Iterator[Path]:
    """A place for environments; kernels are registered by ``make_environment``."""
    yield tmp_path / "environments"


@pytest.fixture
def make_environment(python_environments: Path, jp_data_dir: Path) -> Callable[[str], Path]:
    """Make a virtual environment without any package, known by a kernel of its name."""
    import venv

    def make(name: str) -> Path:
        prefix = python_environments / name
        venv.create(prefix, with_pip=False, symlinks=True)
        kernel = jp_data_dir / "kernels" / name
        kernel.mkdir(parents=True)
        spec = {
            "argv": [str(prefix / "bin" / "python"), "-m", "ipykernel_launcher"],
            "display_name": f"Python [{name}]",
            "language": "python",
        }
        (kernel / "kernel.json").write_text(json.dumps(spec))
        return prefix

    return make


def lend_packages(prefix: Path) -> None:
    """Give an environment the packages that the tests run with."""
    import distributed

    (site,) = prefix.glob("lib/python3*/site-packages")
    (site / "lent.pth").write_text(str(Path(distributed.__file__).parent.parent))


def run_python(code: str, timeout: float = 50.0) -> Awaitable[str]:
    """Run a script as a user would, and return what it prints."""

    async def run() -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            code,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await asyncio.wait_for(process.communicate(), timeout)
        assert process.returncode == 0, errors.decode()
        return output.decode()

    return run()
