"""Interleaved timings, and what they come to."""

from __future__ import annotations

import asyncio
import random
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

Call = Callable[[], Awaitable[Any]]


@dataclass
class Table:
    """Lines of ``what | measured | against | ratio | budget``."""

    lines: list[tuple[str, str, str, str, str]] = field(default_factory=list)

    def ratio(self, what: str, ours: float, theirs: float, budget: float) -> None:
        """Two times in seconds, and how many times the second the first may be."""
        found = ours / theirs
        self._add(what, f"{1e3 * ours:.2f} ms", f"{1e3 * theirs:.2f} ms", found, budget, "x")

    def extra(self, what: str, ours: float, theirs: float, budget: float, unit: str) -> None:
        """Two amounts, and how much more than the second the first may be."""
        measured, against = f"{ours:.2f} {unit}", f"{theirs:.2f} {unit}"
        self._add(what, measured, against, ours - theirs, budget, f" {unit} more")

    def show(self) -> str:
        """All lines, with a mark where a budget is missed."""
        heads = ("what", "measured", "against", "found", "budget")
        rows = [heads, *self.lines]
        widths = [max(len(row[column]) for row in rows) for column in range(len(heads))]
        return "\n".join(
            " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        )

    def _add(
        self, what: str, ours: str, theirs: str, found: float, budget: float, unit: str
    ) -> None:
        missed = "" if found <= budget else "  MISSED"
        self.lines.append((what, ours, theirs, f"{found:.2f}{unit}", f"{budget:g}{unit}{missed}"))


async def interleaved(calls: dict[str, Call], rounds: int) -> dict[str, float]:
    """Median seconds of each call, all of them in random order in each round."""
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for _ in range(rounds):
        for name in random.sample(list(calls), len(calls)):
            begun = time.perf_counter()
            await calls[name]()
            taken[name].append(time.perf_counter() - begun)
    return {name: statistics.median(times) for name, times in taken.items()}


@asynccontextmanager
async def stalls(ask: Call, pause: float = 0.01) -> AsyncIterator[list[float]]:
    """Ask again and again meanwhile; the list holds the seconds that each answer took."""
    taken: list[float] = []

    async def keep_asking() -> None:
        while True:
            begun = time.perf_counter()
            await ask()
            taken.append(time.perf_counter() - begun)
            await asyncio.sleep(pause)

    asking = asyncio.create_task(keep_asking())
    try:
        yield taken
    finally:
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
