"""Python source that asks a scheduler what CPU its workers use, and what it prints.

The scheduler's remote call ``identity`` tells that while workers compute, too,
unlike its page of the same name. Nothing of it makes the program a client of the
cluster: nobody sees it in Dask, and no cluster stays alive for it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import indent

from ..gateways.untrusted import InvalidAnswer, clean_text, decode_json, number

MOST_TOLD = 4_000
"""Workers of one cluster that are told of; with the longest addresses they fit into one line."""

MOST_PERCENT = 1_000_000.0
"""More than any machine has."""

_LONGEST_ADDRESS = 200
_LONGEST_REASON = 300

_CPU = """
import asyncio
import json
import os
import threading
import time

from purdue_dask_lab.gateways.child import wait_for_end, wake_at_parents_end

def end_with_jupyter():
    wait_for_end()
    os._exit(0)

wake_at_parents_end()
threading.Thread(target=end_with_jupyter, daemon=True).start()
# Whatever is imported may print, too.
output = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

def tell(found):
    print(json.dumps(found, separators=(",", ":")), file=output, flush=True)

def cpu(workers):
    for address, worker in list(workers.items())[:{most}]:
        used = (worker.get("metrics") or {{}}).get("cpu")
        if len(address) <= {longest} and isinstance(used, (int, float)):
            yield address, round(float(used), 1)

async def watch(address, security):
    from distributed.core import rpc

    arguments = security.get_connection_args("client")
    # What is no plain number or text stays packed: nothing of it is to run here.
    async with rpc(address, connection_args=arguments, deserialize=False) as scheduler:
        while True:
            began = time.monotonic()
            tell({{"cpu": dict(cpu((await scheduler.identity())["workers"]))}})
            # Of a large cluster it is much: a scheduler has other work.
            await asyncio.sleep({seconds} + min(10, 10 * (time.monotonic() - began)))

try:
{connect}
    asyncio.run(watch(address, security))
except Exception as error:
    tell({{"error": f"{{type(error).__name__}}: {{error}}"[:{longest_reason}]}})
"""

ASK_SECONDS = 2.0
"""Seconds between an answer and the next question: workers tell their scheduler about as often."""


@dataclass(frozen=True)
class CpuLine:
    """One line that the program has printed.

    Parameters
    ----------
    percent
        What CPU each worker uses, by its address: 400 for four busy threads.
    error
        Why that is not known, and will not be from this program.
    """

    percent: dict[str, float] = field(default_factory=dict)
    error: str | None = None


def cpu_source(connect: list[str]) -> str:
    """Source that tells of all workers, given the way to their scheduler."""
    return _CPU.format(
        connect=indent("\n".join(connect), "    "),
        most=MOST_TOLD,
        longest=_LONGEST_ADDRESS,
        longest_reason=_LONGEST_REASON,
        seconds=ASK_SECONDS,
    )


def read_line(line: bytes) -> CpuLine:
    """Read a line; what makes no sense of one worker is left out.

    Raises
    ------
    InvalidAnswer
        It is none of the program's.
    """
    found = decode_json(line)
    if not isinstance(found, dict):
        raise InvalidAnswer("a line is not valid")
    error, told = clean_text(found.get("error"), _LONGEST_REASON), found.get("cpu")
    if error:
        return CpuLine(error=error)
    if not isinstance(told, dict):
        raise InvalidAnswer("a line is not valid")
    percent = {}
    for address, used in list(told.items())[:MOST_TOLD]:
        if address and clean_text(address, _LONGEST_ADDRESS) == address and _is_percent(used):
            percent[address] = float(used)
    return CpuLine(percent)


def _is_percent(value: object) -> bool:
    try:
        return 0 <= number(value) <= MOST_PERCENT
    except InvalidAnswer:
        return False
