"""conda's own configuration: which folders hold environments, expanded by conda's rules."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..config import yaml_reader
from ..system.account import expand_user
from ..translation import trans
from . import reading

_KEYS = ("envs_dirs", "envs_path")
_FOLDERS = ("/etc/conda", "/var/lib/conda", "~/.config/conda", "~/.conda")
_NAMES = (".condarc", "condarc", "condarc.d")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{([^}]*)\})", re.ASCII)
_LONGEST = 4096
_MOST_FOLDERS = 200


def files(environ: Mapping[str, str], home: Path, roots: Iterable[Path]) -> list[Path]:
    """Return the files that conda reads, least important first; folders of files as such."""
    found: list[Path | None] = []
    folders = [expand_user(folder, home) for folder in _FOLDERS]
    if environ.get("XDG_CONFIG_HOME"):
        folders.append(Path(environ["XDG_CONFIG_HOME"]) / "conda")
    folders.extend(roots)
    if environ.get("CONDA_PREFIX"):
        folders.append(Path(environ["CONDA_PREFIX"]))
    for folder in filter(None, folders):
        found.extend(folder / name for name in _NAMES)
    found += [home / ".condarc", home / ".mambarc"]
    for variable in ("CONDARC", "MAMBARC"):
        found.append(expand_user(environ.get(variable, ""), home))
    return list(dict.fromkeys(filter(None, found)))


def envs_dirs(file: Path, environ: Mapping[str, str], home: Path) -> tuple[list[Path], list[str]]:
    """Return the folders that a file names, and sentences on what it says wrong.

    Parameters
    ----------
    file
        One of conda's files, or a folder of them.
    """
    if file.name == "condarc.d":
        parts = [
            envs_dirs(file / name, environ, home)
            for name in reading.names(file)
            if name.endswith((".yml", ".yaml"))
        ]
        return [one for found, _ in parts for one in found], [
            one for _, odd in parts for one in odd
        ]
    content = reading.content(file)
    if not content:
        return [], []
    try:
        root = yaml_reader.read(yaml_reader.decoded(content), file).root
    except yaml_reader.YamlRefused as error:
        return [], [f"{file} {error}"]
    found: list[Path] = []
    odd: list[str] = []
    for key in _KEYS:
        value = root.child(key) if root is not None else None
        for folder in _texts(value.plain() if value is not None else None):
            path = expanded(folder, environ, home)
            if path is None:
                odd.append(
                    trans(
                        "{file}: {key} has {folder}, which leads nowhere.",
                        file=file,
                        key=key,
                        folder=folder[:60],
                    )
                )
            else:
                found.append(path)
    return found[:_MOST_FOLDERS], odd[:_MOST_FOLDERS]


def expanded(folder: str, environ: Mapping[str, str], home: Path) -> Path | None:
    """Return a folder with variables and ``~`` filled in; None where that is impossible.

    As conda does it, a variable that is not set stays as it is written, and a
    relative folder is one below the folder that Jupyter was started in.
    """
    if len(folder) > _LONGEST or folder.count("$") > 64:
        return None
    filled = _VARIABLE.sub(lambda found: environ.get(found[1] or found[2], found[0]), folder)
    path = expand_user(filled, home) if len(filled) <= _LONGEST else None
    if path is None:
        return None
    try:
        return Path(os.path.normpath(Path.cwd() / path))
    except OSError:
        return path if path.is_absolute() else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from filter(None, value.split(os.pathsep))
    elif isinstance(value, list):
        yield from (one for one in value if isinstance(one, str) and one)
