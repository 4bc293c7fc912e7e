"""When a cluster will end by itself, and why it has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ..config.schema import GatewaySettings
from ..gateways.report import Counts, Report
from ..schemas.clusters import Failure, Jobs

GATEWAY_ENDED = Failure(
    reason="The gateway on this machine has ended, and with it all of its clusters.",
    hint="Retry starts it again; if it keeps ending, this machine may be short of memory.",
)

_CLOSE = 0.95
"""How much of a limit counts as all of it: gateways look only now and then."""

_GAP = timedelta(seconds=30)
"""After so long without a look, when the last task ended is no longer known."""


@dataclass(frozen=True)
class _Rest:
    """Since when a scheduler rests; None if that was not seen."""

    since: datetime | None
    seen: datetime


class IdleTracker:
    """Since when schedulers have had no work, as far as it was seen.

    dask-gateway's scheduler ends when no task has changed its state for the
    idle time (``scheduler_preload.check_idle``); how many clients are
    connected does not count.
    """

    def __init__(self) -> None:
        self._rests: dict[str, _Rest] = {}

    def look(self, name: str, counts: Counts | None, started: datetime | None) -> None:
        """Note what one scheduler does now."""
        if counts is None:
            return
        now = datetime.now(timezone.utc)
        before = self._rests.get(name)
        known = before is not None and now - before.seen < _GAP
        if counts.tasks.processing or counts.tasks.waiting:
            since: datetime | None = now
        elif before is not None and known:
            since = before.since
        else:
            fresh = started is not None and now - started < _GAP
            since = started if fresh else None
        self._rests[name] = _Rest(since, now)

    def since(self, name: str) -> datetime | None:
        """Since when it has had no work; None while that is not known."""
        rest = self._rests.get(name)
        return rest.since if rest else None

    def keep(self, names: Iterable[str]) -> None:
        """Forget all others."""
        wanted = set(names)
        self._rests = {name: rest for name, rest in self._rests.items() if name in wanted}


def why_ended(
    report: Report, settings: GatewaySettings, idle_since: datetime | None
) -> Failure | None:
    """Why a cluster ended that nobody here shut down; None if somebody else may have."""
    if report.stopped_at is None:
        return None
    lived = (report.stopped_at - report.created_at).total_seconds()
    again = "Create it again to go on."
    if settings.lifetime and lived >= _CLOSE * settings.lifetime:
        return Failure(
            reason=f"It has ended after {in_words(settings.lifetime)}, the longest that a "
            f"cluster lives on {settings.label}.",
            hint=again,
        )
    if not settings.idle_timeout:
        return None
    limit = _CLOSE * settings.idle_timeout
    if idle_since is not None and (report.stopped_at - idle_since).total_seconds() >= limit:
        return Failure(
            reason=f"It has ended after {in_words(settings.idle_timeout)} without work.",
            hint=again,
        )
    if idle_since is None and lived >= limit:
        return Failure(
            reason=f"It has ended: after {in_words(settings.idle_timeout)} without work, "
            "or it was shut down elsewhere.",
            hint=again,
        )
    return None


def forgotten(settings: GatewaySettings, jobs: Jobs | None) -> Failure:
    """What it means when a gateway knows nothing of a cluster that it had."""
    left = (
        f"Its jobs may go on without it: {jobs.command} shows them, scancel ends them. "
        if jobs
        else ""
    )
    return Failure(
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
