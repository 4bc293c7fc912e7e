"""Python source that connects a notebook to a cluster; pure."""

from __future__ import annotations

import json

from .models import Cluster


def client_code(
    cluster: Cluster,
    *,
    address: str,
    proxy_address: str,
    auth: str | None = None,
    password_file: str | None = None,
) -> str:
    """Source that runs as it stands and leaves a connected ``client``.

    Parameters
    ----------
    cluster
        The cluster to connect to, by name.
    address, proxy_address
        Where the gateway answers, and the ``gateway://`` address of its
        scheduler proxy.
    auth
        ``jupyterhub`` or ``kerberos`` where the gateway wants it.
    password_file
        Holds the password for basic authentication; read by the notebook, so
        that no secret stands in its cells.
    """
    arguments = [f"    {json.dumps(address)},"]
    proxy = proxy_address.removeprefix("gateway://")
    if proxy != address.split("://", 1)[-1]:
        arguments.append(f"    proxy_address={json.dumps(proxy)},")
    imports = ["from dask_gateway import Gateway"]
    if password_file is not None:
        imports = ["from pathlib import Path", "", "from dask_gateway import BasicAuth, Gateway"]
        arguments.append(
            f"    auth=BasicAuth(password=Path({json.dumps(password_file)}).read_text()),"
        )
    elif auth is not None:
        arguments.append(f"    auth={json.dumps(auth)},")
    return "\n".join(
        [
            *imports,
            "",
            "gateway = Gateway(",
            *arguments,
            ")",
            f"cluster = gateway.connect({json.dumps(cluster.name)})",
            "client = cluster.get_client()",
            "client",
        ]
    )
