"""Blocking calls on threads of our own: one at a time for each key, none waited for for ever."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from purdue_dask_lab.errors import DaskLabError, DiskTooSlow
from purdue_dask_lab.system import concurrency
from purdue_dask_lab.system.concurrency import DiskExecutor

SHORT = 0.1


@pytest.fixture
def released() -> Iterator[threading.Event]:
    """What a hanging call waits for, at the latest until the test's end."""
    event = threading.Event()
    yield event
    event.set()


async def test_a_call_that_hangs_is_given_up_and_not_repeated(released: threading.Event) -> None:
    disk = DiskExecutor("test", timeout=SHORT)
    with pytest.raises(DiskTooSlow, match=r"^/far did not answer within 0.1 s\."):
        await disk.run("/far", released.wait)
    with pytest.raises(DiskTooSlow, match=r"^/far still does not answer\."):
        await disk.run("/far", released.wait, timeout=3600)
    assert disk.stuck() == ["/far"]


async def test_a_key_that_came_back_is_called_again(released: threading.Event) -> None:
    disk = DiskExecutor("test", timeout=SHORT)
    with pytest.raises(DiskTooSlow):
        await disk.run("/far", released.wait)
    released.set()
    while disk.stuck():
        await asyncio.sleep(0.01)
    assert await disk.run("/far", lambda: 1) == 1


async def test_other_keys_go_on_beside_calls_that_hang(released: threading.Event) -> None:
    disk = DiskExecutor("test", threads=2, timeout=SHORT)
    hung = [asyncio.create_task(disk.run(f"/{name}", released.wait)) for name in range(5)]
    await asyncio.wait(hung)
    assert all(isinstance(task.exception(), DiskTooSlow) for task in hung)
    assert await disk.run("/near", lambda: 1) == 1


async def test_a_call_that_waits_begins_when_a_stuck_one_gives_up_its_place(
    released: threading.Event,
) -> None:
    disk = DiskExecutor("test", threads=1, timeout=SHORT)
    first = asyncio.create_task(disk.run("/far", released.wait))
    await asyncio.sleep(0)
    # Nobody waits for the first any more; its place is free all the same.
    first.cancel()
    assert await disk.run("/near", lambda: 1, timeout=10 * SHORT) == 1


async def test_calls_with_one_key_run_one_after_another() -> None:
    disk, at_once, most = DiskExecutor("test", threads=4), [0], [0]

    def work() -> None:
        at_once[0] += 1
        most[0] = max(most[0], at_once[0])
        time.sleep(0.005)
        at_once[0] -= 1

    await asyncio.gather(*(disk.run("/one", work) for _ in range(10)))
    assert most == [1]


async def test_those_behind_a_call_that_hangs_are_refused_with_it(
    released: threading.Event,
) -> None:
    disk = DiskExecutor("test", timeout=SHORT)
    first = asyncio.create_task(disk.run("/far", released.wait))
    await asyncio.sleep(0)
    with pytest.raises(DiskTooSlow, match="still does not answer"):
        await disk.run("/far", lambda: 1, timeout=3600)
    assert isinstance((await asyncio.wait({first}))[0].pop().exception(), DiskTooSlow)


async def test_the_number_of_stuck_calls_is_bounded(
    released: threading.Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(concurrency, "MOST_STUCK", 3)
    disk = DiskExecutor("test", threads=2, timeout=0.01)
    for name in range(3):
        with pytest.raises(DiskTooSlow, match="did not answer within"):
            await disk.run(f"/{name}", released.wait)
    with pytest.raises(DiskTooSlow, match="3 others do not answer"):
        await disk.run("/next", released.wait)
    assert len([one for one in threading.enumerate() if one.name == "dask-lab-test"]) <= 3


def test_many_that_hang_cost_those_that_do_not_nothing(released: threading.Event) -> None:
    disk = DiskExecutor("test", threads=4, timeout=2)
    hung = set(range(0, 120, 3))

    asked: set[int] = set()

    def look(number: int) -> int:
        asked.add(number)
        if number in hung:
            released.wait()
        return number

    found = dict(disk.call_each("numbers", list(range(120)), look))
    assert {number for number, one in found.items() if isinstance(one, DiskTooSlow)} == hung
    asked.clear()
    found = dict(disk.call_each("numbers", list(range(120)), look))
    assert {number for number, one in found.items() if isinstance(one, DiskTooSlow)} == hung
    assert not asked & hung


def test_an_odd_item_is_its_own_error(released: threading.Event) -> None:
    disk = DiskExecutor("test")
    found = dict(disk.call_each("ratios", [1, 0, 2], lambda number: 2 / number))
    assert (found[1], found[2]) == (2, 1)
    assert isinstance(found[0], DaskLabError)
    assert found[0].message == "0 cannot be used: ZeroDivisionError: division by zero."


async def test_an_error_of_the_call_is_passed_on_also_one_about_time() -> None:
    disk = DiskExecutor("test")

    def fail() -> None:
        raise TimeoutError("of the file system")

    with pytest.raises(TimeoutError, match="of the file system"):
        await disk.run("/x", fail)
    with pytest.raises(TimeoutError, match="of the file system"):
        disk.call("/x", fail)


async def test_code_that_calls_exit_ends_its_call_and_not_jupyter() -> None:
    disk = DiskExecutor("test")
    with pytest.raises(RuntimeError, match="SystemExit: 3"):
        await disk.run("/x", sys.exit, 3)
    with pytest.raises(RuntimeError, match="SystemExit: 3"):
        disk.call("/x", sys.exit, 3)


def test_an_item_that_calls_exit_costs_itself_alone() -> None:
    disk = DiskExecutor("test")
    found = dict(disk.call_each("items", [0, 1], lambda item: item or sys.exit(3)))
    assert found[1] == 1
    assert "SystemExit" in str(found[0])


def test_a_thread_can_wait_for_a_call_too(released: threading.Event) -> None:
    disk = DiskExecutor("test", timeout=SHORT)
    assert disk.call("/near", lambda: 1) == 1
    with pytest.raises(DiskTooSlow, match="did not answer within"):
        disk.call("/far", released.wait)
    with pytest.raises(DiskTooSlow, match="still does not answer"):
        disk.call("/far", lambda: 1)


def test_a_process_does_not_wait_for_what_hangs_when_it_ends() -> None:
    program = (
        "import asyncio, time\n"
        "from purdue_dask_lab.system.concurrency import executors\n"
        "from purdue_dask_lab.errors import DaskLabError, DiskTooSlow\n"
        "async def main():\n"
        "    try:\n"
        "        await executors.records.run('/far', time.sleep, 3600, timeout=0.1)\n"
        "    except DiskTooSlow as error:\n"
        "        print(error.message)\n"
        "asyncio.run(main())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout.startswith("/far did not answer within 0.1 s.")
    assert done.stderr == ""


async def test_each_of_many_calls_is_made_once() -> None:
    disk, calls = DiskExecutor("test", threads=8, timeout=60), 2000
    found = await asyncio.gather(*(disk.run(name, lambda: 1) for name in range(calls)))
    assert sum(found) == calls
