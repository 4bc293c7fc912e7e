"""JupyterHub below a prefix, with the extension in its users' JupyterLab, and two gateways."""

from __future__ import annotations

import json
import secrets
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import environments
from .accounts import CERN, PURDUE
from .gateways import Gateway, HubAccess, declare
from .kubernetes.cluster import Kubernetes
from .kubernetes.gateway import KubernetesGateway
from .kubernetes.manifests import NAMESPACE, SESSION, for_sessions
from .processes import PATH, Daemon, FacilityError, base_environment, free_ports
from .slurm import Slurm

PREFIX = "/hub-prefix/"
SERVING = Path(__file__).parent / "serving"
KINDS = ("slurm", "kubernetes")

# What a CI, a login node or an administrator's shell may have left in the environment.
HOSTILE = {
    "LOGNAME": "root",
    "LNAME": "root",
    "USERNAME": "root",
    "SQUEUE_USERS": "root",
    "SQUEUE_FORMAT": "%i",
    "SQUEUE_FORMAT2": "jobid",
    "SQUEUE_STATES": "COMPLETED",
    "SQUEUE_PARTITION": "elsewhere",
    "SLURM_TIME_FORMAT": "%j",
    "LC_ALL": "C",
    "COLUMNS": "20",
}


@dataclass(frozen=True)
class Key:
    """A token, and where the Hub's API has it."""

    token: str
    path: str


class Hub:
    """A Hub that ``pete`` and ``bob-cern`` log in to; its gateways ask it who they are."""

    def __init__(self, run: Path, slurm: Slurm, kubernetes: Kubernetes, **settings: Any) -> None:
        self._run = run
        self.directory = run / "hub"
        self.users = [PURDUE, CERN]
        self.password = secrets.token_hex(8)
        port, hub_port, http_proxy_port = free_ports(3)
        self.url = f"http://127.0.0.1:{port}{PREFIX}"
        self._api_url = f"http://127.0.0.1:{hub_port}{PREFIX}hub/api"
        self._keys = secrets.token_hex(16)
        self._tokens = {f"dask-gateway-{kind}": secrets.token_hex(16) for kind in KINDS}
        self._ports = {"hub_port": hub_port, "http_proxy_port": http_proxy_port}
        self._slurm = slurm
        self._kubernetes = kubernetes
        accesses = [HubAccess(self._api_url, *one) for one in self._tokens.items()]
        self.gateways = {
            "slurm": Gateway(run, "hub-slurm", "slurm", slurm=slurm, hub=accesses[0], **settings),
            "kubernetes": KubernetesGateway(
                run, "hub-kubernetes", kubernetes, hub=accesses[1], **settings
            ),
        }
        self._daemon: Daemon | None = None

    def start(self) -> None:
        """Bring the Hub and its gateways up."""
        self.directory.mkdir(mode=0o700, exist_ok=True)
        homes, dask = self._run / "homes", self._run / "dask"
        for directory in (homes, dask):
            directory.mkdir(mode=0o755, exist_ok=True)
        for gateway in self.gateways.values():
            gateway.start()
        self._let_sessions_read(dask)
        declare(dask, *self.gateways.values())
        lab = environments.lab()
        path = f"{lab / 'bin'}:{self._slurm.commands}:{PATH}"
        file = self.directory / "settings.json"
        file.write_text(
            json.dumps(
                {
                    **self._ports,
                    "url": self.url,
                    "directory": str(self.directory),
                    "http_proxy": [str(environments.http_proxy())],
                    "password": self.password,
                    "users": self.users,
                    "services": self._tokens,
                    "keys": self._keys,
                    "command": [str(lab / "bin/jupyter-labhub")],
                    "homes": str(homes),
                    "environment": base_environment(
                        self._run,
                        PATH=path,
                        DASK_ROOT_CONFIG=str(dask),
                        SLURM_CONF=str(self._slurm.configuration),
                        **HOSTILE,
                    ),
                }
            )
        )
        self._daemon = Daemon(
            [lab / "bin/jupyterhub", "-f", SERVING / "hub_config.py"],
            self.directory / "hub.log",
            base_environment(
                self._run,
                FACILITY_HUB=str(file),
                PATH=f"{lab / 'bin'}:{environments.node()}:{PATH}",
            ),
        )
        self._daemon.start()
        self._daemon.wait_until(self.answers, timeout=60)

    def _let_sessions_read(self, dask: Path) -> None:
        """Let users' sessions have the rights of the administrators' guide, as in their pods."""
        for one in for_sessions():
            self._kubernetes.apply(one)
        token = self._kubernetes.account_token(**SESSION)
        file = self._kubernetes.write_kubeconfig(dask / "kubeconfig", token)
        gateway = self.gateways["kubernetes"]
        gateway.declared["kubernetes"] = {"namespace": NAMESPACE, "kubeconfig": str(file)}

    def answers(self) -> bool:
        """Whether the Hub is there, behind its proxy."""
        try:
            with urllib.request.urlopen(f"{self.url}hub/health", timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def key(self, user: str, *services: str) -> Key:
        """A user's token that opens these of the Hub's services."""
        scopes = ["read:users:name!user", *(f"access:services!service={one}" for one in services)]
        made = self._api("POST", f"users/{user}/tokens", {"scopes": scopes})
        return Key(made["token"], f"users/{user}/tokens/{made['id']}")

    def revoke(self, key: Key) -> None:
        """Let a token open nothing any more."""
        self._api("DELETE", key.path)

    def suspend(self) -> None:
        """Let the Hub, and what it has started, hang."""
        self._need().suspend()

    def resume(self) -> None:
        """Let it go on."""
        self._need().resume()

    @property
    def log(self) -> str:
        """What the Hub and its users' servers have written so far."""
        return (self.directory / "hub.log").read_text()

    def stop(self) -> None:
        """End the users' servers, the Hub, and the gateways."""
        if self._daemon is not None:
            self._daemon.stop()
        for gateway in self.gateways.values():
            gateway.close()

    def _api(self, method: str, path: str, body: Any = None) -> Any:
        request = urllib.request.Request(
            f"{self._api_url}/{path}",
            None if body is None else json.dumps(body).encode(),
            {"Authorization": f"token {self._keys}"},
            method=method,
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            content = response.read()
            return json.loads(content) if content else None

    def _need(self) -> Daemon:
        if self._daemon is None:
            raise FacilityError("The Hub was never started")
        return self._daemon
