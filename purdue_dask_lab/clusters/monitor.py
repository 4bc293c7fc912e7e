"""One gateway's clusters, kept current while somebody looks."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ..errors import DaskLabError
from ..gateways.client import GatewayClient, Listing
from ..gateways.endpoint import Endpoint
from ..gateways.jobs import JobSource
from ..gateways.local.process import LocalGatewayProcess
from ..gateways.report import Report
from ..metrics import POLL_SECONDS
from ..schemas.clusters import Cluster, ClusterChanges
from ..schemas.gateways import GatewayState, GatewayStatus
from ..translation import later, trans
from ..worker_env.redact import masked_text, process_secrets
from .history.keeper import HistoryKeeper
from .history.store import HistoryStore
from .lifecycle import CheckEnvironment, ClusterLifecycle
from .observer import ClusterObserver
from .published import PublishedClusters
from .remote_logs import logs_of
from .scheduler_stats import SchedulerStats
from .store import ClusterStore
from .timing import PollTiming
from .tracked import TrackedCluster
from .unanswered import UnansweredRequests
from .view import ClusterViews

_TURN_SECONDS = 0.005
"""How long clusters are put together before others on the event loop have a turn."""

_MOST_LOOKUPS = 16
"""Clusters that a gateway is asked for one by one, at a time."""

Log = logging.Logger | logging.LoggerAdapter[Any]


class GatewayMonitor:
    """Asks one gateway, acts on what it says, and tells what has changed.

    Parameters
    ----------
    gateway
        The gateway to ask.
    store
        Our records of its clusters.
    base_url
        Path of this Jupyter server, with a slash at its end.
    publish
        Called with every change, on the event loop.
    history
        Where clusters are kept that have ended.
    local
        The process behind the gateway on this machine, which need not run and
        whose logs can be read.
    job_source
        Knows the jobs or pods of the user's clusters, where they can be asked for.
    own_sources
        What no other gateway's jobs are known by: closed with this monitor.
    refused
        Why this user may not use the gateway; it is never asked then.
    check
        Finds what keeps workers from an environment.
    """

    def __init__(
        self,
        gateway: GatewayClient,
        store: ClusterStore,
        base_url: str,
        publish: Callable[[ClusterChanges], None],
        history: HistoryStore,
        *,
        local: LocalGatewayProcess | None = None,
        job_source: JobSource | None = None,
        own_sources: Sequence[JobSource] = (),
        refused: str | None = None,
        check: CheckEnvironment | None = None,
        log: Log | None = None,
        timing: PollTiming | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.gateway = gateway
        self.store = store
        self.tracked: dict[str, TrackedCluster] = {}
        self.refused = refused
        self.timing = timing or PollTiming()
        self.state = GatewayState(
            id=gateway.id,
            status=GatewayStatus.not_allowed if refused else GatewayStatus.unavailable,
            reason=refused or self._named(later("{label} has not answered yet.")),
        )
        self._logged_status: GatewayStatus | None = None
        self._fault = ""
        self._published = PublishedClusters(gateway.id, publish)
        self._log = log or logging.getLogger(__name__)
        self._views = ClusterViews(gateway.settings, base_url, self._log)
        self._publish = publish
        self._local = local
        self.job_source = job_source
        self._own_sources = own_sources
        self.unanswered = UnansweredRequests(store, self._log)
        self._clock = clock
        self.logs = logs_of(gateway.settings, local, clock)
        self.lifecycle = ClusterLifecycle(gateway, self.logs, self._log, check=check, clock=clock)
        self._stats = SchedulerStats(gateway, clock=clock)
        self.history = HistoryKeeper(history, self.logs, clock=clock)
        self._observer = ClusterObserver(job_source, self.logs, self._stats, self.history)
        self._endpoint: Endpoint | None = None
        self._fresh_at = float("-inf")
        self._looked_at = float("-inf")
        self._asked_at = float("-inf")
        self._refreshing: asyncio.Task[None] | None = None
        self._waking = asyncio.Event()
        self._polling: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def local(self) -> LocalGatewayProcess | None:
        """The process behind this gateway, where Jupyter starts it."""
        return self._local

    @property
    def runs_gateway(self) -> bool:
        """Whether the gateway and its clusters would end with the process behind it."""
        return self._local is not None and self._local.running

    @property
    def has_answered(self) -> bool:
        """Whether it is known what the gateway has."""
        return self._fresh_at > float("-inf")

    @property
    def is_watching(self) -> bool:
        """Whether the gateway is asked again and again."""
        return self._polling is not None and not self._polling.done()

    @property
    def clusters(self) -> dict[str, Cluster]:
        """The clusters by name, as the browser was last told of them."""
        return self._published.clusters

    async def current(self) -> list[Cluster]:
        """The clusters, at most about a second old, or marked stale; never waits long."""
        if self.refused:
            return []
        self._looked_at = self._clock()
        self.wake()
        timing, now = self.timing, self._clock()
        asking = self._refreshing is not None and not self._refreshing.done()
        hung = asking and now - self._asked_at > timing.list_timeout
        if not hung and now - self._fresh_at > timing.poll + timing.poll_while_changing:
            await asyncio.wait([self._refresh()], timeout=timing.list_timeout)
        return list(self.clusters.values())

    async def refreshed(self) -> None:
        """Ask the gateway now and wait for its answer; one that is on its way may be older."""
        if self._refreshing is not None and not self._refreshing.done():
            await asyncio.shield(self._refreshing)
            if self.state.status is not GatewayStatus.available:
                # Whoever has waited for one that does not answer need not wait again.
                return
        await asyncio.shield(self._refresh())

    def add(self, report: Report) -> TrackedCluster:
        """Show a cluster that was just asked for, before the gateway lists it."""
        cluster = self.tracked.get(report.name) or TrackedCluster(report.name, self.store)
        self.tracked[report.name] = cluster
        if cluster.report is None:
            cluster.report = report
        self.show(cluster)
        self.wake()
        return cluster

    def remove(self, name: str) -> None:
        """Show a cluster no more."""
        self.tracked.pop(name, None)
        self._published.remove(name)

    def show(self, cluster: TrackedCluster) -> Cluster:
        """Put one cluster together from what is known now, and tell it if it differs."""
        view = self._view(cluster)
        self._published.put(view)
        return view

    def wake(self) -> None:
        """Ask soon, and go on asking while somebody looks."""
        self._waking.set()
        if not self.is_watching:
            self._polling = asyncio.create_task(self._poll())

    async def close(self) -> None:
        """End every task of this monitor, its connections and the process behind it."""
        # Before Python 3.12, wait_for loses a cancellation that meets what it waits for.
        self._closed = True
        reconciling = [cluster.reconciling for cluster in self.tracked.values()]
        tasks = [task for task in (self._polling, self._refreshing, *reconciling) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._stats.close()
        await self.history.close()
        await self.logs.close()
        await self.gateway.close()
        await asyncio.gather(*(source.close() for source in self._own_sources))
        if self._local is not None:
            await self._local.stop()

    async def _poll(self) -> None:
        timing = self.timing
        while not self._closed and (
            self._looked_at + timing.kept_awake > self._clock() or self._owes_something()
        ):
            self._waking.clear()
            asking = self._refresh()
            answered, _ = await asyncio.wait([asking], timeout=timing.slow_after)
            if not answered:
                self._unavailable(self._named(later("{label} has not answered for some seconds.")))
                await asyncio.wait([asking])
            changing = any(cluster.status.is_changing for cluster in self.clusters.values())
            wait = timing.poll_while_changing if changing else timing.poll
            try:
                await asyncio.wait_for(self._waking.wait(), wait)
                # Whoever woke us has just been answered; a moment joins a burst into one.
                await asyncio.sleep(timing.poll_while_changing / 4)
            except asyncio.TimeoutError:
                continue

    def _owes_something(self) -> bool:
        """Whether something is still to be done, though nobody looks."""
        return bool(self.store.unanswered) or any(map(self.lifecycle.owes, self.tracked.values()))

    def _refresh(self) -> asyncio.Task[None]:
        if self._refreshing is None or self._refreshing.done():
            self._asked_at = self._clock()
            self._refreshing = asyncio.create_task(self._ask())
        return self._refreshing

    async def _ask(self) -> None:
        try:
            await self.store.refresh()
            listing = await self._list()
            await self._take_over(listing)
            await self._observer.observe(self.tracked, self._clock())
            await self._reconcile()
        except DaskLabError as error:
            self._unavailable(error.message)
        except Exception as error:
            # Once: it comes again with each look.
            if repr(error) != self._fault:
                self._log.exception("Watching %s failed", self.gateway.id)
            self._fault = repr(error)
            self._unavailable(self._named(later("{label} could not be read; see Jupyter's log.")))
        else:
            self._fresh_at = self._clock()
            POLL_SECONDS.labels(self.gateway.id).observe(self._fresh_at - self._asked_at)
            self._fault = ""
            unreadable = len(listing.unreadable) if listing else 0
            self._set_state(
                GatewayStatus.available,
                trans(
                    "Entries in the list of {label} that make no sense and are "
                    "not shown: {unreadable}.",
                    label=self.gateway.settings.display_name,
                    unreadable=unreadable,
                )
                if unreadable
                else None,
            )
            await self._show_all()

    async def _list(self) -> Listing | None:
        """The gateway's list; None where there is no gateway because none was started."""
        local = self._local
        if local is not None and not local.running and not local.starts_unasked:
            self._endpoint = None
            return None
        listing = await self.gateway.clusters()
        self._endpoint = await self.gateway.endpoint()
        return listing

    async def _take_over(self, listing: Listing | None) -> None:
        """Note what the gateway says of each cluster, and look for those that it left out."""
        for cluster in list(self.tracked.values()):
            if cluster.is_dismissed:
                self.remove(cluster.name)
        if listing is None:
            for cluster in list(self.tracked.values()):
                report = await self.lifecycle.end_with_gateway(cluster)
                if report is None:
                    self.history.end(cluster)
                self._settle(cluster, report)
            return
        for name, report in listing.reports.items():
            if name not in self.tracked:
                self.tracked[name] = TrackedCluster(name, self.store)
                await self.unanswered.claim(report)
            cluster = self.tracked[name]
            await cluster.bring_back()
            cluster.report = report
            cluster.lost = False
        for name in self.store.records.keys() - self.tracked.keys():
            self.tracked[name] = TrackedCluster(name, self.store)
        await self._find_missing(
            cluster for name, cluster in self.tracked.items() if name not in listing.reports
        )
        await self.unanswered.prune()
        for name in self.store.forgotten:
            await self.store.remove(name)

    async def _find_missing(self, missing: Iterable[TrackedCluster]) -> None:
        """Find out about clusters that are not listed, each for itself."""
        limit = asyncio.Semaphore(_MOST_LOOKUPS)

        async def find(cluster: TrackedCluster) -> None:
            try:
                async with limit:
                    report = await self.lifecycle.find_missing(cluster)
            except DaskLabError:
                cluster.lost = cluster.report is not None
            else:
                cluster.lost = False
                if report is None:
                    self.history.end(cluster)
                if report is None and not self.lifecycle.is_expected(cluster):
                    await self._let_go(cluster)
                self._settle(cluster, report)

        await asyncio.gather(*(find(cluster) for cluster in list(missing)))

    async def _let_go(self, cluster: TrackedCluster) -> None:
        """Forget a cluster that is over; one that its gateway only does not know may come back."""
        record = cluster.record
        is_over = record is None or record.stopping or record.failure is not None
        if cluster.missed_at is None or is_over:
            await cluster.forget()
        else:
            await cluster.put_away()

    def _settle(self, cluster: TrackedCluster, report: Report | None) -> None:
        """Take over what became of a cluster that is not listed, or let it go."""
        if report is not None:
            cluster.report = report
        elif not self.lifecycle.is_expected(cluster) or cluster.report is not None:
            self.tracked.pop(cluster.name, None)

    async def _reconcile(self) -> None:
        """Begin what has to be done about clusters; the list waits a moment for it."""
        begun = []
        for cluster in self.tracked.values():
            if cluster.reconciling is None or cluster.reconciling.done():
                if not (self.lifecycle.is_due(cluster) or self._is_newly_contradicted(cluster)):
                    continue
                cluster.reconciling = asyncio.create_task(self._reconcile_one(cluster))
            begun.append(cluster.reconciling)
        if begun:
            await asyncio.wait(begun, timeout=self.timing.settle)

    async def _reconcile_one(self, cluster: TrackedCluster) -> None:
        try:
            await self.lifecycle.reconcile(cluster)
            if self._is_newly_contradicted(cluster):
                await self.lifecycle.note_contradiction(cluster)
        except DaskLabError as error:
            self._log.debug("%s on %s: %s", cluster.name, self.gateway.id, error.message)
        except Exception:
            self._log.exception("Cluster %s on %s", cluster.name, self.gateway.id)
        else:
            if cluster.name in self.clusters and self.tracked.get(cluster.name) is cluster:
                self.show(cluster)

    def _is_newly_contradicted(self, cluster: TrackedCluster) -> bool:
        record = cluster.record
        known = record is None or record.contradicted
        return not known and self._stats.is_contradicted(cluster)

    def _view(self, cluster: TrackedCluster) -> Cluster:
        return self._views.of(cluster, self._stats.state(cluster), self._endpoint)

    def _named(self, sentence: str) -> str:
        return trans(sentence, label=self.gateway.settings.display_name)

    def _unavailable(self, reason: str) -> None:
        self._set_state(GatewayStatus.unavailable, reason)
        self._published.mark_stale()

    def _set_state(self, status: GatewayStatus, reason: str | None) -> None:
        said = masked_text(reason, process_secrets()) if reason else None
        state = GatewayState(id=self.gateway.id, status=status, reason=said)
        if state == self.state:
            return
        if status is not self._logged_status:
            self._log.info(
                "Gateway %s is %s%s", state.id, status.value, f": {said}" if said else ""
            )
        self.state, self._logged_status = state, status
        self._publish(ClusterChanges(gateways=[state]))

    async def _show_all(self) -> None:
        clusters: dict[str, Cluster] = {}
        turn_began = time.monotonic()
        for cluster in list(self.tracked.values()):
            if cluster.report is not None and self.tracked.get(cluster.name) is cluster:
                view = self._views.safely(cluster, self._stats.state(cluster), self._endpoint)
                if view is not None:
                    clusters[cluster.name] = view
            if time.monotonic() - turn_began > _TURN_SECONDS:
                await asyncio.sleep(0)
                turn_began = time.monotonic()
        # What came or went while others had their turn has told so itself.
        clusters = {name: view for name, view in clusters.items() if name in self.tracked}
        for name, view in self.clusters.items():
            if name in self.tracked:
                clusters.setdefault(name, view)
        self._published.replace(clusters)
