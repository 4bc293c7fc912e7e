"""The gateway on this machine, seen from Jupyter: started when needed, ended with it."""

from __future__ import annotations

import asyncio
import errno
import importlib.util
import json
import os
import secrets
import sys
from contextlib import suppress
from pathlib import Path

from ...errors import DaskLabError, GatewayUnreachable
from ...system import processes
from ...system.account import account_name
from ...system.concurrency import executors
from ...translation import trans
from ..auth import BasicCredentials
from ..child import (
    CLUSTERS,
    LOG_FILE,
    PAGE_TOKEN_HEADER,
    PASSWORD_FILE,
)
from ..endpoint import Endpoint
from .folder import OwnFolder

_LAST_WORDS_BYTES = 4_096

_PORT_TAKEN = os.strerror(errno.EADDRINUSE).lower()


class LocalGatewayProcess:
    """A ``dask-gateway-server`` as a child process.

    It holds the read end of a pipe whose other end lives in this process: when
    this process ends, in whatever way, the child sees it and ends its clusters
    and itself. What it prints goes to a file, so that no pipe can fill up.

    Parameters
    ----------
    start_timeout
        Seconds the child may take until it answers.
    stop_timeout
        Seconds it may take to end its clusters before it is killed.
    """

    module = "purdue_dask_lab.gateways.local.server"
    """What the child runs."""

    def __init__(self, *, start_timeout: float = 30.0, stop_timeout: float = 20.0) -> None:
        self._folder = OwnFolder()
        self._start_timeout = start_timeout
        self._stop_timeout = stop_timeout
        self._process: asyncio.subprocess.Process | None = None
        self._endpoint: Endpoint | None = None
        self._starting = asyncio.Lock()

    @property
    def directory(self) -> Path:
        """A place of its own for password, logs and clusters; removed at the end."""
        return self._folder.path

    @property
    def starts_unasked(self) -> bool:
        """Whether clusters are to be there before anybody creates one."""
        return False

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

    async def check(self) -> None:
        """Check that what the child needs is installed.

        Raises
        ------
        GatewayUnreachable
            Something is not; the message says how to install it.
        """
        await executors.code.run(self.module, self._require)

    async def stop(self) -> None:
        """End it together with its clusters; harmless when it does not run."""
        async with self._starting:
            process, self._process, self._endpoint = self._process, None, None
            if process is not None:
                if process.stdin is not None:
                    process.stdin.close()
                try:
                    await asyncio.wait_for(process.wait(), self._stop_timeout)
                except asyncio.TimeoutError:
                    await processes.end(process)
            with suppress(DaskLabError):
                await executors.work.run(self.directory, self._folder.remove)

    def _require(self) -> None:
        require_gateway_server()

    async def _start(self) -> Endpoint:
        await self.check()
        try:
            password = await executors.work.run(self.directory, self._prepare)
        except OSError as error:
            raise GatewayUnreachable(
                trans(
                    "The gateway on this machine needs a folder below {parent}: {strerror}.",
                    parent=self.directory.parent,
                    strerror=error.strerror,
                )
            ) from None
        try:
            process, announced = await self._announced()
        except GatewayUnreachable as error:
            # dask-gateway-server looks for a free port, and listens there a second later.
            if _PORT_TAKEN not in str(error).lower():
                raise
            process, announced = await self._announced()
        self._process = process
        address, page_token = announced["address"], announced["page_token"]
        return Endpoint(
            address=address,
            proxy_address=address.replace("http://", "gateway://"),
            public_address=address,
            credentials=BasicCredentials(account_name(), password),
            password_file=str(self.directory / PASSWORD_FILE),
            page_headers={PAGE_TOKEN_HEADER: page_token} if page_token else {},
        )

    async def _announced(self) -> tuple[asyncio.subprocess.Process, dict[str, str]]:
        """The child, and what it says of where it answers."""
        try:
            process, announcement = await self._spawn()
        except OSError as error:
            raise GatewayUnreachable(
                trans(
                    "The gateway on this machine could not be started: {strerror}.",
                    strerror=error.strerror or error,
                )
            ) from None
        try:
            line = await asyncio.wait_for(_read_line(announcement), self._start_timeout)
            announced = json.loads(line)
            return process, {key: announced[key] for key in ("address", "page_token")}
        except (asyncio.TimeoutError, ValueError, KeyError):
            await processes.end(process)
            raise GatewayUnreachable(
                trans(
                    "The gateway on this machine did not start: {last_words}",
                    last_words=await self._last_words(),
                )
            ) from None
        except asyncio.CancelledError:
            await processes.end(process)
            raise

    async def _spawn(self) -> tuple[asyncio.subprocess.Process, int]:
        """The child, and the end of the pipe on which it will say where it answers."""
        reading, writing = os.pipe()
        lock = self._folder.lock
        assert lock is not None
        try:
            with (self.directory / LOG_FILE).open("ab") as log:
                process = await processes.start(
                    sys.executable,
                    "-m",
                    self.module,
                    str(self.directory),
                    str(writing),
                    stdin=asyncio.subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    # The child holds the folder, too, for as long as it lives.
                    pass_fds=(writing, lock),
                )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return process, reading

    def _prepare(self) -> str:
        self._folder.make()
        password = secrets.token_urlsafe(32)
        self.write_private(PASSWORD_FILE, password)
        return password

    def write_private(self, name: str, content: str) -> None:
        """Write a file of the folder that nobody else can read."""
        file = self.directory / name
        file.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        with os.fdopen(os.open(file, flags, 0o600), "w") as opened:
            opened.write(content)

    async def _last_words(self) -> str:
        log, text = self.directory / LOG_FILE, ""
        with suppress(OSError, DaskLabError):
            text = await executors.logs.run(log, _end_of, log)
        lines = [line for line in text.splitlines() if line.strip()]
        return lines[-1][:500] if lines else trans("it said nothing; see {log}", log=log)


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
                trans(
                    "A gateway on this machine needs the package {module}: "
                    "install purdue-dask-lab[local] where Jupyter runs.",
                    module=module.replace("_", "-"),
                )
            )


async def _read_line(descriptor: int) -> bytes:
    """Read the announcement from a pipe, and close it."""
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    transport, _ = await loop.connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", buffering=0)
    )
    try:
        return await reader.readline()
    finally:
        transport.close()


def _end_of(log: Path) -> str:
    with log.open("rb") as file:
        file.seek(0, 2)
        file.seek(max(0, file.tell() - _LAST_WORDS_BYTES))
        return file.read().decode(errors="replace")
