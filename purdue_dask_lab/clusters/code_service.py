"""Python source for clusters: to connect to one, and to create one like it."""

from __future__ import annotations

import os
from functools import partial

from ..errors import Conflict, DaskLabError
from ..gateways.endpoint import Endpoint
from ..schemas.clusters import ClientCode, NewCluster
from ..translation import trans
from .client_code import ClientCodeWriter, written
from .code_snippets import (
    CreationCall,
    GatewayAccess,
    VariablesPlugin,
    client_code,
    creation_code,
    factory_code,
)
from .creation import CreationPlan, sized
from .manager import ClusterManager
from .requests import remembered_request
from .scheduler_access import behind_gateway, direct
from .tracked import TrackedCluster
from .worker_cpu_program import cpu_source
from .worker_restart import restart_source


class CodeService:
    """Writes code that runs as it stands, for clusters and gateways as they are now.

    Parameters
    ----------
    manager
        Knows the clusters and what they are made with.
    writer
        Writes the code for notebooks.
    """

    def __init__(self, manager: ClusterManager, writer: ClientCodeWriter | None = None) -> None:
        self._manager = manager
        self._writer = writer or ClientCodeWriter()

    async def client_code(self, gateway: str, name: str) -> ClientCode:
        """Python that connects a notebook to this cluster.

        Raises
        ------
        DaskLabError
            There is no such cluster, or none that a notebook could reach.
        """
        cluster = await self._manager.get(gateway, name)
        tracked = self._manager.monitor(gateway).tracked.get(name)
        address = tracked.report.scheduler_address if tracked and tracked.report else None
        if address is None:
            access, plugin = await self._access(gateway), await self._plugin(gateway, tracked)
            write = partial(self._writer.of_gateway, cluster.name, access, plugin)
            return ClientCode(code=await written(self._writer, write))
        if address.startswith("inproc://"):
            raise Conflict(
                trans(
                    "{label} lives inside one process, where no notebook reaches "
                    "it: configure its class with processes: true.",
                    label=cluster.label,
                )
            )
        plugin = await self._plugin(gateway, tracked)
        write = partial(self._writer.of_scheduler, address, plugin)
        return ClientCode(code=await written(self._writer, write))

    async def connecting_code(self, gateway: str, name: str) -> str:
        """Python that leaves a connected ``client`` and changes nothing on the cluster.

        Raises
        ------
        DaskLabError
            There is no such gateway.
        """
        return client_code(name, await self._access(gateway))

    async def restarting_code(self, gateway: str, name: str, worker: str) -> str:
        """Python that restarts a worker, given its address, and prints what came of it.

        Raises
        ------
        DaskLabError
            There is no such gateway, or no way to the cluster's scheduler.
        """
        connect = await self._connect(gateway, name)
        if connect is None:
            raise Conflict(
                trans("This cluster lives inside one process: its workers cannot restart.")
            )
        return restart_source(connect, worker)

    async def cpu_code(self, gateway: str, name: str) -> str:
        """Python that prints what CPU workers use, again and again.

        Raises
        ------
        DaskLabError
            There is no such gateway, or no way to the cluster's scheduler.
        """
        connect = await self._connect(gateway, name)
        if connect is None:
            raise Conflict(
                trans("This cluster lives inside one process: its workers share their CPU.")
            )
        return cpu_source(connect)

    async def creation_code(self, request: NewCluster) -> ClientCode:
        """Python that creates such a cluster, for a script.

        Raises
        ------
        DaskLabError
            The gateway, the environment or an option is refused.
        """
        settings = self._manager.gateway(request.gateway).settings
        request = sized(request, settings)
        if settings.factory is not None:
            return ClientCode(code=factory_code(settings.factory, request.workers))
        declared, plan = await self._manager.ingredients(request)
        options = declared.complete(request.options, plan.environment, {})
        carrier = declared.variables_option
        if carrier is not None:
            options.pop(carrier)
        share_files = settings.workers_share_files(declared.takes_environment)
        variables = plan.variables_for(share_files=share_files)
        call = CreationCall(options, carrier, variables, dict(os.environ))
        access = await self._access(request.gateway)
        plugin = _plugin(plan) if carrier is None else None
        return ClientCode(code=creation_code(call, request.workers, access, plugin))

    async def _connect(self, gateway: str, name: str) -> list[str] | None:
        """Lines that find the way to a scheduler; None where no other process has one."""
        tracked = self._manager.monitor(gateway).tracked.get(name)
        address = tracked.report.scheduler_address if tracked and tracked.report else None
        if address is None:
            return behind_gateway(name, await self._access(gateway))
        return None if address.startswith("inproc://") else direct(address)

    async def _plugin(self, gateway: str, tracked: TrackedCluster | None) -> VariablesPlugin | None:
        """What takes the user's variables to workers where the gateway does not; never fails."""
        record = tracked.record if tracked is not None else None
        request = remembered_request(record) or NewCluster(gateway=gateway)
        try:
            declared, plan = await self._manager.ingredients(request)
        except DaskLabError:
            return None
        return _plugin(plan) if declared.variables_option is None else None

    async def _access(self, gateway: str) -> GatewayAccess:
        found = self._manager.gateway(gateway)
        settings = found.settings
        endpoint: Endpoint = await found.endpoint()
        auth = settings.auth
        basic = auth.kwargs if auth and auth.type == "basic" else {}
        return GatewayAccess(
            address=endpoint.address,
            proxy_address=endpoint.proxy_address,
            # An address that holds a password is read where it stands, not written down again.
            address_key=f"{settings.key}.address" if endpoint.has_password else None,
            auth=auth.type if auth and auth.type != "basic" else None,
            username=basic.get("username"),
            password_file=endpoint.password_file,
            password_key=f"{settings.key}.auth.kwargs.password" if "password" in basic else None,
        )


def _plugin(plan: CreationPlan) -> VariablesPlugin | None:
    """Only what was written down for workers: the rest of Jupyter's they do not miss."""
    variables = plan.written_variables
    return VariablesPlugin(variables, dict(os.environ)) if variables else None
