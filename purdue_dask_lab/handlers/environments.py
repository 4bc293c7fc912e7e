"""Routes of what workers run in: environments and variables."""

from __future__ import annotations

from jupyter_server.auth.decorator import authorized
from tornado import web

from .base import BaseHandler


class EnvironmentsHandler(BaseHandler):
    """``environments?gateway={id}&notebook={path}&kernel={name}``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Kernels and environments that workers could run in."""
        services = await self.services()
        asked = (self.get_query_argument(name, None) for name in ("gateway", "notebook", "kernel"))
        self.reply(await services.environments(*asked))


class WorkerVariablesHandler(BaseHandler):
    """``worker-variables``: what workers would get, and from where."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """As things are, for ``?environment={name}&gateway={id}&notebook={path}``."""
        services = await self.services()
        from ..schemas.variables import VariablesQuery

        query = VariablesQuery(
            environment=self.get_query_argument("environment", None),
            gateway=self.get_query_argument("gateway", None),
            notebook=self.get_query_argument("notebook", None),
        )
        self.reply(await services.worker_variables(query))

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """With what a user has changed, which has no place in an address."""
        services = await self.services()
        from ..schemas.variables import VariablesQuery

        self.reply(await services.worker_variables(self.body(VariablesQuery)))


class UserFileHandler(BaseHandler):
    """``worker-variables/file``: the user's own labextension.yaml."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Show it, or what it would begin with."""
        await self.services()
        from ..config import user_file

        self.reply(await user_file.read())

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Make it with an example if it is absent."""
        await self.services()
        from ..config import user_file

        self.reply(await user_file.make())

    @web.authenticated
    @authorized
    async def put(self) -> None:
        """Write it."""
        await self.services()
        from ..config import user_file
        from ..schemas.variables import NewContent

        self.reply(await user_file.write(self.body(NewContent).content))
