"""Workers that die and come back, again and again, and what they died of."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping

from ..gateways.jobs import Job
from ..gateways.report import Counts, WorkerMemory
from ..schemas.clusters import JobRole
from ..translation import trans
from .records import ClusterRecord

WINDOW_SECONDS = 600.0
"""How long a loss is remembered."""

MANY = 3
"""Losses from which workers are said to keep failing."""

EXPECTED_SECONDS = 60.0
"""How long after it was asked for a restart may take a worker away; many are never seen to."""

OUT_OF_MEMORY = "OOMKilled"
"""Kubernetes' word for a container that has used more memory than it may."""

FULL = 0.8
"""Of its limit, what a worker has to have used last to have died of it: it is ended at 95 %,
and may have grown since it was last seen."""


class WorkerLosses:
    """What one cluster has lost of its workers, as its scheduler's counts tell it.

    Workers that go and are not replaced have been scaled away by somebody: only
    what comes back was lost.
    """

    def __init__(self) -> None:
        self.memory: Mapping[str, WorkerMemory] = {}
        """What each worker used when it was last seen, by its address."""
        self._lost: deque[tuple[float, int]] = deque()
        self._came_back: deque[float] = deque()
        self._present: int | None = None
        self._announced = 0
        self._expected: deque[float] = deque()
        self._fullest: WorkerMemory | None = None
        self._restarts: dict[str, int] = {}
        self._begun_again: deque[tuple[float, int]] = deque()
        self._ended: str | None = None

    def observe(self, counts: Counts, record: ClusterRecord | None, now: float) -> None:
        """Note how many workers there are."""
        wanted = wanted_workers(counts, record)
        before, self._present = self._present, counts.workers
        # When that was is not told: this is the clock of all else.
        self._expected.extend([now] * self._announced)
        self._announced = 0
        if wanted is None or before is None:
            return
        fewer = min(before, wanted) - counts.workers
        fewer -= self._take_expected(max(0, fewer), now)
        if fewer > 0:
            self._lost.append((now, fewer))
        elif counts.workers > before and self._lost:
            self._came_back.append(now)
        while self._lost and now - self._lost[0][0] > WINDOW_SECONDS:
            self._lost.popleft()
        while self._came_back and now - self._came_back[0] > WINDOW_SECONDS:
            self._came_back.popleft()

    def expect(self) -> None:
        """Note that one worker is about to be restarted by its user: it fails nothing."""
        self._announced += 1

    def _take_expected(self, most: int, now: float) -> int:
        """How many of some that are missing were about to be restarted."""
        while self._expected and now - self._expected[0] > EXPECTED_SECONDS:
            self._expected.popleft()
        taken = min(most, len(self._expected))
        for _ in range(taken):
            self._expected.popleft()
        return taken

    def observe_memory(self, memory: Mapping[str, WorkerMemory]) -> None:
        """Note what each worker uses; those that have gone may have used too much."""
        gone = [used for address, used in self.memory.items() if address not in memory]
        self._fullest = max([*gone, *([self._fullest] if self._fullest else [])], default=None)
        self.memory = memory

    def observe_jobs(self, jobs: Iterable[Job], now: float) -> None:
        """Note whose container was begun again: it may have died before its scheduler saw it."""
        workers = [job for job in jobs if job.role is JobRole.worker]
        for job in workers:
            more = job.restarts - self._restarts.get(job.id, 0)
            if more > 0:
                self._begun_again.append((now, more))
                self._ended = job.ended or self._ended
        self._restarts = {job.id: job.restarts for job in workers}
        while self._begun_again and now - self._begun_again[0][0] > WINDOW_SECONDS:
            self._begun_again.popleft()

    @property
    def are_many(self) -> bool:
        """Whether workers keep failing."""
        if sum(count for _, count in self._begun_again) >= MANY:
            return True
        return sum(lost for _, lost in self._lost) >= MANY and len(self._came_back) >= MANY - 1

    def explanation(self, error: str | None) -> str | None:
        """Say that workers keep failing, with the likely cause; None while they do not.

        Parameters
        ----------
        error
            The last line of a worker's log, where it ends in an error.
        """
        if not self.are_many:
            return None
        said = trans(
            "Workers keep failing: {many} or more were lost within {window_seconds:g} min.",
            many=MANY,
            window_seconds=WINDOW_SECONDS / 60,
        )
        full, ended = self._fullest, self._ended
        if ended is not None and ended.startswith(OUT_OF_MEMORY):
            return trans(
                "{said} Kubernetes ended one for its memory ({ended}): "
                "create the cluster with more memory per worker, or use "
                "smaller partitions.",
                said=said,
                ended=ended,
            )
        if error is not None:
            return trans("{said} The log of one ends with: {error}", said=said, error=error[:300])
        if full is not None and full.share >= FULL:
            return trans(
                "{said} One used {used_gib:.3g} of its {limit_gib:.3g} GB of "
                "memory when it was last seen: create the cluster with more "
                "memory per worker, or use smaller partitions.",
                said=said,
                used_gib=full.used_gib,
                limit_gib=full.limit_gib,
            )
        if ended is not None:
            return trans("{said} One ended with: {ended}.", said=said, ended=ended)
        return trans(
            "{said} Why is not known here: they may have needed more memory "
            "than they have, or their job or pod was ended from outside.",
            said=said,
        )


def wanted_workers(counts: Counts, record: ClusterRecord | None) -> int | None:
    """How many workers there are to be, where that is known."""
    if record is None or record.contradicted or not record.asked:
        return None
    if record.minimum is not None and record.maximum is not None:
        return min(max(counts.wanted, record.minimum), record.maximum)
    return record.requested
