"""Knows what CPU workers use, of those clusters whose workers somebody looks at.

The page that tells of workers does not tell that. For each of these clusters one
process asks the scheduler, for as long as somebody looks.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from ..errors import DaskLabError
from ..schemas.clusters import ClusterChanges
from ..system.concurrency import executors
from ..translation import trans, trans_n
from ..worker_env.redact import masked_text, process_secrets
from .dask_program import program_lines
from .worker_cpu_program import read_line

MOST_WATCHED = 4
"""Clusters at a time: each has a process that has loaded Dask."""

Log = logging.Logger | logging.LoggerAdapter[Any]


@dataclass(frozen=True)
class CpuTiming:
    """Limits and pauses, in seconds.

    Parameters
    ----------
    kept
        How long one look keeps a cluster watched.
    taken
        After so long without a look a cluster gives up its place to another one.
    check
        Between two checks of who still looks.
    stale
        After so long without new numbers the last ones are not shown.
    silence
        How long a process may say nothing, Dask's start included.
    pause
        Before another process, after one that has failed; doubled each time, until
        one works for longer than that.
    longest_pause
        The longest of these.
    """

    kept: float = 30.0
    taken: float = 10.0
    check: float = 3.0
    stale: float = 20.0
    silence: float = 60.0
    pause: float = 5.0
    longest_pause: float = 300.0


@dataclass(frozen=True)
class WorkerCpu:
    """What CPU workers use, in percent of one thread's, by their addresses.

    Parameters
    ----------
    problem
        Why nothing of it is known; None while it will be soon.
    """

    percent: Mapping[str, float] = field(default_factory=dict)
    problem: str | None = None


class _Watch:
    """One cluster that is looked at."""

    def __init__(self, now: float) -> None:
        self.looked_at = now
        self.told_at = now
        self.percent: Mapping[str, float] = {}
        self.problem: str | None = None
        self.said: set[str] = set()
        # Beside the task's cancellation: before Python 3.12, wait_for loses one that meets a line.
        self.has_ended = False
        self.task: asyncio.Task[None] | None = None


class WorkerCpuMonitor:
    """Has schedulers asked for their workers' CPU while somebody looks.

    Parameters
    ----------
    code
        Writes the program that asks, given a cluster's gateway and name.
    most
        Clusters at a time; none where it is 0.
    """

    def __init__(
        self,
        code: Callable[[str, str], Awaitable[str]],
        log: Log,
        *,
        timing: CpuTiming | None = None,
        most: int = MOST_WATCHED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._code = code
        self._log = log
        self._timing = timing or CpuTiming()
        self._most = most
        self._clock = clock
        self._watches: dict[tuple[str, str], _Watch] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._sweeping: asyncio.Task[None] | None = None
        self._closed = False

    def look(self, gateway: str, name: str) -> WorkerCpu:
        """Return what is known of a running cluster now; it stays known while somebody looks."""
        now = self._clock()
        key = gateway, name
        watch = self._watches.get(key)
        if self._closed:
            return WorkerCpu()
        if self._most == 0:
            return WorkerCpu(
                problem=trans(
                    "The CPU of workers is not read here: the administrator has switched it off."
                )
            )
        if watch is None:
            if not self._has_room(now):
                return WorkerCpu(
                    problem=trans_n(
                        "The CPU of workers is read for one cluster at a time.",
                        "The CPU of workers is read for {number} clusters at a time.",
                        self._most,
                    )
                )
            watch = self._watches[key] = _Watch(now)
            watch.task = self._run(self._watch(key, watch))
            if self._sweeping is None or self._sweeping.done():
                self._sweeping = self._run(self._sweep())
        watch.looked_at = now
        if watch.problem is None and now - watch.told_at > self._timing.stale and watch.percent:
            return WorkerCpu(problem=trans("The scheduler does not answer; it may be busy."))
        return WorkerCpu(watch.percent, watch.problem)

    def observe(self, changes: ClusterChanges) -> None:
        """End what asks the schedulers of clusters that have ended."""
        for removed in changes.removed:
            self._end((removed.gateway, removed.name))
        for cluster in changes.changed:
            if cluster.dashboard_url is None:
                self._end((cluster.gateway, cluster.name))

    async def close(self) -> None:
        """End all that is asked."""
        self._closed = True
        for key in list(self._watches):
            self._end(key)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _has_room(self, now: float) -> bool:
        """Whether one more may be watched; makes room where somebody has not looked lately."""
        if len(self._watches) < self._most:
            return True
        key, least = min(self._watches.items(), key=lambda item: item[1].looked_at)
        # Were all looked at in turn, each would end the next one's process.
        if now - least.looked_at < self._timing.taken:
            return False
        self._end(key)
        return True

    def _end(self, key: tuple[str, str]) -> None:
        watch = self._watches.pop(key, None)
        if watch is not None and watch.task is not None:
            watch.has_ended = True
            watch.task.cancel()

    def _run(self, work: Any) -> asyncio.Task[None]:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _sweep(self) -> None:
        """End what nobody has looked at for long."""
        while self._watches:
            await asyncio.sleep(self._timing.check)
            now = self._clock()
            for key, watch in list(self._watches.items()):
                if now - watch.looked_at > self._timing.kept:
                    self._end(key)

    async def _watch(self, key: tuple[str, str], watch: _Watch) -> None:
        """Have one scheduler asked, by one process after another should they fail."""
        pause = self._timing.pause
        while not watch.has_ended:
            began = self._clock()
            said = await self._ask(key, watch)
            if watch.has_ended:
                return
            if watch.told_at - began > pause:
                pause = self._timing.pause
            watch.percent = {}
            watch.problem = masked_text(said, process_secrets())
            if watch.problem not in watch.said:
                watch.said.add(watch.problem)
                self._log.info("The CPU of workers of %s/%s: %s", *key, watch.problem)
            await asyncio.sleep(pause)
            pause = min(2 * pause, self._timing.longest_pause)

    async def _ask(self, key: tuple[str, str], watch: _Watch) -> str:
        """Take over what one process tells until it ends, and say why it has ended."""
        try:
            program = await self._code(*key)
            if watch.has_ended:
                return ""
            async with aclosing(program_lines(program, self._timing.silence)) as lines:
                async for line in lines:
                    if watch.has_ended:
                        break
                    found = await executors.work.run((*key, "cpu"), read_line, line)
                    if found.error is not None:
                        return trans(
                            "The scheduler could not be asked: {error}.", error=found.error
                        )
                    watch.percent, watch.told_at = found.percent, self._clock()
                    watch.problem = None
        except DaskLabError as error:
            return error.message
        except asyncio.TimeoutError:
            return trans(
                "The process that reads the CPU of workers said nothing for {seconds:g} s.",
                seconds=self._timing.silence,
            )
        except ValueError:
            return trans("The process that reads the CPU of workers said what makes no sense.")
        except OSError as error:
            return trans(
                "Dask's client could not be started: {strerror}.",
                strerror=error.strerror or error,
            )
        except Exception as error:
            # Whatever it is, whoever looks is told, and the next attempt may go well.
            self._log.debug("Reading the CPU of workers of %s/%s failed", *key, exc_info=True)
            return trans(
                "The CPU of workers could not be read: {kind}: {error}.",
                kind=type(error).__name__,
                error=error,
            )
        return trans("The process that reads the CPU of workers ended without a word.")
