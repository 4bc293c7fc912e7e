"""Who calls a tool: jupyter-server-mcp asks nobody for a token."""

from __future__ import annotations

import ipaddress
import os

from fastmcp.server.dependencies import get_http_request
from jupyter_server.serverapp import ServerApp

from .._concurrency import executors
from ..dashboards.port_owner import owners_of_connection
from ..errors import NotAllowed
from ..services import Services

_EXTENSION = "purdue_dask_lab"


async def services() -> Services:
    """The services of the Jupyter server that this tool runs in, for its own user alone.

    Raises
    ------
    NotAllowed
        Another user of this machine calls, or it cannot be told who does.
    """
    client = get_http_request().client
    host, port = (client.host, client.port) if client is not None else ("", 0)
    if not _is_loopback(host):
        raise NotAllowed("Dask's tools answer this machine alone.")
    owners = await executors.network.run(f"The owner of port {port}", owners_of_connection, port)
    if not owners or not owners <= {os.getuid(), 0}:
        raise NotAllowed("Dask's tools answer nobody but the user whose Jupyter this is.")
    extensions = ServerApp.instance().extension_manager.extension_apps
    (extension,) = extensions[_EXTENSION]
    found: Services = await extension.services()
    return found


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
