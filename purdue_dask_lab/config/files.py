"""The files that Dask reads, each looked at on its own."""

from __future__ import annotations

import os
import site
import sys
import threading
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from ..errors import DaskLabError
from ..system.account import home
from ..system.concurrency import executors
from ..translation import trans
from . import yaml_reader
from .marks import ConfigProblem, MarkedValue, Origin

USER_FILE = "labextension.yaml"
SUFFIXES = (".json", ".yaml", ".yml")
SETTLED_NS = 2 * 10**9
"""After that long a change can no longer have the time stamp that was read before it."""

Stamp = tuple[int, int, int]


@dataclass(frozen=True)
class ConfigFile:
    """One file, as it was when it could last be read."""

    path: Path
    root: MarkedValue | None = None
    problems: tuple[ConfigProblem, ...] = ()
    stamp: Stamp | None = None


@dataclass
class ConfigFiles:
    """All files, least important first, and what is wrong with any of them."""

    files: list[ConfigFile] = field(default_factory=list)
    problems: list[ConfigProblem] = field(default_factory=list)


def user_file() -> Path:
    """Return the user's own file, as dask-labextension names it."""
    configured = os.environ.get("DASK_CONFIG")
    if configured and Path(configured).suffix.lower() in SUFFIXES:
        return Path(configured)
    return (Path(configured) if configured else home() / ".config" / "dask") / USER_FILE


def search_path() -> list[Path]:
    """Return where Dask looks, least important first (``dask.config.paths``)."""
    places = [
        os.environ.get("DASK_ROOT_CONFIG", "/etc/dask"),
        *(os.path.join(prefix, "etc", "dask") for prefix in (sys.prefix, *site.PREFIXES)),
        str(home() / ".config" / "dask"),
        os.environ.get("DASK_CONFIG", ""),
    ]
    # Of those that are named twice the last one counts.
    last_first = dict.fromkeys(place for place in reversed(places) if place)
    return [Path(place) for place in reversed(last_first)]


class ConfigFileReader:
    """Reads the files; one that has not changed is not parsed again.

    A file that hangs, or that cannot be read for a moment, costs its own
    content alone; if it hangs, what it held before still holds.
    """

    def __init__(self) -> None:
        self._known: dict[Path, ConfigFile] = {}
        self._lock = threading.Lock()

    def read(self) -> ConfigFiles:
        """Read all of them side by side; blocks for two time limits at most."""
        found = ConfigFiles()
        paths: dict[Path, None] = {}
        for place, listed in executors.configuration.call_each("folders", search_path(), _files_at):
            if isinstance(listed, DaskLabError):
                found.problems.append(_hung(place, listed))
                # A hung folder's files are those that were there before.
                paths |= dict.fromkeys(file for file in self._known if file.parent == place)
            elif isinstance(listed, OSError):
                found.problems.append(_unreadable(place, listed))
            else:
                paths |= dict.fromkeys(listed)
        for path, read in executors.configuration.call_each("files", list(paths), self._read_one):
            if isinstance(read, DaskLabError):
                found.problems.append(_hung(path, read))
                read = self._known.get(path)
            if isinstance(read, ConfigFile):
                found.files.append(read)
                found.problems += read.problems
        with self._lock:
            self._known = {file.path: file for file in found.files}
        return found

    def read_file(self, path: Path) -> ConfigFile | None:
        """Read one file that is named; None if it is not there."""
        ((_, read),) = executors.configuration.call_each("files", [path], self._read_one)
        if isinstance(read, DaskLabError):
            known = self._known.get(path, ConfigFile(path))
            return replace(known, problems=(*known.problems, _hung(path, read)))
        if read is not None:
            with self._lock:
                self._known[path] = read
        return read

    def _read_one(self, path: Path) -> ConfigFile | None:
        known = self._known.get(path)
        begun = time.time_ns()
        try:
            with path.open("rb") as file:
                status = os.fstat(file.fileno())
                stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
                if known is not None and known.stamp == stamp:
                    return known
                content = file.read(yaml_reader.MOST_BYTES + 1)
        except FileNotFoundError:
            return None
        except OSError as error:
            return ConfigFile(path, problems=(_unreadable(path, error),))
        settled = stamp if stamp[0] < begun - SETTLED_NS else None
        return parsed(path, content, settled)


def parsed(path: Path, content: bytes, stamp: Stamp | None = None) -> ConfigFile:
    """Parse the content of a file; nothing that it may hold raises anything."""
    try:
        document = yaml_reader.read(yaml_reader.decoded(content), path)
    except yaml_reader.YamlRefused as error:
        return ConfigFile(path, None, (ConfigProblem(Origin(path), str(error)),), stamp)
    root, problems = document.root, document.problems
    if root is not None and not isinstance(root.value, dict):
        if root.value is not None:
            said = trans("must hold keys and values, as in KEY: VALUE.")
            problems.append(ConfigProblem(Origin(path), said))
        root = None
    return ConfigFile(path, root, tuple(problems), stamp)


def _files_at(place: Path) -> list[Path] | OSError:
    """Return the files of a place: those of a folder, in order, or the place itself."""
    try:
        names = os.listdir(place)
    except FileNotFoundError:
        return []
    except NotADirectoryError:
        return [place]
    except OSError as error:
        return error
    return [place / name for name in sorted(names) if Path(name).suffix.lower() in SUFFIXES]


def _unreadable(path: Path, error: OSError) -> ConfigProblem:
    return ConfigProblem(
        Origin(path), trans("cannot be read: {strerror}.", strerror=error.strerror or error)
    )


def _hung(path: Path, error: DaskLabError) -> ConfigProblem:
    return ConfigProblem(Origin(path), error.message.removeprefix(f"{path} "))
