"""Files that hang, as those of a disk that is down do: a pipe that nobody writes to."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def hanging(file: Path) -> Iterator[Path]:
    """Let reading a file hang; afterwards whoever still reads it gets nothing."""
    file.unlink(missing_ok=True)
    file.parent.mkdir(parents=True, exist_ok=True)
    os.mkfifo(file)
    try:
        yield file
    finally:
        release(file)


def release(file: Path) -> None:
    """End what hangs at a file, and remove it."""
    with suppress(OSError):
        os.close(os.open(file, os.O_WRONLY | os.O_NONBLOCK))
    file.unlink(missing_ok=True)
