"""All services of one Jupyter server, built once, when first needed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from .clusters.code_service import CodeService
from .clusters.creation import CreationPlanner
from .clusters.history.store import HistoryLimits, HistoryStore
from .clusters.history_service import HistoryService
from .clusters.logs.service import LogService
from .clusters.manager import ClusterManager
from .clusters.monitor import GatewayMonitor
from .clusters.monitoring import gateway_page
from .clusters.monitors import GatewayMonitors
from .clusters.session import stop_clusters_of
from .clusters.store import ClusterStore
from .clusters.timing import PollTiming
from .clusters.worker_cpu import MOST_WATCHED, WorkerCpuMonitor
from .clusters.worker_service import WorkerService
from .clusters.worker_versions import WorkerVersions
from .config.loader import Configuration
from .config.monitor import ConfigMonitor
from .config.schema import LOCAL, GatewaySettings
from .dashboards.direct import DirectDashboards
from .dashboards.targets import Dashboards
from .environments.discovery import EnvironmentDiscovery
from .errors import DaskLabError, GatewayUnreachable
from .gateways.endpoint import Endpoint, configured_endpoint
from .gateways.factory.process import FactoryProcess
from .gateways.jobs import JobSource
from .gateways.kubernetes import KubernetesPods
from .gateways.local.process import LocalGatewayProcess
from .gateways.queue_waits import QueueWaits
from .gateways.site_client import client_of
from .gateways.slurm import Squeue
from .schemas.clusters import ClusterChanges, ClusterStatus
from .schemas.environments import Environment
from .schemas.gateways import Gateway, GatewayStatus, OptionsForm, Usage
from .schemas.variables import VariablesQuery, WorkerVariables
from .site_classes import SiteClasses
from .system.account import account_name, current_user
from .system.concurrency import gather_or_cancel
from .translation import trans
from .worker_env.redact import masked_text

Log = logging.Logger | logging.LoggerAdapter[Any]

OPTIONS_TIMEOUT = 2.0
"""Seconds that a gateway's options may hold up the list of variables."""


class Services:
    """The services, and how they hang together.

    Parameters
    ----------
    configuration
        What was read of Dask's configuration files.
    environments
        The environments behind the launcher's kernels.
    base_url
        Path of this Jupyter server, with a slash at its end.
    data_directory
        Where records of clusters outlive this server.
    publish
        Called with every change of a cluster.
    gateway_timeout
        Seconds that one answer of a gateway may take.
    poll_seconds
        Seconds between two questions to a gateway.
    watch_seconds
        Seconds for which one look of a browser keeps gateways being asked.
    clock
        Seconds that only go forward.
    classes
        What a site brings of its own.
    allow_local
        Whether the gateway on this machine may be used.
    history_limits
        How many clusters are kept after their end, and how long.
    """

    def __init__(
        self,
        configuration: Configuration,
        environments: EnvironmentDiscovery,
        *,
        base_url: str,
        data_directory: Path,
        publish: Callable[[ClusterChanges], None],
        gateway_timeout: float,
        poll_seconds: float,
        watch_seconds: float,
        log: Log,
        clock: Callable[[], float] = time.monotonic,
        compare_versions: bool = True,
        worker_cpu_clusters: int = MOST_WATCHED,
        classes: SiteClasses | None = None,
        allow_local: bool = True,
        history_limits: HistoryLimits | None = None,
    ) -> None:
        history_limits = history_limits or HistoryLimits()
        classes = classes or SiteClasses()
        self._user = current_user()
        self._log = log
        timing = PollTiming(poll=poll_seconds, kept_awake=watch_seconds)
        self._squeue = Squeue(self._user)
        self._planner = CreationPlanner(environments, self._user)

        def told(changes: ClusterChanges) -> None:
            publish(changes)
            self._cpu.observe(changes)
            if compare_versions:
                self._versions.observe(changes)

        def monitor(settings: GatewaySettings, now: Configuration) -> GatewayMonitor:
            server = _server(settings)
            client = client_of(
                classes.gateway_client,
                settings,
                server.endpoint if server else _configured(settings),
                option_defaults=now.option_defaults,
                timeout=gateway_timeout,
            )
            # What the gateway on this machine forgets at its end, we forget with it.
            records = (
                server.directory / "records"
                if server
                else data_directory / "clusters" / settings.id
            )
            refused = None if settings.users.admit(self._user) else _not_for(settings, self._user)
            if server is not None and settings.type == LOCAL and not allow_local:
                refused = trans(
                    "The administrator of this Jupyter does not allow {label}.",
                    label=settings.display_name,
                )
            own_sources: list[JobSource] = []
            return GatewayMonitor(
                client,
                ClusterStore(records),
                base_url,
                told,
                HistoryStore(data_directory / "history" / settings.id, history_limits),
                local=server,
                job_source=None if server else self._job_source(settings, own_sources),
                own_sources=own_sources,
                refused=refused,
                check=self._planner.problems,
                log=log,
                timing=timing,
                clock=clock,
            )

        self._gateways = GatewayMonitors(configuration, monitor)
        self._configuration = ConfigMonitor(
            configuration, self._gateways.adopt, clock=clock, standing=classes.problems
        )
        self.clusters = ClusterManager(
            self._gateways.by_id, self._planner, self._configuration, log
        )
        self.history = HistoryService(self.clusters, self._gateways.by_id, history_limits)
        self.logs = LogService(self.clusters, self.history)
        self.code = CodeService(self.clusters, classes.client_code)
        self._cpu = WorkerCpuMonitor(self.code.cpu_code, log, clock=clock, most=worker_cpu_clusters)
        self.workers = WorkerService(self.clusters, self.code, self._cpu)
        self._versions = WorkerVersions(
            self._gateways.by_id, self.code, environments.installed, log
        )
        self.dashboards = Dashboards(self.clusters)
        self.direct_dashboards = DirectDashboards(self.dashboards.session)
        for error in [*classes.problems, *configuration.errors]:
            log.warning("%s", masked_text(error))

    async def gateways(self) -> list[Gateway]:
        """Every configured gateway, asked side by side; the first that is up is default."""
        await self._configuration.current()
        monitors = list(self._gateways.by_id.values())
        found = await asyncio.gather(*map(self._gateway, monitors))
        for gateway in found:
            if gateway.status is GatewayStatus.available:
                gateway.default = True
                break
        return list(found)

    async def options(self, gateway: str) -> OptionsForm:
        """What a gateway lets its user choose; starts the one on this machine."""
        return (await self.clusters.gateway(gateway).options()).form()

    async def environments(
        self, gateway: str | None, notebook: str | None, kernel: str | None
    ) -> list[Environment]:
        """Environments that workers of this gateway could run in, default first.

        Parameters
        ----------
        notebook, kernel
            The notebook in front, by its path, and the name of its kernel.
        """
        return await self._planner.environments(self._settings(gateway), notebook, kernel)

    async def worker_variables(self, query: VariablesQuery) -> WorkerVariables:
        """What ``env`` workers would get; the user's file is read anew."""
        settings = self._settings(query.gateway)
        takes_environment = None
        if settings is not None and settings.type == "remote" and settings.shares_files is None:
            # A gateway that is slow or down must not hold up what does not need it.
            with suppress(DaskLabError, asyncio.TimeoutError):
                options = self.clusters.gateway(settings.id).options()
                declared = await asyncio.wait_for(options, OPTIONS_TIMEOUT)
                takes_environment = declared.takes_environment
        return await self._planner.variables(query, settings, takes_environment)

    async def close(self) -> None:
        """End monitors and connections, then the gateway on this machine with its clusters.

        Before, clusters that were to stop with this server are shut down.
        """
        remote = [one for one in self._gateways.by_id.values() if not one.runs_gateway]
        await stop_clusters_of(self.clusters.session, remote, self._log)
        await self._cpu.close()
        await self._versions.close()
        await self._gateways.close()
        await self._squeue.close()
        await self.dashboards.close()

    def _job_source(self, settings: GatewaySettings, own: list[JobSource]) -> JobSource:
        """SLURM, unless a gateway's pods may be read; with waits, where they are predicted.

        Those that are made for this gateway alone are appended to ``own``.
        """
        source: JobSource = self._squeue
        if settings.kubernetes is not None:
            source = KubernetesPods(settings.display_name, settings.kubernetes)
            own.append(source)
        if settings.queue_waits is not None:
            waits = (settings.display_name, settings.queue_waits, self._user, settings.http_proxy)
            source = QueueWaits(source, *waits)
            own.append(source)
        return source

    async def _gateway(self, monitor: GatewayMonitor) -> Gateway:
        settings = monitor.gateway.settings
        server = monitor.local
        version, status, reason = None, GatewayStatus.available, None
        try:
            if monitor.refused:
                status, reason = GatewayStatus.not_allowed, monitor.refused
            elif server is not None and not monitor.runs_gateway:
                await server.check()
            else:
                version, _ = await gather_or_cancel(monitor.gateway.version(), monitor.current())
                status, reason = monitor.state.status, monitor.state.reason
        except DaskLabError as error:
            status, reason = GatewayStatus.unavailable, error.message
        except Exception:
            # Whatever is odd about one gateway must not cost the others.
            self._log.exception("Gateway %s", settings.id)
            said = trans(
                "{label} could not be read; see Jupyter's log.", label=settings.display_name
            )
            status, reason = GatewayStatus.unavailable, said
        return Gateway(
            id=settings.id,
            label=settings.display_name,
            description=settings.display_description,
            audience=settings.audience,
            status=status,
            reason=reason,
            version=version,
            ends_with_jupyter=server is not None,
            machine=settings.type == LOCAL,
            start_timeout=settings.start_timeout,
            idle_timeout=settings.idle_timeout,
            lifetime=settings.lifetime,
            workers=settings.offered(),
            # Users know them by their labels: of two with the same one the later counts.
            presets=list({one.label: one.offered() for one in settings.presets}.values()),
            limits=settings.known_limits(),
            usage=_usage(monitor),
            storage=settings.storage_of(self._user),
            monitoring_url=gateway_page(settings.monitoring_url),
        )

    def _settings(self, gateway: str | None) -> GatewaySettings | None:
        return self.clusters.gateway(gateway).settings if gateway is not None else None


def _server(settings: GatewaySettings) -> LocalGatewayProcess | None:
    """The child process behind a gateway, where there is one."""
    if settings.factory is not None:
        return FactoryProcess(settings.factory)
    return LocalGatewayProcess() if settings.type == LOCAL else None


def _configured(settings: GatewaySettings) -> Callable[[], Awaitable[Endpoint]]:
    """A remote gateway's endpoint, worked out when first needed."""
    found: Endpoint | None = None

    async def find() -> Endpoint:
        nonlocal found
        if found is None:
            endpoint = configured_endpoint(settings, account_name())
            try:
                await endpoint.credentials.prepare()
            except DaskLabError as error:
                raise GatewayUnreachable(
                    trans(
                        "{label} cannot be asked as {key}.auth says: {message}.",
                        label=settings.display_name,
                        key=settings.key,
                        message=error.message,
                    )
                ) from None
            found = endpoint
        return found

    return find


def _not_for(settings: GatewaySettings, user: str) -> str:
    if settings.audience:
        return trans(
            "{label} is for {audience}; {user} is not among them.",
            label=settings.display_name,
            audience=settings.audience,
            user=user,
        )
    return trans(
        "{label} is not for everybody; {user} is not among them.",
        label=settings.display_name,
        user=user,
    )


def _usage(monitor: GatewayMonitor) -> Usage:
    running = [
        cluster for cluster in monitor.clusters.values() if cluster.status is ClusterStatus.running
    ]
    return Usage(
        workers=sum(cluster.workers.running for cluster in running),
        cores=sum(cluster.cores for cluster in running),
        memory_gib=sum(cluster.memory_gib for cluster in running),
    )
