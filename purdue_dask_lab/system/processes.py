"""Child processes that are whole or not at all, however their owner is cancelled.

asyncio leaves pipes open, and a child unreaped, where whoever starts one is cancelled twice
while it starts, or while its end is waited for (seen with Python 3.11).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from .concurrency import uninterrupted

END_SECONDS = 2.0
"""For which the end of a process is waited for: one that a dead disk holds has none."""


async def start(*arguments: str, **options: Any) -> asyncio.subprocess.Process:
    """Start a process; whoever is cancelled meanwhile has none.

    Parameters
    ----------
    arguments, options
        As ``asyncio.create_subprocess_exec`` takes them.

    Raises
    ------
    OSError
        It could not be started.
    """
    starting = asyncio.create_task(asyncio.create_subprocess_exec(*arguments, **options))
    try:
        await asyncio.wait([starting])
    except asyncio.CancelledError:
        await uninterrupted(_abandon(starting))
        raise
    return starting.result()


async def end(process: asyncio.subprocess.Process) -> None:
    """End a process and wait for that, for ``END_SECONDS``; harmless once it has ended."""
    try:
        if process.stdout is not None and process.stdout.at_eof():
            # It ends by itself: a signal now would take its status from asyncio, which warns then.
            await _wait(process)
    finally:
        # At once where whoever waits for that is cancelled, as Jupyter ends.
        await uninterrupted(_kill(process))


async def _abandon(starting: asyncio.Task[asyncio.subprocess.Process]) -> None:
    with suppress(OSError):
        await _kill(await starting)


async def _kill(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await _wait(process)
    if process.stdin is not None:
        process.stdin.close()


async def _wait(process: asyncio.subprocess.Process) -> None:
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(process.wait(), END_SECONDS)
