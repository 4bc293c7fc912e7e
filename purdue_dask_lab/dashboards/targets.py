"""Where each cluster's dashboard answers, and the connections to it."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

import aiohttp

from ..clusters.manager import ClusterManager

_AHEAD = 2**19
"""Bytes of an answer that are read ahead: Bokeh's script is 1 MiB, and each pause costs."""


class Dashboards:
    """Finds dashboards of the user's own clusters, and only those.

    The connections are not the gateway client's: its cookie is the user's
    identity and is no business of a scheduler.
    """

    def __init__(self, clusters: ClusterManager) -> None:
        self._clusters = clusters
        self._connections: aiohttp.ClientSession | None = None

    async def target(self, gateway: str, name: str) -> tuple[aiohttp.ClientSession, str]:
        """Connections to use and the address below which a cluster's dashboard is.

        Asks the gateway only for a cluster that is not known yet.

        Raises
        ------
        DaskLabError
            There is no such gateway, or no such cluster of this user on it.
        """
        monitor = self._clusters.monitor(gateway)
        if name not in monitor.clusters:
            await self._clusters.get(gateway, name)
        report = monitor.report(name)
        if report is not None and report.dashboard_link is not None:
            return self.session(), report.dashboard_link.removesuffix("/status")
        endpoint = await monitor.gateway.endpoint()
        return self.session(), f"{endpoint.address}/clusters/{quote(name, safe='')}"

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
