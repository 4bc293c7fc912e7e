"""Since when a scheduler has had no work."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ..gateways.report import Counts

_GAP = timedelta(seconds=30)
"""After so long without a look, when the last task ended is no longer known."""


class IdleTracker:
    """Since when one scheduler has had no work, as far as it was seen.

    dask-gateway's scheduler ends when no task has changed its state for the
    idle time (``scheduler_preload.check_idle``); how many clients are
    connected does not count.
    """

    def __init__(self) -> None:
        self.since: datetime | None = None
        """When it last had work; now, while it has."""
        self.is_working = False
        self._seen: datetime | None = None

    @property
    def resting_since(self) -> datetime | None:
        """Since when it has had no work; None while it works or that is not known."""
        return None if self.is_working else self.since

    def observe(self, counts: Counts, started: datetime | None) -> None:
        """Note what the scheduler does now.

        Parameters
        ----------
        started
            When it began to run, where that was seen.
        """
        now = datetime.now(timezone.utc)
        known = self._seen is not None and now - self._seen < _GAP
        self.is_working = bool(counts.tasks.processing or counts.tasks.waiting)
        if self.is_working:
            self.since = now
        elif not known or self.since is None:
            # When it began may be known a moment after the first look.
            fresh = started is not None and now - started < _GAP
            self.since = started if fresh else None
        self._seen = now
