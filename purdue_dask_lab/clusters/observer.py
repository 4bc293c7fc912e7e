"""Looks at what a gateway does not tell of its clusters: schedulers, jobs, logs."""

from __future__ import annotations

from collections.abc import Mapping

from ..gateways.jobs import JobSource
from ..schemas.clusters import ClusterStatus
from .history.keeper import HistoryKeeper
from .scheduler_logs import SchedulerLogs, last_error
from .scheduler_stats import SchedulerStats
from .tracked import TrackedCluster


class ClusterObserver:
    """Notes with each cluster what is seen of it, from where it can be seen.

    Parameters
    ----------
    job_source
        Knows the jobs or pods of the user's clusters, where they can be asked for.
    """

    def __init__(
        self,
        job_source: JobSource | None,
        logs: SchedulerLogs,
        stats: SchedulerStats,
        history: HistoryKeeper,
    ) -> None:
        self._job_source = job_source
        self._logs = logs
        self._stats = stats
        self._history = history

    async def observe(self, tracked: Mapping[str, TrackedCluster], now: float) -> None:
        """Look at all clusters that are alive, at a monotonic time in seconds."""
        alive = [one for one in tracked.values() if one.report and one.report.status.is_alive]
        if (source := self._job_source) is not None:
            for cluster in alive:
                cluster.observe_jobs(source, now)
        self._logs.prune(tracked)
        await self._logs.update(
            *(
                [one.name for one in alive if one.report and one.report.status is status]
                for status in (ClusterStatus.pending, ClusterStatus.running)
            )
        )
        await self._stats.update(one for one in alive if one.report and one.report.has_dashboard)
        self._history.observe(alive)
        for cluster in alive:
            error = None
            if cluster.losses.are_many and cluster.failing is None:
                error = last_error(await self._logs.tail(cluster.name))
            if cluster.failing is None or not cluster.losses.are_many:
                cluster.failing = cluster.losses.explanation(error)
