"""The CPU of workers, of a real cluster that computes."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import pytest
from processes import children_with, run_python
from rest import Ask, Clusters, until
from shared_gateway import SharedGateway

from purdue_dask_lab.clusters import worker_cpu
from purdue_dask_lab.clusters.worker_cpu import CpuTiming

COMPUTES = """
import hashlib, os, threading

def compute():
    def work():
        while not os.path.exists({enough!r}):
            hashlib.sha256(bytes(2**22))

    # On a machine that is busy with other work one thread would get little.
    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

client.submit(compute).result()
"""


def programs() -> list[psutil.Process]:
    """What asks schedulers for CPU now."""
    return children_with(".identity()")


async def test_cpu_is_told_while_workers_compute_and_somebody_looks(
    ask: Ask, clusters: Clusters, monkeypatch: pytest.MonkeyPatch, shared_gateway: SharedGateway,
    tmp_path: Path,
) -> None:  # fmt: skip
    enough = tmp_path / "enough"
    monkeypatch.setattr(worker_cpu, "CpuTiming", partial(CpuTiming, kept=15.0, check=0.1))
    made = await clusters.create(workers={"minimum": 1, "maximum": 1})
    path = f"clusters/local/{made['name']}"
    await clusters.has(made["name"], lambda one: one["workers"]["running"] == 1)

    async def worker() -> dict[str, Any] | None:
        body = (await ask(f"{path}/workers")).body
        return body["workers"][0] if body["workers"] else None

    async def idle() -> bool:
        now = await worker()
        return now is not None and now["cpu_percent"] is not None and now["cpu_percent"] < 50

    await until(idle)
    code = (await ask(f"{path}/client-code")).body["code"]
    script = asyncio.create_task(run_python(code + COMPUTES.format(enough=str(enough))))

    async def busy() -> bool:
        now = await worker()
        return now is not None and (now["cpu_percent"] or 0) > 50

    await until(busy)
    (program,) = programs()
    # What others on this machine can see of it has no secret.
    password = (shared_gateway.directory / "password").read_text()
    assert password not in " ".join(program.cmdline())
    enough.touch()

    # Once the script is gone, the cluster has no client, though it is asked again and again.
    async def quiet() -> bool:
        cluster = await clusters.get(made["name"])
        return bool(await idle() and cluster and cluster["clients"] == 0)

    await until(quiet)
    await script
    assert programs() == [program]

    async def ended() -> bool:
        return not programs()

    # Nobody looks any more.
    await until(ended)
    await until(idle)
    assert len(programs()) == 1
    await ask(path, "DELETE")
    await until(ended)
