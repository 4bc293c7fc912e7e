"""What a gateway and a scheduler say about a cluster, without its keys."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import Any

from ..schemas.clusters import ClusterStatus, Tasks
from ..schemas.gateways import OfferedWorkers


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
    def from_json(cls, entry: dict[str, Any]) -> Report:
        """Read one entry of ``GET /api/v1/clusters/``; times come as ms since 1970.

        Raises
        ------
        KeyError, ValueError, TypeError
            The entry is not what dask-gateway sends.
        """
        route = entry.get("dashboard_route")
        return cls(
            name=entry["name"],
            status=ClusterStatus(entry["status"].lower()),
            created_at=_time(entry["start_time"]),
            stopped_at=_time(entry["stop_time"]) if entry.get("stop_time") else None,
            has_dashboard=bool(route),
            dashboard_link=route if route and "://" in route else None,
            public_dashboard=entry.get("public_dashboard"),
            scheduler_address=entry.get("scheduler_address"),
            label=entry.get("label"),
            workers=OfferedWorkers(**entry["workers"]) if entry.get("workers") else None,
            memory_gib=entry["memory"] / 2**30 if "memory" in entry else None,
            options=entry.get("options") or {},
        )


@dataclass(frozen=True)
class Counts:
    """A scheduler's cheap counts; ``wanted`` is what its load could use."""

    workers: int
    cores: int
    clients: int
    wanted: int
    tasks: Tasks

    @classmethod
    def from_json(cls, counts: dict[str, Any]) -> Counts:
        """Read ``json/counts.json`` (``CountsJSON`` in distributed), whose numbers need care.

        ``clients`` counts one too many, as the scheduler is one itself
        (``fire-and-forget``); ``memory`` counts a result on two workers twice;
        ``waiting`` leaves out what is queued, or what no worker can run.
        """
        processing, erred, released = counts["processing"], counts["erred"], counts["released"]
        others = max(0, counts["tasks"] - processing - erred - released)
        memory = min(counts["memory"], others)
        return cls(
            workers=counts["workers"],
            cores=counts["cores"],
            clients=max(0, counts["clients"] - 1),
            wanted=counts["desired_workers"],
            tasks=Tasks(
                processing=processing,
                memory=memory,
                erred=erred,
                waiting=others - memory,
                released=released,
            ),
        )


def _time(milliseconds: float) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, tz=timezone.utc)
