"""Programs that run beside Jupyter, in whatever folder that was started."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from processes import children_with

from purdue_dask_lab.clusters.dask_program import LARGEST, run_program
from purdue_dask_lab.system import processes


async def test_no_file_of_the_folder_that_jupyter_was_started_in_is_taken_for_a_module(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "random.py").write_text("raise SystemExit('mine')")
    monkeypatch.chdir(tmp_path)
    assert await run_program("import random\nprint(random.__name__)", 60) == b"random\n"


async def test_what_it_prints_is_waited_for_to_the_end() -> None:
    # Imports may print, too, long before the answer.
    program = "import time\nprint('warning', flush=True)\ntime.sleep(0.5)\nprint('answer')"
    assert await run_program(program, 60) == b"warning\nanswer\n"


async def test_a_program_that_prints_without_end_is_ended() -> None:
    program = "while True:\n    print('x' * 1000)"
    assert len(await run_program(program, 60)) == LARGEST
    assert children_with(program) == []


async def test_one_that_stays_without_its_output_ends_although_nobody_waits_for_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    program = "import os, time\nos.close(1)\ntime.sleep(600)"
    waited = asyncio.Event()
    wait = asyncio.subprocess.Process.wait

    async def told_wait(process: asyncio.subprocess.Process) -> int:
        waited.set()
        return await wait(process)

    monkeypatch.setattr(asyncio.subprocess.Process, "wait", told_wait)
    # Jupyter ends while the program is given the time to end by itself.
    monkeypatch.setattr(processes, "END_SECONDS", 600)
    running = asyncio.create_task(run_program(program, 60))
    await waited.wait()
    (child,) = children_with(program)
    running.cancel()
    await asyncio.wait({running})
    child.wait(30)
