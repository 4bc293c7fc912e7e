"""Tells of the workers of one cluster, and restarts one."""

from __future__ import annotations

import asyncio

from ..errors import Conflict, DaskLabError, GatewayTooSlow, GatewayUnreachable
from ..schemas.clusters import Cluster
from ..schemas.workers import ClusterWorkers, WorkerRestart
from ..system.concurrency import executors
from ..translation import trans
from ..worker_env.redact import masked_text, process_secrets
from .code_service import CodeService
from .dask_program import run_program
from .manager import ClusterManager
from .worker_cpu import WorkerCpuMonitor
from .worker_restart import NO_NANNY, REPLACED, read_outcome

RESTART_TIMEOUT = 45.0
"""Seconds that a restart may take, Dask's start and the nanny's own limit included."""

MOST_AT_ONCE = 2
"""Restarts at a time: each is a process of Dask's for some seconds."""


class WorkerService:
    """Asks schedulers for their workers while somebody looks, and has one restarted.

    Parameters
    ----------
    clusters
        All clusters.
    code
        Writes what connects to a cluster.
    cpu
        Knows what CPU they use.
    timeout
        Seconds that a restart may take.
    """

    def __init__(
        self,
        clusters: ClusterManager,
        code: CodeService,
        cpu: WorkerCpuMonitor,
        *,
        timeout: float = RESTART_TIMEOUT,
    ) -> None:
        self._clusters = clusters
        self._cpu = cpu
        self._code = code
        self._timeout = timeout
        self._restarting: set[tuple[str, str, str]] = set()
        self._limit = asyncio.Semaphore(MOST_AT_ONCE)

    async def read(self, gateway: str, name: str) -> ClusterWorkers:
        """Return a cluster's workers; why they are not known now stands in ``problem``.

        Raises
        ------
        UnknownCluster, UnknownGateway
            There is no such cluster.
        """
        cluster = await self._clusters.get(gateway, name)
        if cluster.dashboard_url is None:
            return ClusterWorkers(status=cluster.status)
        cpu = self._cpu.look(gateway, name)
        client = self._clusters.monitor(gateway).gateway
        try:
            found = await client.workers(name)
        except DaskLabError as error:
            said = masked_text(error.message, process_secrets())
            return ClusterWorkers(status=cluster.status, problem=said)
        for worker in found.workers:
            worker.cpu_percent = cpu.percent.get(worker.address)
        return ClusterWorkers(
            status=cluster.status,
            workers=found.workers,
            left_out=found.left_out,
            cpu_problem=cpu.problem,
        )

    async def restart(self, gateway: str, name: str, wanted: WorkerRestart) -> None:
        """Restart a worker, and wait until its nanny has started another.

        Raises
        ------
        UnknownCluster, UnknownGateway
            There is no such cluster.
        Conflict
            It has no such worker, or one that nothing restarts, or does so already.
        GatewayTooSlow, GatewayUnreachable
            The scheduler could not be asked, or the worker did not come back in time.
        """
        cluster = await self._clusters.get(gateway, name)
        key = gateway, name, wanted.address
        if key in self._restarting:
            raise Conflict(trans("This worker of {label} is being restarted.", label=cluster.label))
        self._restarting.add(key)
        try:
            await self._restart(cluster, wanted.address)
        finally:
            self._restarting.discard(key)

    async def _restart(self, cluster: Cluster, address: str) -> None:
        monitor = self._clusters.monitor(cluster.gateway)
        known = await monitor.gateway.workers(cluster.name)
        worker = known.names().get(address)
        if worker is None:
            raise Conflict(
                trans(
                    "{label} has no worker {address} any more.",
                    label=cluster.label,
                    address=address,
                )
            )
        code = await self._code.restarting_code(cluster.gateway, cluster.name, address)
        tracked = monitor.tracked.get(cluster.name)
        if tracked is not None:
            tracked.losses.expect()
        try:
            async with self._limit:
                output = await run_program(code, self._timeout)
        except asyncio.TimeoutError:
            raise _slow(worker, cluster, self._timeout) from None
        except OSError as error:
            raise Conflict(
                trans(
                    "Dask's client could not be started: {strerror}.",
                    strerror=error.strerror or error,
                )
            ) from None
        outcome = await executors.work.run((address, "restart"), read_outcome, output)
        if outcome.told in ("OK", REPLACED):
            return
        if outcome.told == "timed out":
            raise _slow(worker, cluster, self._timeout)
        if outcome.told == NO_NANNY:
            raise Conflict(
                trans(
                    "Worker {worker} of {label} cannot be restarted: it runs "
                    "without a nanny. Scale the cluster down and up instead.",
                    worker=worker,
                    label=cluster.label,
                )
            )
        if outcome.told is not None:
            raise Conflict(
                trans(
                    "Worker {worker} of {label} was not restarted: {told}",
                    worker=worker,
                    label=cluster.label,
                    told=outcome.told,
                )
            )
        raise GatewayUnreachable(
            trans(
                "The scheduler of {label} could not be asked to restart "
                "{worker}: {error}. A notebook that uses it can: "
                'client.restart_workers(["{address}"]).',
                label=cluster.label,
                worker=worker,
                error=outcome.error,
                address=address,
            )
        )


def _slow(worker: str, cluster: Cluster, seconds: float) -> GatewayTooSlow:
    return GatewayTooSlow(
        trans(
            "Worker {worker} of {label} did not restart within {seconds:g} s; it may still.",
            worker=worker,
            label=cluster.label,
            seconds=seconds,
        )
    )
