"""Routes of dashboards: which one is meant, and who may see it in a frame."""

from __future__ import annotations

import hmac
from abc import abstractmethod
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.utils import url_escape
from jupyter_server_proxy.config import ServerProxy
from tornado import web

from ..errors import DaskLabError, HostNotAllowed
from ..translation import trans
from .base import answer_of, status_of
from .relay import DashboardRelay

if TYPE_CHECKING:
    from ..dashboards.targets import DashboardTarget
    from ..services import Services

_THIS_MACHINE = ("localhost", "127.0.0.1")
"""The machine that Jupyter runs on, by names that an administrator need not list."""


class DashboardHandler(DashboardRelay):
    """Finds the dashboard that is meant; the last part of a route is a path of it.

    JupyterHub forbids frames, for without domains of their own all its users
    share one origin, and a page of another user could read this user's cookies
    out of a frame. Plots show in frames all the same, by routes that begin with
    a key: it stands in JupyterLab's own page, which nobody else can read. All
    else keeps the Hub's policy, errors too.
    """

    auth_resource = "purdue_dask_lab"

    @abstractmethod
    async def find(self, services: Services, page: str) -> DashboardTarget:
        """Find where a page is.

        Raises
        ------
        DaskLabError
            There is none for this user.
        """

    @property
    @abstractmethod
    def place(self) -> str:
        """Where the dashboard's pages are, below the root of our routes."""

    @property
    def folder(self) -> str:
        """What stands before the page's path, below Jupyter's base URL."""
        key = self.path_args[0]
        framed = f"framed/{key}/" if key else ""
        return f"purdue-dask-lab/{framed}{self.place}"

    @property
    def content_security_policy(self) -> str:
        """Jupyter's own policy, but for the ban on frames where the key was given."""
        policy: str = super().content_security_policy
        if not self.may_be_framed:
            return policy
        return policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")

    async def prepare(self, *args: Any, **kwargs: Any) -> None:
        """Let only the user in, and only to what is theirs."""
        upgrade = self.request.headers.get("Upgrade", "").lower() == "websocket"
        await super().prepare(*args, _redirect_to_login=not upgrade, **kwargs)
        if self._finished:
            return
        extension = self.settings[self.name]
        key, path = self.path_args[0], self.path_args[-1]
        if key and not hmac.compare_digest(key, extension.frame_key):
            raise web.HTTPError(
                404, trans("This page is from before Jupyter was restarted: reload it.")
            )
        if self.request.headers.get("Service-Worker") or (
            self.request.headers.get("Sec-Fetch-Dest") == "serviceworker"
        ):
            # It would go on answering below this path when the dashboard is gone.
            raise web.HTTPError(403, trans("Dashboards may not install service workers."))
        if _leads_elsewhere(path):
            # Beside this cluster's pages are those of other users'.
            raise web.HTTPError(404, trans("There is no such page."))
        services: Services = await extension.services()
        page = quote(path, safe="/~:@!$&()*+,;=")
        try:
            self.target = await self.find(services, page)
        except DaskLabError as error:
            raise web.HTTPError(status_of(error), error.message.replace("%", "%%")) from error
        self.page = page
        self.may_be_framed = bool(key)
        # Tornado has set the default headers before anything was known of the request.
        self.set_header("Content-Security-Policy", self.content_security_policy)

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page for whoever opens one; to a script, what all our routes say."""
        self.may_be_framed = False
        self.set_header("Content-Security-Policy", self.content_security_policy)
        exc = kwargs.get("exc_info", (None, None))[1]
        cause = getattr(exc, "__cause__", None)
        if "text/html" in self.request.headers.get("Accept", ""):
            super().write_error(status_code, **kwargs)
            return
        if isinstance(cause, DaskLabError):
            answer = answer_of(cause)
        else:
            said = getattr(exc, "log_message", None) or self._reason
            answer = {"message": str(said), "reason": "http", "field": None}
        self.set_header("Content-Type", "application/json")
        self.finish(answer)

    def check_xsrf_cookie(self) -> None:
        """Jupyter's own rule: the base class leaves it to what stands behind."""
        JupyterHandler.check_xsrf_cookie(self)


class ClusterDashboardHandler(DashboardHandler):
    """``clusters/{gateway}/{name}/dashboard/{path}``."""

    async def find(self, services: Services, page: str) -> DashboardTarget:
        """Only a cluster of this user on a configured gateway has one."""
        _, gateway, name, _ = self.path_args
        return await services.dashboards.target(gateway, name)

    @property
    def place(self) -> str:
        """Where this cluster's pages are."""
        _, gateway, name, _ = self.path_args
        return f"clusters/{url_escape(gateway)}/{url_escape(name)}/dashboard"


class DirectDashboardHandler(DashboardHandler):
    """``dashboards/{port}/{path}`` of this machine, ``dashboards/{host}:{port}/{path}`` of another.

    Which others, is what jupyter-server-proxy is told of them; but that hands
    on Jupyter's cookies, and whatever answers.
    """

    async def find(self, services: Services, page: str) -> DashboardTarget:
        """Only what answers as a dashboard is one."""
        _, host, digits, _ = self.path_args
        # Python refuses to read thousands of digits, and no port has as many as this.
        port = int(digits[:12])
        if host in (None, *_THIS_MACHINE):
            return await services.direct_dashboards.target("localhost", port, page)
        allowed = ServerProxy(parent=self.serverapp).host_allowlist
        if not (allowed(self, host) if callable(allowed) else host in allowed):
            raise HostNotAllowed(
                trans(
                    "This Jupyter server cannot proxy {host}: its administrator "
                    "lists the machines that it may reach "
                    "(ServerProxy.host_allowlist).",
                    host=host,
                )
            )
        return await services.direct_dashboards.target(host, port, page)

    @property
    def place(self) -> str:
        """Where this dashboard's pages are."""
        _, host, port, _ = self.path_args
        return f"dashboards/{port}" if host is None else f"dashboards/{url_escape(host)}:{port}"


def _leads_elsewhere(path: str) -> bool:
    """Whether some server on the way could take a path for one outside its folder."""
    segments = path.replace("\\", "/").split("/")
    return (
        "\\" in path
        or any(ord(character) < 32 or ord(character) == 127 for character in path)
        or any(segment.split(";", 1)[0] in (".", "..") for segment in segments)
    )
