"""Where each cluster's dashboard answers, and the connections to it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

import aiohttp

from ..clusters.manager import ClusterManager
from ..gateways.http_proxy import proxy_for

_AHEAD = 2**19
"""Bytes of an answer that are read ahead: Bokeh's script is 1 MiB, and each pause costs."""


@dataclass(frozen=True)
class DashboardTarget:
    """Where a request for a dashboard goes on to.

    Parameters
    ----------
    session
        Connections to use.
    address
        The address below which the dashboard's pages are.
    headers
        What its scheduler wants to see beside.
    proxy
        The HTTP proxy on the way there.
    """

    session: aiohttp.ClientSession
    address: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    proxy: str | None = None


class Dashboards:
    """Finds dashboards of the user's own clusters, and only those.

    The connections are not the gateway client's: its cookie is the user's
    identity and is no business of a scheduler.
    """

    def __init__(self, clusters: ClusterManager) -> None:
        self._clusters = clusters
        self._connections: aiohttp.ClientSession | None = None

    async def target(self, gateway: str, name: str) -> DashboardTarget:
        """Find where a cluster's dashboard is.

        Asks the gateway only for a cluster that is not known yet.

        Raises
        ------
        DaskLabError
            There is no such gateway, or no such cluster of this user on it.
        """
        monitor = self._clusters.monitor(gateway)
        if name not in monitor.clusters:
            await self._clusters.get(gateway, name)
        tracked = monitor.tracked.get(name)
        link = tracked.report.dashboard_link if tracked and tracked.report else None
        if link is not None:
            address = link.removesuffix("/status")
            return DashboardTarget(self.session(), address, proxy=proxy_for(address))
        endpoint = await monitor.gateway.endpoint()
        return DashboardTarget(
            self.session(),
            f"{endpoint.address}/clusters/{quote(name, safe='')}",
            endpoint.page_headers,
            proxy_for(endpoint.address, monitor.gateway.settings.http_proxy),
        )

    async def close(self) -> None:
        """Give the connections back."""
        if self._connections is not None:
            await self._connections.close()
            await asyncio.sleep(0)

    def session(self) -> aiohttp.ClientSession:
        """Connections that carry nobody's cookies, and leave bodies as they are."""
        if self._connections is None or self._connections.closed:
            self._connections = aiohttp.ClientSession(
                cookie_jar=aiohttp.DummyCookieJar(),
                auto_decompress=False,
                read_bufsize=_AHEAD,
            )
        return self._connections
