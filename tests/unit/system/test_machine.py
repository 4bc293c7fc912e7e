"""Cores and memory are what a container, a job or a slice grants, not what the machine has."""

from __future__ import annotations

from pathlib import Path

import pytest

from purdue_dask_lab.system.machine import Machine, measure, this_machine

GIB = 2**30

GRANTS = {
    "no control groups at all": ({}, None, (16, 64)),
    "version 2 without limits": (
        {"cpu.max": "max 100000", "memory.max": "max"},
        "0::/",
        (16, 64),
    ),
    "version 2, a container's own": (
        {"cpu.max": "250000 100000", "memory.max": str(8 * GIB)},
        "0::/",
        (2.5, 8),
    ),
    "version 2, a batch job below": (
        {
            "slurm/job_1/cpu.max": "max 100000",
            "slurm/job_1/memory.max": str(12 * GIB),
            "slurm/job_1/step_0/memory.max": "max",
        },
        "0::/slurm/job_1/step_0",
        (16, 12),
    ),
    "version 2, the path is that outside of the container": (
        {"memory.max": str(4 * GIB)},
        "0::/kubepods/burstable/pod1/container1",
        (16, 4),
    ),
    "version 1, a pod's": (
        {
            "memory/pod/memory.limit_in_bytes": str(6 * GIB),
            "cpu,cpuacct/pod/cpu.cfs_quota_us": "400000",
            "cpu,cpuacct/pod/cpu.cfs_period_us": "100000",
        },
        "4:memory:/pod\n3:cpu,cpuacct:/pod\n0::/",
        (4, 6),
    ),
    "version 1 without limits": (
        {
            "memory/memory.limit_in_bytes": "9223372036854771712",
            "cpu/cpu.cfs_quota_us": "-1",
            "cpu/cpu.cfs_period_us": "100000",
        },
        "4:memory:/\n3:cpu:/",
        (16, 64),
    ),
    "nonsense": (
        {"cpu.max": "many", "memory.max": "\0\0", "memory.limit_in_bytes": ""},
        "nothing of it\n::::",
        (16, 64),
    ),
}


@pytest.mark.parametrize(("files", "own", "granted"), GRANTS.values(), ids=GRANTS)
def test_what_is_granted_is_read_from(
    tmp_path: Path, files: dict[str, str], own: str | None, granted: tuple[float, float]
) -> None:
    groups, own_groups = tmp_path / "cgroup", tmp_path / "own"
    for name, content in files.items():
        file = groups / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
    if own is not None:
        own_groups.write_text(own)
    assert measure(16, 64 * GIB, groups, own_groups) == Machine(*granted)


def test_this_machine_grants_something() -> None:
    machine = this_machine()
    assert machine.cores > 0
    assert machine.memory_gib > 0
