"""Why a cluster failed, in words, and what its user can do."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ..gateways.report import Report
from ..gateways.slurm import Job
from ..schemas.clusters import ClusterEnvironment, Failure, JobRole

_MISSING_MODULE = re.compile(r"(?:No module named|ModuleNotFoundError:.*named) '?([\w.]+)'?")
_UNREADABLE = re.compile(r"/bin/python\S*: (?:Permission denied|No such file or directory)")
_PACKAGES = {"dask": "dask", "distributed": "distributed", "dask_gateway": "dask-gateway"}


@dataclass(frozen=True)
class Circumstances:
    """What is known besides the gateway's bare FAILED."""

    report: Report
    environment: ClusterEnvironment | None
    started: bool
    start_timeout: float | None
    log: str | None
    jobs: list[Job]


def explain(known: Circumstances) -> Failure:
    """Name the likeliest cause and the way out."""
    where = known.environment.prefix if known.environment else None
    place = where or "the chosen environment"
    missing = _MISSING_MODULE.search(known.log or "")
    if missing:
        module = missing.group(1).split(".")[0]
        package = _PACKAGES.get(module, module)
        wanted = " ".join(_PACKAGES.values()) if module in _PACKAGES else package
        install = f"{where}/bin/python -m pip install" if where else "pip install"
        return Failure(
            reason=f"{place} has no {package}.",
            hint=f"Install it ({install} {wanted}), then press Retry; "
            "or choose another environment.",
            log=known.log,
        )
    if where and _UNREADABLE.search(known.log or ""):
        return Failure(
            reason=f"Workers cannot see {where}.",
            hint="Choose an environment on storage that they can read; + NEW shows which that is.",
            log=known.log,
        )
    if known.started:
        return Failure(
            reason="The cluster stopped working: its scheduler no longer answers "
            "or its workers keep failing to start.",
            hint="Look at the log for the cause; Retry makes the same cluster again.",
            log=known.log,
        )
    lived = _lifetime(known.report)
    if known.start_timeout and lived is not None and lived >= 0.9 * known.start_timeout:
        waiting = _waiting(known.jobs)
        return Failure(
            reason=f"The scheduler did not start within {known.start_timeout:.0f} s"
            + (f": its batch job waited ({waiting})." if waiting else "."),
            hint="The machine or queue may be busy: press Retry, or ask for smaller workers.",
            log=known.log,
        )
    return Failure(
        reason=f"The scheduler could not be started in {place}.",
        hint="Check that workers can read this environment and that it has dask, "
        "distributed and dask-gateway, or the batch system does not accept your jobs; "
        "then press Retry.",
        log=known.log,
    )


def _waiting(jobs: list[Job]) -> str | None:
    """Why the scheduler's job waited when it was last seen, in the batch system's word."""
    for job in jobs:
        if job.role is JobRole.scheduler and job.state == "PENDING":
            return job.reason or job.state
    return None


def _lifetime(report: Report) -> float | None:
    if report.stopped_at is None:
        return None
    return (report.stopped_at - report.created_at).total_seconds()
