"""A folder of this machine for one child process, held by a lock.

A process number means nothing to another host or container with the same home;
whoever can take the lock knows that nobody uses the folder any more.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import stat
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from ..child import LOCK_FILE

_PREFIX = "purdue-dask-lab-"
_UNLOCKED_FOR_SECONDS = 600.0
"""Age from which a folder without a lock is not one that is just being made."""


class OwnFolder:
    """A new folder for this user only, on a disk of this machine.

    Not below the home: that may be shared with other machines, whose processes
    cannot be asked whether they live, and is slow for what workers spill.
    """

    def __init__(self) -> None:
        self.path = _parent() / f"{_PREFIX}{os.getuid()}-{token_hex(8)}"
        self.lock: int | None = None

    def make(self) -> None:
        """Make it, hold it, and remove what killed processes have left beside it.

        Again where something has swept it away: temporary files are, after some days.
        """
        if self.lock is not None:
            if self._is_held(self.lock):
                return
            os.close(self.lock)
            self.lock = None
        _sweep(self.path.parent)
        try:
            self.path.mkdir(mode=0o700)
        except FileExistsError:
            # What was kept in it may have been written anew; somebody else's is not used.
            found = self.path.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
                raise
            self.path.chmod(0o700)
        self.lock = os.open(self.path / LOCK_FILE, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def _is_held(self, lock: int) -> bool:
        """Whether the lock that is held is the folder's still."""
        try:
            found = os.lstat(self.path / LOCK_FILE)
        except OSError:
            return False
        return os.path.samestat(found, os.fstat(lock))

    def remove(self) -> None:
        """Remove it, and let go."""
        shutil.rmtree(self.path, ignore_errors=True)
        if self.lock is not None:
            os.close(self.lock)
            self.lock = None


def _parent() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except OSError:
        # No disk takes a file now; whoever needs the folder is told that.
        return Path("/tmp")  # noqa: S108 - where others look for it, too


def _sweep(parent: Path) -> None:
    for left in parent.glob(f"{_PREFIX}{os.getuid()}-*"):
        with suppress(OSError):
            found = left.lstat()
            if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and _is_abandoned(left):
                shutil.rmtree(left, ignore_errors=True)


def _is_abandoned(folder: Path) -> bool:
    """Whether nobody holds a folder's lock."""
    try:
        lock = os.open(folder / LOCK_FILE, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW)
    except FileNotFoundError:
        return time.time() - folder.lstat().st_mtime > _UNLOCKED_FOR_SECONDS
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(lock)
    return True
