"""Dashboards through Jupyter: HTTP and WebSocket, same origin."""

from __future__ import annotations

import asyncio
import json
from abc import abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

import aiohttp
from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import JupyterHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin
from jupyter_server.utils import url_escape, url_path_join
from jupyter_server_proxy.config import ServerProxy
from jupyter_server_proxy.handlers import ProxyHandler
from tornado import httputil, web, websocket

from ..errors import DaskLabError, HostNotAllowed
from ..gateways.http_proxy import proxy_for
from .base import STATUS, answer_of

if TYPE_CHECKING:
    from ..services import Services

_FORWARDED = (
    "Accept",
    "Accept-Encoding",
    "Accept-Language",
    "Content-Type",
    "If-Modified-Since",
    "If-None-Match",
    "Range",
    "User-Agent",
)
"""The request headers a dashboard needs: no cookie, no token, no Authorization."""

_RETURNED = (
    "Cache-Control",
    "Content-Encoding",
    "Content-Length",
    "Content-Range",
    "Content-Type",
    "Etag",
    "Expires",
    "Last-Modified",
    "Vary",
)
"""The answer's headers that are the browser's business: no Set-Cookie."""

_HERE = ("localhost", "127.0.0.1")
"""The machine that Jupyter runs on, by names that an administrator need not list."""

_CHUNK = 65_536
_LIMIT = aiohttp.ClientTimeout(total=300, connect=10)


class DashboardHandler(ExtensionHandlerMixin, ProxyHandler):
    """Passes a dashboard on; the last part of its route is a path of the dashboard's.

    jupyter-server-proxy keeps the door (authentication of every verb and of
    WebSockets), speaks WebSocket with the browser, and records activity. What
    goes on to the dashboard does so over pooled connections and as it comes,
    because it buffers bodies and opens a connection for each request.
    """

    auth_resource = "purdue_dask_lab"
    _connections: aiohttp.ClientSession
    _other: aiohttp.ClientWebSocketResponse | None = None
    _root: str
    _target: str

    @abstractmethod
    async def find(self, services: Services, page: str) -> tuple[aiohttp.ClientSession, str]:
        """Connections to use and the address below which a page is.

        Raises
        ------
        DaskLabError
            There is none for this user.
        """

    @property
    @abstractmethod
    def folder(self) -> str:
        """What stands before the page's path, below Jupyter's base URL."""

    @property
    def content_security_policy(self) -> str:
        """Jupyter's own policy, but for JupyterHub's ban on frames: plots show in them."""
        policy: str = super().content_security_policy
        return policy.replace("frame-ancestors 'none'", "frame-ancestors 'self'")

    async def prepare(self, *args: Any, **kwargs: Any) -> None:
        """Let only the user in, and only to what is theirs."""
        upgrade = self.request.headers.get("Upgrade", "").lower() == "websocket"
        await super().prepare(*args, _redirect_to_login=not upgrade, **kwargs)
        if self._finished:
            return
        services: Services = await self.settings[self.name].services()
        path = self.path_args[-1]
        if {".", ".."} & set(path.split("/")):
            # Beside this cluster's pages are those of other users'.
            raise web.HTTPError(404, f"There is no page {path}.")
        page = quote(path, safe="/~:@!$&()*+,;=")
        try:
            self._connections, address = await self.find(services, page)
        except DaskLabError as error:
            raise web.HTTPError(STATUS[type(error)], error.message) from error
        self._root = f"{address}/"
        self._target = self._root + page

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """A page for whoever opens one; to a script, what all our routes say."""
        cause = getattr(kwargs.get("exc_info", (None, None))[1], "__cause__", None)
        accepted = self.request.headers.get("Accept", "")
        if isinstance(cause, DaskLabError) and "text/html" not in accepted:
            self.set_header("Content-Type", "application/json")
            self.finish(json.dumps(answer_of(cause)))
        else:
            super().write_error(status_code, **kwargs)

    def check_xsrf_cookie(self) -> None:
        """Jupyter's own rule: the base class leaves it to what stands behind."""
        JupyterHandler.check_xsrf_cookie(self)

    @web.authenticated
    @authorized(action="read")
    async def get(self, *path: str) -> None:
        """Fetch a page or a file, or open a WebSocket."""
        await super().get(*path)

    async def http_get(self, *_: str) -> None:
        """A ``get`` that opens no WebSocket."""
        await self.proxy()

    @web.authenticated
    @authorized(action="write")
    async def post(self, *_: str) -> None:
        """Send something to the dashboard."""
        await self.proxy()

    put = patch = delete = head = options = post

    def get_compression_options(self) -> dict[str, int]:
        """What a scheduler compresses for a browser, we do, too: most of it is numbers in JSON.

        A page of 500 workers is told half a megabyte a second. This costs a
        hundredth of a processor, and 100 kB for each page.
        """
        return {"compression_level": 1, "mem_level": 5}

    async def open(self, *_: str) -> None:
        """Connect a WebSocket's other half.

        Without TCP_NODELAY on both sides a round trip takes 44 ms, Nagle's
        algorithm waiting for delayed acknowledgements; aiohttp's has it.
        """
        self.set_nodelay(True)
        connecting = self._connections.ws_connect(
            self.get_client_uri("ws"),
            protocols=self._requested_subprotocols or (),
            headers=dict(self.proxy_request_headers()),
            autoping=False,
            max_msg_size=0,
            proxy=proxy_for(self._target),
        )
        try:
            self._other = other = await asyncio.wait_for(connecting, _LIMIT.connect)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            self.log.debug("The dashboard's WebSocket was refused: %s", error)
            self.close(1011, "The dashboard does not answer.")
            return
        self._relaying = asyncio.create_task(self._relay(other))
        if self.ws_connection is None:
            # The browser left before it was told that anything is there.
            self.on_close()

    async def _relay(self, other: aiohttp.ClientWebSocketResponse) -> None:
        """Send frames on at the browser's pace.

        jupyter-server-proxy reads at the scheduler's: what a busy dashboard
        draws for a slow browser would pile up here.
        """
        try:
            async for frame in other:
                self._record_activity()
                if frame.type is aiohttp.WSMsgType.PING:
                    self.ping(frame.data)
                    await other.pong(frame.data)
                elif frame.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                    binary = frame.type is aiohttp.WSMsgType.BINARY
                    await self.write_message(frame.data, binary=binary)
        except (websocket.WebSocketClosedError, ConnectionError) as error:
            self.log.debug("The browser or the dashboard left: %s", error)
        await other.close()
        self.close()

    async def on_message(self, message: str | bytes) -> None:
        """Send a frame of the browser's on."""
        self._record_activity()
        if self._other is None:
            return
        # One that comes while the dashboard leaves is dropped.
        with suppress(ConnectionError):
            if isinstance(message, bytes):
                await self._other.send_bytes(message)
            else:
                await self._other.send_str(message)

    def on_close(self) -> None:
        """Leave the dashboard with the browser; that ends the relaying."""
        if self._other is not None:
            self._leaving = asyncio.create_task(self._other.close())

    def get_client_uri(self, protocol: str, *_: Any) -> str:
        """Where the request goes on to; a token that let the user in here stays behind."""
        scheme, rest = self._target.split("://", 1)
        secure = "s" if scheme == "https" else ""
        given = parse_qsl(self.request.query, keep_blank_values=True)
        ours = "token" if self.token_authenticated else None
        query = urlencode([(key, value) for key, value in given if key != ours])
        return f"{protocol}{secure}://{rest}" + (f"?{query}" if query else "")

    def proxy_request_headers(self) -> httputil.HTTPHeaders:
        """What of the request's headers a dashboard gets to see."""
        given = self.request.headers
        return httputil.HTTPHeaders({name: given[name] for name in _FORWARDED if name in given})

    async def proxy(self, *_: Any) -> None:
        """Stream one answer through."""
        self._record_activity()
        try:
            async with self._connections.request(
                self.request.method or "GET",
                self.get_client_uri("http"),
                data=self.request.body or None,
                headers=dict(self.proxy_request_headers()),
                allow_redirects=False,
                timeout=_LIMIT,
                proxy=proxy_for(self._target),
            ) as answer:
                await self._pass_on(answer)
        except (aiohttp.ClientError, asyncio.TimeoutError):
            if self._headers_written:
                raise
            raise web.HTTPError(502, "The scheduler does not answer.") from None

    async def _pass_on(self, answer: aiohttp.ClientResponse) -> None:
        self.set_status(answer.status, answer.reason)
        self.clear_header("Content-Type")
        for name in _RETURNED:
            if name in answer.headers:
                self.set_header(name, answer.headers[name])
        if "Location" in answer.headers:
            self.set_header("Location", self._redirected(answer.headers["Location"]))
        if answer.content_length is not None and answer.content_length <= _CHUNK:
            self.finish(await answer.read())
            return
        async for chunk in answer.content.iter_any():
            self.write(chunk)
            # jupyter-server-proxy's own flush() drops the future that slows
            # us down to the browser's pace.
            await web.RequestHandler.flush(self)
        self.finish()

    def _redirected(self, location: str) -> str:
        """Where a redirection leads when one comes through Jupyter.

        Schedulers know of no prefix: theirs lead to ``/status``.
        """
        behind, wanted = urlsplit(self._root), urlsplit(location)
        if wanted.netloc not in ("", behind.netloc) or not wanted.path.startswith("/"):
            return location
        page = wanted.path.removeprefix(behind.path).lstrip("/")
        ours = url_path_join(self.base_url, "purdue-dask-lab", self.folder, page)
        return urlunsplit(("", "", ours, wanted.query, wanted.fragment))


class ClusterDashboardHandler(DashboardHandler):
    """``clusters/{gateway}/{name}/dashboard/{path}``."""

    async def find(self, services: Services, page: str) -> tuple[aiohttp.ClientSession, str]:
        """Only a cluster of this user on a configured gateway has one."""
        gateway, name, _ = self.path_args
        return await services.dashboards.target(gateway, name)

    @property
    def folder(self) -> str:
        """Where this cluster's pages are."""
        gateway, name, _ = self.path_args
        return f"clusters/{url_escape(gateway)}/{url_escape(name)}/dashboard"


class DirectDashboardHandler(DashboardHandler):
    """``dashboards/{port}/{path}`` of this machine, ``dashboards/{host}:{port}/{path}`` of another.

    Which others, is what jupyter-server-proxy is told of them; but that hands
    on Jupyter's cookies, and whatever answers.
    """

    async def find(self, services: Services, page: str) -> tuple[aiohttp.ClientSession, str]:
        """Only what answers as a dashboard is one."""
        host, port, _ = self.path_args
        if host in (None, *_HERE):
            return await services.direct_dashboards.target("localhost", int(port), page)
        allowed = ServerProxy(parent=self.serverapp).host_allowlist
        if not (allowed(self, host) if callable(allowed) else host in allowed):
            raise HostNotAllowed(
                f"This Jupyter server does not pass {host} on: its administrator lists the "
                "machines that it may reach (ServerProxy.host_allowlist)."
            )
        return await services.direct_dashboards.target(host, int(port), page)

    @property
    def folder(self) -> str:
        """Where this dashboard's pages are."""
        host, port, _ = self.path_args
        return f"dashboards/{port}" if host is None else f"dashboards/{url_escape(host)}:{port}"
