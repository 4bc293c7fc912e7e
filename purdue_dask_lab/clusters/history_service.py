"""The clusters that have ended, for their user."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

from ..errors import DaskLabError, UnknownCluster
from ..schemas.clusters import Cluster, ClusterEnvironment
from ..schemas.history import ClusterActivity, ClusterUsage, EndedCluster, EndedClusters, Ending
from ..translation import trans
from ..worker_env.redact import masked_text, process_secrets, secrets_around
from .history.records import HistoryRecord, stored_activity
from .history.store import HistoryLimits, latest
from .manager import ClusterManager
from .monitor import GatewayMonitor
from .records import now
from .refusals import made_elsewhere
from .requests import request_from
from .usage import STEP_SECONDS

_UNSEEN = timedelta(minutes=3)
"""After so long, a cluster that is not there and was not seen to end has ended."""


class HistoryService:
    """Lists, forgets and creates again what has ended.

    Parameters
    ----------
    clusters
        All clusters.
    monitors
        One for each gateway, by its id.
    limits
        How many are kept of each gateway, and how long.
    """

    def __init__(
        self,
        clusters: ClusterManager,
        monitors: Mapping[str, GatewayMonitor],
        limits: HistoryLimits,
    ) -> None:
        self._clusters = clusters
        self._limits = limits
        self._monitors = monitors

    async def listing(self) -> EndedClusters:
        """All of them, the latest first; no gateway is asked for it."""
        # Side by side: each may wait for its disk.
        each = await asyncio.gather(*map(_listed, self._monitors.values()))
        found = [one for shown, _ in each for one in shown]
        problems = [one for _, said in each for one in said]
        found.sort(key=lambda one: one.ended_at, reverse=True)
        return EndedClusters(
            clusters=found,
            days=self._limits.days,
            count=self._limits.count,
            problems=[masked_text(one, process_secrets()) for one in problems],
        )

    async def find(self, gateway: str, name: str) -> HistoryRecord:
        """What is kept of one.

        Raises
        ------
        UnknownGateway, UnknownCluster
            Nothing is.
        """
        monitor = self._clusters.monitor(gateway)
        record = (await monitor.history.store.records()).get(name)
        if record is None or not _has_ended(monitor, record):
            raise UnknownCluster(
                trans("Nothing is kept of a cluster {name} that has ended.", name=name)
            )
        return record

    async def remove(self, gateway: str, name: str) -> None:
        """Forget one; twice is harmless.

        Raises
        ------
        FileUnusable, DiskTooSlow
            Its file cannot be removed.
        """
        monitor = self._clusters.monitor(gateway)
        if not _is_shown(monitor, name):
            await monitor.history.store.remove(name)

    async def clear(self) -> None:
        """Forget all of them; one that cannot be forgotten keeps no other.

        Raises
        ------
        FileUnusable, DiskTooSlow
            The file of one cannot be removed.
        """
        refusal: DaskLabError | None = None
        for one in (await self.listing()).clusters:
            try:
                await self.remove(one.gateway, one.name)
            except DaskLabError as error:
                refusal = refusal or error
        if refusal is not None:
            raise refusal

    async def create(self, gateway: str, name: str) -> Cluster:
        """Create such a cluster again; it stays in the history.

        Raises
        ------
        Conflict
            It was made elsewhere, and we do not know how.
        """
        record = await self.find(gateway, name)
        request = request_from(record.request)
        if request is None:
            raise made_elsewhere(record.label)
        return await self._clusters.create(request.model_copy(update={"label": record.label}))

    async def activity(self, gateway: str, name: str) -> ClusterActivity:
        """The last hour of a cluster, whether it runs or has ended.

        Raises
        ------
        UnknownGateway, UnknownCluster
            Nothing is known of it.
        """
        monitor = self._clusters.monitor(gateway)
        if _is_shown(monitor, name):
            cluster = monitor.tracked[name]
            kept = stored_activity(cluster.usage.points)
        else:
            kept = (await self.find(gateway, name)).activity
        return ClusterActivity(
            at=list(kept.at),
            step=STEP_SECONDS,
            workers=list(kept.workers),
            cores=list(kept.cores),
            tasks=list(kept.tasks),
            memory_gib=list(kept.memory_gib),
        )


async def _listed(monitor: GatewayMonitor) -> tuple[list[EndedCluster], list[str]]:
    """What has ended on one gateway, and what could not be read or written of it."""
    # The end of a log is read after the cluster's end is known.
    await monitor.history.settle()
    store = monitor.history.store
    records = await store.records()
    ended = [_shown(monitor, one) for one in latest(records) if _has_ended(monitor, one)]
    return ended, store.problems


def _has_ended(monitor: GatewayMonitor, record: HistoryRecord) -> bool:
    """Whether a cluster has ended, or nobody knows of it any more."""
    if _is_shown(monitor, record.name):
        return False
    return record.ended_at is not None or (
        monitor.has_answered and now() - record.seen_at > _UNSEEN
    )


def _is_shown(monitor: GatewayMonitor, name: str) -> bool:
    cluster = monitor.tracked.get(name)
    return cluster is not None and cluster.report is not None


def _shown(monitor: GatewayMonitor, record: HistoryRecord) -> EndedCluster:
    usage, known, why = record.usage, record.environment, record.failure
    seen = record.ended_at is not None
    return EndedCluster(
        gateway=monitor.gateway.id,
        name=record.name,
        label=record.label,
        environment=ClusterEnvironment(
            name=known.name, display_name=known.display_name, prefix=known.prefix
        )
        if known
        else None,
        created_at=record.made_at,
        started_at=record.started_at,
        ended_at=record.ended_at or record.seen_at,
        ending=_ending(record.ending),
        reason=masked_text(why.reason, secrets_around(record.request)) if why else None,
        usage=ClusterUsage(
            worker_hours=round(usage.worker_seconds / 3600, 3),
            peak_workers=usage.peak_workers,
            peak_memory_gib=usage.peak_memory_gib,
            at_least=not (usage.complete and seen),
        )
        if record.started_at is not None or usage.peak_workers
        else None,
        can_create=request_from(record.request) is not None,
        has_log=bool(record.log),
    )


def _ending(word: str | None) -> Ending:
    """Return a word that a file holds, which may be another version's."""
    try:
        return Ending(word)
    except ValueError:
        return Ending.unknown
