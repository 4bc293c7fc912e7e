"""What Jupyter's ``/metrics`` tells an administrator, in Prometheus' own registry.

Labels are ids of gateways and words of ours, never names of clusters or texts:
their number stays small.
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

_PREFIX = "purdue_dask_lab"

CLUSTERS = Gauge(
    f"{_PREFIX}_clusters", "Clusters of this server's user", labelnames=("gateway", "status")
)
CLUSTER_ENDS = Counter(
    f"{_PREFIX}_cluster_ends",
    "Clusters that did not end by their user's wish: failed, ended by themselves, or lost",
    labelnames=("gateway", "kind"),
)
GATEWAY_SECONDS = Histogram(
    f"{_PREFIX}_gateway_request_seconds",
    "Seconds until a gateway, or a scheduler behind it, answered",
    labelnames=("gateway", "method"),
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
GATEWAY_ERRORS = Counter(
    f"{_PREFIX}_gateway_errors",
    "Requests that a gateway refused or did not answer, by the reason that the browser is told",
    labelnames=("gateway", "reason"),
)
POLL_SECONDS = Histogram(
    f"{_PREFIX}_poll_seconds",
    "Seconds from asking a gateway until its clusters are on the page",
    labelnames=("gateway",),
    buckets=(0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
OPEN_DASHBOARDS = Gauge(
    f"{_PREFIX}_open_dashboards", "Live dashboards that are shown through Jupyter"
)
DASHBOARD_BYTES = Counter(f"{_PREFIX}_dashboard_bytes", "Bytes of dashboards sent to browsers")
