"""The facility's cap on clusters, in its own words, for whatever backend."""

from __future__ import annotations

from typing import Any

from dask_gateway_server.backends.base import Backend, PublicException
from dask_gateway_server.models import ClusterStatus
from traitlets import Integer

LIVE = (ClusterStatus.PENDING, ClusterStatus.RUNNING)


class CappedBackend(Backend):
    """A user may have so many clusters at a time; looked at before the options are."""

    clusters_per_user = Integer(1, config=True)
    counted = LIVE

    async def start_cluster(self, user: Any, cluster_options: Any) -> str:
        """Refuse in the facility's words."""
        mine = await self.list_clusters(username=user.name, statuses=self.counted)
        if 0 < self.clusters_per_user <= len(mine):
            raise PublicException(
                f"You may only have {self.clusters_per_user} active Dask Gateway cluster(s) at a "
                "time. Stop your existing cluster or wait for it to finish shutting down before "
                "creating another."
            )
        return await super().start_cluster(user, cluster_options)
