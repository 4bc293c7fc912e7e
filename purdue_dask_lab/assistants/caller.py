"""Who calls a tool, which jupyter-server-mcp asks nobody for, and what they are refused with."""

from __future__ import annotations

import ipaddress
import os
from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from fastmcp.exceptions import ToolError
from fastmcp.server.dependencies import get_http_request
from jupyter_server.serverapp import ServerApp

from ..dashboards.port_owner import owners_of_connection
from ..errors import DaskLabError, NotAllowed
from ..services import Services
from ..system.concurrency import executors
from ..worker_env.redact import masked_text, process_secrets

_EXTENSION = "purdue_dask_lab"

_LONGEST_REFUSAL = 1_000
"""Characters: a refusal may repeat what was asked for, which may be of any length."""

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")
_Tool = Callable[Parameters, Coroutine[Any, Any, Result]]


def refusing(tool: _Tool[Parameters, Result]) -> _Tool[Parameters, Result]:
    """Let a tool say in a sentence without secrets what it refuses.

    Any other error's traceback would be written to Jupyter's log, with all of the message.
    """

    @wraps(tool)
    async def call(*args: Parameters.args, **kwargs: Parameters.kwargs) -> Result:
        try:
            return await tool(*args, **kwargs)
        except DaskLabError as error:
            # What is cut off later is masked before, so that no half of a secret is left.
            said = masked_text(error.message[: 4 * _LONGEST_REFUSAL], process_secrets())
            raise ToolError(said[:_LONGEST_REFUSAL]) from None

    return call


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
