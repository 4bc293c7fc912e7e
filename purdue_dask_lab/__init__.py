"""Dask Gateway clusters in JupyterLab."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Any

try:
    __version__ = version("purdue-dask-lab")
except PackageNotFoundError:
    # Run from a source tree that is not installed.
    __version__ = "0+unknown"


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": "labextension", "dest": "purdue-dask-lab"}]


def _jupyter_server_extension_points() -> list[dict[str, Any]]:
    from .app import DaskLab

    return [{"module": "purdue_dask_lab", "app": DaskLab}]
