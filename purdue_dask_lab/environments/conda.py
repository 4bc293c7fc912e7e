"""Where conda, mamba and micromamba keep environments."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..errors import DaskLabError
from ..system.account import expand_user
from ..system.concurrency import executors
from ..translation import trans
from . import condarc, reading

_log = logging.getLogger(__name__)

_INSTALLATIONS = ("miniforge3", "mambaforge", "miniconda3", "anaconda3", "micromamba")
_LONGEST_LINE = 4096
_MOST_LINES = 10_000
_MOST_PREFIXES = 5_000


@dataclass
class CondaEnvironments:
    """What was found, and what was in the way.

    Parameters
    ----------
    prefixes
        All environments with a Python, each once, in the order found.
    problems
        A sentence for each place that cannot be used.
    """

    prefixes: list[Path] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)


def environments(environ: Mapping[str, str], home: Path) -> CondaEnvironments:
    """Find all conda environments; a place that hangs or cannot be read costs itself alone."""
    result = CondaEnvironments()
    programs = _programs(environ, result)
    roots = list(dict.fromkeys(_roots(environ, home, programs)))
    candidates: list[Path] = []
    registry = home / ".conda" / "environments.txt"
    for _, listed in executors.environments.call_each(
        trans("conda's list"), [registry], _RegistryReader(home)
    ):
        if isinstance(listed, DaskLabError):
            result.problems[str(registry)] = listed.message
        else:
            candidates += listed.prefixes
            result.problems |= listed.problems
    candidates += roots
    folders = _folders(environ, home, roots, result)
    for folder, names in executors.environments.call_each(
        trans("conda's folders"), folders, reading.names
    ):
        if isinstance(names, DaskLabError):
            result.problems[str(folder)] = names.message
        else:
            candidates += [folder / name for name in names if not name.startswith(".")]
    unique = list(dict.fromkeys(candidates))[:_MOST_PREFIXES]
    known: set[str] = set()
    for prefix, probed in executors.environments.call_each(
        trans("conda's environments"), unique, _probe
    ):
        if isinstance(probed, DaskLabError):
            result.problems[str(prefix)] = probed.message
        elif probed.fault is not None:
            result.problems[str(prefix)] = trans(
                "{prefix} {fault}.", prefix=prefix, fault=probed.fault
            )
        elif probed.place is not None and probed.place not in known:
            known.add(probed.place)
            result.prefixes.append(prefix)
    return result


def has_python(prefix: Path) -> bool:
    """Return whether there is an interpreter that can be started."""
    return any(reading.is_executable(prefix / "bin" / name) for name in ("python", "python3"))


def called(name: str, prefixes: Iterable[Path]) -> Path | None:
    """Return the environment that ``conda run --name`` means."""
    known = list(prefixes)
    found = next((one for one in known if one.name == name and one.parent.name == "envs"), None)
    if found is None and name in ("base", "root"):
        return next(filter(_is_root, known), None)
    return found or next((one for one in known if one.name == name), None)


def _is_root(prefix: Path) -> bool:
    return (
        reading.is_executable(prefix / "condabin" / "conda")
        or reading.is_executable(prefix / "bin" / "conda")
        or prefix.name in _INSTALLATIONS
    )


@dataclass(frozen=True)
class _Probe:
    """What a prefix is: the place of an environment, nothing, or out of reach."""

    place: str | None = None
    fault: str | None = None


def _probe(prefix: Path) -> _Probe:
    if reading.is_file(prefix / "conda-meta" / "history"):
        return _Probe(place=reading.real(prefix)) if has_python(prefix) else _Probe()
    fault = reading.fault(prefix / "conda-meta" / "history")
    # What is not there is not worth a word: conda's lists are full of it.
    out_of_reach = fault is not None and "Permission denied" in fault
    return _Probe(fault=fault if out_of_reach else None)


@dataclass(frozen=True)
class _RegistryReader:
    """Reads conda's list of environments, line by line."""

    home: Path

    def __call__(self, file: Path) -> CondaEnvironments:
        found = CondaEnvironments()
        lines = reading.text(file).splitlines()
        for at, line in enumerate(lines[:_MOST_LINES], 1):
            written = line.strip()
            if not written:
                continue
            prefix = expand_user(written, self.home) if len(written) <= _LONGEST_LINE else None
            if prefix is None or not prefix.is_absolute():
                said = trans(
                    "{file}, line {at}: {written!r} is no path of an environment.",
                    file=file,
                    at=at,
                    written=written[:60],
                )
                found.problems[f"{file}:{at}"] = said
            else:
                found.prefixes.append(prefix)
        return found


def _programs(environ: Mapping[str, str], result: CondaEnvironments) -> list[Path]:
    """Return conda's programs on the PATH, of which a folder may hang."""

    def look(program: str) -> Path | None:
        path = shutil.which(program, path=environ.get("PATH", os.defpath))
        return Path(reading.real(Path(path))) if path else None

    programs: list[Path] = []
    for program, found in executors.environments.call_each(
        "conda's programs", ["conda", "mamba"], look
    ):
        if isinstance(found, DaskLabError):
            result.problems[program] = found.message
        elif found is not None:
            programs.append(found)
    return programs


def _roots(environ: Mapping[str, str], home: Path, programs: Iterable[Path]) -> Iterator[Path]:
    """Yield installations of conda itself, and what they call the base environment."""
    if environ.get("MAMBA_ROOT_PREFIX"):
        yield Path(environ["MAMBA_ROOT_PREFIX"])
    for variable in ("CONDA_EXE", "MAMBA_EXE"):
        if environ.get(variable):
            yield Path(environ[variable]).parent.parent
    if environ.get("CONDA_PREFIX"):
        active = Path(environ["CONDA_PREFIX"])
        yield active.parent.parent if active.parent.name == "envs" else active
    yield from (program.parent.parent for program in programs)
    for name in _INSTALLATIONS:
        yield home / name
    yield home / ".local" / "share" / "mamba"
    yield Path("/opt/conda")


def _folders(
    environ: Mapping[str, str], home: Path, roots: list[Path], result: CondaEnvironments
) -> list[Path]:
    """Return the directories with an environment in each subdirectory."""
    folders: list[Path] = []
    for variable in ("CONDA_ENVS_PATH", "CONDA_ENVS_DIRS"):
        for written in filter(None, environ.get(variable, "").split(os.pathsep)):
            folder = condarc.expanded(written, environ, home)
            if folder is None:
                said = trans(
                    "{variable} has {written!r}, which leads nowhere.",
                    variable=variable,
                    written=written[:60],
                )
                result.problems[f"{variable}:{written[:60]}"] = said
            else:
                folders.append(folder)

    def read(file: Path) -> tuple[list[Path], list[str]]:
        return condarc.envs_dirs(file, environ, home)

    for file, found in executors.environments.call_each(
        trans("conda's configuration"), condarc.files(environ, home, roots), read
    ):
        if isinstance(found, DaskLabError):
            result.problems[str(file)] = found.message
        else:
            folders += found[0]
            for said in found[1]:
                # It is conda's file, and conda itself complains about it.
                _log.debug("%s", said)
    folders += [root / "envs" for root in roots]
    folders.append(home / ".conda" / "envs")
    return list(dict.fromkeys(folders))
