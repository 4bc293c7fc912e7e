"""Routes of the clusters that have ended, and of the last hour of all."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from .base import BaseHandler


class EndedClustersHandler(BaseHandler):
    """``ended-clusters``: all of them."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """List them, the latest first."""
        self.reply(await (await self.services()).history.listing())

    @web.authenticated
    @authorized
    async def delete(self) -> None:
        """Forget them all."""
        await (await self.services()).history.clear()
        self.set_status(204)
        self.finish()


class EndedClusterHandler(BaseHandler):
    """``ended-clusters/{gateway}/{name}``: one of them."""

    @web.authenticated
    @authorized
    async def post(self, gateway: str, name: str) -> None:
        """Create such a cluster again."""
        self.reply(await (await self.services()).history.create(gateway, name), 202)

    @web.authenticated
    @authorized
    async def delete(self, gateway: str, name: str) -> None:
        """Forget it."""
        await (await self.services()).history.remove(gateway, name)
        self.set_status(204)
        self.finish()


class ActivityHandler(BaseHandler):
    """``clusters/{gateway}/{name}/activity``."""

    @web.authenticated
    @authorized
    async def get(self, gateway: str, name: str) -> None:
        """The last hour that was seen of a cluster, whether it runs or has ended."""
        self.reply(await (await self.services()).history.activity(gateway, name))
