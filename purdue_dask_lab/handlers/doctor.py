"""Route of the doctor's report."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from .base import BaseHandler


class DoctorHandler(BaseHandler):
    """``doctor``: what works and what does not."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Look at everything now."""
        services = await self.services()
        from ..doctor.examine import examine

        self.reply(await examine(services))
