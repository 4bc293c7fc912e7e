"""Cores and memory of this machine that this process and its children may use.

In a container, a batch job or a user's slice that is what the control group grants,
not what the machine is built of. Nothing here raises.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

_GIB = 2**30
_GROUPS = Path("/sys/fs/cgroup")
_OWN_GROUPS = Path("/proc/self/cgroup")


@dataclass(frozen=True)
class Machine:
    """What there is to use: cores, and memory in GiB."""

    cores: float
    memory_gib: float


@cache
def this_machine() -> Machine:
    """Return what this machine grants; looked up once."""
    return measure(_present_cores(), _present_memory(), _GROUPS, _OWN_GROUPS)


def measure(cores: float, memory: float, groups: Path, own_groups: Path) -> Machine:
    """Return what control groups leave of a machine.

    Parameters
    ----------
    cores, memory
        What is there without them; memory in bytes.
    groups
        Where control groups are mounted, of version 1 or 2.
    own_groups
        Which groups this process is in, as ``/proc/self/cgroup`` says it.
    """
    for folder in _folders(groups, own_groups):
        quota = _words(folder / "cpu.max") or [
            *_words(folder / "cpu.cfs_quota_us"),
            *_words(folder / "cpu.cfs_period_us"),
        ]
        if len(quota) == 2:
            allowed, period = map(_number, quota)
            if allowed and period:
                cores = min(cores, allowed / period)
        for name in ("memory.max", "memory.limit_in_bytes"):
            limit = _number(next(iter(_words(folder / name)), ""))
            if limit:
                memory = min(memory, limit)
    return Machine(cores=round(cores, 2), memory_gib=round(memory / _GIB, 2))


def _folders(groups: Path, own_groups: Path) -> Iterator[Path]:
    """Every group that this process is in, with those around it, of both versions."""
    tops = {groups}
    with suppress(OSError, ValueError):
        for line in own_groups.read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            # Within a container the path is that outside, and its own files are at the top.
            top = groups / controllers
            tops.add(top)
            inner = PurePosixPath(path.lstrip("/"))
            yield from (top / part for part in (inner, *inner.parents))
    yield from tops


def _words(file: Path) -> list[str]:
    try:
        return file.read_text().split()
    except (OSError, ValueError):
        return []


def _number(text: str) -> int | None:
    """A limit; None for ``max`` and ``-1``, which are none."""
    return int(text) if text.isdecimal() else None


def _present_cores() -> float:
    with suppress(AttributeError, OSError):
        return float(len(os.sched_getaffinity(0)))
    return float(os.cpu_count() or 1)


def _present_memory() -> float:
    return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
