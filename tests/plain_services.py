"""The services without a Jupyter server around them, for what is not about HTTP."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, TypeVar

from purdue_dask_lab.config import loader
from purdue_dask_lab.environments.discovery import EnvironmentDiscovery
from purdue_dask_lab.schemas.clusters import ClusterChanges
from purdue_dask_lab.services import Services

Entered = TypeVar("Entered")

KERNEL = {
    "resource_dir": "/nowhere",
    "spec": {
        "argv": [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": "Python 3",
        "language": "python",
        "env": {},
        "metadata": {},
    },
}


@asynccontextmanager
async def plain_services(
    directory: Path, published: list[ClusterChanges] | None = None, **more: Any
) -> AsyncIterator[Services]:
    """Build them from Dask's configuration as it is; changes are appended to ``published``."""
    services = Services(
        loader.read(),
        EnvironmentDiscovery(lambda: {"python3": KERNEL}, "python3", directory),
        base_url="/",
        data_directory=directory / "data",
        publish=(published if published is not None else []).append,
        log=logging.getLogger("plain-services"),
        **{
            "gateway_timeout": 10.0,
            "poll_seconds": 0.05,
            "watch_seconds": 30.0,
            "compare_versions": False,
            **more,
        },
    )
    try:
        yield services
    finally:
        await services.close()


@contextmanager
def entered(
    loop: asyncio.AbstractEventLoop, manager: AbstractAsyncContextManager[Entered]
) -> Iterator[Entered]:
    """Enter an asynchronous context from a fixture, on the loop that the test runs on."""
    found = loop.run_until_complete(manager.__aenter__())
    try:
        yield found
    finally:
        loop.run_until_complete(manager.__aexit__(None, None, None))
