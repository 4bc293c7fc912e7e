"""Clusters of any class, by dask-labextension's own manager, seen as one more gateway.

The manager keeps its clusters in its own process; that is a child of Jupyter,
so that what a cluster class does when it starts, scales or closes never holds
up Jupyter itself. The child answers like a Dask Gateway.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import os
from pathlib import Path

from ...config.schema import FactorySettings
from ...errors import GatewayUnreachable
from ..local.process import LocalGatewayProcess

CONFIGURATION_FILE = "factory.json"


class FactoryProcess(LocalGatewayProcess):
    """dask-labextension's manager as a child process.

    Parameters
    ----------
    directory
        A place of its own for password, logs and configuration.
    factory
        Which class makes clusters, how, and which ones to begin with.
    """

    module = "purdue_dask_lab.gateways.factory.server"

    def __init__(self, directory: Path, factory: FactorySettings) -> None:
        super().__init__(directory)
        self._factory = factory

    @property
    def starts_unasked(self) -> bool:
        """Whether clusters are to be there before anybody creates one."""
        return bool(self._factory.initial)

    def require(self) -> None:
        """Check that the module of the cluster class is installed.

        Raises
        ------
        GatewayUnreachable
            It is not; the message names it.
        """
        package = self._factory.module.split(".")[0]
        if importlib.util.find_spec(package) is None:
            raise GatewayUnreachable(
                f"labextension.factory names the module {self._factory.module}, which is not "
                f"installed where Jupyter runs: install it, or name another."
            )

    def _prepare(self) -> str:
        password = super()._prepare()
        file = self.directory / CONFIGURATION_FILE
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        # Arguments of a cluster class may hold credentials.
        with os.fdopen(os.open(file, flags, 0o600), "w") as opened:
            json.dump(self._factory.model_dump(mode="json", by_alias=True), opened)
        return password
