"""Routes that tell of the server itself."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from .base import BaseHandler


class OpenAPIHandler(BaseHandler):
    """``openapi.json``: this API, described."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Describe every route."""
        await self.services()
        from ..schemas.openapi import openapi

        self.set_header("Content-Type", "application/json")
        self.finish(openapi())


class ServerInfoHandler(BaseHandler):
    """``machine``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """What it is called, so that a link to it can be told from one to elsewhere."""
        await self.services()
        from ..dashboards.hostnames import machine

        self.reply(await machine())
