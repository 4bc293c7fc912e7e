"""Tells a gateway how many workers a cluster is to have."""

from __future__ import annotations

import re

from ..gateways.client import GatewayClient
from .store import ClusterRecord

_CAPPED = re.compile(r"Scaling to (\d+) instead")
_NARROWED = re.compile(r"Using `?maximum=(\d+), minimum=(\d+)`? instead")


async def resize(gateway: GatewayClient, name: str, record: ClusterRecord) -> None:
    """Ask for the workers that the record names, and note there what is granted.

    Where the gateway allows fewer, its words become the record's notice and
    the number it uses takes the place of the one asked for: more never come.

    Raises
    ------
    DaskLabError
        The cluster is not running, or the gateway does not answer.
    """
    if record.minimum is not None and record.maximum is not None:
        record.notice = await gateway.adapt(name, record.minimum, record.maximum)
        narrowed = _NARROWED.search(record.notice or "")
        if narrowed:
            record.maximum, record.minimum = (int(part) for part in narrowed.groups())
    else:
        record.notice = await gateway.scale(name, record.requested or 0)
        capped = _CAPPED.search(record.notice or "")
        if capped:
            record.requested = int(capped.group(1))
