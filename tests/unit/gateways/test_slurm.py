"""The user's jobs are asked for without leaving anything behind."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psutil
import pytest
from rest import until

from purdue_dask_lab.gateways.slurm import Squeue


@pytest.fixture
def slow_squeue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A controller that does not answer; the file appears when it is asked."""
    asked = tmp_path / "asked"
    command = tmp_path / "squeue"
    command.write_text(f"#!/bin/sh\ntouch {asked}\nexec sleep 600\n")
    command.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return asked


@pytest.mark.parametrize("waits_for_the_question", [False, True])
async def test_an_open_question_ends_with_jupyter(
    slow_squeue: Path, waits_for_the_question: bool
) -> None:
    squeue = Squeue("somebody")
    assert squeue.jobs("one") == []
    if waits_for_the_question:
        await until(lambda: asyncio.sleep(0, slow_squeue.exists()))
    await asyncio.wait_for(squeue.close(), 20)
    assert not any(child.name() == "sleep" for child in psutil.Process().children())
