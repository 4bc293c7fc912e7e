"""Clusters that end by themselves say so, instead of vanishing."""

from __future__ import annotations

import asyncio
from datetime import datetime

from rest import Ask, Clusters

from facility.desk import Desk, wanted
from facility.gateways import Gateway


def _time(written: str) -> datetime:
    return datetime.fromisoformat(written.replace("Z", "+00:00"))


async def test_a_cluster_without_work_says_when_it_will_end_and_then_that_it_has(
    desk: Desk, kubernetes_gateway: Gateway, clusters: Clusters, ask: Ask
) -> None:
    await asyncio.to_thread(kubernetes_gateway.restart, idle_timeout=10)
    try:
        desk.sit(kubernetes_gateway)
        made = await clusters.create(**wanted("kubernetes", workers={"minimum": 0, "maximum": 0}))
        name = made["name"]
        one = await clusters.has(name, lambda one: one["idle_ends_at"] is not None)
        assert 0 < (_time(one["idle_ends_at"]) - _time(one["started_at"])).total_seconds() <= 11
        over = await clusters.status(name, "stopped")
        assert over["failure"]["reason"] == "It has ended after 10 s without work."
        assert (over["idle_ends_at"], over["dashboard_url"]) == (None, None)
        # It stays until its user has seen it.
        assert await clusters.get(name) is not None
        assert (await ask(f"clusters/kubernetes/{name}", "DELETE")).status == 204
        assert await clusters.get(name) is None
    finally:
        await asyncio.to_thread(kubernetes_gateway.restart, idle_timeout=3600)


async def test_a_cluster_that_somebody_shuts_down_elsewhere_just_goes(
    desk: Desk, kubernetes_gateway: Gateway, clusters: Clusters
) -> None:
    user = desk.sit(kubernetes_gateway)
    made = await clusters.create(**wanted("kubernetes", workers={"minimum": 0, "maximum": 0}))
    await clusters.has(made["name"], lambda one: one["tasks"] is not None)
    await asyncio.to_thread(user.stop, made["name"])
    await clusters.gone(made["name"])
