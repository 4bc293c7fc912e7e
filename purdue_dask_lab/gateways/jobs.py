"""What runs a cluster's scheduler and workers: batch jobs or pods, one model for both."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..schemas.clusters import JobGroup, JobRole, Jobs
from ..worker_env.redact import masked_text, process_secrets

_SHOWN_IDS = 20


@dataclass(frozen=True)
class Job:
    """One job or pod, or ``count`` that are alike; ``command`` looks further, if not ``squeue``.

    ``restarts`` counts how often it was begun again, and ``ended`` says how it ended before.
    """

    id: str
    cluster: str
    role: JobRole
    state: str
    reason: str | None
    ends_at: datetime | None
    command: str | None = None
    restarts: int = 0
    ended: str | None = None
    count: int = 1


class JobSource(Protocol):
    """Knows the jobs of clusters, and asks for them in the background."""

    @property
    def problem(self) -> str | None:
        """Why it does not know them, where that is worth a word."""

    def jobs(self, cluster: str, workers: int | None = None) -> list[Job]:
        """The jobs of one cluster, as last known.

        ``workers`` is how many are wanted, so that those can be told that were refused.
        """

    def queue_wait(self) -> float | None:
        """Seconds that jobs wait there, where somebody predicts it."""

    async def close(self) -> None:
        """End an open question."""


def summary(jobs: list[Job]) -> Jobs | None:
    """Jobs of one cluster by role, state and reason; None without any."""
    if not jobs:
        return None
    groups: Counter[tuple[JobRole, str, str | None]] = Counter()
    for job in jobs:
        groups[job.role, job.state, job.reason] += job.count
    ids = ",".join(job.id for job in jobs)
    squeue = f"squeue --jobs={ids}" if len(jobs) <= _SHOWN_IDS else "squeue --me"
    return Jobs(
        groups=[
            JobGroup(
                role=role,
                state=state,
                # What Kubernetes says of an image may hold the address that it is pulled from.
                reason=reason and masked_text(reason, process_secrets()),
                count=count,
            )
            for (role, state, reason), count in sorted(
                groups.items(), key=lambda item: (item[0][0].value, item[0][1], item[0][2] or "")
            )
        ],
        command=jobs[0].command or squeue,
    )


def scheduler_ends_at(jobs: list[Job]) -> datetime | None:
    """When the walltime of the scheduler's job is over; to the minute, as it is re-read."""
    for job in jobs:
        if job.role is JobRole.scheduler and job.ends_at is not None:
            return job.ends_at.replace(second=0, microsecond=0)
    return None
