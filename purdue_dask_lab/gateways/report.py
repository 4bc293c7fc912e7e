"""What a gateway and a scheduler say about a cluster, without its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from ..schemas.clusters import ClusterStatus, Tasks
from ..schemas.gateways import OfferedWorkers
from .untrusted import (
    InvalidAnswer,
    bounded,
    clean_text,
    cluster_name,
    count,
    number,
    timestamp,
)

_GIB = 2**30

_KEPT = (
    "name",
    "status",
    "start_time",
    "stop_time",
    "dashboard_route",
    "public_dashboard",
    "scheduler_address",
    "label",
    "workers",
    "memory",
    "options",
)
"""What is read of an entry: neither TLS key nor certificate."""


@dataclass(frozen=True)
class Report:
    """One entry of the gateway's list, stripped of TLS key and certificate.

    A cluster that is reached directly has a ``dashboard_link`` that works from
    here, a ``public_dashboard`` as its clients call it, and a
    ``scheduler_address``; what is behind a gateway has a dashboard there.
    ``workers`` is how many were asked for, where that is told.
    """

    name: str
    status: ClusterStatus
    created_at: datetime
    stopped_at: datetime | None = None
    has_dashboard: bool = False
    dashboard_link: str | None = None
    public_dashboard: str | None = None
    scheduler_address: str | None = None
    label: str | None = None
    workers: OfferedWorkers | None = None
    memory_gib: float | None = None
    options: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, entry: Any, *, direct: bool = False) -> Report:
        """Read one entry of ``GET /api/v1/clusters/``; times come as ms since 1970.

        Parameters
        ----------
        direct
            Take the addresses that only our own child process sends; whoever
            else sends some would have us talk to a host of their choice.

        Raises
        ------
        InvalidAnswer
            The entry is not what dask-gateway sends.
        """
        if not isinstance(entry, dict):
            raise InvalidAnswer("an entry is not an object")
        name = cluster_name(entry.get("name"))
        options = bounded(entry.get("options") or {})
        stopped = entry.get("stop_time")
        report = cls(
            name=name,
            status=_status(entry.get("status")),
            created_at=timestamp(entry.get("start_time")),
            stopped_at=timestamp(stopped) if stopped else None,
            has_dashboard=isinstance(entry.get("dashboard_route"), str),
            options=options if isinstance(options, dict) else {},
        )
        return _with_addresses(report, entry) if direct else report


class ReportReader:
    """Reads a gateway's list again and again; what has not changed is not read anew."""

    def __init__(self, *, direct: bool = False) -> None:
        self._direct = direct
        self._known: dict[str, tuple[dict[str, Any], Report]] = {}

    def read(self, listing: Mapping[Any, Any]) -> tuple[dict[str, Report], list[str]]:
        """Read each entry on its own.

        Returns
        -------
        reports
            By name.
        unreadable
            Keys of the entries that are not what dask-gateway sends.
        """
        known: dict[str, tuple[dict[str, Any], Report]] = {}
        unreadable: list[str] = []
        for key, entry in listing.items():
            try:
                kept = {name: entry.get(name) for name in _KEPT}
                before = self._known.get(str(key))
                if before is None or before[0] != kept:
                    before = kept, Report.from_json(kept, direct=self._direct)
                known[before[1].name] = before
            except (InvalidAnswer, AttributeError, RecursionError):
                unreadable.append(clean_text(str(key), 80) or "?")
        self._known = known
        return {name: report for name, (_, report) in known.items()}, unreadable


@dataclass(frozen=True)
class Counts:
    """A scheduler's cheap counts; ``wanted`` is what its load could use."""

    workers: int
    cores: int
    clients: int
    wanted: int
    tasks: Tasks

    @classmethod
    def from_json(cls, counts: Any) -> Counts:
        """Read ``json/counts.json`` (``CountsJSON`` in distributed), whose numbers need care.

        ``clients`` counts one too many, as the scheduler is one itself
        (``fire-and-forget``); ``memory`` counts a result on two workers twice;
        ``waiting`` leaves out what is queued, or what no worker can run.
        ``cores`` are threads.

        Raises
        ------
        InvalidAnswer
            The counts are not what a scheduler sends.
        """
        if not isinstance(counts, dict):
            raise InvalidAnswer("counts are not an object")
        found = {name: count(counts.get(name)) for name in _COUNTED}
        processing, erred, released = (found[name] for name in ("processing", "erred", "released"))
        others = max(0, found["tasks"] - processing - erred - released)
        memory = min(found["memory"], others)
        return cls(
            workers=found["workers"],
            cores=found["cores"],
            clients=max(0, found["clients"] - 1),
            wanted=found["desired_workers"],
            tasks=Tasks(
                processing=processing,
                memory=memory,
                erred=erred,
                waiting=others - memory,
                released=released,
            ),
        )


@dataclass(frozen=True, order=True)
class WorkerMemory:
    """What a worker used of its memory, and of how much."""

    share: float
    used_gib: float
    limit_gib: float


_COUNTED = (
    "workers",
    "cores",
    "clients",
    "desired_workers",
    "tasks",
    "processing",
    "memory",
    "erred",
    "released",
)


def _status(value: Any) -> ClusterStatus:
    try:
        return ClusterStatus(value.lower())
    except (ValueError, AttributeError):
        raise InvalidAnswer("a status is not known") from None


def _with_addresses(report: Report, entry: dict[str, Any]) -> Report:
    """Add what the process that runs cluster classes tells beside."""
    link = clean_text(entry.get("dashboard_route"))
    workers = entry.get("workers")
    memory = entry.get("memory")
    return Report(
        name=report.name,
        status=report.status,
        created_at=report.created_at,
        stopped_at=report.stopped_at,
        has_dashboard=report.has_dashboard,
        dashboard_link=link if link and urlsplit(link).scheme in ("http", "https") else None,
        public_dashboard=clean_text(entry.get("public_dashboard")),
        scheduler_address=clean_text(entry.get("scheduler_address")),
        label=clean_text(entry.get("label"), 80),
        workers=OfferedWorkers(
            minimum=count(workers.get("minimum")), maximum=count(workers.get("maximum"))
        )
        if isinstance(workers, dict)
        else None,
        memory_gib=number(memory) / _GIB if memory is not None else None,
        options=report.options,
    )
