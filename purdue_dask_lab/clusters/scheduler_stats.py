"""The schedulers' counts, asked side by side, so that a dead one delays nobody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

from ..errors import DaskLabError
from ..gateways.client import GatewayClient
from ..gateways.report import Counts

PATIENCE = 0.3
"""Seconds that all schedulers together may hold up a list."""

SILENCE = 3.0
"""Seconds without an answer until a scheduler is said not to answer."""


class SchedulerStats:
    """The last known counts of one gateway's clusters.

    A scheduler that is slow keeps its question open; the answer shows at the
    next update.
    """

    def __init__(self, gateway: GatewayClient) -> None:
        self.counts: dict[str, Counts] = {}
        self._silent_since: dict[str, float] = {}
        self._gateway = gateway
        self._asking: dict[str, asyncio.Task[None]] = {}

    async def update(self, names: Iterable[str]) -> None:
        """Ask these clusters' schedulers, and forget all others'."""
        wanted = set(names)
        self.counts = {name: kept for name, kept in self.counts.items() if name in wanted}
        self._silent_since = {
            name: since for name, since in self._silent_since.items() if name in wanted
        }
        for name in wanted - set(self._asking):
            self._asking[name] = asyncio.create_task(self._ask(name))
        if self._asking:
            await asyncio.wait(self._asking.values(), timeout=PATIENCE)

    def silent(self, name: str) -> bool:
        """Whether a scheduler has not answered for some seconds."""
        since = self._silent_since.get(name)
        return since is not None and time.monotonic() - since > SILENCE

    async def close(self) -> None:
        """Drop all open questions."""
        for task in self._asking.values():
            task.cancel()
        await asyncio.gather(*self._asking.values(), return_exceptions=True)

    async def _ask(self, name: str) -> None:
        try:
            self.counts[name] = await self._gateway.counts(name)
            self._silent_since.pop(name, None)
        except DaskLabError:
            self._silent_since.setdefault(name, time.monotonic())
            self.counts.pop(name, None)
        finally:
            self._asking.pop(name, None)
