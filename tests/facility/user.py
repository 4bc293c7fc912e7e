"""A user at a gateway, by plain HTTP: what is asked and answered, not what a client makes of it."""

from __future__ import annotations

import base64
import json
import subprocess
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import environments
from .gateways import Gateway
from .processes import PATH, FacilityError, wait_for

CONNECT = """\
from dask_gateway import BasicAuth, Gateway
gateway = Gateway({address!r}, {proxy_address!r}, auth=BasicAuth({user!r}))
cluster = gateway.connect({name!r})
cluster.scale(1)
client = cluster.get_client()
"""


@dataclass(frozen=True)
class Answer:
    """Status and body of one request."""

    status: int
    body: Any


class User:
    """Somebody who asks a gateway without password."""

    def __init__(self, gateway: Gateway, name: str) -> None:
        self.gateway, self.name = gateway, name

    def ask(self, method: str, path: str, body: Any = None, timeout: float = 10.0) -> Answer:
        """One request, and its answer or refusal."""
        credentials = base64.b64encode(f"{self.name}:".encode()).decode()
        request = urllib.request.Request(
            self.gateway.address + path,
            method=method,
            data=None if body is None else json.dumps(body).encode(),
            headers={"Authorization": f"Basic {credentials}"},
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return Answer(response.status, _content(response.read()))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _content(error.read()))

    def ask_for(self, **options: Any) -> Answer:
        """Ask for a new cluster with just these options."""
        return self.ask("POST", "/api/v1/clusters/", {"cluster_options": options})

    def create(self, environment: Path, **options: Any) -> str:
        """Make a cluster that is bound to work."""
        given = {"conda_env": str(environment), "worker_memory": 1, "env": {"PATH": PATH}}
        answer = self.ask_for(**{**given, **options})
        if answer.status != 201:
            raise FacilityError(f"No cluster was made: {answer}")
        return str(answer.body["name"])

    def status(self, name: str) -> str:
        """What the gateway says of a cluster."""
        answer = self.ask("GET", f"/api/v1/clusters/{name}")
        return str(answer.body["status"]) if answer.status == 200 else str(answer.status)

    def wait_for(self, name: str, status: str, timeout: float = 60.0) -> None:
        """Wait until the gateway says so."""
        seen: list[str] = []

        def there() -> bool:
            seen.append(self.status(name))
            return seen[-1] == status

        try:
            wait_for(there, f"{name} is {status}", timeout)
        except FacilityError as error:
            raise FacilityError(f"{error}, but {seen[-1]}:\n{self.gateway.log[-3000:]}") from None

    def stop(self, name: str) -> None:
        """Shut a cluster down."""
        self.ask("DELETE", f"/api/v1/clusters/{name}")

    def stop_all(self) -> None:
        """Shut all clusters down and wait until they are gone."""

        def none_left() -> bool:
            path = "/api/v1/clusters/?status=pending,running,stopping"
            names = list(self.ask("GET", path).body)
            for name in names:
                self.stop(name)
            return not names

        wait_for(none_left, f"{self.name} has no cluster", timeout=60, pause=0.5)

    def run(self, name: str, code: str, timeout: float = 60.0) -> list[str]:
        """Run a script with ``client`` on a cluster with one worker; return the lines it prints."""
        connect = CONNECT.format(
            address=self.gateway.address,
            proxy_address=self.gateway.proxy_address,
            user=self.name,
            name=name,
        )
        done = subprocess.run(
            [environments.workers() / "bin/python", "-c", connect + code],
            env={"PATH": PATH},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        if done.returncode != 0:
            raise FacilityError(done.stderr)
        return done.stdout.splitlines()


def _content(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")
