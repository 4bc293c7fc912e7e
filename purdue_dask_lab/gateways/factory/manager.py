"""All that is used of dask-labextension: its manager of clusters, in the child process alone.

Importing it puts a file into the user's Dask configuration and makes a manager, and
each manager begins with the clusters of ``labextension.initial``. None of that is to
happen here: who imports this has set ``labextension.initial`` to nothing.

``tests/unit/gateways/test_dask_labextension.py`` says what of it has to stay as it is.
"""

from __future__ import annotations

import os
from inspect import isawaitable
from typing import Any

from dask import config as dask_config

_LINK = "distributed.dashboard.link"


class LabextensionManager:
    """dask-labextension's ``DaskClusterManager``, by what we need of it.

    Made on a running event loop, which its clusters belong to.
    """

    def __init__(self) -> None:
        self._manager = _import_manager()()
        _replace_unusable_link()

    async def start(self, name: str, configuration: dict[str, Any]) -> Any:
        """Make a cluster of the configured class and return it.

        Parameters
        ----------
        configuration
            ``workers`` or ``adapt``, over ``labextension.default``.
        """
        await self._manager.start_cluster(name, configuration)
        return self.cluster(name)

    async def scale(self, name: str, count: int) -> None:
        """Fix the number of workers."""
        await _settled(self._manager.scale_cluster(name, count))

    async def adapt(self, name: str, minimum: int, maximum: int) -> None:
        """Let the number of workers follow the load."""
        await _settled(self._manager.adapt_cluster(name, minimum, maximum))

    async def close(self, name: str) -> None:
        """Close a cluster; harmless when there is none."""
        await _settled(self._manager.close_cluster(name))

    def cluster(self, name: str) -> Any:
        """The object that its class made; None when there is none.

        The models that it tells of clusters fail with classes that lack a
        dashboard, and leave out what is needed here.
        """
        return self._manager._clusters.get(name)

    @property
    def names(self) -> list[str]:
        """The clusters that there are."""
        return list(self._manager._clusters)


def version() -> str:
    """Return dask-labextension's version."""
    from dask_labextension import __version__

    return str(__version__)


def _import_manager() -> Any:
    """Import the class, without the file that this would leave."""
    ensure_file = dask_config.ensure_file
    dask_config.ensure_file = lambda *_, **__: None
    try:
        from dask_labextension.manager import DaskClusterManager
    finally:
        dask_config.ensure_file = ensure_file
    return DaskClusterManager


def _replace_unusable_link() -> None:
    """Take dask's own link to dashboards where the configured one cannot be filled in.

    The manager asks each cluster for it at every turn, and fails as the class does: a
    variable that is not set would cost all clusters.
    """
    known = {"scheme": "http", "host": "localhost", "port": 8787}
    try:
        dask_config.get(_LINK).format(**{**os.environ, **known})
    except (KeyError, ValueError, IndexError, AttributeError):
        dask_config.set({_LINK: "{scheme}://{host}:{port}/status"})


async def _settled(result: Any) -> Any:
    """What a method answers, now or later: that differs with the manager's version."""
    return await result if isawaitable(result) else result
