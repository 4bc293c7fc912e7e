"""What ten open dashboards of a large cluster cost, and what they leave behind.

``python benchmarks/dashboards.py [SECONDS] [WORKERS]`` starts a Jupyter server with
the extension and a cluster of that many workers in one process, opens ten plots
through Jupyter as browsers do, and prints how long the pages took, how long Jupyter
took to answer meanwhile, and how many Bokeh sessions the scheduler had before,
while, and after. Budget: none after. The workers share the scheduler's process, and
so its one interpreter: pages take longer than those of a cluster on many machines.
"""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aiohttp
from bokeh.client import pull_session
from distributed import Client

PLOTS = (
    "task-stream",
    "progress",
    "workers-memory",
    "cpu",
    "nprocessing",
    "occupancy",
    "workers",
    "bandwidth-workers",
    "workers-cpu-timeseries",
    "aggregate-time-per-action",
)
PATIENCE = 600.0
"""Seconds that a large cluster may take to start on a small machine."""

FORGOTTEN = 40.0
"""Seconds until Bokeh has looked for sessions that nobody uses any more."""


def count_sessions(dask_scheduler: Any) -> int:
    """Bokeh's sessions, on the scheduler."""
    return sum(
        len(app.get_sessions(path))
        for app in dask_scheduler.http_application.applications
        if hasattr(app, "get_sessions")
        for path in app.app_paths
    )


def start(directory: Path, port: int, token: str, workers: int) -> subprocess.Popen[bytes]:
    """A Jupyter server whose configuration is nobody's."""
    configuration = directory / "dask"
    configuration.mkdir()
    factory = {
        "module": "dask.distributed",
        "class": "LocalCluster",
        "kwargs": {
            "processes": False,
            "protocol": "tcp://",
            "n-workers": workers,
            "threads-per-worker": 1,
            "memory-limit": 0,
            "dashboard-address": "127.0.0.1:0",
            "worker-dashboard-address": None,
        },
    }
    content = json.dumps({"labextension": {"factory": factory}})
    (configuration / "labextension.yaml").write_text(content)
    names = ("DASK_CONFIG", "DASK_ROOT_CONFIG")
    environment = {
        **os.environ,
        **dict.fromkeys(names, str(configuration)),
        "JUPYTER_RUNTIME_DIR": str(directory / "runtime"),
        "JUPYTER_DATA_DIR": str(directory / "data"),
    }
    arguments = [f"--port={port}", f"--IdentityProvider.token={token}", "--allow-root"]
    return subprocess.Popen(
        [sys.executable, "-m", "jupyter", "lab", "--no-browser", *arguments],
        cwd=directory,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=(directory / "jupyter.log").open("wb"),
    )


async def until_answer(jupyter: aiohttp.ClientSession, path: str, accept: Any) -> Any:
    """Ask until the answer is accepted, and return it."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        try:
            async with jupyter.get(path) as response:
                answer = await response.json()
                if response.status == 200 and accept(answer):
                    return answer
        except (aiohttp.ClientError, ValueError):
            answer = None
        await asyncio.sleep(0.5)
    raise TimeoutError(f"{path}: {answer}")


async def measure(directory: Path, seconds: float, workers: int) -> None:
    """Start, open, wait, close and count."""
    token = secrets.token_hex(16)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = start(directory, port, token, workers)
    base = f"http://127.0.0.1:{port}/purdue-dask-lab/"
    headers = {"Authorization": f"token {token}"}
    try:
        async with aiohttp.ClientSession(base, headers=headers) as jupyter:
            await until_answer(jupyter, "gateways", lambda _: True)
            begun = time.monotonic()
            body = {"gateway": "factory", "workers": {"minimum": workers, "maximum": workers}}
            async with jupyter.post("clusters", json=body) as response:
                name = (await response.json())["name"]
            path = f"clusters/factory/{name}"
            cluster = await until_answer(
                jupyter, path, lambda one: one["workers"]["running"] == workers
            )
            print(f"{workers} workers: {time.monotonic() - begun:.1f} s until all are there")
            await open_and_close(jupyter, base + path, cluster, token, seconds)
    finally:
        server.terminate()
        server.wait(60)


async def open_and_close(
    jupyter: aiohttp.ClientSession, url: str, cluster: dict[str, Any], token: str, seconds: float
) -> None:
    """Ten plots, as long as that."""
    async with Client(cluster["scheduler_address"], asynchronous=True) as client:
        before = await client.run_on_scheduler(count_sessions)
        sessions, took = [], []
        for plot in PLOTS:
            begun = time.monotonic()
            page = f"{url}/dashboard/individual-{plot}"
            sessions.append(
                await asyncio.to_thread(pull_session, url=page, arguments={"token": token})
            )
            took.append(time.monotonic() - begun)
        waits = []
        end = time.monotonic() + seconds
        work = client.map(lambda number: number, range(10_000))
        while time.monotonic() < end:
            begun = time.monotonic()
            async with jupyter.get("clusters") as response:
                await response.read()
            waits.append(time.monotonic() - begun)
            await asyncio.sleep(0.5)
        during = await client.run_on_scheduler(count_sessions)
        del work
        for session in sessions:
            await asyncio.to_thread(session.close)
        await asyncio.sleep(FORGOTTEN)
        after = await client.run_on_scheduler(count_sessions)
    print(f"a plot until drawn: median {statistics.median(took):.2f} s, worst {max(took):.2f} s")
    print(
        f"the list meanwhile: median {statistics.median(waits) * 1e3:.0f} ms, "
        f"worst {max(waits) * 1e3:.0f} ms"
    )
    print(f"Bokeh sessions: {before} before, {during} while {len(PLOTS)} are open, {after} after")
    if after > before:
        sys.exit("Sessions were left behind.")


def main() -> None:
    """Read the arguments and measure."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 300.0
    workers = int(sys.argv[2]) if len(sys.argv) > 2 else 500
    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(measure(Path(directory), seconds, workers))


if __name__ == "__main__":
    main()
