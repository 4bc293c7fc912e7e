"""What is installed in an environment, read from its metadata and never by starting it."""

from __future__ import annotations

import json
import os
import re
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import sendable
from . import reading

_OF_INTEREST = frozenset(
    {
        *("dask", "dask-core", "dask-gateway", "distributed", "ipykernel", "pip", "python"),
        *("awkward", "cloudpickle", "coffea", "numpy", "pandas", "uproot"),
    }
)
_LIBRARY = re.compile(r"python3(\.\d+)?$")
_METADATA = (".dist-info", ".egg-info")
_INTERPRETER = re.compile(r"python(3\.\d+)")
_OF_THE_SYSTEM = (Path("/usr"), Path("/usr/local"))
_VENV_VERSION = re.compile(r"^version(?:_info)?\s*=\s*([\d.]+)", re.MULTILINE)
_VENV_HOME = re.compile(r"^home\s*=\s*(.+?)\s*$", re.MULTILINE)
_VENV_SHARES = re.compile(r"^include-system-site-packages\s*=\s*true", re.MULTILINE | re.IGNORECASE)

_MOST_LINES = 1000
_LONGEST_LINE = 4096

SETTLED = 2.0
"""Seconds after which a change can no longer have the time stamp that was read before it."""


@dataclass(frozen=True)
class Package:
    """One installed package: its version, and the directory it is imported from."""

    version: str
    place: Path


@dataclass(frozen=True)
class InstalledPackages:
    """What was found in one environment.

    ``python`` is as exact as the metadata; ``packages`` holds those that
    matter here, by their names in lower case with hyphens.
    """

    python: str | None = None
    packages: Mapping[str, Package] = field(default_factory=dict)
    is_conda: bool = False
    is_venv: bool = False
    pixi: tuple[str, str] | None = None
    """The project and the environment's name in it, where pixi says so."""

    def version(self, package: str) -> str | None:
        """Return the version of a package, None where it is missing."""
        found = self.packages.get(package)
        return sendable(found.version) if found else None


@dataclass
class _Look:
    """Reads directories and files, and keeps the time stamps by which to see a change."""

    stamps: dict[str, int | None] = field(default_factory=dict)
    _names: dict[Path, list[str]] = field(default_factory=dict)

    def names(self, directory: Path) -> list[str]:
        if directory not in self._names:
            self.watch(directory)
            self._names[directory] = reading.names(directory)
        return self._names[directory]

    def text(self, file: Path) -> str:
        self.watch(file)
        return reading.text(file)

    def watch(self, path: Path) -> None:
        # Before the reading: what changes meanwhile is seen the next time.
        self.stamps.setdefault(str(path), _stamp(str(path)))


class PackageCache:
    """Reads environments, and reads one again only when it changed.

    Parameters
    ----------
    home
        Where the user's own site-packages are.
    """

    def __init__(self, home: Path) -> None:
        self._home = home
        self._known: dict[Path, tuple[dict[str, int | None], InstalledPackages]] = {}
        self._lock = threading.Lock()

    def read(self, prefix: Path) -> InstalledPackages:
        """Return what is installed below a prefix; blocks for as long as its disk does."""
        with self._lock:
            known = self._known.get(prefix)
        if known and all(_stamp(path) == stamp for path, stamp in known[0].items()):
            return known[1]
        look = _Look()
        found = self._look(prefix, look)
        settled = time.time_ns() - int(SETTLED * 1e9)
        with self._lock:
            if all(stamp is None or stamp < settled for stamp in look.stamps.values()):
                self._known[prefix] = look.stamps, found
            else:
                self._known.pop(prefix, None)
        return found

    def _look(self, prefix: Path, look: _Look) -> InstalledPackages:
        top = look.names(prefix)
        venv = look.text(prefix / "pyvenv.cfg") if "pyvenv.cfg" in top else ""
        records = look.names(prefix / "conda-meta") if "conda-meta" in top else []
        conda = {name: version for name, version in map(_record, records) if name in _OF_INTEREST}
        python = _first(_VENV_VERSION, venv) or conda.get("python") or _minor(prefix, look)
        shares = not venv or bool(_VENV_SHARES.search(venv))
        packages: dict[str, Package] = {}
        for place in self._places(prefix, venv, _short(python), shares, look):
            for entry in look.names(place):
                if entry.endswith(_METADATA):
                    name, version = _distribution(entry)
                    if name in _OF_INTEREST:
                        packages.setdefault(name, Package(version, place))
        for name, version in conda.items():
            packages.setdefault(name, Package(version, prefix))
        if "dask-core" in packages:
            packages.setdefault("dask", packages["dask-core"])
        return InstalledPackages(
            python=python,
            packages=packages,
            is_conda="history" in records or bool(conda),
            is_venv=bool(venv),
            pixi=_pixi(
                prefix, look.text(prefix / "conda-meta" / "pixi") if "pixi" in records else ""
            ),
        )

    def _places(
        self, prefix: Path, venv: str, minor: str | None, shares: bool, look: _Look
    ) -> Iterator[Path]:
        """Yield where its Python imports from, first things first."""
        prefixes = [prefix]
        home = _first(_VENV_HOME, venv)
        if shares and home:
            prefixes.append(Path(home).parent)
        for one in prefixes:
            for place in _site_packages(one, minor, look):
                yield place
                for name in sorted(look.names(place)):
                    if name.endswith(".pth"):
                        yield from _lent(place, look.text(place / name))
        if shares and minor:
            yield self._home / ".local" / "lib" / f"python{minor}" / "site-packages"


def _stamp(path: str) -> int | None:
    try:
        return os.stat(path).st_mtime_ns
    except (OSError, ValueError):
        return None


def _first(pattern: re.Pattern[str], text: str) -> str | None:
    found = pattern.search(text)
    return found.group(1) if found else None


def _short(python: str | None) -> str | None:
    return ".".join(python.split(".")[:2]) if python else None


def _minor(prefix: Path, look: _Look) -> str | None:
    """Python's version by the name of the program that ``bin/python`` stands for."""
    look.watch(prefix / "bin")
    for name in ("python", "python3"):
        found = _INTERPRETER.match(os.path.basename(reading.real(prefix / "bin" / name)))
        if found:
            return found.group(1)
    versions = sorted(filter(_LIBRARY.match, look.names(prefix / "lib")), key=len)
    return versions[-1].removeprefix("python") or None if versions else None


def _site_packages(prefix: Path, minor: str | None, look: _Look) -> Iterator[Path]:
    top = look.names(prefix)
    of_system = prefix in _OF_THE_SYSTEM
    for library in ("lib", "lib64", "local/lib"):
        # In a virtual environment lib64 is a link to lib.
        if library.partition("/")[0] not in top or os.path.islink(prefix / library):
            continue
        names = [f"python{minor}"] if minor else []
        if of_system or not names:
            # A thousand libraries lie there, too.
            names = [name for name in look.names(prefix / library) if _LIBRARY.match(name)]
        for name in sorted(names, reverse=True):
            if name == "python3" or minor is None or name == f"python{minor}":
                yield prefix / library / name / "site-packages"
                if of_system:
                    yield prefix / library / name / "dist-packages"


def _lent(place: Path, text: str) -> Iterator[Path]:
    """Yield the directories that a ``.pth`` file adds."""
    for line in text.splitlines()[:_MOST_LINES]:
        if (
            len(line) <= _LONGEST_LINE
            and line.strip()
            and not line.startswith(("#", "import ", "import\t"))
        ):
            yield place / line.strip()


def _distribution(entry: str) -> tuple[str, str]:
    """Name and version that a directory of metadata stands for; empty for anything else."""
    stem, dot, _ = entry.rpartition(".dist-info")
    if not dot:
        stem, dot, _ = entry.rpartition(".egg-info")
    name, _, rest = stem.partition("-")
    return (
        (name.lower().replace("_", "-").replace(".", "-"), rest.split("-")[0]) if dot else ("", "")
    )


def _record(entry: str) -> tuple[str, str]:
    """Name and version of conda's record of a package, ``{name}-{version}-{build}.json``."""
    parts = entry.removesuffix(".json").rsplit("-", 2)
    if not entry.endswith(".json") or len(parts) != 3:
        return "", ""
    return parts[0].lower(), parts[1]


def _pixi(prefix: Path, marker: str) -> tuple[str, str] | None:
    """Return the project and name that pixi writes into an environment, or that its place tells."""
    try:
        told = json.loads(marker)
        manifest, name = Path(told["manifest_path"]), str(told["environment_name"])
    except (ValueError, KeyError, TypeError, RecursionError):
        pass
    else:
        if reading.is_file(manifest):
            return str(manifest.parent), name
    if prefix.parent.name == "envs" and prefix.parent.parent.name == ".pixi":
        project = prefix.parent.parent.parent
        if any(reading.is_file(project / name) for name in ("pixi.toml", "pyproject.toml")):
            return str(project), prefix.name
    return None
