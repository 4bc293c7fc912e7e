"""What the manager of clusters refuses, in words."""

from __future__ import annotations

from collections.abc import Iterable

from ..errors import Conflict, UnknownCluster, UnknownGateway
from ..schemas.clusters import Cluster, ClusterStatus
from ..translation import later, trans

_WORDS = {
    ClusterStatus.pending: later("pending"),
    ClusterStatus.running: later("running"),
    ClusterStatus.stopping: later("stopping"),
    ClusterStatus.stopped: later("stopped"),
    ClusterStatus.failed: later("failed"),
}


def not_scalable(cluster: Cluster) -> Conflict:
    """Say that only what lives can be scaled."""
    status = trans(_WORDS[cluster.status])
    return Conflict(
        trans("{label} is {status} and cannot be scaled.", label=cluster.label, status=status)
    )


def not_failed(cluster: Cluster) -> Conflict:
    """Say that only what has ended or hangs is tried again."""
    status = trans(_WORDS[cluster.status])
    return Conflict(
        trans("{label} is {status}; there is nothing to retry.", label=cluster.label, status=status)
    )


def made_elsewhere(label: str) -> Conflict:
    """Say that it is not known here how a cluster was made."""
    return Conflict(
        trans("{label} was made elsewhere; make it again there, or with + NEW.", label=label)
    )


def unknown_gateway(gateway: str, known: Iterable[str]) -> UnknownGateway:
    """Say which gateways there are instead."""
    return UnknownGateway(
        trans(
            "There is no gateway {gateway}; there are: {known}.",
            gateway=gateway,
            known=", ".join(known),
        ),
        field="gateway",
    )


def unknown_cluster(label: str, name: str) -> UnknownCluster:
    """Say that a gateway has no such cluster."""
    return UnknownCluster(
        trans("{label} has no cluster {name}; it may have ended.", label=label, name=name)
    )
