"""How long it takes to list 200 kernels and 50 conda environments.

``python benchmarks/environments.py [ROUNDS]`` makes them in a temporary directory and
prints milliseconds: once cold, then the median of the rounds that follow, and the
longest that the event loop stood still meanwhile. Budget: 500 ms cold, 100 ms warm.
"""

from __future__ import annotations

import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

KERNELS, CONDA, LIBRARIES, RECORDS = 200, 50, 100, 100


def make_prefix(prefix: Path) -> None:
    """A prefix with as many names in it as a physicist's analysis environment has."""
    packages = prefix / "lib" / "python3.11" / "site-packages"
    packages.mkdir(parents=True)
    for number in range(RECORDS):
        (packages / f"package{number}").mkdir()
        (packages / f"package{number}-1.{number}.dist-info").mkdir()
    for name in ("dask-2024.5.0", "distributed-2024.5.0", "dask_gateway-2024.1.0"):
        (packages / f"{name}.dist-info").mkdir()
    for number in range(LIBRARIES):
        (prefix / "lib" / f"libpart{number}.so").touch()
    (prefix / "bin").mkdir()
    (prefix / "bin" / "python3.11").touch(0o755)
    (prefix / "bin" / "python").symlink_to("python3.11")


def make_all(home: Path, data: Path) -> None:
    """The kernels and the environments."""
    for number in range(CONDA):
        prefix = home / "miniforge3" / "envs" / f"conda{number}"
        make_prefix(prefix)
        (prefix / "conda-meta").mkdir()
        (prefix / "conda-meta" / "history").touch()
        for record in range(RECORDS):
            (prefix / "conda-meta" / f"package{record}-1.{record}-py_0.json").touch()
        (prefix / "conda-meta" / "python-3.11.7-h_0.json").touch()
    for number in range(KERNELS):
        prefix = home / "environments" / f"venv{number}"
        make_prefix(prefix)
        folder = data / "kernels" / f"kernel{number}"
        folder.mkdir(parents=True)
        spec = {
            "argv": [str(prefix / "bin" / "python"), "-m", "ipykernel_launcher"],
            "display_name": f"Kernel {number}",
            "language": "python",
        }
        (folder / "kernel.json").write_text(json.dumps(spec))


async def longest_stop(until: asyncio.Event) -> float:
    """The longest time in seconds that the event loop stood still."""
    longest = 0.0
    while not until.is_set():
        begun = time.perf_counter()
        await asyncio.sleep(0.001)
        longest = max(longest, time.perf_counter() - begun - 0.001)
    return longest


async def measure(rounds: int) -> None:
    """List them, and print how long that took."""
    from jupyter_client.kernelspec import KernelSpecManager

    from purdue_dask_lab.environments.discovery import EnvironmentDiscovery, EnvironmentQuery

    manager = KernelSpecManager()
    environments = EnvironmentDiscovery(manager.get_all_specs, "kernel0", Path.home())
    done = asyncio.Event()
    watch = asyncio.create_task(longest_stop(done))
    taken = []
    specs = []
    for _ in range(rounds + 1):
        begun = time.perf_counter()
        listed = await environments.listing(EnvironmentQuery())
        taken.append(1000 * (time.perf_counter() - begun))
        begun = time.perf_counter()
        await asyncio.to_thread(manager.get_all_specs)
        specs.append(1000 * (time.perf_counter() - begun))
        # What changed this very moment is read again.
        await asyncio.sleep(2.1 if len(taken) == 1 else 0.05)
    done.set()
    print(f"{len(listed)} environments")
    print(f"cold {taken[0]:.0f} ms, then {statistics.median(taken[2:]):.0f} ms")
    print(f"of which Jupyter's own kernel specs {statistics.median(specs):.0f} ms")
    print(f"longest stop of the event loop {1000 * await watch:.0f} ms")


def main() -> None:
    """Make everything in a place of its own, and measure."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    with tempfile.TemporaryDirectory() as directory:
        home = Path(directory)
        os.environ.update(HOME=str(home), JUPYTER_DATA_DIR=str(home / "jupyter"))
        make_all(home, home / "jupyter")
        asyncio.run(measure(max(rounds, 2)))


if __name__ == "__main__":
    main()
