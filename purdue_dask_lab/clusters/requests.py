"""What is remembered of a request for a cluster, and the request again."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from ..schemas.clusters import NewCluster
from .creation import CreationPlan
from .records import ClusterRecord, StoredEnvironment, digest


def record_of(
    request: NewCluster,
    plan: CreationPlan,
    label: str,
    options: dict[str, Any],
    session: str,
) -> ClusterRecord:
    """Return what is remembered of a cluster from before it is asked for.

    Parameters
    ----------
    session
        This Jupyter server, which the cluster may be to stop with.
    """
    environment, workers = plan.environment, request.workers
    fixed = workers.minimum == workers.maximum
    return ClusterRecord(
        label=label,
        environment=StoredEnvironment(
            name=environment.name,
            display_name=environment.display_name,
            prefix=environment.prefix,
        ),
        request=request.model_dump(mode="json", exclude_unset=True),
        requested=workers.maximum if fixed else None,
        minimum=None if fixed else workers.minimum,
        maximum=None if fixed else workers.maximum,
        asked=False,
        sent={name: digest(value) for name, value in options.items()},
        session=session if request.stop_with_session else None,
    )


def remembered_request(record: ClusterRecord | None) -> NewCluster | None:
    """Return how a cluster was asked for; None if that is not known, or not understood."""
    return request_from(record.request) if record is not None else None


def request_from(request: dict[str, Any] | None) -> NewCluster | None:
    """Return a request that a file holds; None if there is none, or it is not understood."""
    if request is None:
        return None
    known = {name: value for name, value in request.items() if name in NewCluster.model_fields}
    try:
        return NewCluster.model_validate(known)
    except ValidationError:
        return None
