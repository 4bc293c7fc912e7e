"""Routes of the gateways."""

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
