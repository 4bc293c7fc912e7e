"""How to identify the user to a gateway.

Basic and JupyterHub authentication are two headers, so that neither
``dask_gateway`` nor ``distributed`` is imported for them: that would cost 27 MiB
and 0.4 s. Kerberos and a site's own class (``dask_gateway.auth.GatewayAuth``) run
on threads of their own, under a limit, for they may do anything.
"""

from __future__ import annotations

import importlib
import os
import time
from base64 import b64encode
from collections.abc import Callable
from typing import Any, Protocol

import aiohttp

from ..config.dask_import import import_dask
from ..config.schema import AuthSettings
from ..errors import CodeTooSlow, GatewayTooSlow, NotAllowed
from ..system.concurrency import executors
from ..translation import trans
from .untrusted import clean_text

AGAIN_SECONDS = 30.0
"""Between two attempts to make an object of a class that failed."""

AUTH_TIMEOUT = 10.0
"""Seconds that a class of a site's own may take for one step, its import included."""

UNFILLED = (KeyError, ValueError, IndexError, AttributeError, TypeError)
"""What ``fill_in`` raises."""


class Credentials(Protocol):
    """Answers a gateway's 401 with headers, and may check its answer to them."""

    @property
    def name(self) -> str:
        """What the user's administrator calls this kind."""

    async def prepare(self) -> None:
        """Check that there will be credentials when the gateway asks for them.

        Raises
        ------
        NotAllowed, GatewayTooSlow
            There will be none; the message says why.
        """

    async def headers(self, response: aiohttp.ClientResponse) -> tuple[dict[str, str], Any]:
        """Headers for the next attempt, and a context for ``verify``.

        Raises
        ------
        NotAllowed, GatewayTooSlow
            There are no credentials; the message says why.
        """

    async def verify(self, response: aiohttp.ClientResponse, context: Any) -> None:
        """Check what the gateway answered to the headers."""


class BasicCredentials:
    """HTTP Basic authentication, as ``dask_gateway.auth.BasicAuth`` sends it."""

    name = "basic"

    def __init__(self, username: str, password: str = "") -> None:
        self.username = username
        self._password = password

    async def prepare(self) -> None:
        """Nothing: name and password are known."""

    async def headers(self, response: aiohttp.ClientResponse) -> tuple[dict[str, str], Any]:
        """Name and password."""
        try:
            pair = f"{self.username}:{self._password}".encode("latin-1")
        except UnicodeEncodeError:
            # As every HTTP client since, where the older rule has no way to write it.
            pair = f"{self.username}:{self._password}".encode()
        return {"Authorization": f"Basic {b64encode(pair).decode()}"}, None

    async def verify(self, response: aiohttp.ClientResponse, context: Any) -> None:
        """Nothing: Basic authentication has no second step."""


class HubCredentials:
    """The token of a JupyterHub, as ``dask_gateway.auth.JupyterHubAuth`` sends it.

    The Hub may give the server another one while it runs, so that the
    environment is looked at each time.
    """

    name = "jupyterhub"

    def __init__(self, api_token: str | None = None) -> None:
        self._api_token = api_token

    async def prepare(self) -> None:
        """Look whether there is a token."""
        self._token()

    async def headers(self, response: aiohttp.ClientResponse) -> tuple[dict[str, str], Any]:
        """The token of the configuration, or of this server."""
        return {"Authorization": f"jupyterhub {self._token()}"}, None

    def _token(self) -> str:
        token = self._api_token or os.environ.get("JUPYTERHUB_API_TOKEN")
        if not token:
            raise NotAllowed(
                trans(
                    "it wants a JupyterHub token, and there is no "
                    "JUPYTERHUB_API_TOKEN: this server was not started by a Hub"
                )
            )
        return token

    async def verify(self, response: aiohttp.ClientResponse, context: Any) -> None:
        """Nothing: the Hub is asked by the gateway."""


class ForeignCredentials:
    """A ``GatewayAuth`` class that is not ours, made once and only off the event loop."""

    def __init__(self, name: str, make: Callable[[], Any]) -> None:
        self.name = name
        self._make = make
        self._auth: Any = None
        self._failed_at = float("-inf")
        self._failure: Exception | None = None

    async def prepare(self) -> None:
        """Make the object."""
        if self._auth is None:
            await self._run(self._made)

    async def headers(self, response: aiohttp.ClientResponse) -> tuple[dict[str, str], Any]:
        """Whatever ``pre_request`` returns."""
        found = await self._run(lambda: self._made().pre_request(response))
        try:
            headers, context = found
            return {str(name): str(value) for name, value in dict(headers).items()}, context
        except (TypeError, ValueError):
            raise NotAllowed(
                trans("{name} did not return headers and a context", name=self.name)
            ) from None

    async def verify(self, response: aiohttp.ClientResponse, context: Any) -> None:
        """Let ``post_response`` check the answer."""
        await self._run(lambda: self._made().post_response(response, context))

    def _made(self) -> Any:
        """The object, made once; what has failed is not tried again at each question."""
        if self._failure is not None and time.monotonic() - self._failed_at < AGAIN_SECONDS:
            raise self._failure
        if self._auth is None:
            try:
                self._auth = self._make()
            except Exception as error:
                self._failed_at, self._failure = time.monotonic(), error
                raise
        return self._auth

    async def _run(self, work: Callable[[], Any]) -> Any:
        try:
            return await executors.code.run((id(self), self.name), work, timeout=AUTH_TIMEOUT)
        except CodeTooSlow:
            raise GatewayTooSlow(
                trans(
                    "{name} did not return within {auth_timeout:g} s",
                    name=self.name,
                    auth_timeout=AUTH_TIMEOUT,
                )
            ) from None
        except Exception as error:
            # A class of a site's own may raise anything; none of it is this server's fault.
            said = clean_text(str(error), 300)
            detail = f": {said}" if said else ""
            kind = type(error).__name__
            raise NotAllowed(
                trans(
                    "{name} failed: {kind}{detail}",
                    name=self.name,
                    kind=kind,
                    detail=detail,
                )
            ) from None


def credentials(settings: AuthSettings | None, user: str) -> Credentials:
    """Choose how to identify oneself; nothing is imported or run yet.

    Parameters
    ----------
    settings
        None means what dask-gateway does by default: the user's name.
    user
        Whose clusters these are.
    """
    if settings is None:
        return BasicCredentials(user)
    kwargs = {name: fill_in(value) for name, value in settings.kwargs.items()}
    known: dict[str, tuple[type[BasicCredentials | HubCredentials], set[str]]] = {
        "basic": (BasicCredentials, {"username", "password"}),
        "jupyterhub": (HubCredentials, {"api_token"}),
    }
    if settings.type in known and set(kwargs) <= known[settings.type][1]:
        if settings.type == "basic":
            return BasicCredentials(
                str(kwargs.get("username") or user), str(kwargs.get("password") or "")
            )
        token = kwargs.get("api_token")
        return HubCredentials(str(token) if token else None)
    return ForeignCredentials(settings.type, lambda: _load(settings.type)(**kwargs))


def fill_in(value: Any) -> Any:
    """Fill ``{VARIABLE}`` in, as dask-gateway's client does with its configuration.

    Raises
    ------
    KeyError, ValueError, IndexError, AttributeError, TypeError
        A variable is not there, or the text is no template.
    """
    return value.format(**os.environ) if isinstance(value, str) else value


def _load(path: str) -> Any:
    """The class behind a path, or one of dask-gateway's own by its short name."""
    known = {"basic": "BasicAuth", "kerberos": "KerberosAuth", "jupyterhub": "JupyterHubAuth"}
    module, _, name = path.rpartition(".")
    if path in known:
        module, name = "dask_gateway.auth", known[path]
    if not module:
        raise ImportError(trans("{path} is neither a known kind nor module.Class", path=path))
    # They import Dask, which must not stumble over anybody's odd file.
    import_dask()
    found = getattr(importlib.import_module(module), name)
    if not callable(getattr(found, "pre_request", None)):
        raise TypeError(trans("{path} is not a class with a method pre_request", path=path))
    return found
