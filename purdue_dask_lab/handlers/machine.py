"""Route of the machine that Jupyter runs on."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from .base import LabHandler


class MachineHandler(LabHandler):
    """``machine``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """What it is called, so that a link to it can be told from one to elsewhere."""
        await self.lab()
        from ..machine import machine

        self.reply(await machine())
