"""What a scheduler knows of its workers, read from its page ``info/main/workers.html``.

Its ``json/identity.json`` would tell more, but fails (500) in Dask from 2023 on
for as long as workers compute: what they measure of tasks has keys that JSON
has not.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import unquote_plus

from ..schemas.workers import ClusterWorker
from .report import WorkerMemory
from .untrusted import InvalidAnswer, clean_text, count, number

MOST_WORKERS = 1_000
"""Workers of one cluster that are told of; a browser lists them all."""

PAGE_BYTES = 2 * 2**20
"""What is read of the page: some 1,100 bytes for each worker."""

_GIB = 2**30
_LONGEST_NAME = 200

_HEADING = re.compile(r"<th[^>]*>\s*(.*?)\s*</th>", re.DOTALL)
_CELL = re.compile(r"<td([^>]*)>\s*(.*?)\s*</td>", re.DOTALL)
_ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")
_ADDRESS = re.compile(r"worker/([^\"]*)\.html\"")
_TAG = re.compile(r"<[^>]*>")
_TIME = re.compile(r"(\d+(?:\.\d+)?)\s*(us|ms|s|m|hr|d)\b")
_SECONDS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0, "hr": 3600.0, "d": 86400.0}


@dataclass(frozen=True)
class WorkerList:
    """A cluster's workers by name, at most ``MOST_WORKERS``, and how many others there are."""

    workers: list[ClusterWorker]
    left_out: int = 0

    def names(self) -> dict[str, str]:
        """What each worker is called, by its address."""
        return {worker.address: worker.name for worker in self.workers}

    def memory(self) -> dict[str, WorkerMemory]:
        """What each worker uses of its memory, by its address; only of those with a limit."""
        return {
            worker.address: WorkerMemory(used / limit, used, limit)
            for worker in self.workers
            if (limit := worker.memory_limit_gib) and (used := worker.memory_gib) is not None
        }


def read_workers(page: str) -> WorkerList:
    """Read the page; what makes no sense of a worker is left open.

    Raises
    ------
    InvalidAnswer
        It is another page.
    """
    _, table, rows = page.partition("<table")
    titles = [_text(title).lower() for title in _HEADING.findall(rows)]
    if not table or "worker" not in titles:
        raise InvalidAnswer("a page has no table of workers")
    found = []
    # The last row may be cut off.
    for row in rows.split("</table>")[0].split("<tr")[1:]:
        cells = dict(zip(titles, _CELL.findall(row), strict=False))
        worker = _worker(cells) if "memory use" in cells else None
        if worker is not None:
            found.append(worker)
    found.sort(key=lambda worker: worker.name)
    return WorkerList(found[:MOST_WORKERS], max(0, len(found) - MOST_WORKERS))


def _worker(cells: dict[str, tuple[str, str]]) -> ClusterWorker | None:
    """One row; None where it has no address that could be asked for again."""
    link = _ADDRESS.search(cells["worker"][1])
    address = unquote_plus(html.unescape(link[1])) if link else ""
    if not address or clean_text(address, _LONGEST_NAME) != address:
        return None
    memory = dict(_ATTRIBUTE.findall(cells["memory use"][1]))
    used, limit = _bytes(memory.get("value")), _bytes(memory.get("max"))
    threads = _count(cells.get("cores") or cells.get("threads"))
    return ClusterWorker(
        address=address,
        name=clean_text(_text(cells.get("name", ("", ""))[1]), _LONGEST_NAME) or address,
        threads=threads,
        memory_gib=used,
        memory_limit_gib=limit or None,
        processing=_count(cells.get("processing")),
        stored=_count(cells.get("in-memory")),
        seconds_since_seen=_seconds(cells.get("last seen")),
    )


def _text(source: str) -> str:
    return html.unescape(_TAG.sub("", source)).strip()


def _bytes(value: str | None) -> float | None:
    """GiB, of a number of bytes; None for what is none."""
    try:
        found = number(float(value or ""))
    except (ValueError, InvalidAnswer):
        return None
    return found / _GIB if found >= 0 else None


def _count(cell: tuple[str, str] | None) -> int | None:
    try:
        return count(int(_text(cell[1])[:20])) if cell else None
    except (ValueError, InvalidAnswer):
        return None


def _seconds(cell: tuple[str, str] | None) -> float | None:
    """How long ago, by the scheduler's own clock: exactly, or as Dask before 2023 writes it."""
    if cell is None:
        return None
    exact = dict(_ATTRIBUTE.findall(cell[0])).get("data-sort")
    try:
        return max(0.0, number(float(exact))) if exact else _written(_text(cell[1])[:40])
    except (ValueError, InvalidAnswer):
        return None


def _written(text: str) -> float | None:
    parts = _TIME.findall(text)
    return sum(float(amount) * _SECONDS[unit] for amount, unit in parts) if parts else None
