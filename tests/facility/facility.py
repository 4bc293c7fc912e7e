"""The facility: its parts are started when they are first asked for, and ended together."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil

from . import accounts, environments
from .gateways import Gateway, forget_clusters
from .hub import Hub
from .kubernetes.cluster import Kubernetes
from .kubernetes.gateway import KubernetesGateway
from .processes import FacilityError, sweep
from .slurm import Slurm


class Facility:
    """One run of the facility; several on a machine do not meet."""

    def __init__(self) -> None:
        if os.geteuid() != 0:
            raise FacilityError("The facility needs root, for it runs SLURM and other users' jobs")
        environments.HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
        _clear_dead_runs()
        accounts.make_accounts()
        self.run = Path(tempfile.mkdtemp(prefix=f"run-{os.getpid()}-", dir=environments.HOME))
        self.run.chmod(0o755)
        self._slurm: Slurm | None = None
        self._kubernetes: Kubernetes | None = None
        self._gateways: dict[str, Gateway] = {}
        self._hub: Hub | None = None
        self._ends = ExitStack()
        self._ends.callback(shutil.rmtree, self.run)
        self._ends.callback(forget_clusters, self.run)
        self._ends.callback(sweep, self.run)

    @property
    def slurm(self) -> Slurm:
        """SLURM itself."""
        if self._slurm is None:
            made = Slurm(self.run)
            self._ends.callback(made.stop)
            made.start()
            self._slurm = made
        return self._slurm

    @property
    def kubernetes(self) -> Kubernetes:
        """Kubernetes itself."""
        if self._kubernetes is None:
            made = Kubernetes(self.run)
            self._ends.callback(made.stop)
            made.start()
            self._kubernetes = made
        return self._kubernetes

    @property
    def environment(self) -> Path:
        """A Python environment that all users can run, for ``conda_env``."""
        return environments.workers()

    def gateway(self, kind: str, name: str = "", **settings: Any) -> Gateway:
        """A gateway, started with the first use.

        Its kind is ``slurm``, ``kubernetes``, or ``manners``: only like Kubernetes.

        By ``name`` more of a kind can be had, with other ``settings`` or another
        ``version``.
        """
        name = name or kind
        if name not in self._gateways:
            if kind == "kubernetes":
                made: Gateway = KubernetesGateway(self.run, name, self.kubernetes, **settings)
            else:
                slurm = self.slurm if kind == "slurm" else None
                made = Gateway(self.run, name, kind, slurm=slurm, **settings)
            self._ends.callback(made.close)
            made.start()
            self._gateways[name] = made
        return self._gateways[name]

    @property
    def hub(self) -> Hub:
        """JupyterHub, and two gateways of its own that ask it who somebody is."""
        if self._hub is None:
            made = Hub(self.run, self.slurm, self.kubernetes)
            self._ends.callback(made.stop)
            made.start()
            self._hub = made
        return self._hub

    def stop(self) -> None:
        """End everything and remove all files of this run."""
        self._ends.close()


def _clear_dead_runs() -> None:
    """What a run left behind that was killed before it could tidy up."""
    for run in environments.HOME.glob("run-*-*"):
        if not psutil.pid_exists(int(run.name.split("-")[1])):
            sweep(run)
            forget_clusters(run)
            shutil.rmtree(run, ignore_errors=True)
