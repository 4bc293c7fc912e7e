"""Reads the ends of a cluster's log files, and what is added to them."""

from __future__ import annotations

import os
import pwd
import stat
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ...system.account import current_user
from ...translation import trans
from ..log_folder import find_logs
from ..regular_files import open_regular

MOST_FILES = 500
"""Files of one cluster that are offered: one of each worker."""

MOST_BYTES = 2**18
"""Bytes that are read of a file at a time."""

_SETTLED_SECONDS = 3.0
"""Age of a file from which its last line is complete, though nothing ends it."""


@dataclass(frozen=True)
class FilePart:
    """The end of a file, or what follows a cursor.

    ``follows`` says that it is the latter; ``truncated`` that something before it was left out.
    """

    text: str
    cursor: str
    follows: bool
    truncated: bool


def log_files(directory: Path, cluster: str) -> list[str]:
    """List the log files of a cluster, by their paths below its folder; schedulers' first.

    Those of other users are none of its own: nobody else writes there but by mistake.
    """
    folder = directory / cluster
    owners = _owners()
    found = []
    for path in find_logs(folder):
        with suppress(OSError):
            status = path.lstat()
            if stat.S_ISREG(status.st_mode) and status.st_uid in owners:
                found.append(str(path.relative_to(folder)))
        if len(found) >= MOST_FILES:
            break
    return found


def read_file(path: Path, since: str | None) -> FilePart:
    """Read the end of a file, or what was added to it since.

    Parameters
    ----------
    since
        The cursor of an earlier part; of another file, or of one that is shorter
        by now, it counts for nothing.

    Raises
    ------
    OSError
        It cannot be read, is no file, or belongs to somebody else.
    """
    with open_regular(path, os.O_NOFOLLOW) as file:
        status = os.fstat(file.fileno())
        if status.st_uid not in _owners():
            raise PermissionError(trans("{path} is no file of yours", path=path))
        size = status.st_size
        begin = _position(since, status)
        follows = begin is not None and size - begin <= MOST_BYTES
        start = begin if begin is not None and follows else max(0, size - MOST_BYTES)
        file.seek(start)
        content = file.read(size - start)
    if start > 0 and not follows:
        # The first line is cut.
        cut = content.find(b"\n") + 1
        start, content = start + cut, content[cut:]
    if time.time() - status.st_mtime < _SETTLED_SECONDS:
        # What follows the last end of a line is still being written.
        content = content[: content.rfind(b"\n") + 1]
    return FilePart(
        text=content.decode("utf-8", errors="replace"),
        cursor=f"{status.st_ino}:{start + len(content)}",
        follows=follows,
        truncated=start > 0 and not follows,
    )


def _owners() -> set[int]:
    """Return whose files may be read: this process's own, and its user's where that is another."""
    owners = {os.geteuid()}
    with suppress(KeyError, OSError):
        owners.add(pwd.getpwnam(current_user()).pw_uid)
    return owners


def _position(since: str | None, status: os.stat_result) -> int | None:
    """Return where a cursor points; None if that is not in this file."""
    inode, _, offset = (since or "").partition(":")
    if not (inode.isdecimal() and offset.isdecimal() and len(offset) < 20):
        return None
    known = int(inode) == status.st_ino and int(offset) <= status.st_size
    return int(offset) if known else None
