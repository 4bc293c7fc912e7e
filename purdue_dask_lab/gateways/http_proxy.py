"""Which HTTP proxy stands between this machine and an address."""

from __future__ import annotations

import os
from functools import lru_cache
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def proxy_for(url: str, configured: bool | str = True) -> str | None:
    """Find the proxy that ``http_proxy``, ``https_proxy`` and ``no_proxy`` name for a URL.

    None for this machine's own addresses, which a proxy would look for on its
    own machine.

    Parameters
    ----------
    configured
        ``gateway.http-client.proxy`` of Dask's configuration: a proxy's
        address, or whether to look for one in the environment.
    """
    if isinstance(configured, str):
        return configured
    if not configured:
        return None
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in ("localhost", "::1") or host.startswith("127."):
        return None
    said = tuple(
        os.environ.get(variable) for name in _VARIABLES for variable in (name, name.upper())
    )
    return _named(parts.scheme, parts.netloc, said)


@lru_cache(maxsize=256)
def _named(scheme: str, netloc: str, _said: tuple[str | None, ...]) -> str | None:
    """Remembered while the variables stay: urllib reads the whole environment each time."""
    if proxy_bypass(netloc):
        return None
    return getproxies().get(scheme)
