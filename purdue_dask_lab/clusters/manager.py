"""The service behind the list: who is where, create, scale, stop."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext
from typing import Any
from uuid import uuid4

from ..config.monitor import ConfigMonitor
from ..config.schema import LOCAL
from ..errors import (
    GatewayNotConnected,
    GatewayTooSlow,
    GatewayUnreachable,
    InvalidValue,
    LimitReached,
    NotAllowed,
)
from ..gateways.client import GatewayClient
from ..gateways.error_messages import explained
from ..gateways.options import DeclaredOptions
from ..gateways.report import Report
from ..schemas.clusters import (
    Cluster,
    ClusterList,
    ClusterPatch,
    ClusterStatus,
    NewCluster,
    Scale,
)
from ..system.concurrency import gather_or_cancel
from ..translation import trans
from ..worker_env.redact import masked_text, process_secrets, secrets_of
from . import refusals
from .creation import CreationPlan, CreationPlanner, sized
from .machine_memory import require_memory
from .monitor import GatewayMonitor
from .monitors import problems_of
from .records import ClusterRecord
from .requests import record_of, remembered_request
from .scaling import resize
from .timing import PollTiming
from .tracked import TrackedCluster
from .view import next_label

Log = logging.Logger | logging.LoggerAdapter[Any]


ROOM_SECONDS = 20.0
"""How long a cluster that is shut down may still count against the user's limit."""


class ClusterManager:
    """All clusters of this user, on every gateway.

    Parameters
    ----------
    monitors
        One for each gateway, by its id.
    planner
        Finds and checks the environment and the variables of a new cluster.
    config_monitor
        Tells what of the configuration could not be used.
    log
        Where what users do is noted for administrators.
    """

    def __init__(
        self,
        monitors: dict[str, GatewayMonitor],
        planner: CreationPlanner,
        config_monitor: ConfigMonitor,
        log: Log,
    ) -> None:
        self._monitors = monitors
        self._planner = planner
        self._config_monitor = config_monitor
        self._log = log
        self._reserved_labels: set[str] = set()
        self._memory = asyncio.Lock()
        self.session = uuid4().hex
        """This Jupyter server, which some clusters are to stop with."""

    async def listing(self) -> ClusterList:
        """Every cluster; one gateway down never hides or delays another's."""
        monitors = list(self._monitors.values())
        found = await asyncio.gather(*(monitor.current() for monitor in monitors))
        clusters = [cluster for part in found for cluster in part]
        clusters.sort(key=lambda cluster: (cluster.created_at, cluster.name))
        said = [*await self._config_monitor.current(), *problems_of(monitors)]
        return ClusterList(
            clusters=clusters,
            gateways=[monitor.state for monitor in monitors],
            problems=[masked_text(one, process_secrets()) for one in said],
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
        if name not in monitor.clusters:
            await monitor.refreshed()
        cluster = monitor.clusters.get(name)
        if cluster is None:
            raise refusals.unknown_cluster(monitor.gateway.settings.display_name, name)
        return cluster

    async def find(self, gateway: str, name: str) -> tuple[GatewayMonitor, TrackedCluster]:
        """What is known of a cluster that is shown, and who watches it.

        Raises
        ------
        UnknownCluster
            There is none, or it has gone meanwhile.
        """
        await self.get(gateway, name)
        monitor = self.monitor(gateway)
        cluster = monitor.tracked.get(name)
        if cluster is None or cluster.report is None:
            raise refusals.unknown_cluster(monitor.gateway.settings.display_name, name)
        return monitor, cluster

    async def create(self, request: NewCluster) -> Cluster:
        """Submit a cluster; returns it pending, without waiting for its start.

        Raises
        ------
        DaskLabError
            The gateway, the environment or an option is refused; the message
            is the gateway's own where it spoke.
        """
        monitor = self.monitor(request.gateway)
        settings = monitor.gateway.settings
        request = sized(request, settings)
        declared, plan = await self.ingredients(request)
        plan.require(
            environment=declared.takes_environment,
            variables=declared.variables_option is not None,
        )
        share_files = settings.workers_share_files(declared.takes_environment)
        variables = plan.variables_for(share_files=share_files)
        options = declared.complete(request.options, plan.environment, variables)
        is_here = settings.type == LOCAL
        full = declared.with_defaults(options)
        # What is found of the machine's memory holds until the cluster is among those that count.
        async with self._memory if is_here else nullcontext():
            require_memory(
                settings,
                request.workers.maximum,
                full,
                monitor.clusters.values(),
                field="workers.maximum",
            )
            with self._label(request.label) as label:
                record = record_of(request, plan, label, options, self.session)
                name = await self._submit(monitor, record, options, declared)
                await monitor.store.save(name, record.updated(sent=None))
                report = Report(
                    name=name,
                    status=ClusterStatus.pending,
                    created_at=record.made_at,
                    options=full if is_here else options,
                )
                cluster = monitor.add(report)
        self._log.info("%s (%s) was created on %s", label, name, request.gateway)
        return monitor.show(cluster)

    async def scale(self, gateway: str, name: str, wanted: Scale) -> Cluster:
        """Fix the number of workers or let it follow the load.

        A cluster that has not started is told as soon as it runs, and one whose
        gateway does not answer as soon as that does.

        Raises
        ------
        Conflict
            It is ending or has ended.
        GatewayTooSlow
            The gateway did not answer; what is wanted is remembered.
        """
        is_here = self.monitor(gateway).gateway.settings.type == LOCAL
        async with (
            self._held(gateway, name) as (monitor, cluster),
            self._memory if is_here else nullcontext(),
        ):
            view = monitor.show(cluster)
            if not view.status.is_alive:
                raise refusals.not_scalable(view)
            await monitor.store.refresh()
            require_memory(
                monitor.gateway.settings,
                wanted.adapt.maximum if wanted.adapt else wanted.workers or 0,
                view.options,
                (other for other in monitor.clusters.values() if other.name != name),
                field="adapt.maximum" if wanted.adapt else "workers",
            )
            wish = (cluster.record or cluster.new_record()).updated(
                requested=wanted.workers,
                minimum=wanted.adapt.minimum if wanted.adapt else None,
                maximum=wanted.adapt.maximum if wanted.adapt else None,
                contradicted=False,
                notice=None,
                asked=False,
            )
            granted: dict[str, Any] = {}
            if view.status is ClusterStatus.running:
                try:
                    granted = await resize(monitor.gateway, name, wish)
                except GatewayTooSlow as error:
                    # It may well carry this out later: then it is to be what was wanted last.
                    await monitor.store.save(name, wish)
                    raise GatewayTooSlow(
                        trans(
                            "{message} It will be asked again for the new number of workers.",
                            message=error.message,
                        )
                    ) from None
            cluster.excess_since = None
            await monitor.store.save(name, wish.updated(**granted))
        self._log.info("%s (%s) on %s was scaled", view.label, name, gateway)
        monitor.wake()
        return monitor.show(cluster)

    async def change(self, gateway: str, name: str, wanted: ClusterPatch) -> Cluster:
        """Scale a cluster, or give it another label, which its record keeps."""
        if wanted.label is None:
            return await self.scale(gateway, name, wanted.scale())
        async with self._held(gateway, name) as (monitor, cluster):
            await cluster.rename(wanted.label)
            return monitor.show(cluster)

    async def stop(self, gateway: str, name: str) -> None:
        """Shut a cluster down, or dismiss a failed one; twice is harmless."""
        monitor = self.monitor(gateway)
        await monitor.current()
        cluster = monitor.tracked.get(name)
        if cluster is None:
            # Perhaps it is there and was not looked for yet.
            await monitor.gateway.stop(name)
            monitor.wake()
            return
        async with cluster.lock:
            if monitor.tracked.get(name) is not cluster:
                # Whoever came first has dismissed it.
                return
            if cluster.report is not None and cluster.report.status.is_final:
                await self._dismiss(monitor, cluster)
                return
            await monitor.logs.keep(name)
            record = await monitor.lifecycle.stop(cluster)
            if monitor.tracked.get(name) is cluster and cluster.report is not None:
                monitor.show(cluster)
        self._log.info("%s (%s) on %s was shut down", record.label, name, gateway)
        monitor.wake()

    async def retry(self, gateway: str, name: str) -> Cluster:
        """Make a cluster that failed or ended again as it was asked for, in its place.

        Raises
        ------
        Conflict
            It is still there, or was made elsewhere and we do not know how. One that is
            pending for ever is shut down first.
        """
        async with self._held(gateway, name) as (monitor, cluster):
            view, record = monitor.show(cluster), cluster.record
            if not (view.status.is_final or view.overdue):
                raise refusals.not_failed(view)
            request = remembered_request(record)
            if record is None or request is None:
                raise refusals.made_elsewhere(view.label)
            request = request.model_copy(update={"label": record.label})
            if view.overdue:
                await monitor.lifecycle.stop(cluster)
                monitor.show(cluster)
                return await self._create_once_there_is_room(request, monitor.timing)
            again = await self.create(request)
            await self._dismiss(monitor, cluster)
        return again

    async def _dismiss(self, monitor: GatewayMonitor, cluster: TrackedCluster) -> None:
        """Show a cluster that has ended no more; its history stays."""
        monitor.history.end(cluster)
        monitor.remove(cluster.name)
        await cluster.forget()

    async def _create_once_there_is_room(self, request: NewCluster, timing: PollTiming) -> Cluster:
        """Create a cluster beside one that is ending, which may count until it has ended."""
        tries = round(ROOM_SECONDS / timing.poll_while_changing)
        for _ in range(tries):
            try:
                return await self.create(request)
            except LimitReached:
                await asyncio.sleep(timing.poll_while_changing)
        return await self.create(request)

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
            raise refusals.unknown_gateway(gateway, self._monitors)
        if found.refused:
            raise NotAllowed(found.refused, field="gateway")
        return found

    @contextmanager
    def _label(self, wanted: str | None) -> Iterator[str]:
        """A label for a new cluster, which no other creation takes meanwhile."""
        taken = {cluster.label for monitor in self._monitors.values() for cluster in _all(monitor)}
        label = wanted or next_label(taken | self._reserved_labels)
        self._reserved_labels.add(label)
        try:
            yield label
        finally:
            self._reserved_labels.discard(label)

    async def _submit(
        self,
        monitor: GatewayMonitor,
        record: ClusterRecord,
        options: dict[str, Any],
        declared: DeclaredOptions,
    ) -> str:
        """Remember what is wanted, then ask: a gateway may carry out what it did not answer."""
        settings = monitor.gateway.settings
        key = await monitor.store.remember_request(record)
        try:
            name = await monitor.gateway.submit(options)
        except (GatewayTooSlow, GatewayUnreachable) as error:
            if isinstance(error, GatewayNotConnected):
                await monitor.store.remove(key)
                raise
            monitor.unanswered.give_up(key)
            monitor.wake()
            raise type(error)(
                trans(
                    "{message} If the cluster is created all the same, it appears here as {label}.",
                    message=error.message,
                    label=record.label,
                )
            ) from None
        except InvalidValue as refusal:
            await monitor.store.remove(key)
            # Gateways repeat what they refuse.
            refusal = InvalidValue(masked_text(refusal.message, secrets_of(options)))
            present = monitor.clusters.values()
            raise explained(refusal, declared, settings.display_name, present) from None
        except BaseException:
            await monitor.store.remove(key)
            raise
        await monitor.store.remove(key)
        return name

    @asynccontextmanager
    async def _held(
        self, gateway: str, name: str
    ) -> AsyncIterator[tuple[GatewayMonitor, TrackedCluster]]:
        """A cluster under its lock, once whoever came before has done with it.

        Raises
        ------
        UnknownCluster
            There is none, or who came before has dismissed it or put another in its place.
        """
        monitor, cluster = await self.find(gateway, name)
        async with cluster.lock:
            if monitor.tracked.get(name) is not cluster or cluster.report is None:
                raise refusals.unknown_cluster(monitor.gateway.settings.display_name, name)
            yield monitor, cluster

    async def ingredients(self, request: NewCluster) -> tuple[DeclaredOptions, CreationPlan]:
        """What the gateway takes, and what a cluster would be made with.

        Raises
        ------
        DaskLabError
            The gateway or the environment is not to be had.
        """
        gateway = self.gateway(request.gateway)
        return await gather_or_cancel(
            gateway.options(), self._planner.prepare(request, gateway.settings)
        )


def _all(monitor: GatewayMonitor) -> Iterable[Cluster | ClusterRecord]:
    """Whatever has a label on a gateway; the record of one that was shut down may stay a moment."""
    records = monitor.store.records.values()
    return (*monitor.clusters.values(), *(one for one in records if not one.stopping))
