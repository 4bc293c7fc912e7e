"""Kubernetes as a part of the facility: brought up, filled, disturbed and ended by tests."""

from __future__ import annotations

import json
import os
import secrets
import ssl
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import Any

import yaml

from ..processes import Daemon, FacilityError, base_environment, free_ports, wait_for
from . import kinds
from .found import FoundServer
from .kinds import BUILT_IN, DEFINED, Kind
from .kubelet import NAME
from .manifests import NAMESPACE, everything, manifest

TESTS = Path(__file__).parent.parent.parent


class Refusal(FacilityError):
    """The API server's, with its status."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Kubernetes:
    """An API server with one node; ``KUBE_APISERVER`` names one that is there already."""

    def __init__(self, run: Path) -> None:
        self._run = run
        self.directory = run / "kubernetes"
        self.is_real = "KUBE_APISERVER" in os.environ
        if self.is_real:
            self.url, self.token = os.environ["KUBE_APISERVER"], os.environ["KUBE_TOKEN"]
        else:
            (port,) = free_ports(1)
            self.url, self.token = f"http://127.0.0.1:{port}", secrets.token_hex(16)
        authority = os.environ.get("KUBE_CA_FILE")
        self._trusted = ssl.create_default_context(cafile=authority) if authority else None
        self._server: Daemon | FoundServer | None = None
        self._plane: Daemon | None = None

    def start(self) -> None:
        """Bring it up, with what dask-gateway needs in it."""
        self.directory.mkdir(mode=0o755, exist_ok=True)
        pods = self.directory / "pods"
        pods.mkdir(mode=0o755, exist_ok=True)
        if not self.is_real:
            port = self.url.rsplit(":", 1)[1]
            store = self.directory / "store.sqlite"
            server = self._server = self.daemon(
                "apiserver", "--port", port, "--store", store, "--pods", pods
            )
            server.start()
            server.wait_until(self.answers)
        for one in everything():
            self.apply(one)
        self._plane = self.daemon("plane", "--runs", pods, *(["--real"] if self.is_real else []))
        self._plane.start()
        wait_for(self._has_node, "Kubernetes has a node")

    def daemon(self, module: str, *arguments: str | Path, token: str | None = None) -> Daemon:
        """One of this package's programs."""
        more = {"KUBE_CA_FILE": os.environ["KUBE_CA_FILE"]} if "KUBE_CA_FILE" in os.environ else {}
        return Daemon(
            [sys.executable, "-m", f"facility.kubernetes.{module}", *arguments],
            self.directory / f"{module}.log",
            base_environment(
                self._run,
                PYTHONPATH=str(TESTS),
                PYTHONDONTWRITEBYTECODE="1",
                KUBE_APISERVER=self.url,
                KUBE_TOKEN=token or self.token,
                **more,
            ),
        )

    def stop(self) -> None:
        """End it, and every pod."""
        for one in (self._plane, self._server):
            if isinstance(one, Daemon):
                one.stop()

    def answers(self) -> bool:
        """Whether the API server answers."""
        with suppress(FacilityError, OSError):
            return bool(self.ask("GET", kinds.NAMESPACES.path()))
        return False

    def suspend(self) -> None:
        """Let the API server hang."""
        self._need().suspend()

    def resume(self) -> None:
        """Let it go on."""
        self._need().resume()

    def kill(self) -> None:
        """End the API server at once; pods go on."""
        self._need().kill()

    def revive(self) -> None:
        """Start the API server again, with all that it had."""
        self._need().start()
        self._need().wait_until(self.answers)

    def ask(self, method: str, path: str, body: Any = None, token: str | None = None) -> Any:
        """One request; raises ``Refusal`` with what is said against it."""
        type = "merge-patch+json" if method == "PATCH" else "json"
        request = urllib.request.Request(
            self.url + path,
            None if body is None else json.dumps(body).encode(),
            {
                "Authorization": f"Bearer {token or self.token}",
                "Content-Type": f"application/{type}",
            },
            method=method,
        )
        try:
            with urllib.request.urlopen(request, timeout=5, context=self._trusted) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            raise Refusal(error.code, json.load(error).get("message", "")) from None

    def apply(self, wanted: dict[str, Any], namespace: str | None = None) -> None:
        """Make an object, or make it what is wanted."""
        kind = next(
            one
            for one in (*BUILT_IN, *DEFINED)
            if (one.api_version, one.name) == (wanted["apiVersion"], wanted["kind"])
        )
        where = wanted["metadata"].get("namespace", namespace)
        try:
            self.ask("POST", kind.path(where), wanted)
        except Refusal as refusal:
            if refusal.status != 409:
                raise
            self.ask("PATCH", kind.path(where, wanted["metadata"]["name"]), wanted)

    def delete(self, kind: Kind, name: str) -> None:
        """Delete an object, if it is there."""
        with suppress(Refusal):
            self.ask("DELETE", kind.path(NAMESPACE, name))

    def objects(self, kind: Kind, cluster: str = "") -> list[dict[str, Any]]:
        """All of a kind, or those of one cluster by its gateway's name."""
        path = kind.path(NAMESPACE)
        if cluster:
            path += f"?labelSelector=gateway.dask.org/cluster={cluster.split('.')[1]}"
        return list(self.ask("GET", path)["items"])

    def clear(self) -> None:
        """Delete all clusters, and wait until nothing of them is left."""
        for one in self.objects(kinds.DASK_CLUSTERS):
            self.delete(kinds.DASK_CLUSTERS, one["metadata"]["name"])
        wait_for(lambda: not self.objects(kinds.PODS), "no pod is left", timeout=60.0)

    def set_quota(self, **hard: str) -> None:
        """Let the namespace use no more; ``set_quota(pods="0")``."""
        self.apply(manifest(kinds.QUOTAS, "full", NAMESPACE, spec={"hard": hard}))

    def lift_quota(self) -> None:
        """Let it use what there is."""
        self.delete(kinds.QUOTAS, "full")

    def set_room(self, **allocatable: str) -> None:
        """Let the node have this much; ``set_room(cpu="0")``."""
        path = kinds.NODES.path(None, NAME, "status")
        self.ask("PATCH", path, {"status": {"allocatable": allocatable}})

    def make_room(self) -> None:
        """Let the node have what it has had."""
        capacity = self.ask("GET", kinds.NODES.path(None, NAME))["status"]["capacity"]
        self.set_room(**capacity)

    def account_token(self, name: str, namespace: str = NAMESPACE) -> str:
        """A token of a service account."""
        self.apply(manifest(kinds.ACCOUNTS, name, namespace))
        request = {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": {}}
        made = self.ask("POST", kinds.ACCOUNTS.path(namespace, name, "token"), request)
        return str(made["status"]["token"])

    def write_kubeconfig(self, file: Path, token: str) -> Path:
        """What a client needs to be whom a token names."""
        cluster = {"server": self.url}
        if authority := os.environ.get("KUBE_CA_FILE"):
            cluster["certificate-authority"] = authority
        content = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "here", "cluster": cluster}],
            "users": [{"name": "me", "user": {"token": token}}],
            "contexts": [
                {"name": "mine", "context": {"cluster": "here", "user": "me"}},
            ],
            "current-context": "mine",
        }
        file.write_text(yaml.safe_dump(content))
        return file

    def _has_node(self) -> bool:
        with suppress(Refusal):
            return "allocatable" in self.ask("GET", kinds.NODES.path(None, NAME)).get("status", {})
        return False

    def _need(self) -> Daemon | FoundServer:
        if self._server is None:
            self._server = FoundServer(int(self.url.rsplit(":", 1)[1]))
        return self._server
