"""Finds the log files of a cluster, whatever else lies beside them."""

from __future__ import annotations

import os
from collections import deque
from contextlib import suppress
from pathlib import Path

_MOST_ENTRIES = 20_000
"""Entries of a cluster's folder that are looked at: workers may spill their data beside logs."""


def find_logs(folder: Path) -> list[Path]:
    """Return whatever is called ``*.log`` below a folder: schedulers' first, then what is nearest.

    No link to another folder is followed, and of a folder with very many entries not all are
    looked at.
    """
    found: list[Path] = []
    waiting, looked_at = deque([folder]), 0
    while waiting and looked_at < _MOST_ENTRIES:
        with suppress(OSError), os.scandir(waiting.popleft()) as entries:
            for entry in entries:
                looked_at += 1
                if entry.name.endswith(".log"):
                    found.append(Path(entry.path))
                elif entry.is_dir(follow_symlinks=False):
                    waiting.append(Path(entry.path))
                if looked_at >= _MOST_ENTRIES:
                    break
    return sorted(found, key=lambda path: ("scheduler" not in path.name, len(path.parts), path))
