"""Dask Gateway servers: on SLURM, on Kubernetes, and one with the Kubernetes backend's manners."""

from __future__ import annotations

import base64
import json
import secrets
import shutil
import signal
import sqlite3
import urllib.request
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from . import environments
from .accounts import home
from .processes import (
    Daemon,
    FacilityError,
    base_environment,
    free_ports,
    listening,
    wait_for,
    with_variable,
)
from .slurm import PARTITION, Slurm

SERVING = Path(__file__).parent / "serving"

# What tests may ask to be otherwise, by start or restart.
DEFAULTS: dict[str, Any] = {
    "start_timeout": 120,
    "heartbeat": 2,
    "idle_timeout": 3600,
    "clusters_per_user": 1,
    "unseen_for": 0.5,
    "select_cluster": False,
    "image": "facility/workers:1",
}


@dataclass(frozen=True)
class HubAccess:
    """How a gateway asks the Hub who somebody is."""

    api_url: str
    service: str
    token: str


class Gateway:
    """One gateway server; it keeps its ports, database and clusters over a restart."""

    def __init__(
        self,
        run: Path,
        name: str,
        kind: str,
        slurm: Slurm | None = None,
        hub: HubAccess | None = None,
        version: str = environments.NEWEST,
        **settings: Any,
    ) -> None:
        if unknown := set(settings) - set(DEFAULTS):
            raise FacilityError(f"Unknown settings: {sorted(unknown)}")
        self.name, self.kind, self.version = name, kind, version
        self.id = kind if hub else name
        self.auth = "jupyterhub" if hub else "basic"
        self.directory = run / name
        self._run = run
        server_port, port, scheduler_port = free_ports(3)
        self.address = f"http://127.0.0.1:{port}"
        # On Kubernetes, clients connect to schedulers, and browsers to dashboards, elsewhere.
        apart = kind != "slurm"
        self.proxy_address = f"gateway://127.0.0.1:{scheduler_port if apart else port}"
        self.public_address = f"http://localhost:{port}" if apart else self.address
        self.settings = {
            **DEFAULTS,
            **settings,
            "kind": kind,
            "auth": self.auth,
            "server_port": server_port,
            "port": port,
            "scheduler_port": scheduler_port if apart else port,
            "pods": str(run / f"{name}-pods"),
            "database": str(self.directory / "clusters.sqlite"),
            "database_key": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        }
        if slurm:
            self.settings |= {
                "slurm_commands": str(slurm.commands),
                "slurm_partition": PARTITION,
            }
        if hub:
            self.settings |= {
                "hub_api_url": hub.api_url,
                "hub_service": hub.service,
                "hub_token": hub.token,
            }
        self.declared: dict[str, Any] = {}
        self._daemon: Daemon | None = None

    @property
    def log(self) -> str:
        """What the server has written so far: the only place for the reasons of failures."""
        return self._need().log.read_text()

    def start(self, **changes: Any) -> None:
        """Start the server, with some of ``DEFAULTS`` changed, and wait until it answers."""
        self.settings |= changes
        self.directory.mkdir(mode=0o700, exist_ok=True)
        file = self.directory / "settings.json"
        file.write_text(json.dumps(self.settings))
        if self._daemon is None:
            self._daemon = Daemon(
                [*self._program(), "-f", SERVING / "gateway_config.py"],
                self.directory / "gateway.log",
                self._environment(),
            )
        self._daemon.start()
        self._daemon.wait_until(self.answers)

    def answers(self) -> bool:
        """Whether the server answers at all."""
        try:
            with urllib.request.urlopen(f"{self.address}/api/health", timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def _program(self) -> list[str | Path]:
        return [environments.gateway(self.version) / "bin/dask-gateway-server"]

    def _environment(self) -> dict[str, str]:
        # The configuration may lie where only root may write, or nobody should.
        file = self.directory / "settings.json"
        return base_environment(self._run, FACILITY_GATEWAY=str(file), PYTHONDONTWRITEBYTECODE="1")

    def stop(self) -> None:
        """End the server (SIGTERM); clusters go on."""
        if self._daemon is not None:
            self._daemon.stop()
            self._gone()

    def close(self) -> None:
        """End all of it."""
        self.stop()

    def kill(self) -> None:
        """End the server at once (SIGKILL); clusters go on."""
        self._need().kill()
        self._gone()

    def restart(self, **changes: Any) -> None:
        """Stop and start it, at the same address."""
        self.stop()
        self.start(**changes)

    def suspend(self) -> None:
        """Let server and proxy hang: they accept connections and answer nothing."""
        self._need().suspend()

    def resume(self) -> None:
        """Let them go on."""
        self._need().resume()

    def kill_scheduler(self, cluster: str) -> None:
        """End a cluster's scheduler the hard way; the gateway notices by the heartbeats only."""
        self._signal(cluster, "dask_scheduler")

    def kill_workers(self, cluster: str) -> None:
        """End a cluster's workers the hard way."""
        self._signal(cluster, "dask_worker")

    def declaration(self) -> dict[str, Any]:
        """What Purdue's configuration says of this kind, at this gateway's addresses."""
        file = environments.ROOT / "purdue_dask_lab/config/facilities/purdue-af.yaml"
        kind = "slurm" if self.kind == "slurm" else "kubernetes"
        shipped = yaml.safe_load(file.read_text())["labextension"]["gateways"][kind]
        return {
            **shipped,
            "address": self.address,
            "proxy-address": self.proxy_address,
            "public-address": self.public_address,
            "auth": {"type": self.auth},
            "start-timeout": f"{self.settings['start_timeout']} s",
            "idle-timeout": f"{self.settings['idle_timeout']} s",
            **self.declared,
        }

    def _signal(self, cluster: str, role: str) -> None:
        found = [
            process
            for process in with_variable("DASK_GATEWAY_CLUSTER_NAME", cluster)
            if any(role in word for word in process.cmdline())
        ]
        if not found:
            raise FacilityError(f"Cluster {cluster} has no {role}")
        for process in found:
            process.send_signal(signal.SIGKILL)

    def _serves(self) -> bool:
        return listening(self.settings["server_port"])

    def _gone(self) -> None:
        # Its proxy ends a moment later, and would take the place of the next one's.
        ports = {self.settings["port"], self.settings["scheduler_port"]}
        wait_for(lambda: not any(map(listening, ports)), f"{self.name} is gone")

    def _need(self) -> Daemon:
        if self._daemon is None:
            raise FacilityError(f"{self.name} was never started")
        return self._daemon


def declare(
    directory: Path, *gateways: Gateway, each: dict[str, Any] | None = None, **more: Any
) -> Path:
    """Write ``labextension.yaml`` as an administrator would; ``each`` goes to every gateway."""
    file = directory / "labextension.yaml"
    declared = {gateway.id: {**gateway.declaration(), **(each or {})} for gateway in gateways}
    content = {"labextension": {"gateways": declared, **more}}
    # The order is the administrator's.
    file.write_text(yaml.safe_dump(content, sort_keys=False))
    return file


def forget_clusters(run: Path) -> None:
    """Remove what a run's clusters left in the users' homes, when all of them have ended."""
    for file in run.glob("*/clusters.sqlite"):
        with closing(sqlite3.connect(file)) as database:
            for user, name in database.execute("select username, name from clusters"):
                with suppress(KeyError):
                    shutil.rmtree(home(user) / ".dask-gateway" / name, ignore_errors=True)
