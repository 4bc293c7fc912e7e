"""The ends of schedulers' logs, read before a gateway deletes them."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Container, Iterable
from contextlib import suppress
from pathlib import Path

from ..errors import DaskLabError
from ..system.account import expand_user
from ..system.concurrency import executors
from .log_folder import find_logs
from .regular_files import open_regular

READ_SECONDS = 5.0
READ_SECONDS_WHILE_STARTING = 1.0
"""Between two readings, and while a cluster starts: the folder may be on a shared disk."""

KEEP_SECONDS = 1.0
"""Seconds that the log of a cluster may take which is about to be shut down."""

_TAIL_LINES = 60
_TAIL_BYTES = 16_384
_MOST_LOGS = 500
"""Log files of one cluster that are looked at: one of each worker."""

_MOST_READ = 20
"""Logs of workers that are read in search of an error, the newest first."""

_ERROR = re.compile(r"^[\w.]*(?:Error|Exception)\b", re.MULTILINE)

_CAUSED = "The above exception was the direct cause of the following exception:"
"""Between two errors of which the first tells more, in Python's words."""


class SchedulerLogs:
    """Keeps the end of each living cluster's log.

    A gateway on SLURM removes ``~/.dask-gateway/{cluster}`` with the logs as
    soon as a cluster has failed, which is when they are wanted.

    Parameters
    ----------
    directory
        Holds one folder for each cluster; None where none can be read.
    """

    def __init__(
        self, directory: Path | None, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.directory = directory
        """Holds one folder for each cluster; None where none can be read."""
        self._clock = clock
        self._tails: dict[str, str] = {}
        self._looked_at = float("-inf")
        self._read_at = float("-inf")

    problem: str | None = None
    """Why there are none, for the list of problems."""

    async def close(self) -> None:
        """End what is still being read."""

    def prune(self, known: Container[str]) -> None:
        """Forget all others: one that has just failed is asked for its log a moment later."""
        self._tails = {name: tail for name, tail in self._tails.items() if name in known}

    async def update(self, starting: Iterable[str], running: Iterable[str]) -> None:
        """Read the logs of these clusters, if it is time to."""
        wanted, others = list(starting), list(running)
        now = self._clock()
        if self.directory is None or now - self._looked_at < READ_SECONDS_WHILE_STARTING:
            return
        self._looked_at = now
        if now - self._read_at >= READ_SECONDS:
            self._read_at = now
            wanted += others
        if wanted:
            with suppress(DaskLabError):
                self._tails.update(
                    await executors.logs.run(self.directory, _tails, self.directory, wanted)
                )

    def kept(self, name: str) -> str | None:
        """The end of a cluster's log as it last was, without looking again."""
        return self._tails.get(name)

    async def tail(self, name: str) -> str | None:
        """The end of a cluster's log: as it is, else as it last was."""
        if self.directory is None:
            return None
        with suppress(DaskLabError):
            now = await executors.logs.run(self.directory, log_tail, self.directory, name)
            if now:
                self._tails[name] = now
        return self._tails.get(name)

    async def keep(self, name: str) -> None:
        """Read the end of a log that is about to go; a slow disk or server is not waited for."""
        # Whatever goes wrong with a log, its cluster can be shut down.
        with suppress(Exception):
            await asyncio.wait_for(self.tail(name), KEEP_SECONDS)


def last_error(log: str | None) -> str | None:
    """Return the last line of a log that names an error; of one with causes, that of the first."""
    found: str | None = None
    is_caused = False
    for line in (log or "").splitlines():
        if line == _CAUSED:
            is_caused = True
        elif _ERROR.match(line):
            found = found if is_caused else line
            is_caused = False
    return found


def _tails(directory: Path, names: list[str]) -> dict[str, str]:
    found = ((name, log_tail(directory, name)) for name in names)
    return {name: tail for name, tail in found if tail}


def log_tail(directory: Path, name: str) -> str | None:
    """Read the end of a cluster's scheduler log, and of the last worker's that ended in an error.

    None if neither can be read.

    Parameters
    ----------
    directory
        Holds one folder for each cluster, with ``*.log`` somewhere below.
    """
    logs = []
    for log in find_logs(directory / name)[:_MOST_LOGS]:
        # One that a gateway removes meanwhile is not there any more.
        with suppress(OSError):
            logs.append((-log.stat().st_mtime, log))
    newest_first = [log for _, log in sorted(logs, key=lambda item: item[0])]
    of_scheduler = [log for log in newest_first if "scheduler" in log.name]
    of_workers = [log for log in newest_first if "scheduler" not in log.name]
    scheduler = next(filter(None, map(_end, of_scheduler)), None)
    worker = next(filter(_ERROR.search, map(_end, of_workers[:_MOST_READ])), None)
    return "\n".join(end for end in (scheduler, worker) if end) or None


def _end(log: Path) -> str:
    try:
        with open_regular(log) as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            text = file.read(_TAIL_BYTES).decode(errors="replace")
    except OSError:
        return ""
    return "\n".join([line for line in text.splitlines() if line.strip()][-_TAIL_LINES:])


def configured_folder(path: str | None) -> Path | None:
    """The folder of logs that a gateway's configuration names, if it names one."""
    return expand_user(path) if path else None
