"""The user's SLURM jobs, where ``squeue`` is at hand."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ..errors import DaskLabError
from ..schemas.clusters import JobRole
from ..system import processes
from ..system.concurrency import executors
from .jobs import Job

ASK_SECONDS = 5.0
"""Between two questions: a facility's controller answers many users."""

ASK_SECONDS_WHILE_FRESH = 1.0
_FRESH_SECONDS = 15.0
"""Between two questions while a new cluster's first job is looked for, and how long."""

_FORGOTTEN_SECONDS = 120.0
"""After so long, a cluster that nobody asked about is not one of ours any more."""

_TIMEOUT = 5.0
_LARGEST = 2**22
"""Bytes of an answer that are read: some 40,000 jobs."""

# The log's path is the only link between a job and its cluster.
_LOG = re.compile(r"/(?P<cluster>[^/]+)/dask-(?P<role>scheduler|worker)-[^/]*$")
_FORMAT = "JobID:|,State:|,Reason:|,TimeLeft:|,STDOUT:"


@dataclass
class _Sought:
    """A cluster whose jobs are looked for: since when, until when, and with what success."""

    since: float
    last: float = 0.0
    has_jobs: bool = False


class Squeue:
    """Asks ``squeue`` now and then, for all gateways together.

    Parameters
    ----------
    user
        Whose jobs are asked for: behind a Hub, ``LOGNAME`` and its like may
        still name whoever started the Hub.
    """

    def __init__(self, user: str, *, clock: Callable[[], float] = time.monotonic) -> None:
        self.problem: str | None = None
        """Never any: jobs are an extra, and most machines have no SLURM."""
        self._user = user
        self._clock = clock
        # None until it was looked for: that reads all folders of PATH, of which one may hang.
        self._command: str | None = None
        self._jobs: dict[str, list[Job]] = {}
        self._asked_at = float("-inf")
        self._known: dict[str, _Sought] = {}
        self._asking: asyncio.Task[None] | None = None

    def jobs(self, cluster: str, workers: int | None = None) -> list[Job]:
        """The jobs of one cluster, as last known; asks anew in the background."""
        if self._command == "":
            return []
        now = self._clock()
        sought = self._known.setdefault(cluster, _Sought(since=now))
        sought.last = now
        found = self._jobs.get(cluster, [])
        sought.has_jobs = sought.has_jobs or bool(found)
        fresh = not found and now - sought.since < _FRESH_SECONDS
        period = ASK_SECONDS_WHILE_FRESH if fresh else ASK_SECONDS
        # Another gateway's clusters have no jobs and need not be looked for for ever.
        wanted = fresh or sought.has_jobs
        if wanted and self._asking is None and now - self._asked_at > period:
            self._asked_at = now
            self._known = {
                name: one
                for name, one in self._known.items()
                if now - one.last < _FORGOTTEN_SECONDS
            }
            self._asking = asyncio.create_task(self._ask())
        return found

    def queue_wait(self) -> None:
        """Not known here."""

    async def close(self) -> None:
        """End an open question."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.wait([self._asking])

    async def _ask(self) -> None:
        try:
            if self._command is None:
                self._command = (
                    await executors.environments.run("squeue", shutil.which, "squeue") or ""
                )
            if not self._command:
                return
            process = await processes.start(
                self._command,
                *("--noheader", "--user", self._user, "--Format", _FORMAT),
                # Its own variables would choose other jobs or columns.
                env={key: value for key, value in os.environ.items() if "SQUEUE_" not in key},
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
            )
            try:
                output = await asyncio.wait_for(_output(process), _TIMEOUT)
            finally:
                await processes.end(process)
            found: dict[str, list[Job]] = {}
            for job in read_jobs(output.decode(errors="replace")):
                found.setdefault(job.cluster, []).append(job)
            self._jobs = found
        except (OSError, asyncio.TimeoutError, DaskLabError):
            # Jobs are an extra: without an answer the card goes without them.
            self._jobs = {}
        finally:
            self._asking = None


async def _output(process: asyncio.subprocess.Process) -> bytes:
    assert process.stdout is not None
    chunks, size = [], 0
    while size < _LARGEST and (chunk := await process.stdout.read(2**16)):
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


def read_jobs(output: str) -> Iterable[Job]:
    """Read ``squeue --Format`` with ``|`` behind each field; other jobs are left out."""
    now = datetime.now(timezone.utc)
    for line in output.splitlines():
        fields = [field.strip() for field in line.split("|")]
        log = _LOG.search(fields[4]) if len(fields) >= 5 else None
        if log is None:
            continue
        left = _seconds(fields[3])
        yield Job(
            id=fields[0],
            cluster=log["cluster"],
            role=JobRole(log["role"]),
            state=fields[1],
            reason=None if fields[2] in ("", "None") else fields[2],
            ends_at=now + timedelta(seconds=left) if left is not None else None,
        )


def _seconds(left: str) -> int | None:
    """SLURM's ``[days-][hours:]minutes:seconds``; None for UNLIMITED and the like."""
    found = re.fullmatch(r"(?:(\d{1,5})-)?(?:(\d{1,4}):)?(\d{1,4}):(\d{1,4})", left)
    if found is None:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return ((days * 24 + hours) * 60 + minutes) * 60 + seconds
