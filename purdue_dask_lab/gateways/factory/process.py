"""Clusters of any class, by dask-labextension's own manager, seen as one more gateway.

The manager keeps its clusters in its own process; that is a child of Jupyter,
so that what a cluster class does when it starts, scales or closes never holds
up Jupyter itself. The child answers like a Dask Gateway.
"""

from __future__ import annotations

import importlib.util
import json

from ...config.schema import FactorySettings
from ...errors import GatewayUnreachable
from ...translation import trans
from ..child import CONFIGURATION_FILE
from ..local.process import LocalGatewayProcess


class FactoryProcess(LocalGatewayProcess):
    """dask-labextension's manager as a child process.

    Parameters
    ----------
    factory
        Which class makes clusters, how, and which ones to begin with.
    """

    module = "purdue_dask_lab.gateways.factory.server"

    def __init__(self, factory: FactorySettings) -> None:
        super().__init__()
        self._factory = factory

    @property
    def starts_unasked(self) -> bool:
        """Whether clusters are to be there before anybody creates one."""
        return bool(self._factory.initial)

    def _require(self) -> None:
        """Check that the module of the cluster class is installed."""
        package = self._factory.module.split(".")[0]
        try:
            found = importlib.util.find_spec(package)
        except (ImportError, ValueError):
            found = None
        if found is None:
            raise GatewayUnreachable(
                trans(
                    "labextension.factory names the module {module}, which is "
                    "not installed where Jupyter runs: install it, or name "
                    "another.",
                    module=self._factory.module,
                )
            )

    def _prepare(self) -> str:
        password = super()._prepare()
        # Arguments of a cluster class may hold credentials.
        content = json.dumps(self._factory.model_dump(mode="json", by_alias=True))
        self.write_private(CONFIGURATION_FILE, content)
        return password
