"""What the program that asks for CPU prints, from whomever it comes."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
from facility.processes import wait_for
from hypothesis import given
from hypothesis import strategies as st

from purdue_dask_lab.clusters.dask_program import LARGEST
from purdue_dask_lab.clusters.scheduler_access import direct
from purdue_dask_lab.clusters.worker_cpu_program import (
    MOST_PERCENT,
    MOST_TOLD,
    CpuLine,
    cpu_source,
    read_line,
)
from purdue_dask_lab.gateways.untrusted import InvalidAnswer, clean_text

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


def harmless(found: CpuLine) -> bool:
    return all(
        address
        and clean_text(address, 200) == address
        and math.isfinite(used)
        and 0 <= used <= MOST_PERCENT
        for address, used in found.percent.items()
    ) and (found.error is None or 0 < len(found.error) <= 300)


@given(st.binary(max_size=500) | ANYTHING.map(lambda one: json.dumps(one).encode()))
def test_whatever_is_printed_becomes_bounded_numbers_or_is_refused(line: bytes) -> None:
    with suppress(InvalidAnswer):
        assert harmless(read_line(line))


@given(st.dictionaries(st.text() | st.just("tls://10.0.0.7:4000"), ANYTHING))
def test_one_worker_that_makes_no_sense_costs_no_other_its_number(told: dict[str, object]) -> None:
    line = json.dumps({"cpu": {**told, "tls://10.0.0.8:4000": 399.5}}).encode()
    found = read_line(line)
    assert found.percent["tls://10.0.0.8:4000"] == 399.5
    assert harmless(found)
    assert found.percent.keys() <= told.keys() | {"tls://10.0.0.8:4000"}


@pytest.mark.parametrize(
    "line",
    [b"", b"\xff", b"[]", b"3", b"null", b"{}", b'{"cpu": 3}', b'{"error": 3}', b"[" * 100_000],
)
def test_a_line_of_another_kind_is_refused(line: bytes) -> None:
    with pytest.raises(InvalidAnswer):
        read_line(line)


def test_the_largest_cluster_fits_into_one_line() -> None:
    told = {f"tls://{number:0194}": 123_456.7 for number in range(MOST_TOLD + 5)}
    line = json.dumps({"cpu": dict(list(told.items())[:MOST_TOLD])}, separators=(",", ":"))
    assert len(line) < LARGEST
    assert len(read_line(json.dumps({"cpu": told}).encode()).percent) == MOST_TOLD


def test_what_runs_is_python_and_holds_what_it_was_given_as_a_text() -> None:
    source = cpu_source(direct('tls://"; import this'))
    compile(source, "cpu", "exec")
    assert json.dumps('tls://"; import this') in source


PARENT = """
import asyncio
from purdue_dask_lab.clusters.dask_program import program_lines

async def main():
    async for line in program_lines({program!r}, 600):
        pass

asyncio.run(main())
"""


@pytest.mark.parametrize("suspended", [False, True])
def test_it_ends_with_jupyter_even_where_that_is_killed_while_it_connects(
    suspended: bool, tmp_path: Path
) -> None:
    connects = tmp_path / "connects"
    connect = [f"open({str(connects)!r}, 'w').close()", "time.sleep(600)"]
    program = PARENT.format(program=cpu_source(connect))
    with subprocess.Popen([sys.executable, "-c", program]) as jupyter:
        wait_for(connects.exists, "The program runs")
        (child,) = psutil.Process(jupyter.pid).children()
        if suspended:
            child.suspend()
            wait_for(lambda: child.status() == psutil.STATUS_STOPPED, "It is suspended")
        jupyter.kill()
    wait_for(lambda: not is_alive(child), "The program has ended")


def is_alive(process: psutil.Process) -> bool:
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
