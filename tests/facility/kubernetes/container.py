"""One container as a process of this machine: its end, its memory and what it answers."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import aiohttp

_LOOK_SECONDS = 0.3
_PAGE = os.sysconf("SC_PAGE_SIZE")


class Container:
    """A running process with those that it has started."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.was_out_of_memory = False

    @classmethod
    async def start(
        cls,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        directory: Path,
        log: Path,
        user: int | None,
    ) -> Container:
        """Start it as this user, where another can be become; raises OSError if it cannot."""
        become = {}
        if user is not None and os.geteuid() == 0:
            become = {"user": user, "group": user, "extra_groups": []}
        with log.open("wb") as output:
            process = await asyncio.create_subprocess_exec(
                *arguments,
                env=dict(environment),
                cwd=directory,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
                **become,
            )
        return cls(process)

    async def end(self, memory_limit: float | None) -> int:
        """Wait for its end, and make it end beyond its memory; return its exit code."""
        waiting = asyncio.create_task(self._process.wait())
        try:
            while not waiting.done():
                await asyncio.wait([waiting], timeout=_LOOK_SECONDS)
                if memory_limit is not None and self._memory() > memory_limit:
                    self.was_out_of_memory = True
                    self.signal(signal.SIGKILL)
        finally:
            self.signal(signal.SIGKILL)
        code = await waiting
        return 128 - code if code < 0 else code

    async def stop(self, grace: float) -> None:
        """Ask it to end, and make it end after so many seconds."""
        self._send(signal.SIGTERM, [self._process.pid])
        try:
            await asyncio.wait_for(self._process.wait(), grace)
        except asyncio.TimeoutError:
            self.signal(signal.SIGKILL)

    def signal(self, number: int) -> None:
        """Send a signal to all of its processes."""
        try:
            os.killpg(self._process.pid, number)
        except ProcessLookupError:
            return

    def _send(self, number: int, pids: list[int]) -> None:
        for pid in pids:
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                continue

    def _memory(self) -> float:
        return sum(_resident(pid) for pid in _family(self._process.pid))


async def answers(url: str) -> bool:
    """Whether a probe of this kind succeeds."""
    timeout = aiohttp.ClientTimeout(total=1)
    try:
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as response:
            return response.status < 400
    except (aiohttp.ClientError, asyncio.TimeoutError, OSError):
        return False


def _family(pid: int) -> Iterator[int]:
    yield pid
    # A thread's children are told with the thread.
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in file.read_text().split():
                yield from _family(int(child))


def _resident(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
    except (OSError, IndexError):
        return 0
