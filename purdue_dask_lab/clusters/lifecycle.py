"""What has become of clusters that their gateway lists no more, and why others failed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timezone

from ..errors import UnknownCluster
from ..gateways.client import GatewayClient
from ..gateways.report import Report
from ..gateways.slurm import Job, summary
from ..schemas.clusters import Cluster, ClusterStatus, Failure
from .diagnosis import Circumstances, explain
from .idle import GATEWAY_ENDED, IdleTracker, forgotten, why_ended
from .scheduler_logs import SchedulerLogs
from .store import ClusterRecord, ClusterStore
from .view import short_name

ALIVE = (ClusterStatus.pending, ClusterStatus.running)
OVER = (ClusterStatus.failed, ClusterStatus.stopped)


class ClusterLifecycle:
    """Finds out, and remembers, how clusters of one gateway end.

    Parameters
    ----------
    gateway
        Is asked for what it lists no more.
    memory
        Our records of its clusters.
    logs
        The ends of its schedulers' logs, where they can be read.
    """

    def __init__(self, gateway: GatewayClient, memory: ClusterStore, logs: SchedulerLogs) -> None:
        self.idleness = IdleTracker()
        self._gateway = gateway
        self._memory = memory
        self._logs = logs
        self._jobs: dict[str, list[Job]] = {}

    def saw_jobs(self, name: str, jobs: list[Job]) -> None:
        """Note the batch jobs of a cluster; those last seen tell what it was waiting for."""
        if jobs:
            self._jobs[name] = jobs

    def keep(self, names: Iterable[str]) -> None:
        """Forget what was seen of all others."""
        wanted = set(names)
        self.idleness.keep(wanted)
        self._jobs = {name: jobs for name, jobs in self._jobs.items() if name in wanted}

    async def of(self, name: str, known: Report | None) -> Report | None:
        """A cluster the gateway lists no more; None if there is nothing to say of it.

        Parameters
        ----------
        known
            What the gateway last said of it.
        """
        if known is not None and known.status in OVER:
            return known
        record = (await self._memory.records()).get(name)
        try:
            report = await self._gateway.cluster(name)
        except UnknownCluster:
            if known is None or (record is not None and record.is_newborn):
                return known
            why = forgotten(self._gateway.settings, summary(self._jobs.get(name, [])))
            return await self._lost(known, why)
        if report.status is ClusterStatus.stopped:
            seen = record is not None and record.failure is not None
            return report if seen or await self._note_end(report, record) else None
        stopping = record is not None and record.stopping
        return None if stopping and report.status is ClusterStatus.failed else report

    async def without_gateway(self, reports: Iterable[Report]) -> dict[str, Report]:
        """What became of the clusters of a gateway on this machine that is no more."""
        found = [await self._lost(report, GATEWAY_ENDED) for report in reports]
        return {report.name: report for report in found if report is not None}

    async def note_failure(
        self, report: Report, record: ClusterRecord | None, before: Cluster | None
    ) -> None:
        """Remember why a cluster failed, as far as it can be known."""
        record = record or _record(report)
        known = Circumstances(
            report=report,
            environment=record.environment or (before.environment if before else None),
            started=record.started_at is not None
            or (before is not None and before.status is ClusterStatus.running),
            start_timeout=self._gateway.settings.start_timeout,
            log=await self._logs.tail(report.name),
            jobs=self._jobs.get(report.name, []),
        )
        record.failure = explain(known)
        await self._memory.remember(report.name, record)

    async def _lost(self, known: Report, why: Failure) -> Report | None:
        """A cluster that nobody can ask any more; None if it was to end anyway."""
        if known.status in OVER:
            return known
        record = (await self._memory.records()).get(known.name)
        if known.status is ClusterStatus.stopping or (record is not None and record.stopping):
            return None
        record = record or _record(known)
        record.failure = why
        await self._memory.remember(known.name, record)
        now = datetime.now(timezone.utc)
        return replace(known, status=ClusterStatus.stopped, stopped_at=now, has_dashboard=False)

    async def _note_end(self, report: Report, record: ClusterRecord | None) -> bool:
        """Whether a stopped cluster has ended by itself; then why is remembered."""
        if record is not None and record.stopping:
            return False
        why = why_ended(report, self._gateway.settings, self.idleness.since(report.name))
        if why is None:
            return False
        record = record or _record(report)
        record.failure = why
        await self._memory.remember(report.name, record)
        return True


def _record(report: Report) -> ClusterRecord:
    """The record of a cluster that was made elsewhere."""
    return ClusterRecord(label=short_name(report.name), made_at=report.created_at)
