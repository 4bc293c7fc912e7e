"""Ends of clusters' logs that a server keeps, asked for beside all else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import Protocol

from ..config.schema import GatewaySettings
from ..gateways.local.process import LocalGatewayProcess
from ..gateways.log_source import LogSource
from ..gateways.pod_logs import PodLogs
from ..system.account import current_user
from .scheduler_logs import SchedulerLogs, configured_folder

STARTING_SECONDS = 5.0
RUNNING_SECONDS = 30.0
"""Between two questions for the logs of what starts, and of what runs."""

_MOST_ASKED = 20


class LogServer(Protocol):
    """Has the logs of clusters: a server of logs, or Kubernetes."""

    problem: str | None

    async def tail(self, cluster: str) -> str | None:
        """Return the last lines of a cluster's logs; None where there are none to be had."""

    async def close(self) -> None:
        """Give the connection back."""


class RemoteLogs(SchedulerLogs):
    """Keeps the end of each living cluster's log, as a server of logs has it."""

    def __init__(self, source: LogServer, *, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(None, clock=clock)
        self._source = source
        self._asking: asyncio.Task[None] | None = None

    async def update(self, starting: Iterable[str], running: Iterable[str]) -> None:
        """Ask for the logs of these clusters, if it is time to; waits for no answer."""
        wanted, others = list(starting), list(running)
        now = self._clock()
        busy = self._asking is not None and not self._asking.done()
        if busy or now - self._looked_at < STARTING_SECONDS:
            return
        self._looked_at = now
        if now - self._read_at >= RUNNING_SECONDS:
            self._read_at = now
            wanted += others
        else:
            # One that has just started may have nothing to show if it ends before it is its turn.
            wanted += [name for name in others if name not in self._tails]
        if wanted:
            self._asking = asyncio.create_task(self._ask(wanted[:_MOST_ASKED]))

    async def tail(self, name: str) -> str | None:
        """The end of a cluster's log: as it is, else as it last was."""
        await self._ask([name])
        return self._tails.get(name)

    async def close(self) -> None:
        """End the open question."""
        if self._asking is not None:
            self._asking.cancel()
            with suppress(asyncio.CancelledError):
                await self._asking
        await self._source.close()

    async def _ask(self, names: list[str]) -> None:
        for name in names:
            found = await self._source.tail(name)
            if found is not None:
                self._tails[name] = found
            self.problem = self._source.problem


def logs_of(
    settings: GatewaySettings,
    local: LocalGatewayProcess | None,
    clock: Callable[[], float],
) -> SchedulerLogs:
    """Choose where a gateway's logs come from: a folder, a server of logs, pods, or nowhere."""
    if local is None and settings.scheduler_logs is None:
        pods = settings.kubernetes
        if settings.logs_url:
            return RemoteLogs(LogSource(settings, current_user()), clock=clock)
        if pods is not None and pods.logs:
            return RemoteLogs(PodLogs(settings.display_name, pods), clock=clock)
    folder = local.logs if local else configured_folder(settings.scheduler_logs)
    return SchedulerLogs(folder, clock=clock)
