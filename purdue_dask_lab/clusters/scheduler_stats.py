"""The schedulers' counts, asked side by side, so that a dead one delays nobody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial

from ..errors import DaskLabError
from ..gateways.client import GatewayClient
from ..gateways.report import Counts
from ..schemas.clusters import ClusterStatus, SchedulerState
from .records import now as time_of_day
from .tracked import TrackedCluster

WAIT_SECONDS = 0.3
"""How long all schedulers together may hold up a list."""

BUSY_AFTER_SECONDS = 3.0
"""Without an answer for so long, a scheduler is called busy: its numbers are the last known."""

SILENT_AFTER_SECONDS = 30.0
"""Without an answer for so long, it is said not to respond."""

CONNECTING_SECONDS = 20.0
"""How long the way to a new scheduler may be missing: traefik learns routes in up to 8 s."""

MOST_AT_ONCE = 16
"""Schedulers that are asked at a time: a thousand would be asked at the expense of all else."""

CONTRADICTED_AFTER_SECONDS = 30.0
"""How long more workers than asked for may run before somebody else must have asked for them."""

WEIGH_SECONDS = 3.0
"""Between two looks at what workers use of their memory."""

MOST_WEIGHED = 32
"""Workers of one cluster whose memory is looked at: some kB for each, every time."""


class SchedulerStats:
    """Keeps the counts of one gateway's clusters current.

    A scheduler that is slow keeps its question open; the answer shows at the
    next update.

    Parameters
    ----------
    gateway
        Leads to the schedulers.
    clock
        Seconds that only go forward.
    """

    def __init__(
        self, gateway: GatewayClient, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._gateway = gateway
        self._clock = clock
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def update(self, clusters: Iterable[TrackedCluster]) -> None:
        """Ask the schedulers of these clusters, those first that were asked longest ago."""
        waiting = [one for one in clusters if one.name not in self._asking]
        waiting.sort(key=lambda one: one.asked_counts_at)
        for cluster in waiting[: max(0, MOST_AT_ONCE - len(self._asking))]:
            cluster.asked_counts_at = self._clock()
            task = asyncio.create_task(self._ask(cluster))
            self._asking[cluster.name] = task
            task.add_done_callback(partial(self._answered, cluster.name))
        if self._asking:
            await asyncio.wait(list(self._asking.values()), timeout=WAIT_SECONDS)

    def state(self, cluster: TrackedCluster) -> SchedulerState | None:
        """How well a cluster's scheduler answers; None where there is none to ask."""
        report, record = cluster.report, cluster.record
        if report is None or not report.has_dashboard:
            return None
        silent_since = cluster.silent_since
        if silent_since is None:
            known = cluster.counts is not None
            return SchedulerState.responding if known else SchedulerState.connecting
        silent = self._clock() - silent_since
        if cluster.counts is None:
            fresh = record is None or record.started_at is not None
            connecting = fresh and silent < CONNECTING_SECONDS
            return SchedulerState.connecting if connecting else SchedulerState.silent
        if silent < BUSY_AFTER_SECONDS:
            return SchedulerState.responding
        return SchedulerState.busy if silent < SILENT_AFTER_SECONDS else SchedulerState.silent

    async def close(self) -> None:
        """Drop all open questions."""
        tasks = list(self._asking.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _answered(self, name: str, _: asyncio.Task[None]) -> None:
        self._asking.pop(name, None)

    async def _ask(self, cluster: TrackedCluster) -> None:
        try:
            counts = await self._gateway.counts(cluster.name)
        except DaskLabError:
            if cluster.silent_since is None:
                cluster.silent_since = self._clock()
            return
        self._note(cluster, counts)
        if counts.workers <= MOST_WEIGHED and self._is_time_to_weigh(cluster):
            cluster.asked_memory_at = self._clock()
            # An extra: without it the card says less.
            with suppress(DaskLabError):
                memory = (await self._gateway.workers(cluster.name)).memory()
                cluster.losses.observe_memory(memory)
                cluster.usage.observe_memory(memory)

    def _is_time_to_weigh(self, cluster: TrackedCluster) -> bool:
        return self._clock() - cluster.asked_memory_at >= WEIGH_SECONDS

    def _note(self, cluster: TrackedCluster, counts: Counts) -> None:
        now = self._clock()
        record = cluster.record
        cluster.counts = counts
        cluster.counts_at = now
        cluster.silent_since = None
        cluster.losses.observe(counts, record, now)
        cluster.usage.observe(counts, now, started=_started(cluster))
        cluster.idle.observe(counts, record.started_at if record else None)
        most = (record.maximum if record.is_adaptive else record.requested) if record else None
        if record is None or not record.asked or most is None or counts.workers <= most:
            cluster.excess_since = None
        elif cluster.excess_since is None:
            cluster.excess_since = now

    def is_contradicted(self, cluster: TrackedCluster) -> bool:
        """Whether more workers run than were asked for here: somebody else asked for them."""
        since = cluster.excess_since
        return since is not None and self._clock() - since > CONTRADICTED_AFTER_SECONDS


def _started(cluster: TrackedCluster) -> datetime | None:
    """When a cluster began to run, as far as it is known at the first look at its scheduler."""
    record, view = cluster.record, cluster.view
    if record is not None and record.started_at is not None:
        return record.started_at
    if view is not None and view.status is ClusterStatus.pending:
        # That it runs is noted after this look.
        return time_of_day()
    return cluster.report.created_at if cluster.report else None
