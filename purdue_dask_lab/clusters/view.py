"""One cluster as the browser sees it, put together from all that is known."""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from ..config.schema import GatewaySettings, OptionRoles
from ..gateways.endpoint import Endpoint
from ..gateways.jobs import Job, scheduler_ends_at, summary
from ..gateways.options import chosen_prefix
from ..gateways.report import Counts, Report
from ..schemas.clusters import (
    Cluster,
    ClusterEnvironment,
    ClusterStatus,
    Failure,
    SchedulerState,
    Workers,
)
from ..schemas.environments import Problem, Severity
from ..translation import trans
from ..worker_env.redact import masked_text, secrets_around
from .amounts import cores_of, memory_of
from .backends import backend_of
from .diagnosis import is_overdue, still_pending
from .monitoring import cluster_page
from .records import ClusterRecord, now
from .tracked import TrackedCluster, short_name

Log = logging.Logger | logging.LoggerAdapter[Any]


@dataclass(frozen=True)
class Observation:
    """What was seen of a cluster besides its gateway's report.

    ``counts`` is None while the scheduler has not answered yet; ``idle_since`` is
    None while not known; ``options`` are without secrets; ``stale`` when the
    gateway does not tell any more; ``failing`` says that workers keep failing,
    ``mismatch`` that their software is not what it was to be.
    """

    counts: Counts | None = None
    scheduler: SchedulerState | None = None
    idle_since: datetime | None = None
    jobs: list[Job] = field(default_factory=list)
    queue_wait: float | None = None
    options: dict[str, Any] = field(default_factory=dict)
    stale: bool = False
    overdue: bool = False
    failing: str | None = None
    mismatch: str | None = None


class ClusterViews:
    """What browsers are shown of one gateway's clusters, made anew only where that has changed.

    Parameters
    ----------
    base_url
        Path of this Jupyter server, with a slash at its end.
    log
        Where it is noted that one cannot be shown.
    """

    def __init__(self, settings: GatewaySettings, base_url: str, log: Log) -> None:
        self._settings = settings
        self._base_url = base_url
        self._log = log
        self._failed: set[str] = set()

    def safely(
        self, cluster: TrackedCluster, scheduler: SchedulerState | None, endpoint: Endpoint | None
    ) -> Cluster | None:
        """Return one cluster as it is shown, or was; whatever is odd about it costs no other."""
        try:
            return self.of(cluster, scheduler, endpoint)
        except Exception:
            # Once: it comes again with each look.
            if cluster.name not in self._failed:
                self._failed.add(cluster.name)
                self._log.exception("Cluster %s of %s", cluster.name, self._settings.id)
            return cluster.view

    def of(
        self, cluster: TrackedCluster, scheduler: SchedulerState | None, endpoint: Endpoint | None
    ) -> Cluster:
        """Return one cluster as it is shown; the same object says that nothing has changed."""
        assert cluster.report is not None
        overdue = self._is_overdue(cluster, cluster.report)
        inputs = (
            cluster.report,
            cluster.record,
            cluster.counts,
            scheduler,
            cluster.idle.resting_since,
            cluster.jobs,
            cluster.queue_wait,
            cluster.lost,
            overdue,
            cluster.failing,
            cluster.mismatch,
            endpoint,
        )
        if cluster.view is None or any(
            now is not before for now, before in zip(inputs, cluster.view_inputs, strict=True)
        ):
            observed = Observation(
                counts=cluster.counts,
                scheduler=scheduler,
                idle_since=cluster.idle.resting_since,
                jobs=cluster.jobs if cluster.report.status.is_alive else [],
                queue_wait=cluster.queue_wait if cluster.report.status.is_alive else None,
                options=cluster.shown_options(),
                stale=cluster.lost,
                overdue=overdue,
                failing=cluster.failing,
                mismatch=cluster.mismatch,
            )
            view = to_cluster(
                cluster.report,
                observed,
                cluster.record,
                self._settings,
                endpoint,
                self._base_url,
            )
            cluster.view = cluster.view if view == cluster.view else view
            cluster.view_inputs = inputs
        return cluster.view

    def _is_overdue(self, cluster: TrackedCluster, report: Report) -> bool:
        """Whether its gateway lets it be pending for ever; by our clock where we asked for it."""
        if report.status is not ClusterStatus.pending:
            return False
        record = cluster.record
        since = record.made_at if record is not None else report.created_at
        return is_overdue(since, now(), self._settings)


def to_cluster(
    report: Report,
    observed: Observation,
    record: ClusterRecord | None,
    settings: GatewaySettings,
    endpoint: Endpoint | None,
    base_url: str,
) -> Cluster:
    """Join the gateway's report, what was observed and our record, None for one made elsewhere."""
    status = report.status
    if record and record.stopping and status.is_alive:
        # The Kubernetes backend calls a cluster RUNNING until its pods are gone.
        status = ClusterStatus.stopping
    running = status is ClusterStatus.running
    overdue = observed.overdue and status is ClusterStatus.pending
    counts = observed.counts if running else None
    dashboard = running and report.has_dashboard
    page = f"clusters/{quote(report.name, safe='')}"
    return Cluster(
        gateway=settings.id,
        name=report.name,
        label=record.label if record else report.label or short_name(report.name),
        status=status,
        created_at=report.created_at,
        started_at=record.started_at if record else None,
        expires_at=_expires_at(report, observed, settings) if status.is_alive else None,
        idle_ends_at=(
            _after(observed.idle_since, settings.idle_timeout)
            if running and observed.idle_since and settings.idle_timeout
            else None
        ),
        environment=_environment(report, record),
        options=observed.options,
        workers=_workers(counts, record or _told(report)),
        cores=_cores(report, counts, settings.options),
        memory_gib=_memory(report, counts, settings.options),
        tasks=counts.tasks if counts else None,
        clients=counts.clients if counts else None,
        dashboard_url=(
            f"{base_url}purdue-dask-lab/clusters/{quote(settings.id, safe='')}/"
            f"{quote(report.name, safe='')}/dashboard/status"
            if dashboard
            else None
        ),
        public_dashboard_url=report.public_dashboard
        or (f"{endpoint.public_address}/{page}/status" if dashboard and endpoint else None),
        scheduler_address=report.scheduler_address or f"{endpoint.proxy_address}/{report.name}"
        if running and endpoint
        else None,
        scheduler=observed.scheduler if running else None,
        stop_with_session=record is not None and record.session is not None,
        can_retry=record is not None and record.request is not None,
        jobs=summary(observed.jobs),
        monitoring_url=cluster_page(settings.monitoring_url, report, observed.jobs),
        queue_wait_seconds=observed.queue_wait,
        failure=_failure(report, record),
        notice=_notice(report, record, observed)
        if running
        else masked_text(_pending_notice(report, observed, settings), _secrets(report, record))
        if overdue
        else None,
        overdue=overdue,
        stale=observed.stale,
    )


def next_label(taken: Collection[str]) -> str:
    """The first ``Cluster N`` that is not in use."""
    number = 1
    while f"Cluster {number}" in taken:
        number += 1
    return f"Cluster {number}"


def _secrets(report: Report, record: ClusterRecord | None) -> frozenset[str]:
    """What no text about a cluster may show: a gateway need not tell what it was sent."""
    return secrets_around(report.options, record.request if record else None)


def _failure(report: Report, record: ClusterRecord | None) -> Failure | None:
    why = record.failure if record else None
    if why is None:
        return None
    secrets = _secrets(report, record)
    return Failure(
        reason=masked_text(why.reason, secrets),
        hint=masked_text(why.hint, secrets),
        log=masked_text(why.log, secrets) if why.log else None,
        problems=[
            Problem(
                severity=Severity.error,
                message=masked_text(one.message, secrets),
                mend=masked_text(one.mend, secrets) if one.mend else None,
            )
            for one in why.problems
        ],
    )


def _cores(report: Report, counts: Counts | None, roles: OptionRoles) -> float:
    """Cores as they were asked for: a worker of a tenth of a core has one thread, too."""
    if counts is None:
        return 0
    each = cores_of(report.options, roles)
    return counts.cores if each is None else round(counts.workers * each, 3)


def _memory(report: Report, counts: Counts | None, roles: OptionRoles) -> float:
    if report.memory_gib is not None:
        return report.memory_gib
    each = memory_of(report.options, roles)
    return 0 if counts is None or each is None else round(counts.workers * each, 3)


def _expires_at(
    report: Report, observed: Observation, settings: GatewaySettings
) -> datetime | None:
    ends = [scheduler_ends_at(observed.jobs)]
    if settings.lifetime:
        ends.append(_after(report.created_at, settings.lifetime))
    return min((end for end in ends if end is not None), default=None)


def _after(time: datetime, seconds: float) -> datetime | None:
    """A time so much later; None beyond the end of the calendar, which nothing lives to see."""
    try:
        return time + timedelta(seconds=seconds)
    except OverflowError:
        return None


def _notice(report: Report, record: ClusterRecord | None, observed: Observation) -> str | None:
    if observed.scheduler is SchedulerState.silent:
        return trans(
            "The scheduler is not responding; it may be busy. If it has "
            "died, the gateway notices within a few minutes; Shut down ends "
            "it now."
        )
    notice = observed.failing or (record.notice if record else None) or observed.mismatch
    return masked_text(notice, _secrets(report, record)) if notice else None


def _pending_notice(report: Report, observed: Observation, settings: GatewaySettings) -> str:
    backend = backend_of(settings, report.name, observed.jobs)
    return still_pending(settings, backend, observed.jobs)


def _environment(report: Report, record: ClusterRecord | None) -> ClusterEnvironment | None:
    known = record.environment if record else None
    if known is not None:
        return ClusterEnvironment(
            name=known.name, display_name=known.display_name, prefix=known.prefix
        )
    chosen = chosen_prefix(report.options)
    if chosen is None:
        return None
    name = chosen.rstrip("/").rsplit("/", 1)[-1]
    # A site may have names where others have prefixes.
    prefix = chosen if chosen.startswith("/") else None
    return ClusterEnvironment(name=name, display_name=name, prefix=prefix)


def _told(report: Report) -> ClusterRecord | None:
    """What the gateway itself says of how many workers were asked for."""
    told = report.workers
    if told is None:
        return None
    fixed = told.minimum == told.maximum
    return ClusterRecord(
        label="",
        requested=told.maximum if fixed else None,
        minimum=None if fixed else told.minimum,
        maximum=None if fixed else told.maximum,
    )


def _workers(counts: Counts | None, record: ClusterRecord | None) -> Workers:
    running = counts.workers if counts else 0
    if record is None or record.contradicted:
        # Somebody else has scaled it, and gateways do not tell to what.
        return Workers(running=running)
    requested = record.requested
    if record.minimum is not None and record.maximum is not None:
        wanted = counts.wanted if counts else 0
        requested = min(max(wanted, record.minimum), record.maximum)
    return Workers(
        running=running,
        requested=requested,
        minimum=record.minimum,
        maximum=record.maximum,
    )
