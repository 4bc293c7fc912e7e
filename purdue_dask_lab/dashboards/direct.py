"""Dashboards of clusters that no gateway has, such as a LocalCluster in a notebook."""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Callable
from itertools import accumulate
from typing import Any

import aiohttp

from ..errors import DashboardUnreachable, NotADashboard, PortOfAnotherUser
from ..gateways.http_proxy import proxy_for
from ..gateways.untrusted import InvalidAnswer, decode_json
from ..system.concurrency import executors
from ..translation import trans
from .port_owner import listeners
from .targets import DashboardTarget

THIS_MACHINE = "localhost"
"""The machine that Jupyter runs on."""

KNOWN_FOR_SECONDS = 30.0
"""How long what has answered as a dashboard is not asked again whether it is one."""

_TIMEOUT = aiohttp.ClientTimeout(total=10)
_LARGEST = 65_536
"""Bytes that the list of a dashboard's plots may have."""

_DEEPEST = 5
"""Folders that are tried, where a dashboard has a prefix."""

_PLOT = re.compile(r"(?:[\w./-]*/)?individual-[\w-]+(?:\.html)?\Z")
"""What a scheduler's plots are called, and nothing else is."""


class DirectDashboards:
    """Tells dashboards from all else that answers at some host and port.

    What is shown through Jupyter may act there as the user. On this machine it
    has to be the user's own process, or root's, that listens, which is looked up
    for each request; and wherever it is, what does not answer as only a Dask
    scheduler does is not asked for anything else.

    Parameters
    ----------
    session
        Gives the connections to use.
    clock
        Seconds that only go forward.
    """

    def __init__(
        self,
        session: Callable[[], aiohttp.ClientSession],
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._session = session
        self._clock = clock
        self._known_until: dict[str, float] = {}

    async def target(self, host: str, port: int, path: str) -> DashboardTarget:
        """Find the address below which a path of a dashboard is.

        Raises
        ------
        PortOfAnotherUser, DashboardUnreachable, NotADashboard
            It is none that may be shown; says why.
        """
        if not 0 < port < 65_536:
            raise DashboardUnreachable(trans("There is no port {port}.", port=port))
        if host == THIS_MACHINE:
            await _require_own(port)
        address = f"http://{host}:{port}"
        *parents, _ = path.split("/")[: _DEEPEST + 1]
        folders = list(accumulate([f"{address}/", *(f"{one}/" for one in parents)]))
        now = self._clock()
        if not any(self._known_until.get(folder, now) > now for folder in folders):
            found = await self._find(folders, f"{host}:{port}")
            kept = {one: until for one, until in self._known_until.items() if until > now}
            self._known_until = {**kept, found: now + KNOWN_FOR_SECONDS}
        return DashboardTarget(self._session(), address, proxy=proxy_for(address))

    async def _find(self, folders: list[str], place: str) -> str:
        try:
            for folder in folders:
                if await self._is_dashboard(folder):
                    return folder
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError):
            raise DashboardUnreachable(
                trans("Nothing answers at {place}. Is the cluster still there?", place=place)
            ) from None
        raise NotADashboard(trans("What answers at {place} is not a Dask dashboard.", place=place))

    async def _is_dashboard(self, folder: str) -> bool:
        plots = await self._json(f"{folder}individual-plots.json")
        return (
            isinstance(plots, dict)
            and bool(plots)
            and all(isinstance(path, str) and _PLOT.match(path) for path in plots.values())
        )

    async def _json(self, url: str) -> Any:
        async with self._session().get(
            url,
            headers={"Accept-Encoding": "identity"},
            allow_redirects=False,
            timeout=_TIMEOUT,
            proxy=proxy_for(url),
        ) as answer:
            if answer.status != 200:
                return None
            try:
                await answer.content.readexactly(_LARGEST)
                return None
            except asyncio.IncompleteReadError as all_of_it:
                content = all_of_it.partial
        try:
            return decode_json(content)
        except InvalidAnswer:
            return None


async def _require_own(port: int) -> None:
    others = await executors.network.run(port, listeners, port) - {os.geteuid(), 0}
    if others:
        raise PortOfAnotherUser(
            trans(
                "Port {port} belongs to another user of this machine; not shown for security.",
                port=port,
            )
        )
