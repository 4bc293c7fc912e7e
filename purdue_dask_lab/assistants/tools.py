"""What an assistant can do for a user, each a call of the service behind the sidebar.

The docstrings are what the assistant reads.
"""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ..doctor.examine import examine
from ..errors import Conflict
from ..schemas.base import read
from ..schemas.clusters import Cluster, ClusterPatch, NewCluster, Scale
from .caller import refusing, services


@refusing
async def dask_list_gateways() -> list[dict[str, Any]]:
    """List the Dask gateways, where clusters can be created.

    Each says whether it can be used now, its limits, and what of them is in use.
    """
    return [_plain(gateway) for gateway in await (await services()).gateways()]


@refusing
async def dask_gateway_options(gateway: str) -> dict[str, Any]:
    """Describe as JSON Schema what can be chosen for a new cluster on a gateway.

    These are for instance the cores and the memory of a worker.
    """
    return _plain(await (await services()).options(gateway))


@refusing
async def dask_list_environments(gateway: str) -> list[dict[str, Any]]:
    """List the kernels and environments that workers of a gateway could run in.

    The default comes first; each has the problems that would keep workers from working.
    """
    found = await (await services()).environments(gateway, None, None)
    return [_plain(environment) for environment in found]


@refusing
async def dask_list_clusters() -> dict[str, Any]:
    """List the user's Dask clusters on all gateways.

    Each has its status, workers and tasks, and when it will end.
    """
    return _plain(await (await services()).clusters.listing())


@refusing
async def dask_create_cluster(
    gateway: str,
    minimum_workers: int = 1,
    maximum_workers: int = 1,
    environment: str | None = None,
    options: dict[str, Any] | None = None,
    variables: dict[str, str] | None = None,
    label: str | None = None,
) -> dict[str, Any]:
    """Create a Dask cluster; the answer is a pending one: list the clusters to see it start.

    Between two numbers of workers it follows the load; with both the same it keeps that number.
    """
    request = read(
        NewCluster,
        {
            "gateway": gateway,
            "workers": {"minimum": minimum_workers, "maximum": maximum_workers},
            "environment": environment,
            "options": options or {},
            "variables": variables or {},
            "label": label,
        },
    )
    return _plain(await (await services()).clusters.create(request))


@refusing
async def dask_scale_cluster(
    gateway: str, name: str, minimum_workers: int, maximum_workers: int
) -> dict[str, Any]:
    """Change how many workers a cluster has.

    Between two numbers it follows the load; with both the same it keeps that number.
    """
    wanted: dict[str, Any] = {"adapt": {"minimum": minimum_workers, "maximum": maximum_workers}}
    if minimum_workers == maximum_workers:
        wanted = {"workers": maximum_workers}
    clusters = (await services()).clusters
    return _plain(await clusters.scale(gateway, name, read(Scale, wanted)))


@refusing
async def dask_rename_cluster(gateway: str, name: str, label: str) -> dict[str, Any]:
    """Give a cluster another label, which is what the user reads on its card.

    Its name, by which tools and code mean it, stays.
    """
    clusters = (await services()).clusters
    return _plain(await clusters.change(gateway, name, read(ClusterPatch, {"label": label})))


@refusing
async def dask_stop_cluster(gateway: str, name: str, label: str) -> str:
    """Shut a cluster down.

    Its workers, unfinished tasks and results are lost. The label has to be the one that the
    list shows for it. Ask the user first.
    """
    clusters = (await services()).clusters
    _require_label(await clusters.get(gateway, name), label)
    await clusters.stop(gateway, name)
    return f"{label} is shutting down."


@refusing
async def dask_explain_failure(gateway: str, name: str) -> dict[str, Any]:
    """Say why a cluster failed or ended.

    The answer also has what can be done about it, and the end of its scheduler's log.
    """
    cluster = await (await services()).clusters.get(gateway, name)
    if cluster.failure is None:
        raise Conflict(f"{cluster.label} is {cluster.status.value}; it has not failed.")
    return _plain(cluster.failure)


@refusing
async def dask_client_code(gateway: str, name: str) -> str:
    """Return Python code that connects a client to a cluster, for a notebook or a script."""
    return (await (await services()).code.client_code(gateway, name)).code


@refusing
async def dask_doctor() -> str:
    """Look at everything that a Dask cluster needs, and report how to mend what is amiss."""
    return (await examine(await services())).text


def _plain(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", by_alias=True)


def _require_label(cluster: Cluster, label: str) -> None:
    """Make sure that the caller means this cluster and no other."""
    if cluster.label != label:
        raise Conflict(
            f"The cluster {cluster.name} is called {cluster.label}, not {label}: nothing was done."
        )
