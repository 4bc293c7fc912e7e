"""Deletes what belongs to something that has gone."""

from __future__ import annotations

from .client import ApiError, Client, Picture
from .kinds import DASK_CLUSTERS, INGRESS_ROUTES, INGRESS_ROUTES_TCP, PODS, SECRETS, SERVICES

KINDS = (DASK_CLUSTERS, PODS, SECRETS, SERVICES, INGRESS_ROUTES, INGRESS_ROUTES_TCP)


async def collect(client: Client, picture: Picture) -> None:
    """Delete each object whose owners have all gone; their own go with the next look."""
    live = {one["metadata"]["uid"] for kind in KINDS for one in picture.all(kind)}
    for kind in KINDS:
        for found in picture.all(kind):
            metadata = found["metadata"]
            owners = {one["uid"] for one in metadata.get("ownerReferences", [])}
            if not owners or owners & live or "deletionTimestamp" in metadata:
                continue
            # An owner may have been made after its kind was last told of.
            if await _exists(client, found["metadata"]["ownerReferences"], metadata["namespace"]):
                continue
            try:
                await client.ask("DELETE", kind.path(metadata["namespace"], metadata["name"]))
            except ApiError as error:
                if error.status != 404:
                    raise


async def _exists(client: Client, owners: list[dict[str, str]], namespace: str) -> bool:
    for owner in owners:
        kind = next(one for one in KINDS if one.name == owner["kind"])
        try:
            found = await client.ask("GET", kind.path(namespace, owner["name"]))
        except ApiError as error:
            if error.status != 404:
                raise
        else:
            if found["metadata"]["uid"] == owner["uid"]:
                return True
    return False
