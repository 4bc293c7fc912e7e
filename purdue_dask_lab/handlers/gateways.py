"""Routes of the gateways."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from .base import BaseHandler


class GatewaysHandler(BaseHandler):
    """``gateways``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Every configured gateway."""
        self.reply(await (await self.services()).gateways())


class OptionsHandler(BaseHandler):
    """``gateways/{id}/options``."""

    @web.authenticated
    @authorized
    async def get(self, gateway: str) -> None:
        """What this gateway lets the user choose."""
        self.reply(await (await self.services()).options(gateway))
