"""What stands in Kubernetes before a gateway does: as dask-gateway's own chart has it."""

from __future__ import annotations

from typing import Any

import yaml

from ..environments import ROOT
from . import kinds

NAMESPACE = "cms"
ACCOUNT = "dask-gateway"
SESSION = {"name": "jupyter-user", "namespace": "jupyter"}
"""The service account of users' sessions, as the administrators' guide has it."""

_RULES = [
    {
        "apiGroups": [""],
        "resources": ["secrets", "pods", "services"],
        "verbs": ["create", "delete", "get", "list", "watch"],
    },
    {"apiGroups": [""], "resources": ["endpoints"], "verbs": ["get", "list", "watch"]},
    {
        "apiGroups": ["gateway.dask.org"],
        "resources": ["daskclusters", "daskclusters/status"],
        "verbs": ["*"],
    },
    {
        "apiGroups": ["traefik.io"],
        "resources": ["ingressroutes", "ingressroutetcps"],
        "verbs": ["create", "delete", "get", "list", "watch"],
    },
]


def everything() -> list[dict[str, Any]]:
    """All of it, in the order in which it can be made."""
    return [
        *map(kinds.definition, kinds.DEFINED),
        manifest(kinds.NAMESPACES, NAMESPACE),
        manifest(kinds.ACCOUNTS, ACCOUNT, NAMESPACE),
        manifest(kinds.CLUSTER_ROLES, ACCOUNT, rules=_RULES),
        manifest(
            kinds.CLUSTER_BINDINGS,
            ACCOUNT,
            roleRef={
                "apiGroup": kinds.CLUSTER_ROLES.group,
                "kind": "ClusterRole",
                "name": ACCOUNT,
            },
            subjects=[{"kind": "ServiceAccount", "name": ACCOUNT, "namespace": NAMESPACE}],
        ),
    ]


def for_sessions() -> list[dict[str, Any]]:
    """What the administrators' guide has them apply, so that sessions may read why pods wait."""
    text = (ROOT / "docs/administrators.md").read_text()
    blocks = [part.split("```")[0] for part in text.split("```yaml\n")[1:]]
    (found,) = (block for block in blocks if "kind: NetworkPolicy" in block)
    return [manifest(kinds.NAMESPACES, SESSION["namespace"]), *yaml.safe_load_all(found)]


def manifest(
    kind: kinds.Kind, name: str, namespace: str | None = None, **more: Any
) -> dict[str, Any]:
    """An object as an administrator writes it down."""
    metadata = {"name": name, **({"namespace": namespace} if namespace else {})}
    return {"apiVersion": kind.api_version, "kind": kind.name, "metadata": metadata, **more}
