"""Who asks for the CPU of workers: while somebody looks, and whatever becomes of who asks."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timezone

import psutil
import pytest
from processes import children_with
from rest import until

from purdue_dask_lab.clusters import worker_cpu
from purdue_dask_lab.clusters.worker_cpu import (
    MOST_WATCHED,
    CpuTiming,
    WorkerCpu,
    WorkerCpuMonitor,
)
from purdue_dask_lab.errors import Conflict
from purdue_dask_lab.schemas.clusters import Cluster, ClusterChanges, ClusterRef, ClusterStatus

TELLS = "import time\nwhile True:\n    print({line!r}, flush=True)\n    time.sleep(0.1)"
BUSY = json.dumps({"cpu": {"tls://w": 99.5}})


class Told:
    """A monitor whose programs a test writes, and whose clock it moves."""

    def __init__(self, most: int = MOST_WATCHED, **timing: float) -> None:
        self.now = 0.0
        self.program = TELLS.format(line=BUSY)
        self.written = 0
        self.log = logging.getLogger("worker-cpu")
        self.monitor = WorkerCpuMonitor(
            self._write,
            self.log,
            timing=CpuTiming(**{"check": 0.02, **timing}),
            most=most,
            clock=self._clock,
        )

    def look(self, name: str = "one") -> WorkerCpu:
        return self.monitor.look("near", name)

    async def until(self, condition: Callable[[WorkerCpu], object], name: str = "one") -> WorkerCpu:
        async def found() -> WorkerCpu | None:
            known = self.look(name)
            return known if condition(known) else None

        async def seen() -> WorkerCpu:
            return self.look(name)

        return await until(found, seen=seen)  # type: ignore[no-any-return]

    async def children(self, number: int) -> list[psutil.Process]:
        """Wait until so many programs run."""

        async def there() -> bool:
            return len(children()) == number

        async def seen() -> list[psutil.Process]:
            return children()

        await until(there, seen=seen)
        return children()

    def _clock(self) -> float:
        return self.now

    async def _write(self, gateway: str, name: str) -> str:
        self.written += 1
        return f"# {name}\n{self.program}"


def children() -> list[psutil.Process]:
    # What all programs begin with.
    return children_with("sys.path[:] = ")


def cluster_of(child: psutil.Process) -> str:
    return child.cmdline()[2].split("# ")[1].split()[0]


@asynccontextmanager
async def told(most: int = MOST_WATCHED, **timing: float) -> AsyncIterator[Told]:
    found = Told(most, **timing)
    try:
        yield found
    finally:
        await found.monitor.close()
        assert children() == []


async def test_one_program_tells_all_who_look_and_ends_when_nobody_does() -> None:
    async with told() as one:
        assert one.look() == WorkerCpu()
        known = await one.until(lambda known: known.percent)
        assert known == WorkerCpu({"tls://w": 99.5})
        await one.children(1)
        one.now += 25
        one.look()
        one.now += 25
        await asyncio.gather(*(one.until(lambda known: known.percent) for _ in "12"))
        assert one.written == 1
        one.now += 31
        await one.children(0)
        # Who looks again begins anew.
        await one.until(lambda known: known.percent)
        assert one.written == 2


async def test_it_ends_also_when_a_line_comes_just_then(monkeypatch: pytest.MonkeyPatch) -> None:
    open_programs = 0

    async def lines(program: str, silence: float) -> AsyncGenerator[bytes, None]:
        nonlocal open_programs
        open_programs += 1
        try:
            while True:
                # As wait_for before Python 3.12, where the line comes first.
                with suppress(asyncio.CancelledError):
                    await asyncio.sleep(0.01)
                yield BUSY.encode()
        finally:
            open_programs -= 1

    monkeypatch.setattr(worker_cpu, "program_lines", lines)
    async with told() as one:
        await one.until(lambda known: known.percent)
        one.now += 31

        async def ended() -> bool:
            return open_programs == 0

        await until(ended)


async def test_nobody_waits_for_one_that_ends_itself_just_when_it_is_ended(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "worker-cpu")
    begun = asyncio.Event()

    async def lines(program: str, silence: float) -> AsyncGenerator[bytes, None]:
        begun.set()
        # As wait_for before Python 3.12, where the end of the output comes first.
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(600)
        return
        yield b""

    monkeypatch.setattr(worker_cpu, "program_lines", lines)
    one = Told(pause=600)
    one.look()
    await begun.wait()
    # Jupyter would end only after the pause before another process.
    await asyncio.wait_for(one.monitor.close(), 60)
    assert caplog.messages == []


async def test_one_whose_program_is_written_just_when_it_is_ended_never_starts() -> None:
    begun = asyncio.Event()

    async def write(gateway: str, name: str) -> str:
        begun.set()
        with suppress(asyncio.CancelledError):
            await asyncio.sleep(600)
        return "import time\ntime.sleep(600)"

    monitor = WorkerCpuMonitor(write, logging.getLogger("worker-cpu"))
    monitor.look("near", "one")
    await begun.wait()
    await asyncio.wait_for(monitor.close(), 30)
    assert children() == []


@pytest.mark.parametrize("steps", range(8))
async def test_jupyter_may_end_at_any_step_of_a_start(steps: int) -> None:
    async with told() as one:
        one.look()
        for _ in range(steps):
            await asyncio.sleep(0)


async def test_it_ends_with_its_cluster_and_with_jupyter() -> None:
    async with told() as one:
        for name in ("removed", "stopping", "lives"):
            one.look(name)
        await one.children(3)
        cluster = Cluster(
            gateway="near",
            name="stopping",
            label="x",
            status=ClusterStatus.stopping,
            created_at=datetime.now(timezone.utc),
        )
        removed = ClusterRef(gateway="near", name="removed")
        one.monitor.observe(ClusterChanges(changed=[cluster], removed=[removed]))
        (left,) = await one.children(1)
        assert cluster_of(left) == "lives"
    # And nothing begins that nobody would end.
    assert one.look() == WorkerCpu()
    assert children() == []


async def test_a_cluster_too_many_takes_the_place_of_one_that_nobody_looks_at() -> None:
    async with told() as one:
        names = [f"c{number}" for number in range(MOST_WATCHED)]
        for name in names:
            one.look(name)
        await one.children(MOST_WATCHED)
        # While all are looked at none ends for another.
        refused = one.look("late").problem
        assert refused == f"The CPU of workers is read for {MOST_WATCHED} clusters at a time."
        one.now += 15
        for name in names[1:]:
            one.look(name)
        assert one.look("late").problem is None
        await one.until(lambda known: known.percent, "late")
        there = await one.children(MOST_WATCHED)
        assert sorted(map(cluster_of, there)) == [*names[1:], "late"]


async def test_an_administrator_may_have_it_for_fewer_clusters_or_for_none() -> None:
    async with told(most=1) as one:
        one.look()
        problem = one.look("late").problem
        assert problem == "The CPU of workers is read for one cluster at a time."
    async with told(most=0) as none:
        problem = none.look().problem
        assert (
            problem == "The CPU of workers is not read here: the administrator has switched it off."
        )
        assert none.written == 0


@pytest.mark.parametrize(
    ("program", "silence", "said"),
    [
        ("print('nonsense', flush=True)", 60, "said what makes no sense"),
        ("print('[' * 3_000_000, flush=True)", 60, "said what makes no sense"),
        ("import os\nos.abort()", 60, "ended without a word"),
        ("import time\ntime.sleep(600)", 1, "said nothing for 1 s"),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", 1, "said nothing for 1 s"),
        ("""print('{"error": "KeyError: 3"}')""", 60, "could not be asked: KeyError: 3."),
    ],
)
async def test_a_program_that_fails_is_named_once_and_tried_again(
    program: str, silence: float, said: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "worker-cpu")
    async with told(silence=silence, pause=0.05, longest_pause=0.1) as one:
        healthy, one.program = one.program, program
        known = await one.until(lambda known: known.problem)
        assert known.percent == {}
        assert said in known.problem

        async def tried() -> bool:
            one.look()
            return one.written >= 3

        await until(tried)
        # Python's own log may tell of the process, too, when somebody else saw its end first.
        own = [record.getMessage() for record in caplog.records if record.name == "worker-cpu"]
        assert len(own) == 1
        assert said in own[0]
        one.program = healthy
        await one.until(lambda known: known.percent and not known.problem)


async def test_pauses_grow_while_programs_fail() -> None:
    async with told(pause=0.2, longest_pause=1000.0) as one:
        one.program = ""
        began = asyncio.get_running_loop().time()

        async def tried() -> bool:
            one.look()
            return one.written >= 4

        await until(tried)
        assert asyncio.get_running_loop().time() - began >= 0.2 + 0.4 + 0.8


async def test_numbers_of_a_scheduler_that_went_silent_are_not_shown_as_todays() -> None:
    async with told() as one:
        one.program = f"import time\nprint({BUSY!r}, flush=True)\ntime.sleep(600)"
        await one.until(lambda known: known.percent)
        one.now += 21
        assert one.look() == WorkerCpu(problem="The scheduler does not answer; it may be busy.")


async def test_a_cluster_without_a_way_to_its_scheduler_says_so() -> None:
    async def refuse(gateway: str, name: str) -> str:
        raise Conflict("This cluster lives inside one process. token=abc")

    monitor = WorkerCpuMonitor(refuse, logging.getLogger("worker-cpu"))
    try:

        async def named() -> str | None:
            return monitor.look("near", "one").problem

        assert (await until(named)).startswith("This cluster lives inside one process.")
    finally:
        await monitor.close()


async def test_whatever_goes_wrong_is_said_and_tried_again() -> None:
    written = 0

    async def fail(gateway: str, name: str) -> str:
        nonlocal written
        written += 1
        raise RuntimeError("token=abc-secret-def is odd")

    timing = CpuTiming(pause=0.05, longest_pause=0.1)
    monitor = WorkerCpuMonitor(fail, logging.getLogger("worker-cpu"), timing=timing)
    try:

        async def named() -> str | None:
            problem = monitor.look("near", "one").problem
            return problem if written > 1 else None

        assert "RuntimeError" in await until(named)
    finally:
        await monitor.close()
