"""Which HTTP proxy stands between this machine and an address."""

from __future__ import annotations

from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass


def proxy_for(url: str) -> str | None:
    """The proxy that ``http_proxy``, ``https_proxy`` and ``no_proxy`` name for a URL.

    None for this machine's own addresses, which a proxy would look for on its
    own machine.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in ("localhost", "::1") or host.startswith("127."):
        return None
    if proxy_bypass(parts.netloc):
        return None
    return getproxies().get(parts.scheme)
