"""Dashboards of clusters that no gateway has, such as a LocalCluster in a notebook."""

from __future__ import annotations

import asyncio
import json
import os
import time
from collections.abc import Callable
from itertools import accumulate

import aiohttp

from ..errors import DashboardUnreachable, NotADashboard, PortOfAnotherUser
from ..gateways.http_proxy import proxy_for
from .port_owner import listeners

HERE = "localhost"
"""The machine that Jupyter runs on."""

_TRUSTED_FOR = 30.0
"""Seconds for which a dashboard that was looked at is taken to be still there."""

_PATIENCE = aiohttp.ClientTimeout(total=10)
_LONGEST = 65_536
"""Bytes that the list of a dashboard's plots may have."""

_DEEPEST = 5
"""Folders that are tried, where a dashboard has a prefix."""


class DirectDashboards:
    """Tells dashboards from all else that answers at some host and port.

    What is shown through Jupyter may act there as the user. On this machine it
    has to be the user's own process, or root's, that listens; and wherever it
    is, what does not answer as a Dask dashboard is not asked for anything else.

    Parameters
    ----------
    session
        Gives the connections to use.
    """

    def __init__(self, session: Callable[[], aiohttp.ClientSession]) -> None:
        self._session = session
        self._trusted: dict[str, float] = {}

    async def target(self, host: str, port: int, path: str) -> tuple[aiohttp.ClientSession, str]:
        """Connections to use and the address below which a path of a dashboard is.

        Raises
        ------
        PortOfAnotherUser, DashboardUnreachable, NotADashboard
            It is none that may be shown; says why.
        """
        if not 0 < port < 65_536:
            raise DashboardUnreachable(f"There is no port {port}.")
        address = f"http://{host}:{port}"
        *parents, _ = path.split("/")[: _DEEPEST + 1]
        folders = list(accumulate([f"{address}/", *(f"{one}/" for one in parents)]))
        now = time.monotonic()
        if not any(self._trusted.get(folder, 0) > now for folder in folders):
            if host == HERE:
                await _require_own(port)
            found = await self._find(folders, f"{host}:{port}")
            kept = {one: until for one, until in self._trusted.items() if until > now}
            self._trusted = {**kept, found: now + _TRUSTED_FOR}
        return self._session(), address

    async def _find(self, folders: list[str], place: str) -> str:
        try:
            for folder in folders:
                if await self._is_dashboard(folder):
                    return folder
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
            raise DashboardUnreachable(
                f"Nothing answers at {place}. Is the cluster still there?"
            ) from None
        raise NotADashboard(f"What answers at {place} is not a Dask dashboard.")

    async def _is_dashboard(self, folder: str) -> bool:
        async with self._session().get(
            f"{folder}individual-plots.json",
            headers={"Accept-Encoding": "identity"},
            allow_redirects=False,
            timeout=_PATIENCE,
            proxy=proxy_for(folder),
        ) as answer:
            if answer.status != 200:
                return False
            try:
                await answer.content.readexactly(_LONGEST)
                return False
            except asyncio.IncompleteReadError as all_of_it:
                content = all_of_it.partial
        try:
            plots = json.loads(content)
        except ValueError:
            return False
        return isinstance(plots, dict) and all(isinstance(path, str) for path in plots.values())


async def _require_own(port: int) -> None:
    others = await asyncio.to_thread(listeners, port) - {os.geteuid(), 0}
    if others:
        raise PortOfAnotherUser(
            f"Port {port} of this machine is another user's, who could act as you by what it "
            "shows. Ask them to share what you need in another way."
        )
