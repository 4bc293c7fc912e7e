"""Looks at files that others made: nothing that may be there raises anything."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..translation import trans

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_BYTES = 2 * 2**20
"""Bytes of a file that are read; those that matter here are far smaller."""


def text(file: Path) -> str:
    """Return what a file holds; nothing where it cannot be read."""
    return content(file).decode("utf-8", errors="replace")


def content(file: Path, most: int = MOST_BYTES) -> bytes:
    """Return the first bytes of a file; nothing where it cannot be read."""
    try:
        with file.open("rb") as opened:
            return opened.read(most)
    except (OSError, ValueError):
        return b""


def toml(file: Path) -> Mapping[str, Any] | None:
    """Return what a TOML file says, nothing of it where it makes no sense; None without a file."""
    if not is_file(file):
        return None
    try:
        return tomllib.loads(content(file).decode())
    except (ValueError, RecursionError, OverflowError, MemoryError):
        return {}


def names(folder: Path) -> list[str]:
    """Return the names in a folder, sorted; none where it cannot be read."""
    try:
        return sorted(os.listdir(folder))
    except (OSError, ValueError):
        return []


def is_file(path: Path) -> bool:
    """Return whether there is a file that this user may see."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def is_executable(path: Path) -> bool:
    """Return whether there is a program that this user may start."""
    try:
        return os.access(path, os.X_OK)
    except (OSError, ValueError):
        return False


def real(path: Path) -> str:
    """Return where a path leads to; the path itself where that cannot be told."""
    try:
        return os.path.realpath(path)
    except (OSError, ValueError, RuntimeError):
        return str(path)


def fault(path: Path) -> str | None:
    """Return what keeps this user from a path, as a clause; None where nothing does."""
    try:
        os.stat(path)
    except FileNotFoundError:
        return trans("is not there")
    except ValueError:
        return trans("is no path")
    except OSError as error:
        return trans("cannot be read: {strerror}", strerror=error.strerror or error)
    return None
