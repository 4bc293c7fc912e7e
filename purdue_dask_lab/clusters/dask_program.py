"""Runs Dask's own client, which has no place in Jupyter's process, in one of its own."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator

from ..system import processes

LARGEST = 2**20
"""Bytes of what a program may print, or of one line where it prints many."""

_NOT_FROM_HERE = "import sys\nsys.path[:] = filter(None, sys.path)\n"
"""Whoever starts Jupyter in a folder with a ``random.py`` does not mean Python's."""


async def run_program(program: str, timeout: float) -> bytes:
    """Run Python source with the interpreter of Jupyter, and return what it prints until it ends.

    Parameters
    ----------
    timeout
        Seconds until it is ended.

    Raises
    ------
    OSError, asyncio.TimeoutError
        It did not start, or not end in time.
    """
    process = await _start(program, asyncio.subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        return await asyncio.wait_for(process.stdout.readexactly(LARGEST), timeout)
    except asyncio.IncompleteReadError as end:
        return end.partial
    finally:
        await processes.end(process)


async def program_lines(program: str, silence: float) -> AsyncGenerator[bytes, None]:
    """Run Python source likewise, and yield each line that it prints until it ends.

    Its standard input ends with Jupyter, however that ends. Whoever iterates
    closes the generator, and thereby ends the program.

    Parameters
    ----------
    silence
        Seconds that a line may take.

    Raises
    ------
    OSError, asyncio.TimeoutError
        It did not start, or did not print a line in time.
    ValueError
        A line is longer than ``LARGEST``.
    """
    process = await _start(program, asyncio.subprocess.PIPE)
    try:
        assert process.stdout is not None
        while line := await asyncio.wait_for(process.stdout.readline(), silence):
            yield line
    finally:
        await processes.end(process)


async def _start(program: str, stdin: int) -> asyncio.subprocess.Process:
    return await processes.start(
        sys.executable,
        "-c",
        _NOT_FROM_HERE + program,
        stdin=stdin,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
        limit=LARGEST,
    )
