"""The account that this process runs in, which need not exist.

In containers the user may be a number without a name or a home. Nothing here
raises, whatever is missing.
"""

from __future__ import annotations

import os
import pwd
from pathlib import Path

_NAMES = ("LOGNAME", "USER", "LNAME", "USERNAME")


def current_user() -> str:
    """Return whose clusters these are: JupyterHub's word for the user, else the account."""
    return os.environ.get("JUPYTERHUB_USER") or account_name()


def account_name() -> str:
    """Return the account's name, or its number where it has none."""
    for variable in _NAMES:
        if os.environ.get(variable):
            return os.environ[variable]
    entry = _account()
    return entry.pw_name if entry else str(os.getuid())


def home() -> Path:
    """Return the home folder; the root folder where there is none."""
    if os.environ.get("HOME"):
        return Path(os.environ["HOME"])
    entry = _account()
    return Path(entry.pw_dir if entry and entry.pw_dir else "/")


def expand_user(text: str, own_home: Path | None = None) -> Path | None:
    """Return the path with ``~`` and ``~name`` filled in; None where there is no such user.

    Parameters
    ----------
    own_home
        What a plain ``~`` stands for, if it is not this account's home.
    """
    if not text or "\0" in text:
        return None
    if not text.startswith("~"):
        return Path(text)
    name, slash, rest = text[1:].partition("/")
    if not name:
        folder = own_home or home()
    else:
        try:
            folder = Path(pwd.getpwnam(name).pw_dir)
        except (KeyError, ValueError, OSError):
            return None
    return folder / rest.lstrip("/") if slash else folder


def _account() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwuid(os.getuid())
    except (KeyError, OSError):
        return None
