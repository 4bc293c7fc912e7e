"""What is used of dask-labextension, its private parts included, is as it was.

A release of it that changes one of these fails here and nowhere else: all that is used
stands in ``purdue_dask_lab/gateways/factory/manager.py``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROGRAM = """
import asyncio, json, sys
import dask
from purdue_dask_lab.gateways.factory.manager import LabextensionManager

made = []

class Cluster:
    scheduler_address, dashboard_link = "tcp://127.0.0.1:1", "http://127.0.0.1:1/status"
    scheduler_info = {"workers": {"w": {"nthreads": 2, "memory_limit": 2**30}}}

    def __init__(self, *args, **kwargs):
        self.said = [[*args], kwargs]
        made.append(self)

    def __await__(self):
        async def itself():
            return self
        return itself().__await__()

    def scale(self, n):
        self.said.append(["scale", n])

    def adapt(self, **bounds):
        self.said.append(["adapt", bounds])
        return type("Adaptive", (), bounds)

    async def close(self):
        self.said.append(["close"])

sys.modules["site_clusters"] = sys.modules["__main__"]
factory = {"module": "site_clusters", "class": "Cluster", "args": [1], "kwargs": {"n-jobs": 2}}
settings = {"factory": factory, "default": {"workers": 3, "adapt": None}, "initial": []}

async def main():
    manager = LabextensionManager()
    before = manager.cluster("one")
    one = await manager.start("one", {})
    two = await manager.start("two", {"workers": None, "adapt": {"minimum": 0, "maximum": 5}})
    same = manager.cluster("one") is one and manager.names == ["one", "two"]
    await manager.scale("one", 4)
    await manager.adapt("one", 1, 6)
    await manager.close("one")
    await manager.close("nobody")
    # Whatever was put off until the loop is free has its turn.
    for _ in range(10):
        await asyncio.sleep(0)
    print(json.dumps([before, same, manager.names, one.said, two.said, len(made)]))

with dask.config.set({"labextension": settings}):
    asyncio.run(main())
"""


@pytest.fixture
def told(own_dask_configuration: Path) -> Any:
    """What became of two clusters."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env={**os.environ, "DASK_CONFIG": str(own_dask_configuration)},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_its_manager_makes_sizes_and_closes_clusters_and_nothing_else(
    told: Any, own_dask_configuration: Path
) -> None:
    before, same, left, one, two, count = told
    assert (before, same) == (None, True)
    arguments = [[1], {"n_jobs": 2, "asynchronous": True}]
    bounds = {"minimum": 1, "maximum": 6}
    assert one == [*arguments, ["scale", 3], ["scale", 4], ["adapt", bounds], ["close"]]
    assert two == [*arguments, ["adapt", {"minimum": 0, "maximum": 5}]]
    assert (left, count) == (["two"], 2)
    # It would leave its own configuration in the user's folder.
    assert list(own_dask_configuration.iterdir()) == []
