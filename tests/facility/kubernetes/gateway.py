"""dask-gateway on Kubernetes: its server, its controller, and the proxy before both."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import Any

from .. import environments
from ..gateways import SERVING, Gateway, HubAccess
from ..processes import Daemon, base_environment, free_ports, wait_for
from .cluster import Kubernetes
from .manifests import ACCOUNT, NAMESPACE


class KubernetesGateway(Gateway):
    """A gateway whose clusters are objects in Kubernetes; they outlive all that watches them."""

    def __init__(
        self,
        run: Path,
        name: str,
        kubernetes: Kubernetes,
        hub: HubAccess | None = None,
        **settings: Any,
    ) -> None:
        super().__init__(run, name, "kubernetes", hub=hub, **settings)
        self.kubernetes = kubernetes
        controller_port, routes_port = free_ports(2)
        self._routes_port = routes_port
        self.settings |= {
            "namespace": NAMESPACE,
            "instance": name,
            "controller_port": controller_port,
        }
        self._controller: Daemon | None = None
        self._traefik: Daemon | None = None

    def start(self, **changes: Any) -> None:
        """Start what does not run, and wait until the gateway answers."""
        self.directory.mkdir(mode=0o700, exist_ok=True)
        if self._traefik is None:
            token = self.kubernetes.account_token(ACCOUNT)
            self.kubernetes.write_kubeconfig(self.directory / "kubeconfig", token)
            self._traefik = self.kubernetes.daemon(
                "traefik",
                *("--routes-port", str(self._routes_port)),
                *("--port", str(self.settings["port"])),
                *("--scheduler-port", str(self.settings["scheduler_port"])),
                *("--gateway", f"127.0.0.1:{self.settings['server_port']}"),
                token=token,
            )
        self._traefik.start()
        super().start(**changes)
        if self._controller is None:
            self._controller = Daemon(
                [*self._program(), "kube-controller", "-f", SERVING / "controller_config.py"],
                self.directory / "controller.log",
                self._environment(),
            )
        self._controller.start()

    @property
    def log(self) -> str:
        """What the server and the controller have written so far."""
        files = ("gateway.log", "controller.log")
        return "".join(
            (self.directory / file).read_text()
            for file in files
            if (self.directory / file).exists()
        )

    def stop(self) -> None:
        """End server and controller; clusters and the way to them stay."""
        if self._controller is not None:
            self._controller.stop()
        super().stop()

    def close(self) -> None:
        """End all of it."""
        self.stop()
        if self._traefik is not None:
            self._traefik.stop()

    def hold_routes(self) -> None:
        """Let new routes stay unknown to the proxy, which goes on."""
        assert self._traefik is not None
        os.kill(self._traefik.pid, signal.SIGSTOP)

    def tell_routes(self) -> None:
        """Let it know them."""
        assert self._traefik is not None
        os.kill(self._traefik.pid, signal.SIGCONT)

    def hold_controller(self) -> None:
        """Let what is told to start or end stay as it is."""
        assert self._controller is not None
        self._controller.signal(signal.SIGSTOP)

    def let_controller_go_on(self) -> None:
        """Let it do what it was told."""
        assert self._controller is not None
        self._controller.signal(signal.SIGCONT)

    def _gone(self) -> None:
        wait_for(lambda: not self._serves(), f"{self.name} is gone")

    def _program(self) -> list[str | Path]:
        return [environments.gateway_on_kubernetes() / "bin/dask-gateway-server"]

    def _environment(self) -> dict[str, str]:
        return base_environment(
            self._run,
            FACILITY_GATEWAY=str(self.directory / "settings.json"),
            KUBECONFIG=str(self.directory / "kubeconfig"),
            PYTHONDONTWRITEBYTECODE="1",
        )
