"""The configuration by its files as they are now: what could not be used, and what has changed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from ..errors import DaskLabError
from ..system.concurrency import executors
from ..translation import trans
from . import loader
from .loader import Configuration

ANSWER_WITHIN = 0.5
"""Seconds that a look at the files may hold up an answer."""

SECONDS_BETWEEN = 2.0
"""Seconds between two looks."""


class ConfigMonitor:
    """Reads the configuration again and again, and keeps what is wrong with it.

    Parameters
    ----------
    begun
        The configuration that the server begins with.
    adopt
        Is given each configuration that was read; returns what of it cannot be used yet,
        in words.
    clock
        Seconds that only go forward.
    standing
        Sentences that hold as long as this server runs.
    """

    def __init__(
        self,
        begun: Configuration,
        adopt: Callable[[Configuration], Awaitable[list[str]]],
        *,
        clock: Callable[[], float] = time.monotonic,
        standing: Sequence[str] = (),
    ) -> None:
        self._standing = standing
        self._adopt = adopt
        self._clock = clock
        self._errors = [*standing, *begun.errors]
        self._reading: asyncio.Task[list[str]] | None = None
        self._next = self._clock() + SECONDS_BETWEEN

    async def current(self) -> list[str]:
        """Return one sentence for each; what was last known where a disk is slow."""
        if self._clock() < self._next:
            return self._errors
        if self._reading is None:
            self._reading = asyncio.create_task(self._read())
        reading = self._reading
        await asyncio.wait({reading}, timeout=ANSWER_WITHIN)
        if reading.done():
            self._reading = None
            self._next = self._clock() + SECONDS_BETWEEN
            self._errors = [*self._standing, *reading.result()]
        return self._errors

    async def _read(self) -> list[str]:
        try:
            now = await executors.work.run(trans("Dask's configuration"), loader.read)
        except DaskLabError as error:
            return [error.message]
        return [*now.errors, *await self._adopt(now)]
