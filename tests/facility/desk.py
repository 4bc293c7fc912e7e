"""Whose Jupyter server the tests' is, and what the administrator has declared for it."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import Any

import pytest

from .accounts import PURDUE, home
from .facility import Facility
from .gateways import Gateway, declare
from .user import User

KERNEL = "workers"


class Desk:
    """A user in front of Jupyter; nobody's until ``sit`` is called.

    ``environment``, a kernel of the name ``workers``, is one that all of the
    facility's users can run.
    """

    def __init__(
        self, facility: Facility, configuration: Path, data: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        self._facility = facility
        self._configuration = configuration
        self._data = data
        self._monkeypatch = monkeypatch
        self._users: list[User] = []
        self.environment = facility.environment

    def sit(self, *gateways: Gateway, user: str = PURDUE, **more: Any) -> User:
        """Let the server be a user's, with these gateways declared.

        ``more`` goes into the declaration of each: ``lifetime="20 s"``.
        """
        for name in ("USER", "LOGNAME"):
            self._monkeypatch.setenv(name, user)
        self._monkeypatch.setenv("HOME", str(home(user)))
        for name in ("NB_UID", "NB_GID", "JUPYTERHUB_USER"):
            self._monkeypatch.delenv(name, raising=False)
        if any(gateway.kind == "slurm" for gateway in gateways):
            slurm = self._facility.slurm
            self._monkeypatch.setenv("PATH", f"{slurm.commands}:{os.environ['PATH']}")
        self.add_kernel(KERNEL, self.environment)
        declare(self._configuration, *gateways, each=more)
        self._users = [User(gateway, user) for gateway in gateways]
        return self._users[0]

    def add_kernel(self, name: str, prefix: Path) -> None:
        """Let an environment be chosen by a name."""
        kernel = self._data / "kernels" / name
        kernel.mkdir(parents=True, exist_ok=True)
        spec = {
            "argv": [f"{prefix}/bin/python", "-m", "ipykernel_launcher", "-f", "{connection_file}"],
            "display_name": f"Python [{name}]",
            "language": "python",
        }
        (kernel / "kernel.json").write_text(json.dumps(spec))

    def leave(self) -> None:
        """Shut down whatever the user has left running."""
        for user in self._users:
            user.gateway.start()
            user.gateway.resume()
            # What was made a moment ago may not be listed yet.
            time.sleep(user.gateway.settings["unseen_for"])
            user.stop_all()


def wanted(gateway: str, **more: Any) -> dict[str, Any]:
    """The request for a cluster that is bound to work."""
    return {
        "gateway": gateway,
        "environment": KERNEL,
        "workers": {"minimum": 1, "maximum": 1},
        "options": {"worker_cores": 1, "worker_memory": 1},
        **more,
    }
