"""Keeps what one gateway's clusters use while they run, and what is left when they end."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from ..records import now
from ..scheduler_logs import SchedulerLogs
from ..tracked import TrackedCluster
from .records import HistoryRecord, ending_of, record_of
from .store import HistoryStore

SAVE_SECONDS = 60.0
"""Between two writings of what a running cluster has used: as much may be lost with Jupyter."""


class HistoryKeeper:
    """Writes beside everything else, and is waited for by nobody.

    Parameters
    ----------
    store
        Where it is kept.
    logs
        The ends of clusters' logs.
    clock
        Seconds that only go forward.
    """

    def __init__(
        self,
        store: HistoryStore,
        logs: SchedulerLogs,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.store = store
        self._logs = logs
        self._clock = clock
        self._saved_at: dict[str, float] = {}
        self._saving: set[asyncio.Task[None]] = set()

    def observe(self, clusters: Iterable[TrackedCluster]) -> None:
        """Write down from time to time what clusters that run have used."""
        for cluster in clusters:
            if not cluster.usage.is_used:
                continue
            saved_at = self._saved_at.get(cluster.name)
            if saved_at is None:
                self._saved_at[cluster.name] = self._clock()
                self._begin(self._resume(cluster))
            elif self._clock() - saved_at >= SAVE_SECONDS:
                self._saved_at[cluster.name] = self._clock()
                self._begin(self.store.save(record_of(cluster, now())))

    def end(self, cluster: TrackedCluster) -> None:
        """Keep a cluster that is shown no more; it is there at once, and written later."""
        report = cluster.report
        if report is None:
            return
        self._saved_at.pop(cluster.name, None)
        failed = report.status.value == "failed"
        record = record_of(cluster, now())
        ended = record.updated(
            ended_at=report.stopped_at or record.seen_at,
            ending=ending_of(
                cluster.record,
                failed=failed,
                ran=cluster.usage.is_used or report.has_dashboard,
            ),
        )
        self.store.keep(ended)
        # What was read of its log is forgotten as soon as it is shown no more.
        self._begin(self._save_with_log(ended, self._logs.kept(cluster.name)))

    async def settle(self, timeout: float = 1.0) -> None:
        """Wait until all is written, but not for a disk that hangs."""
        if self._saving:
            await asyncio.wait(list(self._saving), timeout=timeout)

    async def close(self) -> None:
        """Write what is still to be written."""
        await self.settle()
        for task in self._saving:
            task.cancel()

    async def _resume(self, cluster: TrackedCluster) -> None:
        """Go on where an earlier Jupyter server has left off."""
        earlier = (await self.store.records()).get(cluster.name)
        if earlier is not None:
            usage = earlier.usage
            cluster.usage.resume(usage.worker_seconds, usage.peak_workers, usage.peak_memory_gib)
        if cluster.name in self._saved_at:
            await self.store.save(record_of(cluster, now()))

    async def _save_with_log(self, record: HistoryRecord, kept: str | None) -> None:
        known = record.failure.log if record.failure else None
        tail = known or await self._logs.tail(record.name) or kept
        await self.store.save(record.updated(log=tail))

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._saving.add(task)
        task.add_done_callback(self._saving.discard)
