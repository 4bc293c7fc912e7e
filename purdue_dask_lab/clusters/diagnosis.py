"""Why a cluster failed or ended, in words, and what its user can do."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from ..config.schema import GatewaySettings
from ..gateways.jobs import Job
from ..gateways.report import Report
from ..schemas.clusters import JobRole, Jobs
from ..schemas.environments import Problem, Severity
from .backends import Backend
from .records import StoredFailure, StoredProblem

GATEWAY_ENDED = StoredFailure(
    reason="The gateway on this machine has ended, and with it all of its clusters.",
    hint="Retry starts it again; if it keeps ending, this machine may be short of memory.",
)

_CLOSE = 0.95
"""How much of a limit counts as all of it: gateways look only now and then."""

_SEEN_LATE = 2.0
"""Seconds by which a start may be seen late: looks are a second apart, and wait for answers."""

_MISSING_MODULE = re.compile(r"(?:No module named|ModuleNotFoundError:.*named) '?([\w.]+)'?")
_UNREADABLE = re.compile(r"/bin/python\S*: (?:Permission denied|No such file or directory)")
_PACKAGES = {"dask": "dask", "distributed": "distributed", "dask_gateway": "dask-gateway"}


@dataclass(frozen=True)
class Circumstances:
    """What is known besides the gateway's bare FAILED."""

    report: Report
    prefix: str | None
    started: bool
    start_timeout: float | None
    log: str | None
    jobs: list[Job]
    backend: Backend = Backend.unknown


_BUSY = {
    Backend.machine: "This machine may be busy",
    Backend.batch: "The queue may be full",
    Backend.kubernetes: "Kubernetes may have no room for it, or cannot pull its image",
    Backend.unknown: "The machine or queue may be busy",
}
_NOT_STARTED = {
    Backend.machine: "",
    Backend.batch: ", or the batch system does not accept your jobs",
    Backend.kubernetes: ", and that its image can be pulled",
    Backend.unknown: "",
}
_WAITING = {
    Backend.machine: "This machine may be busy.",
    Backend.batch: "Its batch job may still be waiting in the queue.",
    Backend.kubernetes: "Its pod may find no room or exceed a quota, or its image cannot be "
    "pulled.",
    Backend.unknown: "What it runs on may have no room for it.",
}

PENDING_LIMIT = 600.0
"""Seconds that a start may take where the configuration names no limit."""

_LIMIT_GRACE = 15.0
"""Seconds after its limit in which a gateway that has one gives up by itself."""


def is_overdue(pending_since: datetime, now: datetime, settings: GatewaySettings) -> bool:
    """Return whether a cluster is pending for longer than any start takes."""
    limit = settings.start_timeout or PENDING_LIMIT
    return (now - pending_since).total_seconds() > limit + _LIMIT_GRACE


def still_pending(settings: GatewaySettings, backend: Backend, jobs: list[Job]) -> str:
    """Say that a cluster has not started, why as far as it is known, and what to do."""
    waiting = _waiting(jobs)
    why = f"Its {_unit(backend)} waits ({waiting})." if waiting else _WAITING[backend]
    limit = in_words(settings.start_timeout or PENDING_LIMIT)
    return (
        f"Not started within {limit}, and {settings.label} has not given up. {why} "
        "Cancel it, or create it again."
    )


def diagnose_failure(known: Circumstances) -> StoredFailure:
    """Name the likeliest cause and the way out."""
    where = known.prefix
    place = where or "the chosen environment"
    missing = _MISSING_MODULE.search(known.log or "")
    if missing:
        module = missing.group(1).split(".")[0]
        package = _PACKAGES.get(module, module)
        wanted = " ".join(_PACKAGES.values()) if module in _PACKAGES else package
        install = f"{where}/bin/python -m pip install" if where else "pip install"
        return StoredFailure(
            reason=f"{place} has no {package}.",
            hint=f"Install it ({install} {wanted}), then press Retry; "
            "or choose another environment.",
            log=known.log,
        )
    if where and _UNREADABLE.search(known.log or ""):
        return StoredFailure(
            reason=f"Workers cannot see {where}.",
            hint="Choose an environment on storage that they can read; + NEW shows which that is.",
            log=known.log,
        )
    if known.started:
        return StoredFailure(
            reason="The cluster stopped working: its scheduler no longer answers "
            "or its workers keep failing to start.",
            hint="Look at the log for the cause; Retry makes the same cluster again."
            if known.log
            else "Retry makes the same cluster again; if that fails, too, ask for more memory per "
            "worker, or the gateway's administrators for its log.",
            log=known.log,
        )
    lived = _lifetime(known.report)
    if known.start_timeout and lived is not None and lived >= 0.9 * known.start_timeout:
        waiting = _waiting(known.jobs)
        return StoredFailure(
            reason=f"The scheduler did not start within {known.start_timeout:.0f} s"
            + (f": its {_unit(known.backend)} waited ({waiting})." if waiting else "."),
            hint=f"{_BUSY[known.backend]}: press Retry, or ask for smaller workers.",
            log=known.log,
        )
    return StoredFailure(
        reason=f"The scheduler could not be started in {place}.",
        hint="Check that workers can read this environment and that it has dask, "
        f"distributed and dask-gateway{_NOT_STARTED[known.backend]}; then press Retry.",
        log=known.log,
    )


def _unit(backend: Backend) -> str:
    return "pod" if backend is Backend.kubernetes else "batch job"


def with_findings(why: StoredFailure, problems: Iterable[Problem]) -> StoredFailure:
    """The failure with those findings that keep workers from their environment.

    Each has its own way out, of the tool that made the environment, and so the
    general one is said no more.
    """
    found = tuple(
        StoredProblem(message=one.message, mend=one.mend)
        for one in problems
        if one.severity is Severity.error
    )
    if not found:
        return why
    return why.model_copy(
        update={
            "hint": "Fix what was found, then press Retry; or choose another environment.",
            "problems": found,
        }
    )


def _waiting(jobs: list[Job]) -> str | None:
    """Why the scheduler's job waited when it was last seen, in the batch system's word."""
    for job in jobs:
        if job.role is JobRole.scheduler and job.state == "PENDING":
            return job.reason or job.state
    return None


def _lifetime(report: Report) -> float | None:
    if report.stopped_at is None:
        return None
    return (report.stopped_at - report.created_at).total_seconds()


def why_ended(
    report: Report, settings: GatewaySettings, idle_since: datetime | None
) -> StoredFailure | None:
    """Why a cluster ended that nobody here shut down; None if somebody else may have."""
    if report.stopped_at is None:
        return None
    lived = (report.stopped_at - report.created_at).total_seconds()
    again = "Create it again to go on."
    if settings.lifetime and lived >= _CLOSE * settings.lifetime:
        return StoredFailure(
            reason=f"It has ended after {in_words(settings.lifetime)}, the longest that a "
            f"cluster lives on {settings.label}.",
            hint=again,
        )
    if not settings.idle_timeout:
        return None
    limit = _CLOSE * settings.idle_timeout - _SEEN_LATE
    if idle_since is not None and (report.stopped_at - idle_since).total_seconds() >= limit:
        return StoredFailure(
            reason=f"It has ended after {in_words(settings.idle_timeout)} without work.",
            hint=again,
        )
    if idle_since is None and lived >= limit:
        return StoredFailure(
            reason=f"It has ended: after {in_words(settings.idle_timeout)} without work, "
            "or it was shut down elsewhere.",
            hint=again,
        )
    return None


def forgotten(settings: GatewaySettings, jobs: Jobs | None) -> StoredFailure:
    """What it means when a gateway knows nothing of a cluster that it had."""
    left = (
        f"Its jobs may go on without it: {jobs.command} shows them, scancel ends them. "
        if jobs
        else ""
    )
    return StoredFailure(
        reason=f"{settings.label} does not know it any more: it has probably been restarted.",
        hint=f"{left}Create it again to go on.",
    )


def in_words(seconds: float) -> str:
    """A duration in its largest fitting unit: ``1 day``, ``90 min``, ``20 s``."""
    for unit, size in (("day", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= size and seconds % size == 0:
            number = round(seconds / size)
            return f"{number} {unit}{'s' if unit == 'day' and number > 1 else ''}"
    return f"{seconds:g} s"
