"""Where a gateway answers, worked out as ``dask_gateway.Gateway`` does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit, urlunsplit

from ..config.schema import AuthSettings, GatewaySettings
from ..errors import GatewayUnreachable
from ..translation import trans
from .auth import UNFILLED, BasicCredentials, Credentials, credentials, fill_in

_PORTS = {"http": 80, "https": 443}
_SCHEDULER_PORT = 8786


@dataclass(frozen=True)
class Endpoint:
    """Where a gateway answers and how to identify oneself there.

    ``proxy_address`` is what clients in notebooks connect through, with its
    ``gateway://`` scheme; ``public_address`` is the one for web browsers;
    ``password_file`` holds the password that notebooks need, if one is needed;
    ``has_password`` says that the configured address holds one, which stands in
    none of these; ``page_headers`` are needed for the pages of its schedulers.
    """

    address: str
    proxy_address: str
    public_address: str
    credentials: Credentials = field(repr=False)
    password_file: str | None = None
    has_password: bool = False
    page_headers: Mapping[str, str] = field(default_factory=dict, repr=False)


def configured_endpoint(settings: GatewaySettings, user: str) -> Endpoint:
    """Work out the endpoint of a gateway that somebody else runs.

    The rules are those of ``dask_gateway.client.Gateway.__init__``: templates
    are filled in from the environment, a proxy address that is a number is a
    port of the gateway's host, and without one it is the gateway's own.

    Parameters
    ----------
    user
        Whom to identify as, where the configuration names nobody.

    Raises
    ------
    GatewayUnreachable
        The configuration names no address that could be asked.
    """
    given = _filled_in(settings, "address", settings.address).rstrip("/")
    try:
        parts = urlsplit(given)
        usable = parts.scheme in _PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise _unusable(settings, "address", trans("is not an http:// or https:// address"))
    port = f":{parts.port}" if parts.port is not None else ""
    netloc = f"{_host(parts.hostname)}{port}"
    address = urlunsplit((parts.scheme, netloc, parts.path, "", ""))
    public = settings.public_address and _filled_in(
        settings, "public-address", settings.public_address
    )
    return Endpoint(
        address=address,
        proxy_address=f"gateway://{_scheduler_proxy(settings, address)}",
        public_address=_without_password((public or address).rstrip("/")),
        credentials=_credentials(settings, user, given),
        has_password=parts.password is not None,
    )


def _credentials(settings: GatewaySettings, user: str, address: str) -> Credentials:
    """A name and password in the address count, as they do for every HTTP client."""
    parts = urlsplit(address)
    auth: AuthSettings | None = settings.auth
    if parts.username is not None and (auth is None or auth.type == "basic"):
        return BasicCredentials(unquote(parts.username), unquote(parts.password or ""))
    try:
        return credentials(auth, user)
    except UNFILLED as error:
        raise _unusable(
            settings, "auth.kwargs", trans("cannot be filled in: {error}", error=error)
        ) from None


def _scheduler_proxy(settings: GatewaySettings, address: str) -> str:
    parts = urlsplit(address)
    given = settings.proxy_address
    if given is None:
        port = parts.port or _PORTS.get(parts.scheme, _SCHEDULER_PORT)
        return f"{_host(parts.hostname)}:{port}"
    if isinstance(given, int):
        return f"{_host(parts.hostname)}:{given}"
    filled = _filled_in(settings, "proxy-address", given)
    try:
        return urlsplit(filled).netloc.rpartition("@")[2] or filled
    except ValueError as error:
        fault = trans("cannot be filled in: {error}", error=error)
        raise _unusable(settings, "proxy-address", fault) from None


def _without_password(address: str) -> str:
    """An address for browsers, which show and remember it."""
    scheme, separator, rest = address.partition("://")
    netloc, slash, path = rest.partition("/")
    return f"{scheme}{separator}{netloc.rpartition('@')[2]}{slash}{path}"


def _host(name: str | None) -> str:
    return f"[{name}]" if name and ":" in name else name or ""


def _filled_in(settings: GatewaySettings, key: str, value: str | None) -> str:
    if value is None:
        raise _unusable(settings, key, trans("is missing"))
    try:
        return str(fill_in(value))
    except UNFILLED as error:
        raise _unusable(settings, key, trans("cannot be filled in: {error}", error=error)) from None


def _unusable(settings: GatewaySettings, key: str, fault: str) -> GatewayUnreachable:
    return GatewayUnreachable(
        trans(
            "{label} cannot be asked: {part}.{key} {fault}. Correct it in Dask's configuration.",
            label=settings.display_name,
            part=settings.key,
            key=key,
            fault=fault,
        )
    )
