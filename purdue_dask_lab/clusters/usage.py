"""What one cluster has used, and its last hour, from what was watched of it anyway."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timezone

from ..gateways.report import Counts, WorkerMemory

GAP_SECONDS = 120.0
"""Between two looks: what was used in a longer time is not known."""

STEP_SECONDS = 30
"""Of the last hour, one point for each of so many seconds is kept."""

POINTS = 120

FRESH_SECONDS = 60.0
"""Age of a cluster at the first look, up to which nothing of it was missed."""


@dataclass(frozen=True)
class Point:
    """What was seen at one time; ``at`` counts steps since 1970, ``memory_gib`` is what is used."""

    at: int
    workers: int
    cores: int
    tasks: int
    memory_gib: float | None = None


class UsageMeter:
    """Counts what one cluster uses while somebody looks; what was not seen is not guessed."""

    def __init__(self) -> None:
        self.worker_seconds = 0.0
        self.peak_workers = 0
        self.peak_memory_gib: float | None = None
        self.complete = True
        """Whether all of it was seen; else it was at least so much."""
        self.points: deque[Point] = deque(maxlen=POINTS)
        self._seen: tuple[float, datetime, int] | None = None
        self._memory: float | None = None

    @property
    def is_used(self) -> bool:
        """Whether anything was seen at all."""
        return self._seen is not None or bool(self.points)

    def resume(
        self, worker_seconds: float, peak_workers: int, peak_memory_gib: float | None
    ) -> None:
        """Go on from what an earlier Jupyter server has seen; between was nobody."""
        self.worker_seconds += worker_seconds
        self.peak_workers = max(self.peak_workers, peak_workers)
        self._note_peak(peak_memory_gib)
        self.complete = False

    def observe(
        self,
        counts: Counts,
        now: float,
        *,
        started: datetime | None,
        time: datetime | None = None,
    ) -> None:
        """Note what runs.

        Parameters
        ----------
        now
            Seconds that only go forward.
        started
            When it began to run, where that was seen.
        time
            The time of day; by default the present one.
        """
        time = time or datetime.now(timezone.utc)
        if self._seen is None:
            fresh = started is not None and (time - started).total_seconds() < FRESH_SECONDS
            self.complete = self.complete and fresh
        else:
            before, time_before, workers = self._seen
            # A machine that was suspended does not count those seconds.
            asleep = (time - time_before).total_seconds() > GAP_SECONDS
            if now - before <= GAP_SECONDS:
                self.worker_seconds += min(workers, counts.workers) * (now - before)
            if asleep or now - before > GAP_SECONDS:
                self.complete = False
                self._memory = None
        self._seen = now, time, counts.workers
        self.peak_workers = max(self.peak_workers, counts.workers)
        point = Point(
            at=math.floor(time.timestamp() / STEP_SECONDS),
            workers=counts.workers,
            cores=counts.cores,
            tasks=counts.tasks.processing + counts.tasks.waiting,
            memory_gib=self._memory,
        )
        # Of one step the last look counts; a clock that was set back has been wrong before.
        while self.points and self.points[-1].at >= point.at:
            self.points.pop()
        self.points.append(point)

    def observe_memory(self, memory: Mapping[str, WorkerMemory]) -> None:
        """Note what all workers together use of their memory."""
        if memory:
            self._memory = round(sum(one.used_gib for one in memory.values()), 3)
            self._note_peak(self._memory)

    def _note_peak(self, memory: float | None) -> None:
        if memory is not None:
            self.peak_memory_gib = max(self.peak_memory_gib or 0.0, memory)
