"""Python source that finds the way to a cluster's scheduler, for programs that speak to it."""

from __future__ import annotations

import json

from .code_snippets import GatewayAccess, gateway_source


def behind_gateway(cluster: str, access: GatewayAccess) -> list[str]:
    """Lines that leave the ``address`` of a gateway's cluster, and the ``security`` to reach it."""
    return [
        *gateway_source(access),
        f"report = gateway.get_cluster({json.dumps(cluster)})",
        "address, security = report.scheduler_address, report.security",
    ]


def direct(address: str) -> list[str]:
    """Lines that leave the same for a scheduler that is reached without a gateway."""
    return [
        "from distributed.security import Security",
        f"address, security = {json.dumps(address)}, Security()",
    ]
