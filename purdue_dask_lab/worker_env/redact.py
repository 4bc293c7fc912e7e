"""Which variables look like secrets: they neither travel nor show."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

_UNMISTAKABLE = (
    "*TOKEN*",
    "*SECRET*",
    "*PASSWORD*",
    "*PASSWD*",
    "*PASSPHRASE*",
    "*PRIVATE_KEY*",
    "*API_KEY*",
    "*APIKEY*",
    "*ACCESS_KEY*",
)
SECRET_PATTERNS = (
    *_UNMISTAKABLE,
    "*_PASS",
    "*_PWD",
    "*_PAT",
    "*_KEY",
    "*_KEY_ID",
    "*_AUTH",
    "*COOKIE*",
    "*CREDENTIAL*",
    "*CONNECTION_STRING*",
    "DASK_GATEWAY__AUTH__*",
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

_SHORTEST_SECRET = 8
_PASSWORD_IN_ADDRESS = re.compile(r"://[^/\s@]*:[^/\s@]+@")


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Whether a variable's name fits one of the patterns, in any case."""
    return any(fnmatchcase(name.upper(), pattern.upper()) for pattern in patterns)


def looks_secret(name: str, value: Any = None) -> bool:
    """Whether a value is better not shown: by its name, or as an address with a password."""
    return _is_secrets_name(name) or (
        isinstance(value, str) and _PASSWORD_IN_ADDRESS.search(value) is not None
    )


@lru_cache(maxsize=2048)
def _is_secrets_name(name: str) -> bool:
    """Remembered, for every look at a cluster masks all of its variables anew."""
    return matches(name, SECRET_PATTERNS)


def secrets_of(variables: Mapping[str, str]) -> frozenset[str]:
    """The secrets themselves, by which to know them under a harmless name.

    Short ones and paths are left out: too much would look like them.
    """
    return frozenset(
        value
        for name, value in variables.items()
        if matches(name, _UNMISTAKABLE)
        and len(value) >= _SHORTEST_SECRET
        and not value.startswith("/")
    )


def masked(options: dict[str, Any]) -> dict[str, Any]:
    """A copy of a cluster's options in which secret-looking values are masked."""
    shown: dict[str, Any] = {}
    for name, value in options.items():
        if value and looks_secret(name, value):
            shown[name] = MASK
        elif isinstance(value, dict):
            shown[name] = masked(value)
        else:
            shown[name] = value
    return shown
