"""Pixi projects: a kernel of theirs says ``pixi run`` and not where its environment is."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..system.account import expand_user
from . import reading

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT = "default"
_OPTIONS = {
    "-m": "manifest",
    "--manifest-path": "manifest",
    "-w": "manifest",
    "--workspace": "manifest",
    "-e": "environment",
    "--environment": "environment",
}
_MOST_ENVIRONMENTS = 200
_LARGEST_NOTEBOOK = 10 * 2**20


@dataclass(frozen=True)
class Project:
    """A pixi project, by the folder of its manifest, and the environments it declares."""

    folder: Path
    manifest: Path
    names: tuple[str, ...]

    def prefix(self, name: str) -> Path:
        """Return where pixi builds an environment, or a link to where it does."""
        return self.folder / ".pixi" / "envs" / name


def project_above(folder: Path) -> Project | None:
    """Return the project that ``pixi run`` would take in a folder."""
    for parent in (folder, *folder.parents):
        for name in ("pixi.toml", "pyproject.toml", "mojoproject.toml"):
            found = project_of(parent / name)
            if found is not None:
                return found
    return None


def project_of(manifest: Path) -> Project | None:
    """Return the project of a manifest; None where it is not one of pixi's.

    A manifest with mistakes still is one: what is built is what can be used.
    """
    if not _is_there(manifest):
        return None
    text = reading.content(manifest)
    parsed: Any = None
    try:
        parsed = tomllib.loads(text.decode())
    except (ValueError, RecursionError, OverflowError, MemoryError):
        parsed = {"tool": {"pixi": {}}} if b"[tool.pixi" in text else {}
    content: dict[str, Any] = parsed
    if manifest.name == "pyproject.toml":
        tool = content.get("tool")
        if not isinstance(tool, dict) or not isinstance(tool.get("pixi"), dict):
            return None
        content = tool["pixi"]
    declared = content.get("environments")
    names = declared if isinstance(declared, dict) else {}
    built = reading.names(manifest.parent / ".pixi" / "envs")
    usable = (name for name in (DEFAULT, *names, *built) if _is_name(name))
    return Project(manifest.parent, manifest, tuple(dict.fromkeys(usable))[:_MOST_ENVIRONMENTS])


def is_run(arguments: Sequence[str]) -> bool:
    """Return whether a command is one of ``pixi run``."""
    return bool(arguments) and os.path.basename(arguments[0]) == "pixi" and "run" in arguments


def command(arguments: Sequence[str]) -> list[str]:
    """Return what a ``pixi run`` command starts in its environment."""
    return _parsed(arguments)[1]


def chosen(arguments: Sequence[str], home: Path) -> tuple[Path | None, str | None] | None:
    """Return the manifest and the environment that a ``pixi run`` command names itself.

    None where the manifest leads nowhere.
    """
    said, _ = _parsed(arguments)
    manifest = said.get("manifest")
    if not manifest:
        return None, said.get("environment")
    path = expand_user(manifest, home)
    return (path, said.get("environment")) if path is not None else None


def _parsed(arguments: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return what a command says, and what it starts: what follows ``--``, or the options."""
    said: dict[str, str] = {}
    words = list(arguments[1:])
    has_run = False
    while words:
        word = words.pop(0)
        if word == "--":
            return said, words
        if not word.startswith("-"):
            if has_run:
                return said, [word, *words]
            has_run = word == "run"
            continue
        option, sign, value = word.partition("=")
        known = _OPTIONS.get(option if word.startswith("--") else word[:2])
        if known is None:
            continue
        if not sign and not word.startswith("--") and len(word) > 2:
            sign, value = "=", word[2:]
        elif sign and not word.startswith("--"):
            value = word[2:].removeprefix("=")
        said[known] = value if sign else words.pop(0) if words else ""
    return said, []


def of_notebook(notebook: Path | None, environ: Mapping[str, str]) -> str:
    """Return the environment that a notebook has chosen in its metadata, else the default one."""
    preset = environ.get("PIXI_KERNEL_DEFAULT_ENVIRONMENT") or DEFAULT
    try:
        if notebook is None or notebook.stat().st_size > _LARGEST_NOTEBOOK:
            return preset
        metadata = json.loads(notebook.read_bytes())["metadata"]
        name = metadata["pixi-kernel"]["environment"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return preset
    return name if isinstance(name, str) and _is_name(name) else preset


def _is_name(name: str) -> bool:
    """Return whether a name is one of an environment, which is a folder's."""
    return bool(name) and "/" not in name and "\0" not in name and name not in (".", "..")


def _is_there(path: Path) -> bool:
    try:
        return path.exists() and not path.is_dir()
    except (OSError, ValueError):
        return False
