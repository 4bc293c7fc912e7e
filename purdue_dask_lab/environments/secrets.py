"""Which variables look like secrets: they neither travel nor show."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from typing import Any

SECRET_PATTERNS = (
    "*TOKEN*",
    "*SECRET*",
    "*PASSWORD*",
    "*PASSWD*",
    "*CREDENTIAL*",
    "*PRIVATE_KEY*",
    "*API_KEY*",
    "*APIKEY*",
    "*ACCESS_KEY*",
    "JPY_*",
    "JUPYTERHUB_*",
)

SESSION_PATTERNS = (
    "_",
    "PWD",
    "OLDPWD",
    "SHLVL",
    "TERM*",
    "DISPLAY",
    "SSH_*",
    "XDG_*",
    "VIRTUAL_ENV*",
    "CONDA_*",
    "PYTHONHOME",
    "KERNEL_*",
    "MPLBACKEND",
)
"""What describes the session that Jupyter runs in and would mislead a worker."""

MASK = "••••••••"


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a variable's name fits one of the patterns, in any case."""
    return any(fnmatchcase(name.upper(), pattern.upper()) for pattern in patterns)


def looks_secret(name: str) -> bool:
    """Whether a value of this name is better not shown."""
    return matches(name, SECRET_PATTERNS)


def masked(options: dict[str, Any]) -> dict[str, Any]:
    """A copy of a cluster's options in which secret-looking values are masked."""
    shown: dict[str, Any] = {}
    for name, value in options.items():
        if looks_secret(name) and value:
            shown[name] = MASK
        elif isinstance(value, dict):
            shown[name] = masked(value)
        else:
            shown[name] = value
    return shown
