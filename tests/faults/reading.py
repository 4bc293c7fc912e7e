"""Reads Dask's configuration in processes of their own, in which Dask was never imported."""

from __future__ import annotations

import atexit
import json
import os
import select
import subprocess
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LIMIT = 20
"""Seconds for one reading; a hang is what these tests look for."""

_PROGRAM = """\
import json, os, sys
from purdue_dask_lab.config import loader

def read(asked):
    os.environ.update(asked)
    found = loader.read()
    return {
        "gateways": [one.id for one in found.gateways],
        "variables": {name: one.value for name, one in found.env_override.items()},
        "options": found.option_defaults,
        "errors": found.errors,
        "dask": "dask" in sys.modules,
    }

# Each reading is a fork of this process, which has read nothing and has no threads.
for line in sys.stdin:
    if os.fork() == 0:
        answer = {"failure": "it ended early"}
        try:
            answer = read(json.loads(line))
        except BaseException as error:
            answer = {"failure": repr(error)}
        finally:
            print(json.dumps(answer), flush=True)
            os._exit(0)
    os.wait()
"""


@dataclass(frozen=True)
class Reading:
    """What a fresh process made of the files."""

    gateways: list[str]
    variables: dict[str, str]
    options: dict[str, object]
    errors: list[str]
    dask: bool


def read(folder: Path, **variables: str) -> Reading:
    """Read the files of one folder, with some environment variables besides."""
    process = _reader()
    assert process.stdin is not None and process.stdout is not None
    asked = {"DASK_CONFIG": str(folder), "DASK_ROOT_CONFIG": str(folder), **variables}
    process.stdin.write(f"{json.dumps(asked)}\n")
    process.stdin.flush()
    ready, _, _ = select.select([process.stdout], [], [], LIMIT)
    assert ready, "the reading hangs"
    answer = json.loads(process.stdout.readline())
    assert "failure" not in answer, answer
    return Reading(**answer)


@lru_cache(maxsize=1)
def _reader() -> subprocess.Popen[str]:
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DASK_")}
    process = subprocess.Popen(
        [sys.executable, "-c", _PROGRAM],
        env=environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(process.kill)
    return process
