"""What the browser was last told of one gateway's clusters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping

from ..metrics import CLUSTERS
from ..schemas.clusters import Cluster, ClusterChanges, ClusterRef, ClusterStatus


class PublishedClusters:
    """The clusters as they are listed; whatever changes here is published.

    Parameters
    ----------
    gateway
        The gateway's id.
    publish
        Called with every change.
    """

    def __init__(self, gateway: str, publish: Callable[[ClusterChanges], None]) -> None:
        self.clusters: dict[str, Cluster] = {}
        self._gateway = gateway
        self._publish = publish

    def put(self, cluster: Cluster) -> None:
        """Show one cluster as it is now."""
        before = self.clusters.get(cluster.name)
        self.clusters[cluster.name] = cluster
        if cluster is not before and cluster != before:
            self._tell(ClusterChanges(changed=[cluster]))

    def remove(self, name: str) -> None:
        """Show a cluster no more."""
        if self.clusters.pop(name, None) is not None:
            self._tell(ClusterChanges(removed=[self._ref(name)]))

    def replace(self, clusters: Mapping[str, Cluster]) -> None:
        """Show these and no others."""
        before, self.clusters = self.clusters, dict(clusters)
        changed = [
            cluster
            for name, cluster in clusters.items()
            if before.get(name) is not cluster and before.get(name) != cluster
        ]
        removed = [self._ref(name) for name in before if name not in clusters]
        if changed or removed:
            self._tell(ClusterChanges(changed=changed, removed=removed))

    def mark_stale(self) -> None:
        """Show all as what was last known."""
        self.replace(
            {
                name: cluster if cluster.stale else cluster.model_copy(update={"stale": True})
                for name, cluster in self.clusters.items()
            }
        )

    def _tell(self, changes: ClusterChanges) -> None:
        found = Counter(cluster.status for cluster in self.clusters.values())
        for status in ClusterStatus:
            CLUSTERS.labels(self._gateway, status.value).set(found[status])
        self._publish(changes)

    def _ref(self, name: str) -> ClusterRef:
        return ClusterRef(gateway=self._gateway, name=name)
