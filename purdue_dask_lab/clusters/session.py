"""Shuts down the clusters that were to live no longer than this Jupyter server."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from ..errors import DaskLabError
from .monitor import GatewayMonitor
from .tracked import TrackedCluster

STOP_TIMEOUT = 3.0
"""Seconds that gateways together may hold up the end of Jupyter."""

Log = logging.Logger | logging.LoggerAdapter[Any]


async def stop_clusters_of(
    session: str, monitors: Iterable[GatewayMonitor], log: Log, *, timeout: float = STOP_TIMEOUT
) -> None:
    """Shut down every cluster that was created to stop with a session.

    What a gateway does not do in time is asked for again by the user's next
    Jupyter server, as for every cluster that was shut down.
    """
    stopping = [
        asyncio.create_task(_stop(monitor, cluster, log))
        for monitor in monitors
        for cluster in list(monitor.tracked.values())
        if cluster.record is not None and cluster.record.session == session
    ]
    if not stopping:
        return
    _, late = await asyncio.wait(stopping, timeout=timeout)
    for task in late:
        task.cancel()
    await asyncio.gather(*stopping, return_exceptions=True)


async def _stop(monitor: GatewayMonitor, cluster: TrackedCluster, log: Log) -> None:
    async with cluster.lock:
        report = cluster.report
        if report is None or report.status.is_final:
            return
        record = await cluster.remember(stopping=True)
        with suppress(DaskLabError):
            await monitor.lifecycle.ask_to_stop(cluster)
            log.info(
                "%s (%s) on %s stops with Jupyter", record.label, cluster.name, monitor.gateway.id
            )
