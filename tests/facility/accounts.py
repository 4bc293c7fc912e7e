"""Two unprivileged users: one of Purdue's, one of CERN's."""

from __future__ import annotations

import grp
import pwd
from pathlib import Path

from .environments import HOME, locked
from .processes import PATH, FacilityError, command

PURDUE = "pete"
CERN = "bob-cern"
GROUP = "purdue"

# By this an account is known to be ours: nobody's real one is ever used.
COMMENT = "purdue-dask-lab test account"

_ENVIRONMENT = {"PATH": PATH}


def make_accounts() -> None:
    """Make what is missing; accounts stay on the machine and are used again."""
    HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    # Two at a time would both make what neither found, with two numbers for one home.
    with locked(HOME / "accounts.lock"):
        _make_accounts()


def _make_accounts() -> None:
    try:
        grp.getgrnam(GROUP)
    except KeyError:
        command(["groupadd", "--force", GROUP], _ENVIRONMENT)
    for name, groups in ((PURDUE, GROUP), (CERN, "")):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            arguments = ["useradd", "--create-home", "--shell", "/bin/bash", "--comment", COMMENT]
            # adduser's own pattern for names is stricter than CERN's names are.
            command([*arguments, "--badname", "--groups", groups, name], _ENVIRONMENT)
        else:
            if found.pw_gecos != COMMENT:
                raise FacilityError(
                    f"The account {name} belongs to somebody; the tests make one of that name. "
                    "Run them on a machine or in a container without it."
                )


def home(name: str) -> Path:
    """The user's home directory."""
    return Path(pwd.getpwnam(name).pw_dir)
