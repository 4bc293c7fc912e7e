"""What is kept of a cluster that has ended, as a file holds it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any

from pydantic import Field, model_validator
from typing_extensions import Self

from ..records import FORMAT_VERSION, ClusterRecord, Stored, StoredEnvironment, StoredFailure, Time
from ..tracked import TrackedCluster
from ..usage import STEP_SECONDS, Point, UsageMeter

_Count = Annotated[int, Field(ge=0, lt=2**63)]
_Amount = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class StoredUsage(Stored):
    """What a cluster has used; at least so much where not all of it was seen."""

    worker_seconds: _Amount = 0
    peak_workers: _Count = 0
    peak_memory_gib: _Amount | None = None
    complete: bool = False


class StoredActivity(Stored):
    """The last hour: parallel lists, ``at`` in seconds since 1970."""

    at: tuple[_Count, ...] = ()
    workers: tuple[_Count, ...] = ()
    cores: tuple[_Count, ...] = ()
    tasks: tuple[_Count, ...] = ()
    memory_gib: tuple[_Amount | None, ...] = ()

    @model_validator(mode="after")
    def _is_a_course(self) -> Self:
        values = (self.workers, self.cores, self.tasks, self.memory_gib)
        if any(len(one) != len(self.at) for one in values):
            raise ValueError("the lists are not of one length")
        if any(later <= earlier for earlier, later in pairwise(self.at)):
            raise ValueError("the times are not in order")
        return self


class HistoryRecord(Stored):
    """One cluster; ``ended_at`` is None while it was not seen to end.

    ``ending`` is a word of ``schemas.history.Ending``, as far as it is known here.
    """

    version: int = FORMAT_VERSION
    name: str
    label: str
    environment: StoredEnvironment | None = None
    request: dict[str, Any] | None = None
    made_at: Time
    started_at: Time | None = None
    seen_at: Time
    ended_at: Time | None = None
    ending: str | None = None
    failure: StoredFailure | None = None
    log: str | None = None
    usage: StoredUsage = StoredUsage()
    activity: StoredActivity = StoredActivity()


def record_of(cluster: TrackedCluster, seen_at: Time) -> HistoryRecord:
    """Return what is kept of a cluster as it is now."""
    record = cluster.record or cluster.new_record()
    return HistoryRecord(
        name=cluster.name,
        label=record.label,
        environment=record.environment,
        request=record.request,
        made_at=record.made_at,
        started_at=record.started_at,
        seen_at=seen_at,
        failure=record.failure,
        usage=stored_usage(cluster.usage),
        activity=stored_activity(cluster.usage.points),
    )


def ending_of(record: ClusterRecord | None, *, failed: bool, ran: bool) -> str:
    """Return how a cluster ended, in a word.

    Parameters
    ----------
    ran
        Whether it was seen to run: of one that was made elsewhere no record tells.
    """
    if failed:
        return "failed"
    if record is not None and record.failure is not None:
        return "ended"
    if record is not None and record.stopping:
        return "shut_down" if ran or record.started_at is not None else "cancelled"
    return "unknown"


def stored_usage(usage: UsageMeter) -> StoredUsage:
    """Return what a cluster has used, for a file."""
    return StoredUsage(
        worker_seconds=round(usage.worker_seconds, 1),
        peak_workers=usage.peak_workers,
        peak_memory_gib=usage.peak_memory_gib,
        complete=usage.complete,
    )


def stored_activity(points: Sequence[Point]) -> StoredActivity:
    """Return the points of the last hour, for a file."""
    return StoredActivity(
        at=tuple(one.at * STEP_SECONDS for one in points),
        workers=tuple(one.workers for one in points),
        cores=tuple(one.cores for one in points),
        tasks=tuple(one.tasks for one in points),
        memory_gib=tuple(one.memory_gib for one in points),
    )
