"""Routes of the gateways and of what a new cluster is made from."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from .base import LabHandler


class GatewaysHandler(LabHandler):
    """``gateways``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Every configured gateway."""
        self.reply(await (await self.lab()).gateways())


class OptionsHandler(LabHandler):
    """``gateways/{id}/options``."""

    @web.authenticated
    @authorized
    async def get(self, gateway: str) -> None:
        """What this gateway lets the user choose."""
        self.reply(await (await self.lab()).options(gateway))


class EnvironmentsHandler(LabHandler):
    """``environments?gateway={id}``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Kernels and environments that workers could run in."""
        gateway = self.get_query_argument("gateway", None)
        self.reply(await (await self.lab()).environment_list(gateway))


class WorkerVariablesHandler(LabHandler):
    """``worker-variables?environment={name}&gateway={id}``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """What variables workers would get, and from where."""
        environment = self.get_query_argument("environment", None)
        gateway = self.get_query_argument("gateway", None)
        self.reply(await (await self.lab()).worker_variables(environment, gateway))
