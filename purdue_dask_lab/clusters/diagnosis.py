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
from ..translation import later, trans, trans_n
from .backends import Backend
from .records import StoredFailure, StoredProblem

_CLOSE = 0.95
"""How much of a limit counts as all of it: gateways look only now and then."""

_SEEN_LATE = 8.0
"""Seconds by which a start may be seen late: dask-gateway's controller for Kubernetes asks
schedulers each 5 s whether they are ready, and looks are a second apart and wait for answers.
A scheduler counts from its own beginning how long it has had no work."""

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
    Backend.machine: later("This machine may be busy"),
    Backend.batch: later("The queue may be full"),
    Backend.kubernetes: later("Kubernetes may have no room for it, or cannot pull its image"),
    Backend.unknown: later("The machine or queue may be busy"),
}
_NOT_STARTED = {
    Backend.machine: "",
    Backend.batch: later(", or the batch system does not accept your jobs"),
    Backend.kubernetes: later(", and that its image can be pulled"),
    Backend.unknown: "",
}
_WAITING = {
    Backend.machine: later("This machine may be busy."),
    Backend.batch: later("Its batch job may still be waiting in the queue."),
    Backend.kubernetes: later(
        "Its pod may find no room or exceed a quota, or its image cannot be pulled."
    ),
    Backend.unknown: later("What it runs on may have no room for it."),
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
    why = (
        trans("Its {unit} waits ({waiting}).", unit=_unit(backend), waiting=waiting)
        if waiting
        else trans(_WAITING[backend])
    )
    limit = in_words(settings.start_timeout or PENDING_LIMIT)
    return trans(
        "Not started within {limit}, and {label} has not given up. {why} "
        "Cancel it, or create it again.",
        limit=limit,
        label=settings.display_name,
        why=why,
    )


def diagnose_failure(known: Circumstances) -> StoredFailure:
    """Name the likeliest cause and the way out."""
    where = known.prefix
    place = where or trans("the chosen environment")
    missing = _MISSING_MODULE.search(known.log or "")
    if missing:
        module = missing.group(1).split(".")[0]
        package = _PACKAGES.get(module, module)
        wanted = " ".join(_PACKAGES.values()) if module in _PACKAGES else package
        install = f"{where}/bin/python -m pip install" if where else "pip install"
        return StoredFailure(
            reason=trans("{place} has no {package}.", place=place, package=package),
            hint=trans(
                "Install it ({install} {wanted}), then press Retry; or choose another environment.",
                install=install,
                wanted=wanted,
            ),
            log=known.log,
        )
    if where and _UNREADABLE.search(known.log or ""):
        return StoredFailure(
            reason=trans("Workers cannot see {where}.", where=where),
            hint=trans(
                "Choose an environment on storage that they can read; + NEW shows which that is."
            ),
            log=known.log,
        )
    if known.started:
        return StoredFailure(
            reason=trans(
                "The cluster stopped working: its scheduler no longer answers or "
                "its workers keep failing to start."
            ),
            hint=trans("Look at the log for the cause; Retry makes the same cluster again.")
            if known.log
            else trans(
                "Retry makes the same cluster again; if that fails, too, ask for "
                "more memory per worker, or the gateway's administrators for its "
                "log."
            ),
            log=known.log,
        )
    lived = _lifetime(known.report)
    if known.start_timeout and lived is not None and lived >= 0.9 * known.start_timeout:
        waiting = _waiting(known.jobs)
        return StoredFailure(
            reason=trans(
                "The scheduler did not start within {limit:.0f} s: its {unit} waited ({waiting}).",
                limit=known.start_timeout,
                unit=_unit(known.backend),
                waiting=waiting,
            )
            if waiting
            else trans(
                "The scheduler did not start within {limit:.0f} s.", limit=known.start_timeout
            ),
            hint=trans(
                "{busy}: press Retry, or ask for smaller workers.", busy=trans(_BUSY[known.backend])
            ),
            log=known.log,
        )
    return StoredFailure(
        reason=trans("The scheduler could not be started in {place}.", place=place),
        hint=trans(
            "Check that workers can read this environment and that it has dask, "
            "distributed and dask-gateway{not_started}; then press Retry.",
            not_started=trans(_NOT_STARTED[known.backend]),
        ),
        log=known.log,
    )


def _unit(backend: Backend) -> str:
    return trans("pod") if backend is Backend.kubernetes else trans("batch job")


def gateway_ended() -> StoredFailure:
    """Say that the gateway on this machine has ended."""
    return StoredFailure(
        reason=trans("The gateway on this machine has ended, and with it all of its clusters."),
        hint=trans(
            "Retry starts it again; if it keeps ending, this machine may be short of memory."
        ),
    )


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
            "hint": trans("Fix what was found, then press Retry; or choose another environment."),
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
    again = trans("Create it again to go on.")
    if settings.lifetime and lived >= _CLOSE * settings.lifetime:
        return StoredFailure(
            reason=trans(
                "It has ended after {lifetime}, the longest that a cluster lives on {label}.",
                lifetime=in_words(settings.lifetime),
                label=settings.display_name,
            ),
            hint=again,
        )
    if not settings.idle_timeout:
        return None
    limit = _CLOSE * settings.idle_timeout - _SEEN_LATE
    if idle_since is not None and (report.stopped_at - idle_since).total_seconds() >= limit:
        return StoredFailure(
            reason=trans(
                "It has ended after {idle_timeout} without work.",
                idle_timeout=in_words(settings.idle_timeout),
            ),
            hint=again,
        )
    if idle_since is None and lived >= limit:
        return StoredFailure(
            reason=trans(
                "It has ended: after {idle_timeout} without work, or it was shut down elsewhere.",
                idle_timeout=in_words(settings.idle_timeout),
            ),
            hint=again,
        )
    return None


def forgotten(settings: GatewaySettings, jobs: Jobs | None) -> StoredFailure:
    """What it means when a gateway knows nothing of a cluster that it had."""
    left = (
        trans(
            "Its jobs may go on without it: {command} shows them, scancel ends them. ",
            command=jobs.command,
        )
        if jobs
        else ""
    )
    return StoredFailure(
        reason=trans(
            "{label} does not know it any more: it has probably been restarted.",
            label=settings.display_name,
        ),
        hint=trans("{left}Create it again to go on.", left=left),
    )


def in_words(seconds: float) -> str:
    """A duration in its largest fitting unit: ``1 day``, ``90 min``, ``20 s``."""
    for size in (86_400, 3_600, 60):
        if seconds >= size and seconds % size == 0:
            number = round(seconds / size)
            if size == 86_400:
                return trans_n("{number} day", "{number} days", number)
            unit = trans("h") if size == 3_600 else trans("min")
            return f"{number} {unit}"
    return trans("{seconds:g} s", seconds=seconds)
