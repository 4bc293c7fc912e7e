"""The gateway on this machine, seen from Jupyter: started when needed, ended with it."""

from __future__ import annotations

import asyncio
import getpass
import importlib
import importlib.util
import json
import os
import secrets
import shutil
import sys
from contextlib import suppress
from pathlib import Path

from ...errors import GatewayUnreachable
from ..client import Endpoint

PASSWORD_FILE = "password"  # noqa: S105 - a file's name
LOG_FILE = "gateway.log"
CLUSTERS = "clusters"


class LocalGatewayProcess:
    """A ``dask-gateway-server`` as a child process.

    It holds the read end of a pipe whose other end lives in this process: when
    this process ends, in whatever way, the child sees it and ends its clusters
    and itself.

    Parameters
    ----------
    directory
        A place of its own for password, logs and clusters; made readable for
        this user only, and removed at the end.
    start_timeout
        Seconds the child may take until it answers.
    stop_timeout
        Seconds it may take to end its clusters before it is killed.
    """

    module = "purdue_dask_lab.gateways.local.server"
    """What the child runs."""

    def __init__(
        self, directory: Path, *, start_timeout: float = 30.0, stop_timeout: float = 20.0
    ) -> None:
        self.directory = directory
        self._start_timeout = start_timeout
        self._stop_timeout = stop_timeout
        self._process: asyncio.subprocess.Process | None = None
        self._endpoint: Endpoint | None = None
        self._starting = asyncio.Lock()

    @property
    def starts_unasked(self) -> bool:
        """Whether clusters are to be there before anybody creates one."""
        return False

    @property
    def password_file(self) -> Path:
        """Holds the gateway's password, readable by this user only."""
        return self.directory / PASSWORD_FILE

    @property
    def logs(self) -> Path:
        """Below it ``{cluster}/logs/*.log``, kept after a cluster's end."""
        return self.directory / CLUSTERS

    @property
    def running(self) -> bool:
        """Whether the child is there and has said where it answers."""
        return (
            self._endpoint is not None
            and self._process is not None
            and self._process.returncode is None
        )

    async def endpoint(self) -> Endpoint:
        """Where it answers; starts it first if it does not run.

        Raises
        ------
        GatewayUnreachable
            It is not installed or did not start; the message has the way out.
        """
        async with self._starting:
            if not self.running or self._endpoint is None:
                self._endpoint = await self._start()
            return self._endpoint

    def require(self) -> None:
        """Check that what the child needs is installed.

        Raises
        ------
        GatewayUnreachable
            Something is not; the message says how to install it.
        """
        require_gateway_server()

    async def stop(self) -> None:
        """End it together with its clusters; harmless when it does not run."""
        async with self._starting:
            process, self._process, self._endpoint = self._process, None, None
            if process is None:
                return
            if process.stdin is not None:
                process.stdin.close()
            try:
                await asyncio.wait_for(process.wait(), self._stop_timeout)
            except asyncio.TimeoutError:
                process.kill()
                await process.wait()
            await asyncio.to_thread(shutil.rmtree, self.directory, ignore_errors=True)

    async def _start(self) -> Endpoint:
        await asyncio.to_thread(self.require)
        password = await asyncio.to_thread(self._prepare)
        with (self.directory / LOG_FILE).open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                self.module,
                str(self.directory),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        assert process.stdout is not None
        try:
            line = await asyncio.wait_for(process.stdout.readline(), self._start_timeout)
            address = json.loads(line)["address"]
        except (asyncio.TimeoutError, ValueError, KeyError):
            await _kill(process)
            raise GatewayUnreachable(
                f"The gateway on this machine did not start: {await self._last_words()}"
            ) from None
        except asyncio.CancelledError:
            await _kill(process)
            raise
        self._process = process
        from dask_gateway import BasicAuth

        return Endpoint(
            address=address,
            proxy_address=address.replace("http://", "gateway://"),
            public_address=address,
            auth=BasicAuth(getpass.getuser(), password),
            password_file=str(self.password_file),
        )

    def _prepare(self) -> str:
        importlib.import_module("dask_gateway")
        _sweep(self.directory.parent, self.directory.name.rsplit("-", 1)[0])
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        password = secrets.token_urlsafe(32)
        self.password_file.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(self.password_file, flags, 0o600), "w") as file:
            file.write(password)
        return password

    async def _last_words(self) -> str:
        log = self.directory / LOG_FILE
        text = await asyncio.to_thread(log.read_text, errors="replace")
        lines = [line for line in text.splitlines() if line.strip()]
        return lines[-1] if lines else f"it said nothing; see {log}"


async def _kill(process: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def runtime_directory(runtime: str) -> Path:
    """This Jupyter server's own place below ``jupyter_runtime_dir()``."""
    return Path(runtime) / f"purdue-dask-lab-{os.getpid()}"


def require_gateway_server() -> None:
    """Check that the packages a gateway here needs are installed.

    Raises
    ------
    GatewayUnreachable
        One is missing; the message says how to install it.
    """
    for module in ("dask_gateway_server", "sqlalchemy"):
        if importlib.util.find_spec(module) is None:
            raise GatewayUnreachable(
                f"A gateway on this machine needs the package {module.replace('_', '-')}: "
                "install purdue-dask-lab[local] where Jupyter runs."
            )


def _sweep(parent: Path, prefix: str) -> None:
    """Remove what a killed gateway of an ended Jupyter server could not remove."""
    for left in parent.glob(f"{prefix}-*"):
        pid = left.name.rsplit("-", 1)[1]
        if pid.isdigit() and not _alive(int(pid)):
            shutil.rmtree(left, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
