"""What the facility's gateways do beyond the stock server."""

from __future__ import annotations

import os
import pwd
from typing import Any

from capped import LIVE, CappedBackend
from dask_gateway_server import auth  # noqa: F401 - gateway_config looks at its version
from dask_gateway_server.backends import db_base
from dask_gateway_server.backends.jobqueue.slurm import SlurmBackend
from dask_gateway_server.backends.local import LocalBackend, LocalClusterConfig
from dask_gateway_server.models import ClusterStatus
from dask_gateway_server.tls import new_keypair
from dask_gateway_server.traitlets import Type
from dask_gateway_server.utils import timestamp
from traitlets import Float

NAMESPACE = "cms"


class Slurm(CappedBackend, SlurmBackend):
    """SLURM, as it is."""


class PodConfig(LocalClusterConfig):
    """Cores may be parts of one."""

    worker_cores = Float(1, min=0, config=True)


class NamespacedClusters(db_base.DataManager):
    """Names with the namespace in front, as Kubernetes' objects have them."""

    def create_cluster(self, username: str, options: Any, config: Any) -> Any:
        """Make it, and give it and its certificate the longer name."""
        cluster = super().create_cluster(username, options, config)
        plain, name = cluster.name, f"{NAMESPACE}.{cluster.name}"
        certificate, key = new_keypair(name)
        credentials = self.encode_tls_credentials(certificate, key)
        self.update_cluster(cluster, name=name, tls_credentials=credentials)
        cluster.tls_cert, cluster.tls_key = certificate, key
        for known in (self.name_to_cluster, self.username_to_clusters[username]):
            known[name] = known.pop(plain)
        return cluster


class KubernetesManners(CappedBackend, LocalBackend):
    """Local processes of the user, under a gateway that answers like the Kubernetes backend.

    For what the real one does not do when it is wanted: seeing late, and being of another year.
    """

    cluster_config_class = Type(PodConfig, klass=LocalClusterConfig, config=True)
    # The watch on Kubernetes' objects lags: what was just made isn't there yet.
    unseen_for = Float(0.5, config=True)
    counted = (*LIVE, ClusterStatus.STOPPING)

    async def setup(self, app: Any) -> None:
        """Come up, with the longer names."""
        db_base.DataManager = NamespacedClusters
        await super().setup(app)

    async def get_cluster(self, cluster_name: str, wait: bool = False) -> Any:
        """One cluster, once the watch has seen it; in the manners' words."""
        found = self.db.get_cluster(cluster_name)
        if found is None or not self._seen(found):
            return None
        return _described(await super().get_cluster(cluster_name, wait=wait))

    async def list_clusters(self, username: Any = None, statuses: Any = None) -> list[Any]:
        """The clusters in these states, where one that is stopping still counts as running."""
        wanted = set(statuses or LIVE)
        found = await super().list_clusters(username, {*wanted, ClusterStatus.STOPPING})
        described = [_described(one) for one in found if self._seen(self.db.get_cluster(one.name))]
        return [one for one in described if one.status in wanted]

    def _seen(self, cluster: Any) -> bool:
        return timestamp() - cluster.start_time >= self.unseen_for * 1000

    def set_file_permissions(self, paths: list[str], username: str) -> None:
        """Give the working directory to the user; a name without account is nobody's."""
        account = _account(username)
        for folder, _, files in os.walk(paths[0]):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.chown(path, account.pw_uid, account.pw_gid)

    def make_preexec_fn(self, cluster: Any) -> Any:
        """Become the user in the new process."""
        account = _account(cluster.username)
        directory = cluster.state["workdir"]

        def become() -> None:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
            os.chdir(directory)

        return become


def _described(cluster: Any) -> Any:
    """The state as Kubernetes' backend tells it: it has no word for stopping."""
    if cluster.status == ClusterStatus.STOPPING:
        running = bool(cluster.scheduler_address)
        cluster.status = ClusterStatus.RUNNING if running else ClusterStatus.PENDING
    return cluster


def _account(name: str) -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return pwd.getpwnam("nobody")
