"""Pixi projects: a kernel of theirs says ``pixi run`` and not where its environment is."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

DEFAULT = "default"
_LARGEST_NOTEBOOK = 10 * 2**20


@dataclass(frozen=True)
class Project:
    """A pixi project, by the folder of its manifest, and the environments it declares."""

    folder: Path
    manifest: Path
    names: tuple[str, ...]

    def prefix(self, name: str) -> Path:
        """Where pixi builds an environment, or a link to where it does."""
        return self.folder / ".pixi" / "envs" / name


def project_above(folder: Path) -> Project | None:
    """The project that ``pixi run`` would take in a folder."""
    for parent in (folder, *folder.parents):
        for name in ("pixi.toml", "pyproject.toml", "mojoproject.toml"):
            found = project_of(parent / name)
            if found is not None:
                return found
    return None


def project_of(manifest: Path) -> Project | None:
    """The project of a manifest; None where it is not one of pixi's.

    A manifest with mistakes still is one: what is built is what can be used.
    """
    try:
        text = manifest.read_bytes()
    except OSError:
        return None
    try:
        content: dict[str, Any] = tomllib.loads(text.decode())
    except (ValueError, RecursionError):
        content = {"tool": {"pixi": {}}} if b"[tool.pixi" in text else {}
    if manifest.name == "pyproject.toml":
        tool = content.get("tool")
        if not isinstance(tool, dict) or not isinstance(tool.get("pixi"), dict):
            return None
        content = tool["pixi"]
    declared = content.get("environments")
    names = declared if isinstance(declared, dict) else {}
    built = _names(manifest.parent / ".pixi" / "envs")
    return Project(manifest.parent, manifest, tuple(dict.fromkeys((DEFAULT, *names, *built))))


def chosen(options: Sequence[str]) -> tuple[Path | None, str | None]:
    """The manifest and the environment that a ``pixi run`` command names itself.

    Parameters
    ----------
    options
        What stands between ``run`` and the program.
    """
    said: dict[str, str] = {}
    words = [part for option in options for part in option.split("=", 1)]
    for option, value in pairwise(words):
        if option.startswith("-"):
            said[option.lstrip("-")[0]] = value
    manifest = said.get("m")
    return Path(manifest).expanduser() if manifest else None, said.get("e")


def of_notebook(notebook: Path | None, environ: Mapping[str, str]) -> str:
    """The environment that a notebook has chosen in its own metadata, else the default one."""
    preset = environ.get("PIXI_KERNEL_DEFAULT_ENVIRONMENT") or DEFAULT
    try:
        if notebook is None or notebook.stat().st_size > _LARGEST_NOTEBOOK:
            return preset
        metadata = json.loads(notebook.read_bytes())["metadata"]
        return str(metadata["pixi-kernel"]["environment"] or preset)
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return preset


def _names(folder: Path) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []
