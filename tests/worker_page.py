"""The page on which a scheduler tells of its workers, as distributed's template makes it."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus

GIB = 2**30
PATH = "info/main/workers.html"

_TITLES = ("Worker", "Name", "Cores", "Memory", "Memory use", "Occupancy", "Processing",
           "In-memory", "Services", "Logs", "Last seen")  # fmt: skip


def worker_page(workers: Mapping[str, Mapping[str, Any]]) -> str:
    """Make the page of workers, by their addresses."""
    head = "".join(f"\n<th> {title} </th>" for title in _TITLES)
    rows = "".join(_row(address, worker) for address, worker in workers.items())
    return (
        f'<html><body><table class="table sortable"><thead><tr>{head}\n</tr></thead>\n<tbody>'
        f"{rows}\n</tbody>\n</table></body></html>"
    )


def _row(address: str, over: Mapping[str, Any]) -> str:
    one = {"name": "w-1", "threads": 2, "memory": GIB, "limit": 2 * GIB, "processing": 0,
           "stored": 0, "seen": 0.5, **over}  # fmt: skip
    link = quote_plus(address)
    return f"""
<tr >
<td><a href="../worker/{link}.html">{html.escape(address)}</a></td>
<td> {html.escape(str(one["name"]))} </td>
<td> {one["threads"]} </td>
<td data-sort="{one["limit"]}"> some GiB </td>
<td> <progress class="progress" value="{one["memory"]}" max="{one["limit"]}"></progress>
</td>
<td data-sort="0.0"> 0.00 us </td>
<td> {one["processing"]} </td>
<td> {one["stored"]} </td>

<td> <a href="../../proxy/35059/127.0.0.1/status">dashboard</a> </td>

<td> <a href="../logs/{link}.html">logs</a></td>
<td data-sort="{one["seen"]}"> some ms </td>
</tr>
"""
