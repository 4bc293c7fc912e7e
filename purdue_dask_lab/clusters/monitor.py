"""One gateway's clusters, kept current while somebody looks."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from ..errors import DaskLabError
from ..gateways.client import Endpoint, GatewayClient
from ..gateways.local.process import LocalGatewayProcess
from ..gateways.report import Report
from ..gateways.slurm import Squeue
from ..schemas.clusters import Cluster, ClusterChanges, ClusterRef, ClusterStatus
from ..schemas.gateways import GatewayState, GatewayStatus
from .lifecycle import ALIVE, ClusterLifecycle
from .scaling import resize
from .scheduler_logs import SchedulerLogs
from .scheduler_stats import SchedulerStats
from .store import ClusterRecord, ClusterStore
from .view import Observation, to_cluster

LEASE = 30.0
"""Seconds that one look keeps the monitor awake."""

PERIOD = 1.0
HASTE = 0.4
"""Seconds between two questions, and while a cluster starts or stops."""

PATIENCE = 1.0
"""Seconds a list waits for this gateway before it shows what was known."""

SLOW = 3.0
"""Seconds without an answer until a gateway's clusters are called stale."""

INSIST = 5.0
"""Seconds between two requests to end a cluster that its gateway still runs."""

_CHANGING = (ClusterStatus.pending, ClusterStatus.stopping)


class GatewayMonitor:
    """Asks one gateway, and says what has changed.

    Parameters
    ----------
    gateway
        The gateway to ask.
    memory
        Our records of its clusters.
    base_url
        Path of this Jupyter server, with a slash at its end.
    publish
        Called with every change, on the event loop.
    squeue
        Knows the jobs of the user's clusters, where there is a batch system.
    refused
        Why this user may not use the gateway; it is never asked then.
    local
        The process behind the gateway on this machine, which need not run and
        whose logs can be read.
    """

    def __init__(
        self,
        gateway: GatewayClient,
        memory: ClusterStore,
        base_url: str,
        publish: Callable[[ClusterChanges], None],
        *,
        local: LocalGatewayProcess | None = None,
        squeue: Squeue | None = None,
        refused: str | None = None,
        log: logging.Logger | logging.LoggerAdapter[Any] | None = None,
    ) -> None:
        self.gateway = gateway
        self.memory = memory
        self.clusters: dict[str, Cluster] = {}
        self.refused = refused
        self.state = GatewayState(
            id=gateway.id,
            status=GatewayStatus.not_allowed if refused else GatewayStatus.available,
            reason=refused,
        )
        self._base_url = base_url
        self._publish = publish
        self._local = local
        self._squeue = squeue
        self._logs = SchedulerLogs(
            local.logs if local else _folder(gateway.settings.scheduler_logs)
        )
        self._fates = ClusterLifecycle(gateway, memory, self._logs)
        self._log = log or logging.getLogger(__name__)
        self._counting = SchedulerStats(gateway)
        self._reports: dict[str, Report] = {}
        self._insisted: dict[str, float] = {}
        self._fresh_at = float("-inf")
        self._looked_at = float("-inf")
        self._asked_at = float("-inf")
        self._refreshing: asyncio.Task[None] | None = None
        self._waking = asyncio.Event()
        self._loop: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def current(self) -> list[Cluster]:
        """The clusters, at most about a second old, or marked stale; never waits long."""
        if self.refused:
            return []
        self._looked_at = time.monotonic()
        self.wake()
        now = time.monotonic()
        hung = self._refreshing is not None and now - self._asked_at > PATIENCE
        if not hung and now - self._fresh_at > PERIOD + HASTE:
            await asyncio.wait([self._refresh()], timeout=PATIENCE)
        return list(self.clusters.values())

    async def refreshed(self) -> None:
        """Ask the gateway now and wait for its answer."""
        await asyncio.shield(self._refresh())

    def adopt(self, report: Report, record: ClusterRecord) -> Cluster:
        """Show a cluster that was just asked for, before the gateway lists it."""
        self._reports[report.name] = report
        settings = self.gateway.settings
        cluster = to_cluster(report, Observation(), record, settings, None, self._base_url)
        self._show({**self.clusters, report.name: cluster})
        self.wake()
        return cluster

    def report(self, name: str) -> Report | None:
        """What the gateway last said of a cluster, with its options as they are."""
        return self._reports.get(name)

    def ending(self, name: str) -> None:
        """Show a cluster as stopping, before the gateway says so."""
        update = {"status": ClusterStatus.stopping}
        self._show({**self.clusters, name: self.clusters[name].model_copy(update=update)})
        self.wake()

    def drop(self, name: str) -> None:
        """Show a cluster no more."""
        self._reports.pop(name, None)
        self._show({key: value for key, value in self.clusters.items() if key != name})

    def wake(self) -> None:
        """Ask soon, and go on asking while somebody looks."""
        self._waking.set()
        if self._loop is None or self._loop.done():
            self._loop = asyncio.create_task(self._keep_asking())

    async def close(self) -> None:
        """End every task of this monitor."""
        tasks = [task for task in (self._loop, self._refreshing, *self._tasks) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._counting.close()

    async def _keep_asking(self) -> None:
        while self._looked_at + LEASE > time.monotonic() or await self._owes_workers():
            self._waking.clear()
            asking = self._refresh()
            answered, _ = await asyncio.wait([asking], timeout=SLOW)
            if not answered:
                label = self.gateway.settings.label
                self._unavailable(f"{label} has not answered for some seconds.")
                await asyncio.wait([asking])
            changing = any(cluster.status in _CHANGING for cluster in self.clusters.values())
            try:
                await asyncio.wait_for(self._waking.wait(), HASTE if changing else PERIOD)
                # Whoever woke us has just been answered; a moment joins a burst into one.
                await asyncio.sleep(HASTE / 4)
            except asyncio.TimeoutError:
                continue

    async def _owes_workers(self) -> bool:
        records = await self.memory.records()
        return any(
            not record.asked and record.failure is None and name in self._reports
            for name, record in records.items()
        )

    def _refresh(self) -> asyncio.Task[None]:
        if self._refreshing is None or self._refreshing.done():
            self._asked_at = time.monotonic()
            self._refreshing = asyncio.create_task(self._ask())
        return self._refreshing

    async def _ask(self) -> None:
        try:
            reports, endpoint = await self._listed()
            await self._settle(reports)
        except DaskLabError as error:
            self._unavailable(error.message)
        except Exception:
            self._log.exception("Watching %s failed", self.gateway.id)
            label = self.gateway.settings.label
            self._unavailable(f"{label} could not be read; see Jupyter's log.")
        else:
            self._reports = reports
            self._fates.keep(reports)
            await self._logs.keep(
                *(
                    [name for name, report in reports.items() if report.status is status]
                    for status in ALIVE
                )
            )
            await self._counting.update(
                [name for name, report in reports.items() if report.has_dashboard]
            )
            records = await self.memory.records()
            self._say(GatewayStatus.available, None)
            self._show(
                {
                    name: to_cluster(
                        report,
                        self._observed(report, records.get(name)),
                        records.get(name),
                        self.gateway.settings,
                        endpoint,
                        self._base_url,
                    )
                    for name, report in reports.items()
                }
            )
        finally:
            self._refreshing = None
        self._fresh_at = time.monotonic()

    async def _listed(self) -> tuple[dict[str, Report], Endpoint | None]:
        local = self._local
        if local is not None and not local.running and not local.starts_unasked:
            return await self._fates.without_gateway(self._reports.values()), None
        reports = {report.name: report for report in await self.gateway.clusters()}
        endpoint = await self.gateway.endpoint()
        await self.memory.refresh()
        records = await self.memory.records()
        missing = [name for name in {**self._reports, **records} if name not in reports]
        ended = await asyncio.gather(
            *(self._fates.of(name, self._reports.get(name)) for name in missing)
        )
        for name, report in zip(missing, ended, strict=True):
            if report is not None:
                reports[name] = report
            elif not (name in records and records[name].is_newborn):
                await self.memory.forget(name)
        return reports, endpoint

    async def _settle(self, reports: dict[str, Report]) -> None:
        """Note what has just begun or failed, and give running clusters their workers."""
        records = await self.memory.records()
        for name, report in reports.items():
            record = records.get(name)
            if report.status is ClusterStatus.failed:
                if record is None or record.failure is None:
                    await self._fates.note_failure(report, record, self.clusters.get(name))
            elif record and record.stopping and report.status in ALIVE:
                self._insist(name)
            elif record and report.status is ClusterStatus.running:
                if record.started_at is None:
                    record.started_at = datetime.now(timezone.utc)
                    await self.memory.remember(name, record)
                if not record.asked:
                    record.asked = True
                    self._spawn(self._give_workers(name, record))

    def _observed(self, report: Report, record: ClusterRecord | None) -> Observation:
        name = report.name
        counts = self._counting.counts.get(name)
        self._fates.idleness.look(name, counts, record.started_at if record else None)
        alive = report.status in ALIVE
        jobs = self._squeue.jobs(name) if self._squeue and alive else []
        self._fates.saw_jobs(name, jobs)
        return Observation(
            counts=counts,
            silent=report.has_dashboard and self._counting.silent(name),
            idle_since=self._fates.idleness.since(name),
            jobs=jobs,
        )

    def _insist(self, name: str) -> None:
        """Ask again to end a cluster: the Kubernetes backend ignores it while it cannot see it."""
        now = time.monotonic()
        if now - self._insisted.get(name, float("-inf")) > INSIST:
            self._insisted[name] = now
            self._spawn(self._stop(name))

    async def _stop(self, name: str) -> None:
        with suppress(DaskLabError):
            await self.gateway.stop(name)

    async def _give_workers(self, name: str, record: ClusterRecord) -> None:
        try:
            await resize(self.gateway, name, record)
        except DaskLabError as error:
            # Running, yet not to be told: the next look tries again.
            record.asked = False
            record.notice = error.message
        await self.memory.remember(name, record)

    def _unavailable(self, reason: str) -> None:
        self._say(GatewayStatus.unavailable, reason)
        self._show(
            {
                name: cluster.model_copy(update={"stale": True})
                for name, cluster in self.clusters.items()
            }
        )

    def _say(self, status: GatewayStatus, reason: str | None) -> None:
        state = GatewayState(id=self.gateway.id, status=status, reason=reason)
        if state != self.state:
            self.state = state
            self._publish(ClusterChanges(gateways=[state]))

    def _show(self, clusters: dict[str, Cluster]) -> None:
        before, self.clusters = self.clusters, clusters
        changed = [cluster for name, cluster in clusters.items() if before.get(name) != cluster]
        removed = [
            ClusterRef(gateway=self.gateway.id, name=name)
            for name in before
            if name not in clusters
        ]
        if changed or removed:
            self._publish(ClusterChanges(changed=changed, removed=removed))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _folder(configured: str | None) -> Path | None:
    return Path(configured).expanduser() if configured else None
