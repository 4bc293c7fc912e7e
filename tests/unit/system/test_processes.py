"""Nothing is left of a child process, whenever its owner is cancelled."""

from __future__ import annotations

import asyncio
import gc
import logging
import sys
from collections.abc import Awaitable, Callable

import pytest
from processes import children_with

from purdue_dask_lab.clusters.dask_program import program_lines, run_program

SLEEPING = "import time\nprint('ready', flush=True)\ntime.sleep(60)"


async def lines() -> None:
    """Read what a process prints until it ends."""
    async for _ in program_lines(SLEEPING, 60):
        continue


async def output() -> None:
    """Wait for all that a process prints."""
    await run_program(SLEEPING, 60)


async def cancelled_twice(work: Callable[[], Awaitable[None]], first: int, second: int) -> None:
    """Begin, and cancel after so many steps of the loop, and again after so many more."""
    task = asyncio.ensure_future(work())
    for steps in (first, second):
        for _ in range(steps):
            await asyncio.sleep(0)
        task.cancel()
    await asyncio.wait([task])


@pytest.mark.parametrize("work", [lines, output])
def test_whoever_is_cancelled_twice_leaves_no_process_and_no_open_pipe(
    work: Callable[[], Awaitable[None]],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    left: list[str] = []
    gc.collect()
    monkeypatch.setattr(sys, "unraisablehook", lambda found: left.append(repr(found.exc_value)))
    caplog.set_level(logging.WARNING, "asyncio")
    for first in range(1, 8):
        for second in range(0, 12, 2):
            asyncio.run(cancelled_twice(work, first, second))
            gc.collect()
    assert left == []
    assert caplog.records == []
    assert children_with(SLEEPING) == []
