"""The ends of schedulers' logs, read before a gateway deletes them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable
from pathlib import Path

PERIOD = 5.0
"""Seconds between two readings: the folder may be on a shared disk."""

_TAIL_LINES = 40
_TAIL_BYTES = 16_384


class Logs:
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
        self._read_at = float("-inf")

    async def keep(self, alive: Iterable[str]) -> None:
        """Read the logs of these clusters, if it is time to."""
        if self._directory is None or time.monotonic() - self._read_at < PERIOD:
            return
        self._read_at = time.monotonic()
        found = await asyncio.to_thread(_tails, self._directory, list(alive))
        self._tails.update(found)

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
    """The end of a cluster's scheduler or worker log, or None if it cannot be read.

    Parameters
    ----------
    directory
        Holds one folder for each cluster, with ``*.log`` somewhere below.
    """
    logs = sorted((directory / name).rglob("*.log"), key=_scheduler_first)
    for log in logs:
        try:
            with log.open("rb") as file:
                file.seek(0, 2)
                file.seek(max(0, file.tell() - _TAIL_BYTES))
                text = file.read().decode(errors="replace")
        except OSError:
            continue
        lines = [line for line in text.splitlines() if line.strip()]
        if lines:
            return "\n".join(lines[-_TAIL_LINES:])
    return None


def _scheduler_first(log: Path) -> tuple[bool, float]:
    return "scheduler" not in log.name, -log.stat().st_mtime
