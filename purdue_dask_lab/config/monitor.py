"""What of the configuration could not be used, by its files as they are now."""

from __future__ import annotations

import asyncio
import time

from .._concurrency import executors
from ..errors import DaskLabError
from . import loader
from .loader import Configuration

ANSWER_WITHIN = 0.5
"""Seconds that a look at the files may hold up an answer."""

SECONDS_BETWEEN = 2.0
"""Seconds between two looks."""

_RESTART = (
    "The configured gateways are no longer those that this Jupyter server began with: restart "
    "it to use them."
)


class ConfigMonitor:
    """Reads the configuration again and again, and keeps what is wrong with it.

    Parameters
    ----------
    begun
        The configuration that the server works with; its gateways stay until its end.
    """

    def __init__(self, begun: Configuration) -> None:
        self._begun = begun
        self._errors = begun.errors
        self._reading: asyncio.Task[list[str]] | None = None
        self._next = time.monotonic() + SECONDS_BETWEEN

    async def current(self) -> list[str]:
        """Return one sentence for each; what was last known where a disk is slow."""
        if time.monotonic() < self._next:
            return self._errors
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        reading = self._reading
        await asyncio.wait({reading}, timeout=ANSWER_WITHIN)
        if reading.done():
            self._reading = None
            self._next = time.monotonic() + SECONDS_BETWEEN
            self._errors = reading.result()
        return self._errors

    async def _read(self) -> list[str]:
        try:
            now = await executors.work.run("Dask's configuration", loader.read)
        except DaskLabError as error:
            return [error.message]
        if not now.errors and now.gateways != self._begun.gateways:
            return [_RESTART]
        return now.errors
