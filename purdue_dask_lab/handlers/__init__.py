"""HTTP and nothing else: a handler takes a request to a service and back."""

from __future__ import annotations

from typing import Any

from .clusters import (
    ClientCodeHandler,
    ClusterHandler,
    ClustersHandler,
    CreationCodeHandler,
    LogsHandler,
    RetryHandler,
    WorkerRestartHandler,
    WorkersHandler,
)
from .dashboard import ClusterDashboardHandler, DirectDashboardHandler
from .doctor import DoctorHandler
from .environments import EnvironmentsHandler, UserFileHandler, WorkerVariablesHandler
from .gateways import GatewaysHandler, OptionsHandler
from .history import ActivityHandler, EndedClusterHandler, EndedClustersHandler
from .server_info import OpenAPIHandler, ServerInfoHandler

_ROOT = "/purdue-dask-lab"
_ID = r"([^/]+)"
_HOST = r"([\w.-]+)"
_CLUSTER = rf"{_ROOT}/clusters/{_ID}/{_ID}"
_FRAMED = rf"{_ROOT}(?:/framed/([\w-]{{20,100}}))?"
"""The root of dashboards' routes, with the key that lets JupyterLab show them in frames."""


def routes() -> list[tuple[str, type[Any]]]:
    """Every route below Jupyter's base URL, with its handler."""
    return [
        (rf"{_ROOT}/gateways", GatewaysHandler),
        (rf"{_ROOT}/gateways/{_ID}/options", OptionsHandler),
        (rf"{_ROOT}/environments", EnvironmentsHandler),
        (rf"{_ROOT}/worker-variables", WorkerVariablesHandler),
        (rf"{_ROOT}/worker-variables/file", UserFileHandler),
        (rf"{_ROOT}/openapi.json", OpenAPIHandler),
        (rf"{_ROOT}/machine", ServerInfoHandler),
        (rf"{_ROOT}/doctor", DoctorHandler),
        (rf"{_ROOT}/clusters", ClustersHandler),
        (_CLUSTER, ClusterHandler),
        (rf"{_CLUSTER}/retry", RetryHandler),
        (rf"{_CLUSTER}/client-code", ClientCodeHandler),
        (rf"{_CLUSTER}/logs", LogsHandler),
        (rf"{_CLUSTER}/workers", WorkersHandler),
        (rf"{_CLUSTER}/workers/restart", WorkerRestartHandler),
        (rf"{_CLUSTER}/activity", ActivityHandler),
        (rf"{_ROOT}/ended-clusters", EndedClustersHandler),
        (rf"{_ROOT}/ended-clusters/{_ID}/{_ID}", EndedClusterHandler),
        (rf"{_ROOT}/creation-code", CreationCodeHandler),
        (rf"{_FRAMED}/clusters/{_ID}/{_ID}/dashboard/(.*)", ClusterDashboardHandler),
        (rf"{_FRAMED}/dashboards/(?:{_HOST}(?::|%3A))?(\d+)/(.*)", DirectDashboardHandler),
    ]
