"""What of the configuration could not be used, by its files as they are now."""

from __future__ import annotations

import asyncio
import time

from ..config import loader
from .loader import Configuration

PATIENCE = 0.5
"""Seconds that a look at the files may hold up an answer."""

REST = 2.0
"""Seconds between two looks."""

_RESTART = (
    "The configured gateways are no longer those that this Jupyter server began with: restart "
    "it to use them."
)


class ConfigMonitor:
    """Reads the configuration again once a file of it has changed.

    Parameters
    ----------
    begun
        The configuration that the server works with; its gateways stay until its end.
    """

    def __init__(self, begun: Configuration) -> None:
        self._begun = begun
        self._said = begun.errors
        self._stamps = begun.stamps
        self._look: asyncio.Task[list[str]] | None = None
        self._next = time.monotonic() + REST

    async def current(self) -> list[str]:
        """One sentence for each; what was last known where a disk is slow."""
        if time.monotonic() < self._next:
            return self._said
        if self._look is None:
            self._look = asyncio.create_task(asyncio.to_thread(self._again))
        look = self._look
        await asyncio.wait({look}, timeout=PATIENCE)
        if look.done():
            self._look = None
            self._next = time.monotonic() + REST
            self._said = look.result()
        return self._said

    def _again(self) -> list[str]:
        if loader.stamps() == self._stamps:
            return self._said
        now = loader.read()
        self._stamps = now.stamps
        if not now.errors and now.gateways != self._begun.gateways:
            return [_RESTART]
        return now.errors
