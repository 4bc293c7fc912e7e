"""Routes of the clusters."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web

from .base import LabHandler


class ClustersHandler(LabHandler):
    """``clusters``: all of them, or a new one."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List the user's clusters on all gateways."""
        self.reply(await (await self.lab()).clusters.listing())

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Submit a cluster; answers before it starts."""
        lab = await self.lab()
        from ..models import NewCluster

        cluster = await lab.clusters.create(self.body(NewCluster))
        self.set_header("Location", url_path_join(self.request.path, cluster.gateway, cluster.name))
        self.reply(cluster, 202)


class ClusterHandler(LabHandler):
    """``clusters/{gateway}/{name}``: one cluster."""

    @web.authenticated
    @authorized
    async def get(self, gateway: str, name: str) -> None:
        """Show it."""
        self.reply(await (await self.lab()).clusters.get(gateway, name))

    @web.authenticated
    @authorized
    async def patch(self, gateway: str, name: str) -> None:
        """Scale it."""
        lab = await self.lab()
        from ..models import Scale

        self.reply(await lab.clusters.scale(gateway, name, self.body(Scale)))

    @web.authenticated
    @authorized
    async def delete(self, gateway: str, name: str) -> None:
        """Shut it down, or dismiss it when it has failed."""
        await (await self.lab()).clusters.stop(gateway, name)
        self.set_status(204)
        self.finish()


class RetryHandler(LabHandler):
    """``clusters/{gateway}/{name}/retry``: a failed cluster once more."""

    @web.authenticated
    @authorized
    async def post(self, gateway: str, name: str) -> None:
        """Make it again."""
        self.reply(await (await self.lab()).clusters.retry(gateway, name), 202)


class ClientCodeHandler(LabHandler):
    """``clusters/{gateway}/{name}/client-code``."""

    @web.authenticated
    @authorized
    async def get(self, gateway: str, name: str) -> None:
        """Python that connects to the cluster."""
        self.reply(await (await self.lab()).clusters.client_code(gateway, name))


class CreationCodeHandler(LabHandler):
    """``creation-code``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Python that creates the cluster that the body describes."""
        lab = await self.lab()
        from ..models import NewCluster

        self.reply(await lab.clusters.creation_code(self.body(NewCluster)))
