"""One Dask Gateway: the only door to ``dask_gateway`` and to the gateway's REST API."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp

from ..errors import (
    Conflict,
    DaskLabError,
    GatewayTooSlow,
    GatewayUnreachable,
    InvalidValue,
    NotAllowed,
    UnknownCluster,
)
from .http_proxy import proxy_for
from .options import DeclaredOptions
from .report import Counts, Report

if TYPE_CHECKING:
    from dask_gateway.auth import GatewayAuth

    from ..config.schema import GatewaySettings

LIVE = "pending,running,stopping"
OPTIONS_KEPT = 30.0
"""Seconds that what may be chosen is kept."""

GREETING = 2.0
"""Seconds a gateway may take to say its version: the list of all of them waits for it."""


@dataclass(frozen=True)
class Endpoint:
    """Where a gateway answers and how to identify oneself there.

    ``proxy_address`` is what clients in notebooks connect through, with its
    ``gateway://`` scheme; ``public_address`` is the one for web browsers;
    ``password_file`` holds the password that notebooks need, if one is needed.
    """

    address: str
    proxy_address: str
    public_address: str
    auth: GatewayAuth
    password_file: str | None = None


class GatewayClient:
    """Speaks to one gateway; each call has a time limit and ends in a named error.

    Parameters
    ----------
    settings
        Address, authentication and what the administrator said about it.
    endpoint
        Finds the gateway, starting it first if need be.
    option_defaults
        Defaults of its options that the configuration sets.
    timeout
        Seconds that one answer may take.
    counts_timeout
        Seconds that a scheduler's counts may take.
    """

    def __init__(
        self,
        settings: GatewaySettings,
        endpoint: Callable[[], Awaitable[Endpoint]],
        *,
        option_defaults: dict[str, Any] | None = None,
        timeout: float = 10.0,
        counts_timeout: float = 2.0,
    ) -> None:
        self.settings = settings
        self.id = settings.id
        self._endpoint = endpoint
        self._option_defaults = option_defaults or {}
        self._timeout = timeout
        self._counts_timeout = counts_timeout
        self._connections: aiohttp.ClientSession | None = None
        self._closed = False
        self._specification: tuple[float, list[dict[str, Any]]] = float("-inf"), []

    async def endpoint(self) -> Endpoint:
        """Where the gateway answers.

        Raises
        ------
        DaskLabError
            It cannot be found or started; the message says why.
        """
        return await self._endpoint()

    async def version(self) -> str | None:
        """The gateway server's version."""
        limit = min(self._timeout, GREETING)
        return (await self._json("GET", "/api/version", timeout=limit)).get("version")

    async def options(self) -> DeclaredOptions:
        """What it lets its user choose.

        Kept for half a minute, so that a creation right after the dialog does
        not ask twice.
        """
        asked_at, fields = self._specification
        if time.monotonic() - asked_at >= OPTIONS_KEPT:
            fields = (await self._json("GET", "/api/v1/options")).get("cluster_options") or []
            if not isinstance(fields, list):
                raise self._nonsense("/api/v1/options")
            self._specification = time.monotonic(), fields
        return DeclaredOptions(fields, self.settings.options, self._option_defaults)

    async def clusters(self) -> list[Report]:
        """The user's clusters that have not ended."""
        listing = await self._json("GET", f"/api/v1/clusters/?status={LIVE}")
        try:
            return [Report.from_json(entry) for entry in listing.values()]
        except (KeyError, ValueError, TypeError, AttributeError):
            raise self._nonsense("/api/v1/clusters/") from None

    async def cluster(self, name: str) -> Report:
        """One cluster, ended ones too for as long as the gateway remembers them.

        Raises
        ------
        UnknownCluster
            The gateway has never had it, or has forgotten it.
        """
        path = f"/api/v1/clusters/{quote(name, safe='')}"
        entry = await self._json("GET", path)
        try:
            return Report.from_json(entry)
        except (KeyError, ValueError, TypeError, AttributeError):
            raise self._nonsense(path) from None

    async def submit(self, options: dict[str, Any]) -> str:
        """Ask for a new cluster and return its name; does not wait for its start."""
        answer = await self._json("POST", "/api/v1/clusters/", {"cluster_options": options})
        name = answer.get("name")
        if not isinstance(name, str):
            raise self._nonsense("/api/v1/clusters/")
        return name

    async def scale(self, name: str, workers: int) -> str | None:
        """Fix the number of workers; returns what the gateway capped, in its words."""
        return await self._resize(name, "scale", {"count": workers})

    async def adapt(self, name: str, minimum: int, maximum: int) -> str | None:
        """Let the number of workers follow the load; returns what the gateway capped."""
        return await self._resize(
            name, "adapt", {"minimum": minimum, "maximum": maximum, "active": True}
        )

    async def stop(self, name: str) -> None:
        """Shut a cluster down; harmless when it is gone already."""
        await self._json("DELETE", f"/api/v1/clusters/{quote(name, safe='')}")

    async def counts(self, name: str) -> Counts:
        """The scheduler's counts, through the gateway, without a scheduler connection.

        Raises
        ------
        GatewayTooSlow, GatewayUnreachable
            The scheduler does not answer.
        """
        path = f"/clusters/{quote(name, safe='')}/json/counts.json"
        found = await self._json("GET", path, timeout=self._counts_timeout)
        try:
            return Counts.from_json(found)
        except (KeyError, TypeError):
            raise self._nonsense(path) from None

    async def close(self) -> None:
        """Give the connections back; a question that comes later is refused."""
        self._closed = True
        if self._connections is not None:
            await self._connections.close()

    async def _resize(self, name: str, verb: str, body: dict[str, Any]) -> str | None:
        answer = await self._json("POST", f"/api/v1/clusters/{quote(name, safe='')}/{verb}", body)
        return None if answer.get("ok", True) else answer.get("msg")

    async def _json(
        self, method: str, path: str, body: Any = None, timeout: float | None = None
    ) -> dict[str, Any]:
        """One exchange; an answer without a body is ``{}``."""
        label = self.settings.label
        limit = timeout or self._timeout
        # Starting a gateway has its own, longer limit.
        endpoint = await self._endpoint()
        if self._closed:
            raise GatewayUnreachable(f"{label} is not asked any more: Jupyter is stopping.")
        try:
            return await asyncio.wait_for(self._exchange(endpoint, method, path, body), limit)
        except asyncio.TimeoutError:
            raise GatewayTooSlow(f"{label} did not answer within {limit:g} s.") from None
        except aiohttp.ClientConnectorError as error:
            reason = error.os_error.strerror or str(error.os_error)
            raise GatewayUnreachable(f"{label} cannot be reached: {reason}.") from None
        except aiohttp.ClientError as error:
            raise GatewayUnreachable(
                f"{label} broke the connection off ({type(error).__name__})."
            ) from None

    async def _exchange(
        self, endpoint: Endpoint, method: str, path: str, body: Any
    ) -> dict[str, Any]:
        url = endpoint.address + path
        if self._connections is None or self._connections.closed:
            # "unsafe" admits the gateway's cookie from an address without a name.
            # "trust_env" would read .netrc in a thread for each request.
            self._connections = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        ask = partial(self._connections.request, method, url, json=body, proxy=proxy_for(url))
        async with ask() as response:
            if response.status != 401:
                return await self._read(response, path)
            headers, context = await self._identify(endpoint.auth, response)
        async with ask(headers=headers) as response:
            if response.status < 400:
                await asyncio.to_thread(endpoint.auth.post_response, response, context)
            return await self._read(response, path)

    async def _identify(
        self, auth: GatewayAuth, response: aiohttp.ClientResponse
    ) -> tuple[dict[str, str], Any]:
        try:
            headers, context = await asyncio.to_thread(auth.pre_request, response)
        except Exception as error:
            # Whatever an authentication class needs, tickets and packages, may be missing.
            raise NotAllowed(
                f"{self.settings.label} wants to know who you are, which {type(auth).__name__} "
                f"cannot tell it: {error}."
            ) from None
        return headers, context

    async def _read(self, response: aiohttp.ClientResponse, path: str) -> dict[str, Any]:
        if response.status == 204:
            return {}
        try:
            answer = await response.json(content_type=None)
        except (ValueError, aiohttp.ClientError):
            answer = None
        if response.status < 400:
            if not isinstance(answer, dict):
                raise self._nonsense(path)
            return answer
        said = answer.get("error") if isinstance(answer, dict) else None
        raise self._refusal(response.status, said, path)

    def _refusal(self, status: int, said: str | None, path: str) -> DaskLabError:
        label = self.settings.label
        if status == 401:
            return NotAllowed(f"{label} does not accept this user's credentials.")
        if said and status == 403:
            return NotAllowed(f"{label}: {said}")
        if said and status == 404:
            return UnknownCluster(f"{label}: {said}")
        if said and status == 409:
            return Conflict(f"{label}: {said}")
        if said and status == 422:
            return InvalidValue(said)
        if path.startswith("/clusters/"):
            return GatewayUnreachable(f"The scheduler does not answer (status {status}).")
        if said and "JupyterHub" in said:
            # An expired or revoked token makes the Hub refuse the gateway's question, too.
            return NotAllowed(
                f"JupyterHub does not accept this server's token any more: restart your server "
                f"from the Hub's control panel. ({label} said: {said})"
            )
        if status in (502, 503, 504):
            return GatewayUnreachable(f"{label} does not answer behind its proxy ({status}).")
        if status >= 500 and not said:
            auth = self.settings.auth
            guess = (
                "JupyterHub, which it asks who you are, may be down"
                if auth and auth.type == "jupyterhub"
                else "its administrator finds the reason in the gateway's log"
            )
            return GatewayUnreachable(
                f"{label} answered with status {status}, without saying why; {guess}."
            )
        detail = f": {said}" if said else ""
        return GatewayUnreachable(f"{label} answered with status {status}{detail}.")

    def _nonsense(self, path: str) -> GatewayUnreachable:
        return GatewayUnreachable(
            f"What answers for {self.settings.label} at {path} is not a Dask Gateway; "
            "check its configured address."
        )


async def find_endpoint(settings: GatewaySettings) -> Endpoint:
    """The endpoint of a gateway that somebody else runs.

    ``dask_gateway`` fills in what is not configured, from its own defaults
    and from Dask's configuration. It is imported in a thread: that takes most
    of a second.
    """
    await asyncio.to_thread(importlib.import_module, "dask_gateway")
    import dask
    import dask_gateway
    from dask_gateway.auth import get_auth

    choice = settings.auth
    changes = (
        {"gateway.auth.type": choice.type, "gateway.auth.kwargs": choice.kwargs} if choice else {}
    )
    try:
        with dask.config.set(changes):
            auth = get_auth()
        found = dask_gateway.Gateway(
            address=settings.address,
            proxy_address=settings.proxy_address,
            public_address=settings.public_address or settings.address,
            auth=auth,
            asynchronous=True,
        )
    except Exception as error:
        # Classes of a site's own may raise anything; none of it is this server's fault.
        raise GatewayUnreachable(
            f"{settings.label} cannot be asked as labextension.gateways.{settings.id} says: "
            f"{error}."
        ) from None
    return Endpoint(
        address=found.address,
        proxy_address=found.proxy_address,
        public_address=(settings.public_address or found.address).rstrip("/"),
        auth=found.auth,
    )
