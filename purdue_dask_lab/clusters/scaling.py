"""Tells a gateway how many workers a cluster is to have."""

from __future__ import annotations

import re
from typing import Any

from ..gateways.client import GatewayClient
from .records import ClusterRecord

_CAPPED = re.compile(r"Scaling to (\d{1,9}) instead")
_NARROWED = re.compile(r"Using `?maximum=(\d{1,9}), minimum=(\d{1,9})`? instead")


async def resize(gateway: GatewayClient, name: str, wanted: ClusterRecord) -> dict[str, Any]:
    """Ask for the workers that a record names.

    Where the gateway allows fewer, its words become the notice and the number
    it uses takes the place of the one asked for: more never come.

    Returns
    -------
    granted
        What changes in the record by the gateway's answer.

    Raises
    ------
    DaskLabError
        The cluster is not running, or the gateway does not answer.
    """
    if wanted.minimum is not None and wanted.maximum is not None:
        notice = await gateway.adapt(name, wanted.minimum, wanted.maximum)
        granted: dict[str, Any] = {"asked": True, "notice": notice}
        narrowed = _NARROWED.search(notice or "")
        if narrowed:
            granted |= {"maximum": int(narrowed[1]), "minimum": int(narrowed[2])}
        return granted
    notice = await gateway.scale(name, wanted.requested or 0)
    granted = {"asked": True, "notice": notice}
    capped = _CAPPED.search(notice or "")
    if capped:
        granted["requested"] = int(capped[1])
    return granted
