"""The service behind the list: who is where, create, scale, stop."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime, timezone

from .._concurrency import gather_or_cancel
from ..config.loader import key_of
from ..config.monitor import ConfigMonitor
from ..config.schema import GatewaySettings
from ..errors import Conflict, InvalidValue, NotAllowed, UnknownCluster, UnknownGateway
from ..gateways.client import GatewayClient
from ..gateways.error_messages import explained
from ..gateways.options import DeclaredOptions
from ..gateways.report import Report
from ..schemas.clusters import (
    ClientCode,
    Cluster,
    ClusterEnvironment,
    ClusterList,
    ClusterStatus,
    NewCluster,
    Scale,
    WorkerRange,
)
from ..schemas.gateways import GatewayStatus
from .code_snippets import (
    CreationCall,
    GatewayAccess,
    client_code,
    creation_code,
    direct_code,
    factory_code,
)
from .creation import CreationPlan, CreationPlanner
from .monitor import GatewayMonitor
from .scaling import resize
from .store import ClusterRecord
from .view import next_label

_ENDED = (ClusterStatus.failed, ClusterStatus.stopped)


class ClusterManager:
    """All clusters of this user, on every gateway.

    Parameters
    ----------
    monitors
        One for each gateway, by its id.
    planner
        Finds and checks the environment and the variables of a new cluster.
    complaints
        Tell what of the configuration could not be used.
    """

    def __init__(
        self,
        monitors: dict[str, GatewayMonitor],
        planner: CreationPlanner,
        complaints: ConfigMonitor,
    ) -> None:
        self._monitors = monitors
        self._planner = planner
        self._complaints = complaints

    async def listing(self) -> ClusterList:
        """Every cluster; one gateway down never hides or delays another's."""
        monitors = list(self._monitors.values())
        found = await asyncio.gather(*(monitor.current() for monitor in monitors))
        clusters = [cluster for part in found for cluster in part]
        clusters.sort(key=lambda cluster: (cluster.created_at, cluster.name))
        return ClusterList(
            clusters=clusters,
            gateways=[monitor.state for monitor in monitors],
            problems=await self._complaints.current(),
        )

    async def get(self, gateway: str, name: str) -> Cluster:
        """One cluster.

        Raises
        ------
        UnknownGateway, UnknownCluster
            There is none of this name.
        """
        monitor = self.monitor(gateway)
        await monitor.current()
        cluster = monitor.clusters.get(name)
        if cluster is None:
            await monitor.refreshed()
            cluster = monitor.clusters.get(name)
        if cluster is None:
            raise UnknownCluster(
                f"{monitor.gateway.settings.label} has no cluster {name}; it may have ended."
            )
        return cluster

    async def create(self, request: NewCluster) -> Cluster:
        """Submit a cluster; returns it pending, without waiting for its start.

        Raises
        ------
        DaskLabError
            The gateway, the environment or an option is refused; the message
            is the gateway's own where it spoke.
        """
        monitor = self.monitor(request.gateway)
        gateway = monitor.gateway
        request = _sized(request, gateway.settings)
        declared, prepared = await self._ingredients(request)
        prepared.require(
            environment=declared.takes_environment,
            variables=declared.variables_option is not None,
        )
        environment = prepared.environment
        options = declared.complete(request.options, environment, prepared.variables)
        try:
            name = await gateway.submit(options)
        except InvalidValue as refusal:
            label = gateway.settings.label
            raise explained(refusal, declared, label, monitor.clusters.values()) from None
        fixed = request.workers.minimum == request.workers.maximum
        record = ClusterRecord(
            label=request.label or self._next_label(),
            environment=ClusterEnvironment(
                name=environment.name,
                display_name=environment.display_name,
                prefix=environment.prefix,
            ),
            request=request,
            requested=request.workers.maximum if fixed else None,
            minimum=None if fixed else request.workers.minimum,
            maximum=None if fixed else request.workers.maximum,
            asked=False,
        )
        await monitor.memory.remember(name, record)
        report = Report(
            name=name,
            status=ClusterStatus.pending,
            created_at=datetime.now(timezone.utc),
            options=options,
        )
        return monitor.adopt(report, record)

    async def scale(self, gateway: str, name: str, wanted: Scale) -> Cluster:
        """Fix the number of workers or let it follow the load.

        A cluster that has not started is told as soon as it runs.

        Raises
        ------
        Conflict
            It is ending or has ended.
        """
        cluster = await self.get(gateway, name)
        monitor = self.monitor(gateway)
        if cluster.status not in (ClusterStatus.pending, ClusterStatus.running):
            raise Conflict(f"{cluster.label} is {cluster.status.value} and cannot be scaled.")
        # A copy: what the gateway refuses was never asked.
        record = (await self._record(monitor, cluster)).model_copy()
        record.requested = wanted.workers
        record.minimum = wanted.adapt.minimum if wanted.adapt else None
        record.maximum = wanted.adapt.maximum if wanted.adapt else None
        record.notice = None
        record.asked = cluster.status is ClusterStatus.running
        if record.asked:
            await resize(monitor.gateway, name, record)
        await monitor.memory.remember(name, record)
        await monitor.refreshed()
        return await self.get(gateway, name)

    async def stop(self, gateway: str, name: str) -> None:
        """Shut a cluster down, or dismiss a failed one; twice is harmless."""
        monitor = self.monitor(gateway)
        await monitor.current()
        cluster = monitor.clusters.get(name)
        if cluster is not None and cluster.status in _ENDED:
            await monitor.memory.forget(name)
            monitor.drop(name)
            return
        await monitor.gateway.stop(name)
        if cluster is not None:
            record = await self._record(monitor, cluster)
            record.stopping = True
            await monitor.memory.remember(name, record)
            monitor.ending(name)

    async def retry(self, gateway: str, name: str) -> Cluster:
        """Make a cluster that failed or ended again as it was asked for, in its place.

        Raises
        ------
        Conflict
            It is still there, or was made elsewhere and we do not know how.
        """
        cluster = await self.get(gateway, name)
        monitor = self.monitor(gateway)
        record = (await monitor.memory.records()).get(name)
        if cluster.status not in _ENDED:
            raise Conflict(f"{cluster.label} is {cluster.status.value}; there is nothing to retry.")
        if record is None or record.request is None:
            raise Conflict(
                f"{cluster.label} was made elsewhere; make it again there, or with + NEW."
            )
        again = await self.create(record.request.model_copy(update={"label": record.label}))
        await self.stop(gateway, name)
        return again

    async def client_code(self, gateway: str, name: str) -> ClientCode:
        """Python that connects a notebook to this cluster."""
        cluster = await self.get(gateway, name)
        report = self.monitor(gateway).report(name)
        if report is not None and report.scheduler_address is not None:
            if report.scheduler_address.startswith("inproc://"):
                raise Conflict(
                    f"{cluster.label} lives inside one process, where no notebook reaches it: "
                    "configure its class with processes: true."
                )
            return ClientCode(code=direct_code(report.scheduler_address))
        return ClientCode(code=client_code(cluster.name, await self._access(gateway)))

    async def creation_code(self, request: NewCluster) -> ClientCode:
        """Python that creates such a cluster, for a script.

        Raises
        ------
        DaskLabError
            The gateway, the environment or an option is refused.
        """
        settings = self.gateway(request.gateway).settings
        request = _sized(request, settings)
        if settings.factory is not None:
            return ClientCode(code=factory_code(settings.factory, request.workers))
        declared, prepared = await self._ingredients(request)
        options = declared.complete(request.options, prepared.environment, {})
        carrier = declared.variables_option
        if carrier is not None:
            options.pop(carrier)
        call = CreationCall(options, carrier, prepared.variables, dict(os.environ))
        access = await self._access(request.gateway)
        return ClientCode(code=creation_code(call, request.workers, access))

    def gateway(self, gateway: str) -> GatewayClient:
        """The gateway of this id.

        Raises
        ------
        UnknownGateway, NotAllowed
            None is configured, or it is not open to this user.
        """
        return self.monitor(gateway).gateway

    def monitor(self, gateway: str) -> GatewayMonitor:
        """The monitor over the gateway of this id."""
        found = self._monitors.get(gateway)
        if found is None:
            raise UnknownGateway(
                f"There is no gateway {gateway}; there are: {', '.join(self._monitors)}.",
                field="gateway",
            )
        if found.refused:
            raise NotAllowed(found.refused, field="gateway")
        return found

    def states(self) -> dict[str, GatewayStatus]:
        """What was last known of each gateway."""
        return {name: monitor.state.status for name, monitor in self._monitors.items()}

    def _next_label(self) -> str:
        return next_label(
            {
                cluster.label
                for monitor in self._monitors.values()
                for cluster in monitor.clusters.values()
            }
        )

    async def _ingredients(self, request: NewCluster) -> tuple[DeclaredOptions, CreationPlan]:
        gateway = self.gateway(request.gateway)
        return await gather_or_cancel(
            gateway.options(), self._planner.prepare(request, gateway.settings)
        )

    async def _access(self, gateway: str) -> GatewayAccess:
        found = self.gateway(gateway)
        endpoint = await found.endpoint()
        auth = found.settings.auth
        basic = auth.kwargs if auth and auth.type == "basic" else {}
        return GatewayAccess(
            address=endpoint.address,
            proxy_address=endpoint.proxy_address,
            auth=auth.type if auth and auth.type != "basic" else None,
            username=basic.get("username"),
            password_file=endpoint.password_file,
            password_key=f"{key_of(gateway)}.auth.kwargs.password" if "password" in basic else None,
        )

    async def _record(self, monitor: GatewayMonitor, cluster: Cluster) -> ClusterRecord:
        record = (await monitor.memory.records()).get(cluster.name)
        return record or ClusterRecord(label=cluster.label, made_at=cluster.created_at)


def _sized(request: NewCluster, settings: GatewaySettings) -> NewCluster:
    """The request, with as many workers as the configuration names unless it names any."""
    offered = settings.factory.offered() if settings.factory else None
    if offered is None or "workers" in request.model_fields_set:
        return request
    return request.model_copy(update={"workers": WorkerRange(**offered.model_dump())})
