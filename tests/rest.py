"""Our routes, asked as the browser asks them, and what becomes of clusters."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

PATIENCE = 60.0
"""Seconds until what was to happen has not: many, for a machine that is busy with others' work."""


@dataclass(frozen=True)
class Answer:
    """Status, headers and body of one request."""

    status: int
    body: Any
    headers: Any


Ask = Callable[..., Awaitable[Answer]]


async def _nothing() -> str:
    return "the condition is not met"


async def until(
    condition: Callable[[], Awaitable[Any]],
    timeout: float = PATIENCE,
    seen: Callable[[], Awaitable[Any]] = _nothing,
) -> Any:
    """Wait for something to become true and return it; else say what was seen instead."""
    end = time.monotonic() + timeout
    while True:
        found = await condition()
        if found:
            return found
        if time.monotonic() > end:
            raise AssertionError(f"still not so after {timeout} s: {await seen()}")
        await asyncio.sleep(0.1)


@dataclass
class Clusters:
    """Makes clusters through the front door and waits for what becomes of them."""

    ask: Ask

    async def create(self, **request: Any) -> dict[str, Any]:
        body = {"gateway": "local", "options": {"worker_cores": 1, "worker_memory": 1}, **request}
        answer = await self.ask("clusters", "POST", body)
        assert answer.status == 202, answer.body
        return answer.body  # type: ignore[no-any-return]

    async def all(self) -> list[dict[str, Any]]:
        return (await self.ask("clusters")).body["clusters"]  # type: ignore[no-any-return]

    async def get(self, name: str) -> dict[str, Any] | None:
        return next((one for one in await self.all() if one["name"] == name), None)

    async def has(self, name: str, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        async def found() -> dict[str, Any] | None:
            cluster = await self.get(name)
            return cluster if cluster and wanted(cluster) else None

        return await until(found, seen=self.all)  # type: ignore[no-any-return]

    async def status(self, name: str, status: str) -> dict[str, Any]:
        return await self.has(name, lambda cluster: cluster["status"] == status)

    async def failed(self, name: str) -> dict[str, Any]:
        """Wait until it has failed and is said why, which is found out meanwhile."""
        return await self.has(
            name, lambda one: one["status"] == "failed" and one["failure"] is not None
        )

    async def gone(self, name: str) -> None:
        async def absent() -> bool:
            return await self.get(name) is None

        await until(absent)

    async def tells_cpu(self, gateway: str, name: str) -> None:
        """Wait until it is known what CPU each worker uses."""

        async def told() -> bool:
            workers = (await self.ask(f"clusters/{gateway}/{name}/workers")).body["workers"]
            return bool(workers) and all(one["cpu_percent"] is not None for one in workers)

        await until(told)
