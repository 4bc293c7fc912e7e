"""One cluster as the browser sees it, put together from all that is known; pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from ..config.schema import GatewaySettings
from ..gateways.client import Endpoint
from ..gateways.options import chosen_prefix
from ..gateways.report import Counts, Report
from ..gateways.slurm import Job, scheduler_ends_at, summary
from ..schemas.clusters import Cluster, ClusterEnvironment, ClusterStatus, Workers
from ..worker_env.redact import masked
from .store import ClusterRecord


@dataclass(frozen=True)
class Observation:
    """What was seen of a cluster besides its gateway's report.

    ``counts`` is None while the scheduler has not answered yet, ``silent``
    when it has stopped answering; ``idle_since`` is None while not known.
    """

    counts: Counts | None = None
    silent: bool = False
    idle_since: datetime | None = None
    jobs: list[Job] = field(default_factory=list)


def to_cluster(
    report: Report,
    observed: Observation,
    record: ClusterRecord | None,
    settings: GatewaySettings,
    endpoint: Endpoint | None,
    base_url: str,
) -> Cluster:
    """Join the gateway's report, what was observed and our record.

    Parameters
    ----------
    record
        None for a cluster made elsewhere.
    base_url
        Path of this Jupyter server, with a slash at its end.
    """
    counts = observed.counts
    status = report.status
    alive = status in (ClusterStatus.pending, ClusterStatus.running)
    if record and record.stopping and alive:
        # The Kubernetes backend calls a cluster RUNNING until its pods are gone.
        status = ClusterStatus.stopping
    running = status is ClusterStatus.running
    workers = counts.workers if counts else 0
    dashboard = running and report.has_dashboard
    return Cluster(
        gateway=settings.id,
        name=report.name,
        label=record.label if record else report.label or short_name(report.name),
        status=status,
        created_at=report.created_at,
        started_at=record.started_at if record else None,
        expires_at=_expires_at(report, observed, settings) if alive else None,
        idle_ends_at=(
            observed.idle_since + timedelta(seconds=settings.idle_timeout)
            if running and observed.idle_since and settings.idle_timeout
            else None
        ),
        environment=_environment(report, record),
        options=masked(report.options),
        workers=_workers(counts, record or _told(report)),
        cores=counts.cores if counts else 0,
        memory_gib=_memory(report, workers),
        tasks=counts.tasks if counts else None,
        clients=counts.clients if counts else None,
        dashboard_url=(
            f"{base_url}purdue-dask-lab/clusters/{quote(settings.id, safe='')}/"
            f"{quote(report.name, safe='')}/dashboard/status"
            if dashboard
            else None
        ),
        public_dashboard_url=report.public_dashboard
        or (
            f"{endpoint.public_address}/clusters/{report.name}/status"
            if dashboard and endpoint
            else None
        ),
        scheduler_address=report.scheduler_address or f"{endpoint.proxy_address}/{report.name}"
        if running and endpoint
        else None,
        jobs=summary(observed.jobs),
        failure=record.failure if record else None,
        notice=_notice(record, observed) if running else None,
    )


def short_name(name: str) -> str:
    """What to call a cluster that nobody has labelled: the head of its last part."""
    return f"Cluster {name.rsplit('.', 1)[-1][:8]}"


def next_label(taken: Collection[str]) -> str:
    """The first ``Cluster N`` that is not in use."""
    number = 1
    while f"Cluster {number}" in taken:
        number += 1
    return f"Cluster {number}"


def _memory(report: Report, workers: int) -> float:
    if report.memory_gib is not None:
        return report.memory_gib
    memory = report.options.get("worker_memory")
    return workers * memory if isinstance(memory, (int, float)) else 0


def _expires_at(
    report: Report, observed: Observation, settings: GatewaySettings
) -> datetime | None:
    ends = [scheduler_ends_at(observed.jobs)]
    if settings.lifetime:
        ends.append(report.created_at + timedelta(seconds=settings.lifetime))
    return min((end for end in ends if end is not None), default=None)


def _notice(record: ClusterRecord | None, observed: Observation) -> str | None:
    if observed.silent:
        return (
            "The scheduler does not answer. If it has died, the gateway notices within "
            "a few minutes; Shut down ends it now."
        )
    return record.notice if record else None


def _environment(report: Report, record: ClusterRecord | None) -> ClusterEnvironment | None:
    if record and record.environment:
        return record.environment
    prefix = chosen_prefix(report.options)
    if prefix is None:
        return None
    name = prefix.rstrip("/").rsplit("/", 1)[-1]
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
    if record is None:
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
