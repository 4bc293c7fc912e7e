"""One HTTP exchange with a gateway: identified, limited in time and size, and never led astray."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urljoin, urlsplit

import aiohttp

from ..config.schema import GatewaySettings
from ..errors import (
    BackendUnreachable,
    Conflict,
    DaskLabError,
    GatewayNotConnected,
    GatewayTooSlow,
    GatewayUnreachable,
    InvalidValue,
    NotAllowed,
    UnknownCluster,
)
from ..translation import trans
from .endpoint import Endpoint
from .http_proxy import proxy_for
from .untrusted import MAX_ANSWER_BYTES, InvalidAnswer, clean_text, decode_json

_MOST_REDIRECTS = 3
_CLUSTERS = "/api/v1/clusters/"
_LISTED_SECONDS = 30.0
"""For so long after its list of clusters, a gateway that fails is not itself at fault."""

Found = TypeVar("Found")
Reading = Callable[[aiohttp.ClientResponse, str], Awaitable[Found]]
"""Reads an answer, given the path that was asked for."""

_REDIRECTS = (301, 302, 303, 307, 308)


class GatewayConnection:
    """Connections to one gateway, with the cookie that it gives.

    Parameters
    ----------
    settings
        What the gateway is called, and which HTTP proxy leads to it.
    """

    def __init__(
        self, settings: GatewaySettings, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._settings = settings
        self._session: aiohttp.ClientSession | None = None
        self._closed = False
        self._listed_at = float("-inf")
        self._clock = clock
        self.backend = ""
        """What the gateway runs clusters on, where that is known, in a word."""

    async def ask(
        self, endpoint: Endpoint, method: str, path: str, body: Any, timeout: float
    ) -> dict[str, Any]:
        """Exchange one request for a JSON object; an answer without a body is ``{}``.

        Raises
        ------
        DaskLabError
            Whatever goes wrong, under the name of the gateway.
        """
        return await self._named(endpoint, method, path, body, timeout, self._read)

    async def page(self, endpoint: Endpoint, path: str, most_bytes: int, timeout: float) -> str:
        """Fetch the beginning of a page of a scheduler; what is behind it is not read.

        Raises
        ------
        DaskLabError
            As for ``ask``.
        """

        async def read(response: aiohttp.ClientResponse, path: str) -> str:
            if response.status >= 400:
                await self._read(response, path)
            chunks, size = [], 0
            async for chunk in response.content.iter_any():
                chunks.append(chunk)
                size += len(chunk)
                if size >= most_bytes:
                    # The rest of it is not worth a connection that can be used again.
                    response.close()
                    break
            return b"".join(chunks)[:most_bytes].decode("utf-8", errors="replace")

        return await self._named(endpoint, "GET", path, None, timeout, read)

    async def _named(
        self,
        endpoint: Endpoint,
        method: str,
        path: str,
        body: Any,
        timeout: float,
        read: Reading[Found],
    ) -> Found:
        """Exchange one request; whatever goes wrong has a name."""
        label = self._settings.display_name
        if self._closed:
            raise GatewayNotConnected(
                trans("{label} is not asked any more: Jupyter is stopping.", label=label)
            )
        try:
            asked = self._identified(endpoint, method, path, body, read)
            return await asyncio.wait_for(asked, timeout)
        except asyncio.TimeoutError:
            raise GatewayTooSlow(
                trans("{label} did not answer within {timeout:g} s.", label=label, timeout=timeout)
            ) from None
        except aiohttp.ClientConnectorError as error:
            reason = error.os_error.strerror or str(error.os_error)
            raise GatewayNotConnected(
                trans("{label} cannot be reached: {reason}.", label=label, reason=reason)
            ) from None
        except aiohttp.ClientError as error:
            raise GatewayUnreachable(
                trans(
                    "{label} broke the connection off ({kind}).",
                    label=label,
                    kind=type(error).__name__,
                )
            ) from None
        except InvalidAnswer:
            raise self.nonsense(path) from None
        except ValueError as error:
            # aiohttp's for an address or a header that cannot be.
            raise GatewayUnreachable(
                trans(
                    "{label} cannot be asked at {address}: {error}.",
                    label=label,
                    address=endpoint.address,
                    error=error,
                )
            ) from None

    async def close(self) -> None:
        """Give the connections back; a question that comes later is refused."""
        self._closed = True
        if self._session is not None:
            await self._session.close()

    def nonsense(self, path: str) -> GatewayUnreachable:
        """The error that what answers is no gateway."""
        return GatewayUnreachable(
            trans(
                "What answers for {label} at {path} is not a Dask Gateway; check "
                "its configured address.",
                label=self._settings.display_name,
                path=path,
            )
        )

    async def _identified(
        self, endpoint: Endpoint, method: str, path: str, body: Any, read: Reading[Found]
    ) -> Found:
        url = endpoint.address + path
        pages = endpoint.page_headers if path.startswith("/clusters/") else {}
        async with await self._request(method, url, body, pages) as response:
            if response.status != 401:
                return await read(response, path)
            headers, context = await self._headers(endpoint, response)
        headers = {**pages, **headers}
        async with await self._request(method, url, body, headers) as response:
            if response.status < 400:
                try:
                    await endpoint.credentials.verify(response, context)
                except DaskLabError as error:
                    raise self._unidentified(error) from None
            return await read(response, path)

    async def _request(
        self, method: str, url: str, body: Any, headers: Mapping[str, str]
    ) -> aiohttp.ClientResponse:
        """Send a request, and follow redirections on the gateway's own host only.

        The body may hold the user's variables, and the headers their
        credentials: neither is any other host's business.
        """
        if self._session is None or self._session.closed:
            # "unsafe" admits the gateway's cookie from an address without a name.
            # "trust_env" would read .netrc in a thread for each request.
            self._session = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        for _ in range(_MOST_REDIRECTS + 1):
            response = await self._session.request(
                method,
                url,
                json=body,
                headers=headers,
                proxy=proxy_for(url, self._settings.http_proxy),
                allow_redirects=False,
            )
            location = response.headers.get("Location")
            if response.status not in _REDIRECTS or location is None:
                return response
            response.release()
            url = self._followed(url, location)
        raise GatewayNotConnected(
            trans("{label} redirects in a circle.", label=self._settings.display_name)
        )

    def _followed(self, url: str, location: str) -> str:
        before, after = urlsplit(url), urlsplit(urljoin(url, location))
        downgraded = before.scheme == "https" and after.scheme != "https"
        if after.hostname != before.hostname or downgraded or not after.hostname:
            raise GatewayNotConnected(
                trans(
                    "{label} redirects to {hostname}, which is not its "
                    "configured host: configure the address that it should be "
                    "asked at.",
                    label=self._settings.display_name,
                    hostname=clean_text(after.hostname or "?", 100),
                )
            )
        return after.geturl()

    async def _headers(
        self, endpoint: Endpoint, response: aiohttp.ClientResponse
    ) -> tuple[dict[str, str], Any]:
        try:
            return await endpoint.credentials.headers(response)
        except DaskLabError as error:
            raise self._unidentified(error) from None

    def _unidentified(self, error: DaskLabError) -> NotAllowed:
        return NotAllowed(
            trans(
                "{label} wants to know who you are, and cannot be told: {message}.",
                label=self._settings.display_name,
                message=error.message,
            )
        )

    async def _read(self, response: aiohttp.ClientResponse, path: str) -> dict[str, Any]:
        if response.status == 204:
            return {}
        try:
            answer = decode_json(await _limited(response))
        except InvalidAnswer:
            if response.status < 400:
                raise
            answer = None
        if response.status < 400:
            if not isinstance(answer, dict):
                raise self.nonsense(path)
            if response.method == "GET" and path.startswith(_CLUSTERS):
                self._listed_at = self._clock()
            return answer
        said = clean_text(answer.get("error")) if isinstance(answer, dict) else None
        raise self._refusal(response.status, said, path)

    def _refusal(self, status: int, said: str | None, path: str) -> DaskLabError:
        label = self._settings.display_name
        if status == 401:
            return NotAllowed(
                trans("{label} does not accept this user's credentials.", label=label)
            )
        if said and status == 403:
            return NotAllowed(f"{label}: {said}")
        if said and status == 404:
            return UnknownCluster(f"{label}: {said}")
        if said and status == 409:
            return Conflict(f"{label}: {said}")
        if said and status == 422:
            return InvalidValue(said)
        if path.startswith("/clusters/"):
            return GatewayUnreachable(
                trans("The scheduler does not answer (status {status}).", status=status)
            )
        if said and "JupyterHub" in said:
            # An expired or revoked token makes the Hub refuse the gateway's question, too.
            return NotAllowed(
                trans(
                    "JupyterHub does not accept this server's token any more: "
                    "restart your server from the Hub's control panel. ({label} "
                    "said: {said})",
                    label=label,
                    said=said,
                )
            )
        if status in (502, 503, 504):
            return GatewayUnreachable(
                trans(
                    "{label} does not answer behind its proxy ({status}).",
                    label=label,
                    status=status,
                )
            )
        listed = self._clock() - self._listed_at < _LISTED_SECONDS
        # An option that breaks the gateway's own code looks the same in a creation.
        is_certain = bool(self.backend) or path != _CLUSTERS
        if status >= 500 and not said and listed and is_certain and path.startswith(_CLUSTERS):
            # It knows who asks and what there is, and yet cannot do it.
            backend = self.backend or trans("what it runs clusters on")
            return BackendUnreachable(
                trans(
                    "{label} answers, but probably cannot reach {backend} "
                    "(status {status}, without saying why): try again in a "
                    "moment, or tell its administrators.",
                    label=label,
                    backend=backend,
                    status=status,
                )
            )
        if status >= 500 and not said:
            auth = self._settings.auth
            guess = (
                trans("JupyterHub, which it asks who you are, may be down")
                if auth and auth.type == "jupyterhub"
                else trans("its administrator finds the reason in the gateway's log")
            )
            return GatewayUnreachable(
                trans(
                    "{label} answered with status {status}, without saying why; {guess}.",
                    label=label,
                    status=status,
                    guess=guess,
                )
            )
        detail = f": {said}" if said else ""
        return GatewayUnreachable(
            trans(
                "{label} answered with status {status}{detail}.",
                label=label,
                status=status,
                detail=detail,
            )
        )


async def _limited(response: aiohttp.ClientResponse) -> bytes:
    """Read a body of no more than the most that a gateway has to say."""
    if (response.content_length or 0) > MAX_ANSWER_BYTES:
        raise InvalidAnswer("too large")
    chunks, size = [], 0
    async for chunk in response.content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_ANSWER_BYTES:
            raise InvalidAnswer("too large")
    return b"".join(chunks)
