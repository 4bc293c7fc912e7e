"""What crosses the wire about clusters that have ended, and about their last hour."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from pydantic import Field

from .base import Answer
from .clusters import ClusterEnvironment


class Ending(str, Enum):
    """How a cluster ended; ``unknown`` where nobody saw it."""

    shut_down = "shut_down"
    cancelled = "cancelled"
    ended = "ended"
    failed = "failed"
    unknown = "unknown"


class ClusterUsage(Answer):
    """What a cluster has used."""

    worker_hours: float
    peak_workers: int
    peak_memory_gib: float | None = Field(
        default=None, description="Of all workers together; null where it was not seen"
    )
    at_least: bool = Field(description="Not all of it was seen: it may be more")


class EndedCluster(Answer):
    """A cluster that is on no gateway any more."""

    gateway: str
    name: str
    label: str
    environment: ClusterEnvironment | None = None
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime = Field(description="When it ended, or was seen last")
    ending: Ending
    reason: str | None = Field(default=None, description="Why, where more is known")
    usage: ClusterUsage | None = Field(default=None, description="Null where it never ran")
    can_create: bool = Field(description="Whether it is known how it was made")
    has_log: bool


class EndedClusters(Answer):
    """The clusters that have ended, the latest first."""

    clusters: list[EndedCluster]
    days: float = Field(description="How long they are kept")
    count: int = Field(description="How many of each gateway")
    problems: list[str] = Field(default=[], description="What could not be read")


class ClusterActivity(Answer):
    """The last hour that was seen of a cluster, in lists of the same length."""

    at: list[int] = Field(description="Seconds since 1970; where nobody looked there is a gap")
    step: int = Field(description="Seconds between two points without a gap")
    workers: list[int]
    cores: list[int]
    tasks: list[int] = Field(description="Tasks that were processed or waited")
    memory_gib: list[float | None] = Field(description="What workers used together")
