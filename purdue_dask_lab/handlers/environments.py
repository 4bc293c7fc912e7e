"""Routes of what workers run in: environments and variables."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from .base import LabHandler


class EnvironmentsHandler(LabHandler):
    """``environments?gateway={id}&notebook={path}&kernel={name}``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Kernels and environments that workers could run in."""
        lab = await self.lab()
        asked = (self.get_query_argument(name, None) for name in ("gateway", "notebook", "kernel"))
        self.reply(await lab.environments(*asked))


class WorkerVariablesHandler(LabHandler):
    """``worker-variables``: what workers would get, and from where."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """As things are, for ``?environment={name}&gateway={id}&notebook={path}``."""
        lab = await self.lab()
        from ..worker_models import VariablesQuery

        query = VariablesQuery(
            environment=self.get_query_argument("environment", None),
            gateway=self.get_query_argument("gateway", None),
            notebook=self.get_query_argument("notebook", None),
        )
        self.reply(await lab.worker_variables(query))

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """With what a user has changed, which has no place in an address."""
        lab = await self.lab()
        from ..worker_models import VariablesQuery

        self.reply(await lab.worker_variables(self.body(VariablesQuery)))
