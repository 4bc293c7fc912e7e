"""Scripts as users run them, and the processes of their clusters."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable
from contextlib import suppress

import psutil


def dask_processes(cluster: str = "") -> list[psutil.Process]:
    """Schedulers, workers and gateways on this machine that belong to a test's directory."""
    return [
        process
        for process in psutil.process_iter(["cmdline", "environ"])
        if process.status() != psutil.STATUS_ZOMBIE
        and (process.info["environ"] or {}).get("DASK_GATEWAY_CLUSTER_NAME", " ") == cluster
    ]


def children_with(text: str) -> list[psutil.Process]:
    """Processes that this one has started, with a text in their command lines."""
    found = []
    for child in psutil.Process().children():
        # It may end meanwhile.
        with suppress(psutil.NoSuchProcess):
            if child.status() != psutil.STATUS_ZOMBIE and text in " ".join(child.cmdline()):
                found.append(child)
    return found


def run_python(code: str, timeout: float = 120.0) -> Awaitable[str]:
    """Run a script as a user would, and return what it prints."""

    async def run() -> str:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            code,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        try:
            output, errors = await asyncio.wait_for(process.communicate(), timeout)
        finally:
            # Whoever waits for it no longer leaves nothing behind.
            if process.returncode is None:
                process.kill()
                await process.communicate()
        assert process.returncode == 0, errors.decode()
        return output.decode()

    return run()
