"""Compares what workers really run with the environment that their cluster was made with.

Where workers run in an image, nobody can look at their files. Once the first is there,
the scheduler is asked, by the code that notebooks connect with and in a process of its
own: Dask's client has no place in Jupyter's.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from ..errors import DaskLabError
from ..gateways.untrusted import clean_text
from ..schemas.clusters import Cluster, ClusterChanges, SchedulerState
from ..system.concurrency import executors
from ..translation import trans
from .code_service import CodeService
from .dask_program import run_program
from .monitor import GatewayMonitor

COMPARED = ("dask", "distributed", "cloudpickle", "numpy", "pandas", "awkward", "uproot", "coffea")
"""Packages of which both sides should have the same version."""

TIMEOUT = 60.0
"""Seconds that asking may take."""

_MOST_SHOWN = 4

_PROGRAM = """
import json
found = client.get_versions(packages=list({packages!r}))
one = next(iter(found["workers"].values()), None)
print("\\n" + json.dumps(one, default=str))
"""

Log = logging.Logger | logging.LoggerAdapter[Any]
Installed = Callable[[str], Awaitable[Mapping[str, str]]]


class WorkerVersions:
    """Asks once for each cluster whose workers do not run in a chosen environment.

    Parameters
    ----------
    monitors
        One for each gateway, by its id.
    code
        Writes what connects to a cluster.
    installed
        The versions in an environment by its prefix, ``python`` among them.
    """

    def __init__(
        self, monitors: Mapping[str, GatewayMonitor], code: CodeService, installed: Installed,
        log: Log,
    ) -> None:  # fmt: skip
        self._monitors = monitors
        self._code = code
        self._installed = installed
        self._log = log
        self._asked: set[tuple[str, str]] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._one_at_a_time = asyncio.Lock()

    def observe(self, changes: ClusterChanges) -> None:
        """Ask for those clusters of an event that have workers since then."""
        for removed in changes.removed:
            self._asked.discard((removed.gateway, removed.name))
        for cluster in changes.changed:
            key = cluster.gateway, cluster.name
            is_there = cluster.scheduler is SchedulerState.responding and cluster.workers.running
            if not is_there or key in self._asked or cluster.environment is None:
                continue
            self._asked.add(key)
            task = asyncio.create_task(self._compare(cluster))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """End what is being asked."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _compare(self, cluster: Cluster) -> None:
        monitor = self._monitors.get(cluster.gateway)
        environment = cluster.environment
        if monitor is None or environment is None or environment.prefix is None:
            return
        try:
            options = await monitor.gateway.options()
            if monitor.runs_gateway or options.takes_environment:
                # They run in that environment itself.
                return
            code = await self._code.connecting_code(cluster.gateway, cluster.name)
            here = await self._installed(environment.prefix)
            async with self._one_at_a_time:
                there = await _ask(code)
        except DaskLabError as error:
            self._log.debug("Versions of %s: %s", cluster.label, error.message)
            return
        tracked = monitor.tracked.get(cluster.name)
        if tracked is not None and tracked.report is not None and there:
            tracked.mismatch = mismatch(here, there, environment.display_name)
            monitor.show(tracked)


def mismatch(here: Mapping[str, str], there: Mapping[str, str | None], label: str) -> str | None:
    """Say what workers have otherwise than an environment; None where nothing is.

    Parameters
    ----------
    here
        Versions in the environment.
    there
        Versions of a worker; None for what it does not have.
    label
        What the environment is called.
    """
    apart = []
    if _minor(here.get("python")) != _minor(there.get("python")) and here.get("python"):
        apart.append(
            trans(
                "Python {there} instead of {here}",
                there=_minor(there.get("python")),
                here=_minor(here["python"]),
            )
        )
    for name in COMPARED:
        wanted, found = here.get(name), there.get(name)
        if wanted is None or name not in there or wanted == found:
            continue
        apart.append(
            trans("{name} {found} instead of {wanted}", name=name, found=found, wanted=wanted)
            if found
            else trans("no {name}", name=name)
        )
    if not apart:
        return None
    more = (
        trans(" and {number} more", number=len(apart) - _MOST_SHOWN)
        if len(apart) > _MOST_SHOWN
        else ""
    )
    return trans(
        "Workers run other software than {label}: {apart}{more}. Tasks may "
        "fail or compute otherwise: use a kernel and an image with the same "
        "versions.",
        label=label,
        apart=", ".join(apart[:_MOST_SHOWN]),
        more=more,
    )


async def _ask(code: str) -> dict[str, str | None]:
    """What a worker has, by name; nothing where it cannot be told."""
    program = code + _PROGRAM.format(packages=COMPARED)
    try:
        output = await run_program(program, TIMEOUT)
    except (OSError, asyncio.TimeoutError):
        return {}
    return await executors.work.run(("versions", id(program)), read_versions, output)


def read_versions(output: bytes) -> dict[str, str | None]:
    """Read what the program has printed last; nothing where that makes no sense."""
    try:
        told = json.loads(output.decode(errors="replace").strip().rsplit("\n", 1)[-1])
        packages = told["packages"]
        return {
            str(name)[:100]: clean_text(version, 60) if isinstance(version, str) else None
            for name, version in packages.items()
        }
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def _minor(version: str | None) -> str:
    return ".".join((version or "").split(".")[:2])
