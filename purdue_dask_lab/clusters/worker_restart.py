"""Python source that restarts one worker, and what it prints.

The scheduler passes the wish on to the worker's nanny. Schedulers of all versions
do so, while Dask's client wants one of about its own version.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from textwrap import indent
from typing import Any

from ..gateways.untrusted import clean_text
from ..translation import trans

NANNY_TIMEOUT = 25
"""Seconds that a nanny may take to end its worker and start another."""

NO_NANNY = "no nanny"

REPLACED = "replaced"
"""A gateway may end the nanny as soon as its worker has gone, and start another job or pod."""

_LONGEST_REASON = 300

_RESTART = """
import asyncio
import json

worker = {worker}

async def workers(scheduler):
    return (await scheduler.identity())["workers"]

async def restart(address, security):
    from distributed.core import rpc

    async with rpc(address, connection_args=security.get_connection_args("client")) as scheduler:
        if (await workers(scheduler)).get(worker, {{}}).get("nanny", "") is None:
            return "{no_nanny}"
        message = {{"op": "restart", "timeout": {timeout}}}
        try:
            told = await scheduler.broadcast(msg=message, workers=[worker], nanny=True)
        except Exception:
            if worker in await workers(scheduler):
                raise
            return "{replaced}"
        return str(next(iter(told.values()), "{replaced}"))

try:
{connect}
    found = {{"told": asyncio.run(restart(address, security))}}
except Exception as error:
    found = {{"error": f"{{type(error).__name__}}: {{error}}"}}
print("\\n" + json.dumps(found))
"""


@dataclass(frozen=True)
class RestartOutcome:
    """What came of it.

    Parameters
    ----------
    told
        The nanny's word, ``OK`` or ``timed out``, or one of ours; None where none was asked.
    error
        Why none was.
    """

    told: str | None
    error: str


def restart_source(connect: list[str], worker: str) -> str:
    """Source that restarts a worker, given the way to its scheduler and its address."""
    return _RESTART.format(
        worker=json.dumps(worker),
        connect=indent("\n".join(connect), "    "),
        timeout=NANNY_TIMEOUT,
        no_nanny=NO_NANNY,
        replaced=REPLACED,
    )


def read_outcome(output: bytes) -> RestartOutcome:
    """Read what the source has printed last; a text that makes no sense is an error."""
    try:
        found: dict[str, Any] = json.loads(
            output.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        )
        told, error = found.get("told"), found.get("error")
    except (ValueError, AttributeError, RecursionError):
        told, error = None, None
    reason = clean_text(error, _LONGEST_REASON) or trans("Dask's client ended without a word")
    return RestartOutcome(clean_text(told, _LONGEST_REASON), reason)
