"""Python source that connects a notebook to a cluster, or creates one; pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from ..config.schema import FactorySettings
from ..schemas.clusters import WorkerRange
from ..worker_env.redact import process_secrets, secrets_of
from .literals import SourceWriter


@dataclass(frozen=True)
class GatewayAccess:
    """How a notebook reaches a gateway.

    Parameters
    ----------
    address, proxy_address
        Where the gateway answers, and the ``gateway://`` address of its
        scheduler proxy.
    address_key
        The key of Dask's configuration that holds the address, where that has
        a password in it.
    auth
        ``jupyterhub`` or ``kerberos`` where the gateway wants it.
    username
        Whom the gateway knows the user as, where basic authentication says so.
    password_file, password_key
        Where the notebook finds the password for basic authentication, so
        that no secret stands in its cells: a file that holds nothing else, or
        a key of Dask's configuration.
    """

    address: str
    proxy_address: str
    address_key: str | None = None
    auth: str | None = None
    username: str | None = None
    password_file: str | None = None
    password_key: str | None = None


@dataclass(frozen=True)
class CreationCall:
    """What a script asks a gateway for.

    Parameters
    ----------
    options
        The gateway's own options but the variables.
    carrier
        The option that carries the workers' variables, if there is one.
    variables
        What workers get; those that equal ``inherited`` are taken from the
        script's own environment, and so are values better not written down.
    inherited
        The environment that the script will find.
    """

    options: dict[str, Any]
    carrier: str | None
    variables: dict[str, str]
    inherited: dict[str, str]


@dataclass(frozen=True)
class VariablesPlugin:
    """Takes variables to workers once a client is there, for gateways that have no way to.

    Parameters
    ----------
    variables
        What workers are to have.
    inherited
        The environment that the notebook or script will find.
    """

    variables: dict[str, str]
    inherited: dict[str, str]

    def source(self) -> tuple[list[str], list[str]]:
        """Imports, and the lines behind the client's; no secret stands in them."""
        call = CreationCall({}, None, self.variables, self.inherited)
        write = SourceWriter(secrets_of(self.inherited))
        lines = [
            "",
            "# This gateway takes no variables. These reach the tasks of all workers, also of",
            "# those that come later; not the scheduler, nor what a worker reads as it starts.",
            *_variables(call, write),
            "",
            "",
            "class Variables(WorkerPlugin):",
            "    def setup(self, worker):",
            "        os.environ.update(variables)",
            "",
            "",
            'client.register_plugin(Variables(), name="variables")',
        ]
        imports = ["import os", *write.imports, "from dask.distributed import WorkerPlugin"]
        return imports, lines


def client_code(cluster: str, access: GatewayAccess, plugin: VariablesPlugin | None = None) -> str:
    """Source that runs as it stands and leaves a connected ``client``.

    Parameters
    ----------
    cluster
        The name of the cluster to connect to.
    plugin
        Takes variables to workers where the gateway does not.
    """
    imports, lines = plugin.source() if plugin else ([], [])
    return "\n".join(
        [
            *imports,
            *gateway_source(access),
            f"cluster = gateway.connect({json.dumps(cluster)})",
            "client = cluster.get_client()",
            *lines,
            "client",
        ]
    )


def direct_code(address: str, plugin: VariablesPlugin | None = None) -> str:
    """Source that connects to a scheduler without a gateway."""
    imports, lines = plugin.source() if plugin else ([], [])
    return "\n".join(
        [
            *imports,
            "from dask.distributed import Client",
            "",
            f"client = Client({json.dumps(address)})",
            *lines,
            "client",
        ]
    )


def factory_code(factory: FactorySettings, workers: WorkerRange) -> str:
    """Source that makes a cluster as a configured class does, and leaves a connected ``client``."""
    write = SourceWriter(process_secrets())
    kwargs = {key.replace("-", "_"): value for key, value in factory.kwargs.items()}
    # Not by keyword, an argument has no name to tell a secret by: its class has.
    arguments = [write.value(value, factory.class_) for value in factory.args]
    arguments += write.arguments(kwargs)
    size = (
        f"cluster.scale({workers.minimum})"
        if workers.minimum == workers.maximum
        else f"cluster.adapt(minimum={workers.minimum}, maximum={workers.maximum})"
    )
    return "\n".join(
        [
            *write.imports,
            "from dask.distributed import Client",
            f"from {factory.module} import {factory.class_}",
            "",
            f"cluster = {factory.class_}({', '.join(arguments)})",
            size,
            "client = Client(cluster)",
            "client",
        ]
    )


def creation_code(
    call: CreationCall,
    workers: WorkerRange,
    access: GatewayAccess,
    plugin: VariablesPlugin | None = None,
) -> str:
    """Source that creates a cluster like the dialog does, and leaves a connected ``client``."""
    write = SourceWriter(secrets_of(call.inherited))
    arguments = [f"    {argument}," for argument in write.arguments(call.options)]
    size = (
        f"cluster.scale({workers.maximum})"
        if workers.minimum == workers.maximum
        else f"cluster.adapt(minimum={workers.minimum}, maximum={workers.maximum})"
    )
    variables: list[str] = []
    if call.carrier is not None and call.variables:
        variables = [*_variables(call, write), ""]
        arguments.append(f"    {call.carrier}=variables,")
    imports, lines = plugin.source() if plugin else ([], [])
    return "\n".join(
        [
            *(["import os"] if variables else []),
            *write.imports,
            *imports,
            *gateway_source(access),
            *variables,
            "cluster = gateway.new_cluster(",
            *arguments,
            ")",
            size,
            "client = cluster.get_client()",
            *lines,
            "client",
        ]
    )


def gateway_source(access: GatewayAccess) -> list[str]:
    """Source that leaves a ``gateway``."""
    address = json.dumps(access.address)
    if access.address_key is not None:
        address = f"config.get({json.dumps(access.address_key)})"
    arguments = [f"    {address},"]
    proxy = access.proxy_address.removeprefix("gateway://")
    if proxy != access.address.split("://", 1)[-1]:
        arguments.append(f"    proxy_address={json.dumps(proxy)},")
    imports = ["from dask_gateway import Gateway"]
    if access.address_key is not None:
        imports = ["from dask import config", *imports]
    named = {"username": json.dumps(access.username)} if access.username is not None else {}
    if access.password_file is not None:
        imports = ["from pathlib import Path", "", "from dask_gateway import BasicAuth, Gateway"]
        named["password"] = f"Path({json.dumps(access.password_file)}).read_text()"
    elif access.password_key is not None:
        imports = ["from dask import config", "from dask_gateway import BasicAuth, Gateway"]
        named["password"] = f"config.get({json.dumps(access.password_key)})"
    elif named:
        imports = ["from dask_gateway import BasicAuth, Gateway"]
    if named:
        told = ", ".join(f"{name}={value}" for name, value in named.items())
        arguments.append(f"    auth=BasicAuth({told}),")
    elif access.auth is not None:
        arguments.append(f"    auth={json.dumps(access.auth)},")
    return [*imports, "", "gateway = Gateway(", *arguments, ")"]


def _variables(call: CreationCall, write: SourceWriter) -> list[str]:
    own = {
        name: value
        for name, value in call.variables.items()
        if call.inherited.get(name) != value and not write.is_secret(name, value)
    }
    # One line, however long: whoever reads the script looks for the rest.
    names = " ".join(sorted(set(call.variables) - set(own)))
    return [
        f'inherited = "{names}".split()',
        "variables = {name: os.environ[name] for name in inherited if name in os.environ}",
        *(f"variables[{write.value(name)}] = {write.value(own[name])}" for name in sorted(own)),
    ]
