"""Passes HTTP and WebSocket on to a dashboard, and its answers back, as they come."""

from __future__ import annotations

import asyncio
import string
from abc import abstractmethod
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit, urlunsplit

import aiohttp
from jupyter_server.auth.decorator import authorized
from jupyter_server.extension.handler import ExtensionHandlerMixin
from jupyter_server.utils import url_path_join
from jupyter_server_proxy.handlers import ProxyHandler
from tornado import httputil, iostream, web, websocket
from yarl import URL

from ..metrics import DASHBOARD_BYTES, OPEN_DASHBOARDS
from ..translation import trans

if TYPE_CHECKING:
    from ..dashboards.targets import DashboardTarget

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

_CHUNK = 65_536

CONNECT_TIMEOUT = 10.0
SILENCE_TIMEOUT = 60.0
"""Seconds to connect, and that a dashboard may keep silent in the middle of an answer.

There is no limit on an answer as a whole: a performance report may take its time.
"""

LARGEST_FRAME = 64 * 2**20
"""Bytes of one WebSocket message: Bokeh's largest are some MiB."""

_TIMEOUT = aiohttp.ClientTimeout(total=None, connect=CONNECT_TIMEOUT, sock_read=SILENCE_TIMEOUT)
_WITHOUT_BODY = (204, 205, 304)


class DashboardRelay(ExtensionHandlerMixin, ProxyHandler):
    """Streams one dashboard through.

    jupyter-server-proxy keeps the door (authentication of every verb and of
    WebSockets), speaks WebSocket with the browser, and records activity. What
    goes on to the dashboard does so over pooled connections and as it comes,
    because it buffers bodies and opens a connection for each request.
    """

    target: DashboardTarget
    page: str
    may_be_framed = False
    _other: aiohttp.ClientWebSocketResponse | None = None
    _proxying: asyncio.Task[Any] | None = None

    @property
    @abstractmethod
    def folder(self) -> str:
        """What stands before the page's path, below Jupyter's base URL."""

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
        connecting = self.target.session.ws_connect(
            URL(self.get_client_uri("ws"), encoded=True),
            protocols=self._requested_subprotocols or (),
            headers=dict(self.proxy_request_headers()),
            autoping=False,
            max_msg_size=LARGEST_FRAME,
            proxy=self.target.proxy,
        )
        try:
            self._other = other = await asyncio.wait_for(connecting, CONNECT_TIMEOUT)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            self.log.debug("The dashboard's WebSocket was refused: %s", error)
            self.close(1011, trans("The dashboard does not answer."))
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
            await self._send_frames(other)
        except (websocket.WebSocketClosedError, ConnectionError) as error:
            self.log.debug("The browser or the dashboard left: %s", error)
        await other.close()
        self.close()

    async def _send_frames(self, other: aiohttp.ClientWebSocketResponse) -> None:
        with OPEN_DASHBOARDS.track_inprogress():
            async for frame in other:
                self._record_activity()
                if frame.type is aiohttp.WSMsgType.PING:
                    self.ping(frame.data)
                    await other.pong(frame.data)
                elif frame.type in (aiohttp.WSMsgType.TEXT, aiohttp.WSMsgType.BINARY):
                    binary = frame.type is aiohttp.WSMsgType.BINARY
                    await self.write_message(frame.data, binary=binary)
                    DASHBOARD_BYTES.inc(len(frame.data))

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

    def on_connection_close(self) -> None:
        """Ask no more for a browser that has left."""
        super().on_connection_close()
        if self._proxying is not None:
            self._proxying.cancel()

    def get_client_uri(self, protocol: str, *_: Any) -> str:
        """Where the request goes on to; a token that let the user in here stays behind."""
        scheme, rest = f"{self.target.address}/{self.page}".split("://", 1)
        secure = "s" if scheme == "https" else ""
        query = self.request.query
        if self.token_authenticated:
            query = "&".join(part for part in query.split("&") if part.split("=", 1)[0] != "token")
        # What no URL may hold is encoded; the rest stays as the browser wrote it.
        query = quote(query, safe=string.punctuation)
        return f"{protocol}{secure}://{rest}" + (f"?{query}" if query else "")

    def proxy_request_headers(self) -> httputil.HTTPHeaders:
        """What of the request's headers a dashboard gets to see."""
        given = self.request.headers
        shown = {name: given[name] for name in _FORWARDED if name in given}
        return httputil.HTTPHeaders({**shown, **self.target.headers})

    async def proxy(self, *_: Any) -> None:
        """Stream one answer through, unless the browser leaves."""
        self._record_activity()
        self._proxying = asyncio.current_task()
        try:
            async with self.target.session.request(
                self.request.method or "GET",
                URL(self.get_client_uri("http"), encoded=True),
                data=self.request.body or None,
                headers=dict(self.proxy_request_headers()),
                allow_redirects=False,
                timeout=_TIMEOUT,
                proxy=self.target.proxy,
            ) as answer:
                await self._pass_on(answer)
        except iostream.StreamClosedError:
            self.log.debug("The browser left in the middle of an answer.")
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            if self._headers_written:
                # Too late for an error: the browser sees that the answer is cut short.
                self.log.debug("The dashboard left in the middle of an answer: %s", error)
                self.request.connection.stream.close()
                return
            raise web.HTTPError(502, trans("The scheduler does not answer.")) from None
        except asyncio.CancelledError:
            if not self.request.connection or not self._left():
                raise
        finally:
            self._proxying = None

    def _left(self) -> bool:
        stream = getattr(self.request.connection, "stream", None)
        return stream is None or bool(stream.closed())

    async def _pass_on(self, answer: aiohttp.ClientResponse) -> None:
        self.set_status(answer.status, _latin(answer.reason))
        self.clear_header("Content-Type")
        for name, value in _shown(answer.headers).items():
            self.set_header(name, value)
        location = _latin(answer.headers.get("Location"))
        if location is not None:
            self.set_header("Location", self._redirected(location))
        if answer.status in _WITHOUT_BODY or self.request.method == "HEAD":
            if answer.status in _WITHOUT_BODY:
                self.clear_header("Content-Length")
            self.finish()
            return
        if answer.content_length is not None and answer.content_length <= _CHUNK:
            content = await answer.read()
            DASHBOARD_BYTES.inc(len(content))
            self.finish(content)
            return
        async for chunk in answer.content.iter_any():
            self.write(chunk)
            DASHBOARD_BYTES.inc(len(chunk))
            # jupyter-server-proxy's own flush() drops the future that slows
            # us down to the browser's pace.
            await web.RequestHandler.flush(self)
        self.finish()

    def _redirected(self, location: str) -> str:
        """Where a redirection leads when one comes through Jupyter.

        Schedulers know of no prefix: theirs lead to ``/status``.
        """
        behind, wanted = urlsplit(f"{self.target.address}/"), urlsplit(location)
        if wanted.netloc not in ("", behind.netloc) or not wanted.path.startswith("/"):
            return location
        page = wanted.path.removeprefix(behind.path).lstrip("/")
        ours = url_path_join(self.base_url, self.folder, page)
        return urlunsplit(("", "", ours, wanted.query, wanted.fragment))


def _shown(headers: Mapping[str, str]) -> dict[str, str]:
    """The headers for the browser, without those that no header can hold."""
    found = ((name, _latin(headers.get(name))) for name in _RETURNED)
    return {name: value for name, value in found if value is not None}


def _latin(value: str | None) -> str | None:
    """A header's value as tornado can send it, None where it cannot."""
    try:
        encoded = (value or "").encode("ascii")
    except UnicodeEncodeError:
        return None
    return value if value and all(32 <= byte < 127 for byte in encoded) else None
