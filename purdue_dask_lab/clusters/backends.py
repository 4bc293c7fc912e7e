"""What a gateway runs clusters on, as far as that can be told: hints have to fit it."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

from ..config.schema import GatewaySettings
from ..gateways.jobs import Job


class Backend(str, Enum):
    """Where schedulers and workers run."""

    machine = "machine"
    batch = "batch"
    kubernetes = "kubernetes"
    unknown = "unknown"


def backend_of(settings: GatewaySettings, name: str, jobs: Collection[Job]) -> Backend:
    """Return what one cluster runs on.

    Parameters
    ----------
    name
        The gateway's name for it: Kubernetes' have the namespace in front.
    jobs
        Its jobs, as last seen.
    """
    if settings.type != "remote":
        return Backend.machine
    if settings.kubernetes is not None:
        return Backend.kubernetes
    if jobs or settings.scheduler_logs:
        return Backend.batch
    return Backend.kubernetes if "." in name else Backend.unknown
