"""Opens files, and nothing that merely has the name of one."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def open_regular(path: Path, flags: int = 0) -> Iterator[BinaryIO]:
    """Open a file to read it; a pipe or a device of its name is refused, and hangs nobody.

    Parameters
    ----------
    flags
        Of ``os.open``, besides those that reading takes.

    Raises
    ------
    OSError
        It cannot be read, or is no file.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | flags)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise PermissionError(errno.EPERM, "it is no file", str(path))
        with open(handle, "rb", closefd=False) as file:
            yield file
    finally:
        os.close(handle)
