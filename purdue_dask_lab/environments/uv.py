"""Projects of uv: where ``uv run`` keeps the environment of a folder's project."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from . import reading


def environment_of(folder: Path, environ: Mapping[str, str]) -> Path | None:
    """Return the environment that uv uses in a folder, built or not; None outside of projects.

    Members of a workspace share that of its root.
    """
    for parent in (folder, *folder.parents):
        manifest = reading.toml(parent / "pyproject.toml")
        if manifest is not None:
            root = _root(parent, manifest)
            return root / (environ.get("UV_PROJECT_ENVIRONMENT") or ".venv")
    return None


def _root(project: Path, manifest: Mapping[str, Any]) -> Path:
    """The root of the workspace that a project is in, which may be itself."""
    if _workspace(manifest) is not None:
        return project
    for parent in project.parents:
        workspace = _workspace(reading.toml(parent / "pyproject.toml") or {})
        if workspace is None:
            continue
        inner = project.relative_to(parent).as_posix()
        is_member = _matches(inner, workspace.get("members"))
        return parent if is_member and not _matches(inner, workspace.get("exclude")) else project
    return project


def _workspace(manifest: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found: Any = manifest
    for key in ("tool", "uv", "workspace"):
        found = found.get(key) if isinstance(found, Mapping) else None
    return found if isinstance(found, Mapping) else None


def _matches(path: str, patterns: Any) -> bool:
    """Whether one of a workspace's globs means a folder; ``*`` stays within one part of it."""
    parts = path.split("/")
    for pattern in patterns if isinstance(patterns, list) else ():
        if isinstance(pattern, str) and _fits(parts, pattern.strip("/").split("/")[:100]):
            return True
    return False


def _fits(parts: list[str], pattern: list[str]) -> bool:
    reached = {0}
    for wanted in pattern:
        if wanted == "**":
            reached = set(range(min(reached), len(parts) + 1)) if reached else reached
        elif wanted not in ("", "."):
            reached = {
                at + 1 for at in reached if at < len(parts) and fnmatchcase(parts[at], wanted)
            }
    return len(parts) in reached
