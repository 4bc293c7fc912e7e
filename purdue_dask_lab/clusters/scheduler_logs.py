"""The ends of schedulers' logs, read before a gateway deletes them."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Iterable
from pathlib import Path

PERIOD = 5.0
HASTE = 1.0
"""Seconds between two readings, and while a cluster starts: the folder may be on a shared disk."""

_TAIL_LINES = 60
_TAIL_BYTES = 16_384
_ERROR = re.compile(r"^[\w.]*(?:Error|Exception)\b", re.MULTILINE)


class SchedulerLogs:
    """Keeps the end of each living cluster's log.

    A gateway on SLURM removes ``~/.dask-gateway/{cluster}`` with the logs as
    soon as a cluster has failed, which is when they are wanted.

    Parameters
    ----------
    directory
        Holds one folder for each cluster; None where none can be read.
    """

    def __init__(self, directory: Path | None) -> None:
        self._directory = directory
        self._tails: dict[str, str] = {}
        self._glanced_at = float("-inf")
        self._read_at = float("-inf")

    async def keep(self, starting: Iterable[str], running: Iterable[str]) -> None:
        """Read the logs of these clusters, if it is time to."""
        now = time.monotonic()
        if self._directory is None or now - self._glanced_at < HASTE:
            return
        self._glanced_at = now
        wanted = list(starting)
        if now - self._read_at >= PERIOD:
            self._read_at = now
            wanted += running
        if wanted:
            self._tails.update(await asyncio.to_thread(_tails, self._directory, wanted))

    async def tail(self, name: str) -> str | None:
        """The end of a cluster's log: as it is, else as it last was."""
        if self._directory is None:
            return None
        now = await asyncio.to_thread(log_tail, self._directory, name)
        return now or self._tails.pop(name, None)


def _tails(directory: Path, names: list[str]) -> dict[str, str]:
    found = ((name, log_tail(directory, name)) for name in names)
    return {name: tail for name, tail in found if tail}


def log_tail(directory: Path, name: str) -> str | None:
    """The end of a cluster's scheduler log, and of the last worker's that ended in an error.

    None if neither can be read.

    Parameters
    ----------
    directory
        Holds one folder for each cluster, with ``*.log`` somewhere below.
    """
    logs = sorted((directory / name).rglob("*.log"), key=_newest_first)
    ends = {log.name: _end(log) for log in logs}
    scheduler = next((end for log, end in ends.items() if end and "scheduler" in log), None)
    worker = next(
        (end for log, end in ends.items() if "scheduler" not in log and _ERROR.search(end)), None
    )
    return "\n".join(end for end in (scheduler, worker) if end) or None


def _end(log: Path) -> str:
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - _TAIL_BYTES))
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    return "\n".join([line for line in text.splitlines() if line.strip()][-_TAIL_LINES:])


def _newest_first(log: Path) -> float:
    return -log.stat().st_mtime
