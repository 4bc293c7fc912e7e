"""What crosses the wire about clusters."""

from __future__ import annotations

import re
from datetime import datetime
from enum import Enum
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, model_validator

from ..translation import trans
from .base import Answer, Request
from .environments import Problem
from .gateways import GatewayState
from .variables import VariableChoice

_UNSEEN = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
"""What shows nothing, or turns the direction of all that stands behind it in a sentence."""


def _seen(label: Any) -> Any:
    """Take a label as one line, which is what cards and logs have room for."""
    return " ".join(_UNSEEN.sub("", label).split()) if isinstance(label, str) else label


_SEEN = BeforeValidator(_seen)


class ClusterStatus(str, Enum):
    """A cluster's life, in dask-gateway's own words."""

    pending = "pending"
    running = "running"
    stopping = "stopping"
    stopped = "stopped"
    failed = "failed"

    @property
    def is_alive(self) -> bool:
        """Whether it runs or will."""
        return self in (ClusterStatus.pending, ClusterStatus.running)

    @property
    def is_final(self) -> bool:
        """Whether it has ended, in whatever way."""
        return self in (ClusterStatus.stopped, ClusterStatus.failed)

    @property
    def is_changing(self) -> bool:
        """Whether it is about to be something else."""
        return self in (ClusterStatus.pending, ClusterStatus.stopping)


class SchedulerState(str, Enum):
    """How well a running cluster's scheduler answers."""

    connecting = "connecting"
    responding = "responding"
    busy = "busy"
    silent = "silent"


class WorkerRange(Request):
    """How many workers: fixed where both are equal, else adaptive between them."""

    minimum: Annotated[int, Field(ge=0, le=100_000)] = 1
    maximum: Annotated[int, Field(ge=0, le=100_000)] = 2

    @model_validator(mode="after")
    def _ordered(self) -> WorkerRange:
        if self.minimum > self.maximum:
            raise ValueError(
                trans(
                    "Minimum workers ({minimum}) must not exceed maximum workers ({maximum})",
                    minimum=self.minimum,
                    maximum=self.maximum,
                )
            )
        return self


class NewCluster(VariableChoice):
    """The cluster a user asks for."""

    gateway: str
    workers: WorkerRange = WorkerRange()
    options: dict[str, Any] = Field(default={})
    label: Annotated[str, Field(max_length=80), _SEEN] | None = None
    stop_with_session: bool = Field(
        default=False, description="Shut it down when this Jupyter server stops"
    )


class Scale(Request):
    """Either a fixed number of workers or an adaptive range."""

    workers: Annotated[int, Field(ge=0, le=100_000)] | None = None
    adapt: WorkerRange | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Scale:
        if (self.workers is None) == (self.adapt is None):
            raise ValueError('Give either {"workers": n} or {"adapt": {"minimum", "maximum"}}')
        return self


class ClusterPatch(Request):
    """One change of a cluster: its number of workers, its adaptive range or its label."""

    workers: Annotated[int, Field(ge=0, le=100_000)] | None = None
    adapt: WorkerRange | None = None
    label: Annotated[str, Field(max_length=80, pattern=r"\S"), _SEEN] | None = None

    @model_validator(mode="after")
    def _one(self) -> ClusterPatch:
        if sum(one is not None for one in (self.workers, self.adapt, self.label)) != 1:
            raise ValueError(
                'Give one of {"workers": n}, {"adapt": {"minimum", "maximum"}}, {"label": text}'
            )
        return self

    def scale(self) -> Scale:
        """What it asks for of the number of workers."""
        return Scale(workers=self.workers, adapt=self.adapt)


class ClusterEnvironment(Answer):
    """The environment a cluster was made with."""

    name: str
    display_name: str
    prefix: str | None = None


class Workers(Answer):
    """Workers there, asked for, and the adaptive range; null where unknown."""

    running: int = 0
    requested: int | None = None
    minimum: int | None = None
    maximum: int | None = None


class Tasks(Answer):
    """How many tasks the scheduler has in each state."""

    processing: int
    memory: int
    erred: int
    waiting: int
    released: int


class Failure(Answer):
    """Why a cluster failed, or ended by itself, and what the user can do about it."""

    reason: str
    hint: str
    log: str | None = Field(
        default=None, description="The end of the scheduler's log, where readable"
    )
    problems: list[Problem] = Field(
        default=[], description="What the checks of its environment find, which explains it"
    )


class JobRole(str, Enum):
    """What a batch job runs."""

    scheduler = "scheduler"
    worker = "worker"


class JobGroup(Answer):
    """A cluster's batch jobs of one role that share state and reason."""

    role: JobRole
    state: str = Field(description="The batch system's own word: PENDING, RUNNING, ...")
    reason: str | None = Field(default=None, description="Why they wait: Resources, Priority, ...")
    count: int


class Jobs(Answer):
    """A cluster's jobs in the batch system."""

    groups: list[JobGroup]
    command: str = Field(description="What to type in a terminal to look further")


class Cluster(Answer):
    """One cluster, whoever made it.

    One that ended by itself stays listed as ``stopped``, with why in
    ``failure``, until it is dismissed.
    """

    gateway: str
    name: str
    label: str
    status: ClusterStatus
    created_at: datetime
    started_at: datetime | None = None
    expires_at: datetime | None = Field(
        default=None, description="When its lifetime or its job's walltime is over"
    )
    idle_ends_at: datetime | None = Field(
        default=None, description="When it ends if it goes on without work; null while it works"
    )
    environment: ClusterEnvironment | None = None
    options: dict[str, Any] = Field(default={})
    workers: Workers = Workers()
    cores: float = 0
    memory_gib: float = 0
    tasks: Tasks | None = None
    clients: int | None = None
    dashboard_url: str | None = None
    public_dashboard_url: str | None = None
    scheduler_address: str | None = None
    scheduler: SchedulerState | None = Field(
        default=None,
        description="How well the scheduler answers; counts are the last known ones while it is "
        "busy or silent. Null where there is none",
    )
    stop_with_session: bool = Field(
        default=False, description="It is shut down when the Jupyter server stops that created it"
    )
    can_retry: bool = Field(
        default=False, description="Whether it is known how it was made, so that it can be again"
    )
    jobs: Jobs | None = Field(default=None, description="Null where no batch system is at hand")
    monitoring_url: str | None = Field(
        default=None,
        description="The facility's page about this cluster; null where its gateway's is as good",
    )
    queue_wait_seconds: float | None = Field(
        default=None,
        description="How long jobs wait, where it is predicted and some of this cluster's do",
    )
    failure: Failure | None = None
    notice: str | None = None
    overdue: bool = Field(
        default=False,
        description="It is pending for longer than a start may take, and its gateway does not give "
        "up: it may be cancelled, or created again in its place",
    )
    stale: bool = Field(
        default=False, description="Its gateway does not answer: this is the last known"
    )


class ClusterList(Answer):
    """All clusters of the user and the state of the gateways they are on."""

    clusters: list[Cluster]
    gateways: list[GatewayState]
    problems: list[str] = Field(
        default=[], description="What of the configuration could not be used: file, key, way out"
    )


class ClusterRef(Answer):
    """Names one cluster."""

    gateway: str
    name: str


class ClusterChanges(Answer):
    """One event: what differs from what was last said."""

    changed: list[Cluster] = Field(default=[])
    removed: list[ClusterRef] = Field(default=[])
    gateways: list[GatewayState] = Field(default=[])


class ClientCode(Answer):
    """Python source that connects to a cluster."""

    code: str
