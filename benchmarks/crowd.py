"""Many real workers in one process: ``python benchmarks/crowd.py ADDRESS COUNT``.

They do what workers do for a scheduler, and little of what they do for themselves,
so that hundreds fit on a small machine.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

QUIET = {
    "DASK_DISTRIBUTED__ADMIN__SYSTEM_MONITOR__INTERVAL": "10s",
    "DASK_DISTRIBUTED__WORKER__HTTP__ROUTES": "[]",
    "DASK_DISTRIBUTED__WORKER__PROFILE__ENABLED": "False",
    **{
        f"DASK_DISTRIBUTED__WORKER__MEMORY__{what}": "False"
        for what in ("TARGET", "SPILL", "PAUSE", "TERMINATE")
    },
}
TOGETHER = 50
"""Workers in one process."""


def start(address: str, count: int, place: Path) -> list[subprocess.Popen[bytes]]:
    """As many workers, in as few processes."""
    parts = [min(TOGETHER, count - begun) for begun in range(0, count, TOGETHER)]
    return [
        subprocess.Popen(
            [sys.executable, __file__, address, str(part)],
            cwd=place,
            env={**os.environ, **QUIET},
            stdout=subprocess.DEVNULL,
            stderr=(place / "workers.log").open("ab"),
        )
        for part in parts
    ]


async def work(address: str, count: int) -> None:
    """Be that many workers until the scheduler ends."""
    from distributed import Worker

    workers = [
        await Worker(address, nthreads=1, memory_limit=2**30, dashboard=False, validate=False)
        for _ in range(count)
    ]
    await asyncio.gather(*(worker.finished() for worker in workers))


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], int(sys.argv[2])))
