"""The environment variables that workers get, and where each comes from."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from ..models import Variable, WorkerVariables
from .secrets import looks_secret, matches

IDENTITY = ("PATH", "HOME", "USER", "NB_UID", "NB_GID")


def worker_variables(
    server: Mapping[str, str],
    override: Mapping[str, Any],
    added: Mapping[str, str],
    *,
    inherit: Iterable[str],
    exclude: Iterable[str],
    file: Path,
    errors: Iterable[str] = (),
) -> tuple[dict[str, str], WorkerVariables]:
    """Join the sources, the later ones winning: server, user's file, dialog.

    Returns the variables themselves, to be sent to the gateway, and the
    picture of them that may be shown.
    """
    faults = list(errors)
    values: dict[str, tuple[str, str]] = {}
    for name, value in server.items():
        if name in IDENTITY or (matches(name, inherit) and not matches(name, exclude)):
            values[name] = value, "Jupyter server"
    values.setdefault("USER", (getpass.getuser(), "Jupyter server"))
    values.setdefault("HOME", (str(Path.home()), "Jupyter server"))
    values.setdefault("PATH", (os.defpath, "Jupyter server"))
    for name, value in override.items():
        text = _as_shell(value)
        if text is None:
            faults.append(
                f"{file}: env_override.{name} must be a text, a number or a boolean, "
                f"not a {type(value).__name__}."
            )
        else:
            values[str(name)] = text, file.name
    for name, value in added.items():
        values[name] = value, "This cluster"
    shown = [
        Variable(
            name=name,
            value=None if looks_secret(name) else value,
            source=source,
            masked=looks_secret(name),
        )
        for name, (value, source) in sorted(values.items())
    ]
    return (
        {name: value for name, (value, _) in values.items()},
        WorkerVariables(variables=shown, file=str(file), errors=faults),
    )


def _as_shell(value: Any) -> str | None:
    """A YAML scalar as a shell would have it; None for what is no scalar."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    return None
