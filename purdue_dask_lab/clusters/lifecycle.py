"""Acts on the difference between what a user wants of a cluster and what its gateway says."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime, timezone
from typing import Any

from ..config.schema import GatewaySettings
from ..errors import BackendUnreachable, DaskLabError, GatewayTooSlow, UnknownCluster
from ..gateways.client import GatewayClient
from ..gateways.jobs import summary
from ..gateways.options import chosen_prefix
from ..gateways.report import Report
from ..metrics import CLUSTER_ENDS
from ..schemas.clusters import ClusterStatus
from ..schemas.environments import Problem
from ..worker_env.redact import masked_text, process_secrets
from .backends import backend_of
from .diagnosis import (
    Circumstances,
    diagnose_failure,
    forgotten,
    gateway_ended,
    why_ended,
    with_findings,
)
from .records import ClusterRecord, StoredFailure, now
from .scaling import resize
from .scheduler_logs import SchedulerLogs
from .tracked import TrackedCluster

STOP_AGAIN_SECONDS = 5.0
"""Between two requests to end a cluster that its gateway still runs."""

RESIZE_AGAIN_SECONDS = 5.0
"""Between two requests for workers that the gateway did not answer."""

MISSED_SECONDS = 15.0
"""How long a gateway may not know a cluster before what is kept of that is put away."""

CHECK_TIMEOUT = 10.0
"""Seconds that the checks of a failed cluster's environment may take."""

Log = logging.Logger | logging.LoggerAdapter[Any]
CheckEnvironment = Callable[[str, GatewaySettings, "str | None"], Awaitable[list[Problem]]]


class ClusterLifecycle:
    """Brings clusters of one gateway to what the user wants, and finds out how they end.

    Parameters
    ----------
    gateway
        Is told and asked.
    logs
        The ends of its schedulers' logs, where they can be read.
    log
        Where what happens to clusters is noted for administrators.
    check
        Finds what keeps workers from an environment.
    clock
        Seconds that only go forward.
    """

    def __init__(
        self,
        gateway: GatewayClient,
        logs: SchedulerLogs,
        log: Log,
        *,
        check: CheckEnvironment | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gateway = gateway
        self._logs = logs
        self._log = log
        self._check = check
        self._clock = clock

    async def reconcile(self, cluster: TrackedCluster) -> None:
        """Act on the difference between wish and report, if there is one."""
        if not self.is_due(cluster):
            return
        async with cluster.lock:
            report, record = cluster.report, cluster.record
            # Whoever held the lock may have done it, or made an end of it.
            if report is None or not self.is_due(cluster):
                return
            if report.status is ClusterStatus.failed:
                if record is None or record.failure is None:
                    await self._note_failure(cluster, report)
            elif record is None:
                return
            elif _is_back(report, record):
                await cluster.remember(failure=None)
            elif record.stopping and report.status.is_alive:
                await self._stop_again(cluster)
            elif report.status is ClusterStatus.running:
                if record.started_at is None:
                    record = await cluster.remember(started_at=now())
                    self._log.info("%s runs on %s", _called(cluster), self._gateway.id)
                if not record.asked:
                    await self._resize(cluster, record)

    async def stop(self, cluster: TrackedCluster) -> ClusterRecord:
        """Shut a cluster down, whose lock is held; an answer that does not come is asked for again.

        Raises
        ------
        DaskLabError
            The gateway refuses, or is not there: the cluster is to go on.
        """
        was_stopping = cluster.record is not None and cluster.record.stopping
        # Before: it may have gone by the time that the gateway answers, and then why is known.
        record = await cluster.remember(stopping=True)
        try:
            await self.ask_to_stop(cluster)
        except (GatewayTooSlow, BackendUnreachable) as error:
            self._log.warning(
                "%s It will be asked again to stop %s on %s",
                error.message,
                cluster.name,
                self._gateway.id,
            )
        except DaskLabError:
            await cluster.remember(stopping=was_stopping)
            raise
        return record

    async def ask_to_stop(self, cluster: TrackedCluster) -> None:
        """Ask the gateway to end a cluster, and note when; raises what it answers."""
        cluster.stop_asked_at = self._clock()
        await self._gateway.stop(cluster.name)

    async def find_missing(self, cluster: TrackedCluster) -> Report | None:
        """Find out about a cluster that its gateway no longer lists.

        Returns
        -------
        report
            What it is now; None if there is nothing more to say of it.

        Raises
        ------
        DaskLabError
            The gateway could not be asked.
        """
        known = cluster.report
        if known is not None and known.status.is_final:
            return known
        try:
            report = await self._gateway.cluster(cluster.name)
        except UnknownCluster:
            record = cluster.record
            if known is None and cluster.missed_at is None:
                cluster.missed_at = self._clock()
            if known is None or (record is not None and record.is_newborn):
                return known
            jobs = summary(cluster.jobs)
            return await self._lost(cluster, known, forgotten(self._gateway.settings, jobs))
        record = cluster.record
        if report.status is ClusterStatus.stopped:
            explained = record is not None and record.failure is not None
            return report if explained or await self._note_end(cluster, report) else None
        # Its user wanted its end, and got it.
        stopping = record is not None and record.stopping
        return None if stopping and report.status is ClusterStatus.failed else report

    def is_expected(self, cluster: TrackedCluster) -> bool:
        """Whether a cluster may be unknown to its gateway and yet be coming, or coming back.

        A gateway that has just begun knows of none for a moment; this server may have, too, and
        then all that is known of them is what was kept.
        """
        record, missed_at = cluster.record, cluster.missed_at
        if record is None or record.is_newborn:
            return record is not None
        is_over = cluster.report is not None or record.stopping or record.failure is not None
        return not is_over and missed_at is not None and self._clock() - missed_at < MISSED_SECONDS

    async def end_with_gateway(self, cluster: TrackedCluster) -> Report | None:
        """Note the end of a cluster whose gateway on this machine is no more."""
        known = cluster.report
        if known is None or known.status.is_final:
            return known
        return await self._lost(cluster, known, gateway_ended())

    async def note_contradiction(self, cluster: TrackedCluster) -> None:
        """Remember that somebody else has scaled a cluster since it was scaled here."""
        async with cluster.lock:
            await cluster.remember(contradicted=True)

    def owes(self, cluster: TrackedCluster) -> bool:
        """Whether the gateway is still to be told something, be anybody looking or not."""
        report, record = cluster.report, cluster.record
        if record is None:
            return False
        if record.stopping:
            # It did not answer, or does not do it: meanwhile the cluster costs what it costs.
            return report is not None and report.status.is_alive
        return not record.asked and record.failure is None

    def is_due(self, cluster: TrackedCluster) -> bool:
        """Whether there is something to do; a look without a lock, for nearly always not."""
        report, record = cluster.report, cluster.record
        if report is None or cluster.is_dismissed:
            return False
        if report.status is ClusterStatus.failed:
            return record is None or record.failure is None
        if record is None:
            return False
        if _is_back(report, record):
            return True
        if record.stopping:
            return (
                report.status.is_alive
                and self._clock() - cluster.stop_asked_at > STOP_AGAIN_SECONDS
            )
        return report.status is ClusterStatus.running and (
            record.started_at is None
            or (
                not record.asked
                and self._clock() - cluster.resize_refused_at > RESIZE_AGAIN_SECONDS
            )
        )

    async def _stop_again(self, cluster: TrackedCluster) -> None:
        """Ask again: the Kubernetes backend ignores it while it cannot see the cluster."""
        try:
            await self.ask_to_stop(cluster)
        except DaskLabError as error:
            self._log.debug("%s could not be stopped: %s", _called(cluster), error.message)

    async def _resize(self, cluster: TrackedCluster, record: ClusterRecord) -> None:
        try:
            granted = await resize(self._gateway, cluster.name, record)
        except DaskLabError as error:
            # Running, yet not to be told: a later look tries again.
            cluster.resize_refused_at = self._clock()
            await cluster.remember(notice=error.message)
        else:
            await cluster.remember(**granted)

    async def _note_failure(self, cluster: TrackedCluster, report: Report) -> None:
        """Remember why a cluster failed, as far as it can be known."""
        record, view = cluster.record, cluster.view
        environment = record.environment if record else None
        prefix = environment.prefix if environment else None
        if prefix is None and view is not None and view.environment is not None:
            prefix = view.environment.prefix
        started = record is not None and record.started_at is not None
        known = Circumstances(
            report=report,
            prefix=prefix,
            started=started or (view is not None and view.status is ClusterStatus.running),
            start_timeout=self._gateway.settings.start_timeout,
            log=await self._logs.tail(cluster.name),
            jobs=cluster.jobs,
            backend=backend_of(self._gateway.settings, cluster.name, cluster.jobs),
        )
        why = diagnose_failure(known)
        # It is told at once; a disk may take its time with what explains it.
        await self._explain(cluster, why)
        CLUSTER_ENDS.labels(self._gateway.id, "failed").inc()
        if record is not None and _took_environment(record, report):
            found = with_findings(why, await self._findings(record))
            if found is not why:
                await self._explain(cluster, found)
        self._log.info("%s on %s failed: %s", _called(cluster), self._gateway.id, _said(why))

    async def _findings(self, record: ClusterRecord) -> list[Problem]:
        """What the checks before a creation say now of a cluster's environment."""
        if self._check is None or record.environment is None:
            return []
        notebook = (record.request or {}).get("notebook")
        try:
            return await asyncio.wait_for(
                self._check(
                    record.environment.name,
                    self._gateway.settings,
                    notebook if isinstance(notebook, str) else None,
                ),
                CHECK_TIMEOUT,
            )
        except (DaskLabError, asyncio.TimeoutError) as error:
            self._log.debug("The environment of %s: %s", record.label, error)
            return []

    async def _lost(
        self, cluster: TrackedCluster, known: Report, why: StoredFailure
    ) -> Report | None:
        """Note the end of a cluster that nobody can ask any more; None if it was to end anyway."""
        record = cluster.record
        if known.status is ClusterStatus.stopping or (record is not None and record.stopping):
            return None
        await self._explain(cluster, why)
        CLUSTER_ENDS.labels(self._gateway.id, "lost").inc()
        self._log.info("%s on %s has ended: %s", _called(cluster), self._gateway.id, _said(why))
        return replace(
            known,
            status=ClusterStatus.stopped,
            stopped_at=datetime.now(timezone.utc),
            has_dashboard=False,
        )

    async def _note_end(self, cluster: TrackedCluster, report: Report) -> bool:
        """Whether a stopped cluster has ended by itself; then why is remembered."""
        record = cluster.record
        if record is not None and record.stopping:
            return False
        why = why_ended(report, self._gateway.settings, cluster.idle.since)
        if why is None:
            return False
        await self._explain(cluster, why)
        CLUSTER_ENDS.labels(self._gateway.id, "ended").inc()
        self._log.info("%s on %s has ended: %s", _called(cluster), self._gateway.id, _said(why))
        return True

    async def _explain(self, cluster: TrackedCluster, why: StoredFailure) -> None:
        await cluster.remember(failure=why)


def _is_back(report: Report, record: ClusterRecord) -> bool:
    """Whether a cluster lives that was said to have ended: its gateway did not know it a while."""
    return record.failure is not None and report.status.is_alive


def _took_environment(record: ClusterRecord, report: Report) -> bool:
    """Whether a gateway was sent the environment, by whatever name it calls that option."""
    known = record.environment
    sent = [known.name, known.prefix] if known else []
    values = report.options.values()
    return chosen_prefix(report.options) is not None or any(one in values for one in sent if one)


def _called(cluster: TrackedCluster) -> str:
    """A cluster's label and name, for a log."""
    record = cluster.record
    return f"{record.label if record else 'Cluster'} ({cluster.name})"


def _said(why: StoredFailure) -> str:
    """Why a cluster ended, for a log: a backend's words may hold what an image is pulled with."""
    return masked_text(why.reason, process_secrets())
