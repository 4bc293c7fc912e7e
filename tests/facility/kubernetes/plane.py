"""The scheduler, the other controllers and the node, in one process."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from pathlib import Path

from . import endpoints, garbage, kubelet, scheduler
from .client import control
from .sandbox import LOOPBACK, ROUTED, make_routed


async def run(runs: Path, is_real: bool) -> None:
    """Work until SIGTERM; a real control plane schedules and collects by itself."""
    if is_real:
        make_routed()
    node = kubelet.Kubelet(runs, ROUTED if is_real else LOOPBACK)
    working = [asyncio.create_task(control(kubelet.KINDS, node.act))]
    if not is_real:
        working += [
            asyncio.create_task(control(scheduler.KINDS, scheduler.schedule)),
            asyncio.create_task(control(endpoints.KINDS, endpoints.connect)),
            asyncio.create_task(control(garbage.KINDS, garbage.collect)),
        ]
    ended = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    stopping = asyncio.create_task(ended.wait())
    done, _ = await asyncio.wait([stopping, *working], return_when=asyncio.FIRST_COMPLETED)
    node.close()
    for one in working:
        one.cancel()
    for one in done - {stopping}:
        one.result()


def main() -> None:
    """Parse the arguments and work."""
    logging.basicConfig(level=logging.INFO)
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=Path, required=True)
    parser.add_argument("--real", action="store_true")
    given = parser.parse_args()
    asyncio.run(run(given.runs, given.real))


if __name__ == "__main__":
    main()
