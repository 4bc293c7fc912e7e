"""What crosses the wire about the workers of a cluster."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from .base import Answer, Request
from .clusters import ClusterStatus


class ClusterWorker(Answer):
    """One worker, as its scheduler knows it; null for what it does not tell."""

    address: str = Field(description="What to restart it by")
    name: str
    threads: int | None
    cpu_percent: float | None = Field(
        default=None, description="CPU in use, in percent of one thread's: 400 for four busy ones"
    )
    memory_gib: float | None
    memory_limit_gib: float | None = Field(description="Null where it has no limit of its own")
    processing: int | None = Field(description="Tasks that it computes or is about to")
    stored: int | None = Field(description="Results that it keeps")
    seconds_since_seen: float | None = Field(description="Since it told its scheduler of itself")


class ClusterWorkers(Answer):
    """The workers of a cluster as its scheduler knows them now."""

    status: ClusterStatus
    workers: list[ClusterWorker] = Field(default=[])
    left_out: int = Field(default=0, description="Workers beyond those that are listed")
    problem: str | None = Field(
        default=None, description="Why they are not known now; what was told before may still hold"
    )
    cpu_problem: str | None = Field(
        default=None, description="Why their CPU is not known; null while it will be soon"
    )


class WorkerRestart(Request):
    """Which worker to restart."""

    address: Annotated[str, Field(min_length=1, max_length=200)]
