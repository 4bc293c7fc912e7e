"""A card says that workers keep failing, and of what, and stops saying so."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web
from fake_gateway import COUNTS, entry, fake_gateways
from rest import Ask, Clusters
from worker_page import GIB, PATH, worker_page


async def test_workers_that_outgrow_their_memory_are_told_with_what_they_used(
    ask: Ask, clusters: Clusters, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        body = {"gateway": "near", "workers": {"minimum": 2, "maximum": 2}}
        name = (await ask("clusters", "POST", body)).body["name"]
        near.clusters[name] = entry(name)
        present = ["tcp://10.0.0.1:1", "tcp://10.0.0.2:1"]

        async def counts(_: web.Request) -> web.StreamResponse:
            return web.json_response({**COUNTS, "workers": len(present)})

        async def workers(_: web.Request) -> web.StreamResponse:
            page = worker_page({address: {"memory": 1.9 * GIB} for address in present})
            return web.Response(text=page, content_type="text/html")

        def weighed() -> int:
            return near.asked.count(f"GET /clusters/{name}/{PATH}")

        near.answers[f"GET /clusters/{name}/json/counts.json"] = counts
        near.answers[f"GET /clusters/{name}/{PATH}"] = workers
        for at in range(3):
            healthy = await clusters.has(name, lambda one: one["workers"]["running"] == 2)
            assert healthy["notice"] is None
            # What they use is looked at every few seconds.
            before = weighed()
            await clusters.has(name, lambda _, before=before: weighed() > before)
            present.pop()
            await clusters.has(name, lambda one: one["workers"]["running"] == 1)
            present.append(f"tcp://10.0.0.{at + 3}:1")
        failing = await clusters.has(name, lambda one: one["notice"] is not None)
        assert failing["notice"] == (
            "Workers keep failing: 3 or more were lost within 10 min. One used 1.9 of its 2 GB of "
            "memory when it was last seen: create the cluster with more memory per worker, or use "
            "smaller partitions."
        )
