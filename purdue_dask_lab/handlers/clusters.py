"""Routes of the clusters."""

from __future__ import annotations

from urllib.parse import quote

from jupyter_server.auth.decorator import authorized
from jupyter_server.utils import url_path_join
from tornado import web

from .base import BaseHandler


class ClustersHandler(BaseHandler):
    """``clusters``: all of them, or a new one."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List the user's clusters on all gateways."""
        self.reply(await (await self.services()).clusters.listing())

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Submit a cluster; answers before it starts."""
        services = await self.services()
        from ..schemas.clusters import NewCluster

        cluster = await services.clusters.create(self.body(NewCluster))
        # A gateway's id may have letters that no header has.
        parts = (quote(part, safe="") for part in (cluster.gateway, cluster.name))
        self.set_header("Location", url_path_join(self.request.path, *parts))
        self.reply(cluster, 202)


class ClusterHandler(BaseHandler):
    """``clusters/{gateway}/{name}``: one cluster."""

    @web.authenticated
    @authorized
    async def get(self, gateway: str, name: str) -> None:
        """Show it."""
        self.reply(await (await self.services()).clusters.get(gateway, name))

    @web.authenticated
    @authorized
    async def patch(self, gateway: str, name: str) -> None:
        """Scale or rename it."""
        services = await self.services()
        from ..schemas.clusters import ClusterPatch

        self.reply(await services.clusters.change(gateway, name, self.body(ClusterPatch)))

    @web.authenticated
    @authorized
    async def delete(self, gateway: str, name: str) -> None:
        """Shut it down, or dismiss it when it has failed."""
        await (await self.services()).clusters.stop(gateway, name)
        self.set_status(204)
        self.finish()


class RetryHandler(BaseHandler):
    """``clusters/{gateway}/{name}/retry``: a failed cluster once more."""

    @web.authenticated
    @authorized
    async def post(self, gateway: str, name: str) -> None:
        """Make it again."""
        self.reply(await (await self.services()).clusters.retry(gateway, name), 202)


class ClientCodeHandler(BaseHandler):
    """``clusters/{gateway}/{name}/client-code``."""

    @web.authenticated
    @authorized
    async def get(self, gateway: str, name: str) -> None:
        """Python that connects to the cluster."""
        self.reply(await (await self.services()).code.client_code(gateway, name))


class LogsHandler(BaseHandler):
    """``clusters/{gateway}/{name}/logs?source={id}&since={cursor}``."""

    @web.authenticated
    @authorized
    async def get(self, gateway: str, name: str) -> None:
        """The end of one of a cluster's logs, or what is newer than an earlier answer."""
        services = await self.services()
        from ..schemas.base import read
        from ..schemas.logs import LogQuery

        asked = {key: self.get_query_argument(key, None) for key in ("source", "since")}
        self.reply(await services.logs.read(gateway, name, read(LogQuery, asked)))


class WorkersHandler(BaseHandler):
    """``clusters/{gateway}/{name}/workers``."""

    @web.authenticated
    @authorized
    async def get(self, gateway: str, name: str) -> None:
        """What each of the cluster's workers does and uses."""
        self.reply(await (await self.services()).workers.read(gateway, name))


class WorkerRestartHandler(BaseHandler):
    """``clusters/{gateway}/{name}/workers/restart``."""

    @web.authenticated
    @authorized
    async def post(self, gateway: str, name: str) -> None:
        """Restart the worker of the address in the body, which a path would not carry unharmed."""
        services = await self.services()
        from ..schemas.workers import WorkerRestart

        await services.workers.restart(gateway, name, self.body(WorkerRestart))
        self.set_status(204)
        self.finish()


class CreationCodeHandler(BaseHandler):
    """``creation-code``."""

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Python that creates the cluster that the body describes."""
        services = await self.services()
        from ..schemas.clusters import NewCluster

        self.reply(await services.code.creation_code(self.body(NewCluster)))
