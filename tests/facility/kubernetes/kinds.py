"""The kinds of objects there are, and where a request's path finds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Kind:
    """A kind by its group, version and plural."""

    group: str
    version: str
    plural: str
    name: str
    namespaced: bool = True
    has_status: bool = False

    @property
    def api_version(self) -> str:
        """As objects carry it."""
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def root(self) -> str:
        """Where its paths begin."""
        return f"/apis/{self.group}/{self.version}" if self.group else f"/api/{self.version}"

    def path(self, namespace: str | None = None, name: str = "", part: str = "") -> str:
        """The path of all objects, of those of a namespace, of one, or of a part of one."""
        words = [self.root]
        if namespace and self.namespaced:
            words.append(f"namespaces/{namespace}")
        return "/".join(word for word in (*words, self.plural, name, part) if word)


_RBAC = ("rbac.authorization.k8s.io", "v1")
_CORE = ("", "v1")

PODS = Kind(*_CORE, "pods", "Pod", has_status=True)
SERVICES = Kind(*_CORE, "services", "Service", has_status=True)
ENDPOINTS = Kind(*_CORE, "endpoints", "Endpoints")
SECRETS = Kind(*_CORE, "secrets", "Secret")
EVENTS = Kind(*_CORE, "events", "Event")
QUOTAS = Kind(*_CORE, "resourcequotas", "ResourceQuota", has_status=True)
ACCOUNTS = Kind(*_CORE, "serviceaccounts", "ServiceAccount")
NAMESPACES = Kind(*_CORE, "namespaces", "Namespace", namespaced=False)
NODES = Kind(*_CORE, "nodes", "Node", namespaced=False, has_status=True)
ROLES = Kind(*_RBAC, "roles", "Role")
ROLE_BINDINGS = Kind(*_RBAC, "rolebindings", "RoleBinding")
CLUSTER_ROLES = Kind(*_RBAC, "clusterroles", "ClusterRole", namespaced=False)
CLUSTER_BINDINGS = Kind(*_RBAC, "clusterrolebindings", "ClusterRoleBinding", namespaced=False)
POLICIES = Kind("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy")
DEFINITIONS = Kind(
    "apiextensions.k8s.io",
    "v1",
    "customresourcedefinitions",
    "CustomResourceDefinition",
    namespaced=False,
)
DASK_CLUSTERS = Kind("gateway.dask.org", "v1alpha1", "daskclusters", "DaskCluster", True, True)
INGRESS_ROUTES = Kind("traefik.io", "v1alpha1", "ingressroutes", "IngressRoute")
INGRESS_ROUTES_TCP = Kind("traefik.io", "v1alpha1", "ingressroutetcps", "IngressRouteTCP")
MIDDLEWARES = Kind("traefik.io", "v1alpha1", "middlewares", "Middleware")

BUILT_IN = (
    *(PODS, SERVICES, ENDPOINTS, SECRETS, EVENTS, QUOTAS, ACCOUNTS, NAMESPACES, NODES),
    *(ROLES, ROLE_BINDINGS, CLUSTER_ROLES, CLUSTER_BINDINGS, POLICIES, DEFINITIONS),
)
DEFINED = (DASK_CLUSTERS, INGRESS_ROUTES, INGRESS_ROUTES_TCP, MIDDLEWARES)


def definition(kind: Kind) -> dict[str, Any]:
    """How a kind that Kubernetes does not know is made known to it."""
    version: dict[str, Any] = {
        "name": kind.version,
        "served": True,
        "storage": True,
        "schema": {
            "openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": True}
        },
    }
    if kind.has_status:
        version["subresources"] = {"status": {}}
    return {
        "apiVersion": DEFINITIONS.api_version,
        "kind": DEFINITIONS.name,
        "metadata": {"name": f"{kind.plural}.{kind.group}"},
        "spec": {
            "group": kind.group,
            "names": {
                "kind": kind.name,
                "plural": kind.plural,
                "singular": kind.name.lower(),
            },
            "scope": "Namespaced" if kind.namespaced else "Cluster",
            "versions": [version],
        },
    }


def defined_by(definition: Mapping[str, Any]) -> list[Kind]:
    """The kinds that such an object makes known."""
    spec = definition["spec"]
    return [
        Kind(
            spec["group"],
            version["name"],
            spec["names"]["plural"],
            spec["names"]["kind"],
            spec["scope"] == "Namespaced",
            "status" in version.get("subresources", {}),
        )
        for version in spec["versions"]
    ]


_PATH = re.compile(
    r"/(?:api|apis/(?P<group>[^/]+))/(?P<version>[^/]+)"
    r"(?:/namespaces/(?P<namespace>[^/]+)(?=/))?"
    r"/(?P<plural>[^/]+)(?:/(?P<name>[^/]+))?(?:/(?P<part>[^/]+))?/?"
)


@dataclass(frozen=True)
class Target:
    """What a request is about."""

    kind: Kind
    namespace: str | None
    name: str | None
    part: str | None


def target(path: str, kinds: Iterable[Kind]) -> Target | None:
    """What a path is about; None for what there is not."""
    found = _PATH.fullmatch(path)
    if found is None:
        return None
    wanted = (found["group"] or "", found["version"], found["plural"])
    for kind in kinds:
        if (kind.group, kind.version, kind.plural) == wanted:
            return Target(kind, found["namespace"], found["name"], found["part"])
    return None
