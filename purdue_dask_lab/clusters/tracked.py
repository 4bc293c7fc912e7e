"""One cluster: what the user wants, what its gateway says, and what was seen of it."""

from __future__ import annotations

import asyncio
from datetime import datetime, timezone
from typing import Any

from ..gateways.jobs import Job, JobSource
from ..gateways.report import Counts, Report
from ..schemas.clusters import Cluster, ClusterStatus
from ..worker_env.redact import masked, process_secrets
from .idle import IdleTracker
from .records import ClusterRecord, now
from .store import ClusterStore
from .usage import UsageMeter
from .worker_losses import WorkerLosses, wanted_workers


class TrackedCluster:
    """Everything that is known of one cluster, in one place.

    Whoever changes what the user wants of it (``record``) does so while holding
    ``lock``, and everything that is sent to the gateway about it is sent under
    it, too: what comes second finds what the first has left.

    Parameters
    ----------
    name
        The gateway's name for it.
    store
        Where its record outlives Jupyter.
    """

    def __init__(self, name: str, store: ClusterStore) -> None:
        self.name = name
        self.lock = asyncio.Lock()
        self.report: Report | None = None
        self.counts: Counts | None = None
        self.counts_at = float("-inf")
        self.asked_counts_at = float("-inf")
        self.silent_since: float | None = None
        self.excess_since: float | None = None
        self.idle = IdleTracker()
        self.losses = WorkerLosses()
        self.usage = UsageMeter()
        self.asked_memory_at = float("-inf")
        self.failing: str | None = None
        """That workers keep failing, and the likely cause."""
        self.mismatch: str | None = None
        """What workers have otherwise than the environment they were to have."""
        self.jobs: list[Job] = []
        self.queue_wait: float | None = None
        """Seconds that jobs wait, as predicted, while it waits for some."""
        self.stop_asked_at = float("-inf")
        self.resize_refused_at = float("-inf")
        self.reconciling: asyncio.Task[None] | None = None
        self.missed_at: float | None = None
        """When its gateway first did not know it, where only its record tells of it."""
        self.lost = False
        """Whether its gateway did not tell of it although it answered."""
        self.masked_options: dict[str, Any] = {}
        self.masked_from: tuple[dict[str, Any], frozenset[str]] = {}, frozenset()
        self.view: Cluster | None = None
        self.view_inputs: tuple[Any, ...] = ()
        self._store = store
        self._forgotten = False

    @property
    def is_dismissed(self) -> bool:
        """Whether it ended and the user wants to see it no more, here or in another server."""
        if self._forgotten:
            return True
        is_over = self.report is not None and self.report.status.is_final
        return is_over and self.record is None and self._store.was_removed_elsewhere(self.name)

    @property
    def record(self) -> ClusterRecord | None:
        """What the user wants and what is remembered; None for a cluster made elsewhere."""
        return self._store.get(self.name)

    @property
    def wanted_workers(self) -> int | None:
        """How many workers there are to be, where that is known."""
        return wanted_workers(self.counts, self.record) if self.counts else None

    @property
    def _waits(self) -> bool:
        """Whether its scheduler or some of its workers have not started."""
        if self.report is not None and self.report.status is ClusterStatus.pending:
            return True
        wanted = self.wanted_workers
        return wanted is not None and self.counts is not None and self.counts.workers < wanted

    def observe_jobs(self, source: JobSource, now: float) -> None:
        """Take over its jobs; those last seen tell what it was waiting for when it ended."""
        jobs = source.jobs(self.name, self.wanted_workers)
        self.jobs = jobs or self.jobs
        self.queue_wait = source.queue_wait() if self._waits else None
        self.losses.observe_jobs(jobs, now)

    def shown_options(self) -> dict[str, Any]:
        """The options without secrets, looked for anew only where something has changed."""
        options, secrets = self.report.options if self.report else {}, process_secrets()
        if self.masked_from != (options, secrets):
            self.masked_from = options, secrets
            self.masked_options = masked(options, secrets)
        return self.masked_options

    async def remember(self, **changes: Any) -> ClusterRecord:
        """Change the record, or begin one for a cluster that was made elsewhere.

        What was forgotten stays so: whoever comes late must not bring it back.
        """
        # Another Jupyter server of this user may have changed something else of it.
        await self._store.refresh()
        record = self.record or self.new_record()
        record = record.updated(**changes)
        if not self.is_dismissed:
            await self._store.save(self.name, record)
        return record

    async def rename(self, label: str) -> None:
        """Call it something else, in one line, whoever has made it."""
        await self.remember(label=" ".join(label.split()))

    async def put_away(self) -> None:
        """Keep the record aside: perhaps the wrong gateway was asked for the cluster."""
        await self.remember(missed_since=now())

    async def bring_back(self) -> None:
        """Take a record that was put away for the cluster again, which its gateway knows."""
        if self.record is not None and self.record.missed_since is not None:
            await self.remember(missed_since=None)

    async def forget(self) -> None:
        """Drop the record, for good."""
        self._forgotten = True
        await self._store.remove(self.name)

    def new_record(self) -> ClusterRecord:
        """The record of a cluster that was made elsewhere."""
        made_at = self.report.created_at if self.report else datetime.now(timezone.utc)
        label = self.view.label if self.view else short_name(self.name)
        return ClusterRecord(label=label, made_at=made_at)


def short_name(name: str) -> str:
    """What to call a cluster that nobody has labelled: the head of its last part."""
    return f"Cluster {name.rsplit('.', 1)[-1][:8]}"
