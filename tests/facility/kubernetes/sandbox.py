"""What a container would see of its own network and files, said in words instead.

Namespaces need rights that a container of a CI does not have. So each pod gets an address of
its own that is this machine's, and what it is told to listen at, to connect to and to read is
written so that it means the same on this machine.
"""

from __future__ import annotations

import base64
import os
import random
import re
from collections.abc import Callable, Mapping
from ipaddress import IPv4Network, ip_network
from pathlib import Path
from typing import Any

from ..processes import command
from .store import Object

_ANY_ADDRESS = re.compile(r":(\d+)")
_VARIABLE = re.compile(r"\$\(([A-Za-z_]\w*)\)")


LOOPBACK = ip_network("127.0.0.0/8")

ROUTED = ip_network("10.200.0.0/16")
"""Where a real API server is: it takes no endpoints below 127.0.0.0/8."""


def new_address(network: IPv4Network) -> str:
    """An address that no other pod of this machine has."""
    return str(network[random.randint(2, network.num_addresses - 2)])


def make_routed() -> None:
    """Let this machine answer at all addresses of ``ROUTED``; needs the right to say so."""
    command(["ip", "route", "replace", "local", str(ROUTED), "dev", "lo"], os.environ)


class Sandbox:
    """The words of one pod's container, as they are true on this machine.

    Parameters
    ----------
    address
        The pod's own.
    directory
        What is its file system, as far as it has one of its own.
    resolve
        What the name of a service stands for; None for no service.
    """

    def __init__(
        self, pod: Object, address: str, directory: Path, resolve: Callable[[str], str | None]
    ) -> None:
        self._container = pod["spec"]["containers"][0]
        self._pod = pod
        self._address = address
        self._directory = directory
        self._resolve = resolve
        self._mounts = {
            one["mountPath"].rstrip("/"): directory / "volumes" / one["name"]
            for one in self._container.get("volumeMounts", [])
        }

    def mount(self, secrets: Mapping[str, Object], user: int | None) -> None:
        """Write the secrets where the container finds its volumes."""
        for volume in self._pod["spec"].get("volumes", []):
            if "secret" not in volume:
                continue
            folder = self._directory / "volumes" / volume["name"]
            folder.mkdir(parents=True, exist_ok=True)
            for name, value in secrets[volume["secret"]["secretName"]].get("data", {}).items():
                file = folder / name
                file.touch(mode=0o400)
                file.write_bytes(base64.b64decode(value))
                if user is not None and os.geteuid() == 0:
                    os.chown(file, user, user)

    def environment(self, secrets: Mapping[str, Object]) -> dict[str, str]:
        """The container's variables."""
        metadata = self._pod["metadata"]
        found = {"HOME": str(self._directory), "TMPDIR": str(self._directory)}
        for source in self._container.get("envFrom", []):
            data = secrets[source["secretRef"]["name"]].get("data", {})
            found |= {name: base64.b64decode(value).decode() for name, value in data.items()}
        for one in self._container.get("env", []):
            value = one.get("value", "")
            source = one.get("valueFrom", {})
            if "fieldRef" in source:
                value = str(metadata[source["fieldRef"]["fieldPath"].split(".")[-1]])
            elif "secretKeyRef" in source:
                key = source["secretKeyRef"]
                value = base64.b64decode(secrets[key["name"]]["data"][key["key"]]).decode()
            found[one["name"]] = self._path(value)
        return found

    def command(self, environment: Mapping[str, str]) -> list[str]:
        """The container's command line."""
        said = [*self._container.get("command", []), *self._container.get("args", [])]
        words = [_VARIABLE.sub(lambda one: environment.get(one[1], one[0]), word) for word in said]
        return [
            self._address if word == "" and before == "--host" else self._place(self._path(word))
            for before, word in zip(["", *words], words, strict=False)
        ]

    def _path(self, word: str) -> str:
        for path, folder in self._mounts.items():
            if word == path or word.startswith(f"{path}/"):
                return str(folder) + word[len(path) :]
        return word

    def _place(self, word: str) -> str:
        if _ANY_ADDRESS.fullmatch(word):
            return f"{self._address}{word}"
        found = re.fullmatch(r"(\w+://)([\w.-]+)(:\d+)", word)
        address = self._resolve(found[2]) if found else None
        return f"{found[1]}{address}{found[3]}" if found and address else word


def probe_url(probe: Mapping[str, Any], address: str) -> str:
    """What a probe asks."""
    asked = probe["httpGet"]
    return f"http://{address}:{asked['port']}{asked['path']}"
