"""What a gateway that runs as a child of Jupyter and its parent have agreed upon.

The parent makes a folder, holds a lock in it and starts ``python -m MODULE FOLDER
DESCRIPTOR``. The child writes one line of JSON with its address to the descriptor
when it answers, with the token for its schedulers' pages if they want one, and ends
when its standard input does.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import signal
import sys
import threading
from pathlib import Path

PASSWORD_FILE = "password"  # noqa: S105 - a file's name
LOCK_FILE = "lock"
LOG_FILE = "gateway.log"
CLUSTERS = "clusters"
CONFIGURATION_FILE = "configuration.json"

PAGE_TOKEN_VARIABLE = "DASK_LAB_PAGE_TOKEN"  # noqa: S105 - a variable's name
PAGE_TOKEN_HEADER = "X-Dask-Lab-Page-Token"  # noqa: S105 - a header's name

_PR_SET_PDEATHSIG = 1
_parent_wants_the_end = threading.Event()


def arguments() -> tuple[Path, int]:
    """The folder and the descriptor for the announcement, which is standard output's by default."""
    return Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1


def wake_at_parents_end() -> None:
    """Have the kernel continue this process when its parent ends, should it be suspended then.

    Standard input tells of the end, but only to a process that runs. Elsewhere
    than on Linux that has to do.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGCONT)


def announce(descriptor: int, address: str, page_token: str | None = None) -> None:
    """Tell the parent where this process answers."""
    with os.fdopen(descriptor, "w", closefd=descriptor > 2) as pipe:
        pipe.write(json.dumps({"address": address, "page_token": page_token}) + "\n")
        pipe.flush()


def wait_for_end() -> None:
    """Return when the parent wants this process to end; blocks a thread."""
    while os.read(0, 4096):
        continue
    _parent_wants_the_end.set()


def remove_with_parent(folder: Path) -> None:
    """Remove the folder, unless this process alone ends.

    The parent then tells by the logs there why it ended, and starts another one in it.
    """
    if _parent_wants_the_end.is_set():
        shutil.rmtree(folder, ignore_errors=True)
