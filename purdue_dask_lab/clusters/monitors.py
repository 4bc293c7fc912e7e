"""One monitor for each configured gateway; they follow the configuration."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from ..config.loader import Configuration
from ..config.schema import GatewaySettings
from ..translation import trans
from .monitor import GatewayMonitor

Build = Callable[[GatewaySettings, Configuration], GatewayMonitor]


class GatewayMonitors:
    """The gateways as they are configured now.

    Parameters
    ----------
    configuration
        What the server begins with.
    build
        Makes the monitor of one gateway.
    """

    def __init__(self, configuration: Configuration, build: Build) -> None:
        self._build = build
        self.by_id = {one.id: build(one, configuration) for one in configuration.gateways}

    async def adopt(self, now: Configuration) -> list[str]:
        """Use the gateways of a configuration that was read again; unchanged ones go on.

        A gateway that is missing beside something that cannot be read may stand in just
        that, and stays; so does one whose clusters would end with its process.

        Returns
        -------
        problems
            A sentence for each gateway that is not used as it is configured now.
        """
        kept: dict[str, GatewayMonitor] = {}
        replaced: list[GatewayMonitor] = []
        problems: list[str] = []
        for settings in now.gateways:
            old = self.by_id.get(settings.id)
            if old is not None and _follows(old, settings, now):
                kept[settings.id] = old
            elif old is not None and old.runs_gateway:
                kept[settings.id] = old
                problems.append(_must_wait(old))
            else:
                kept[settings.id] = self._build(settings, now)
                replaced += [old] if old is not None else []
        for name, old in self.by_id.items():
            if name not in kept and (old.runs_gateway or now.errors):
                kept[name] = old
            elif name not in kept:
                replaced.append(old)
        # The same mapping, which others hold.
        self.by_id.clear()
        self.by_id.update(kept)
        for old in replaced:
            for cluster in list(old.clusters):
                old.remove(cluster)
        # What goes wrong at its end is nobody's business any more.
        await asyncio.gather(*(old.close() for old in replaced), return_exceptions=True)
        return problems

    async def close(self) -> None:
        """End all of them."""
        await asyncio.gather(*(monitor.close() for monitor in self.by_id.values()))


def problems_of(monitors: Iterable[GatewayMonitor]) -> list[str]:
    """Return what could not be kept of gateways' clusters, or looked at; each sentence once."""
    problems: list[str | None] = []
    for monitor in monitors:
        source = monitor.job_source
        of_source = source.problem if source is not None else None
        problems += [monitor.store.problem, of_source, monitor.logs.problem]
    return list(dict.fromkeys(problem for problem in problems if problem))


def _follows(monitor: GatewayMonitor, settings: GatewaySettings, now: Configuration) -> bool:
    gateway = monitor.gateway
    return gateway.settings == settings and gateway.option_defaults == now.option_defaults


def _must_wait(monitor: GatewayMonitor) -> str:
    return trans(
        "{label} is configured otherwise now. Its clusters would end with "
        "it: restart Jupyter once they are no longer needed.",
        label=monitor.gateway.settings.display_name,
    )
