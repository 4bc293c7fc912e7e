"""A cluster's logs on SLURM: live, in its jobs' files, and what is left once all of it is gone."""

from __future__ import annotations

from typing import Any

from rest import Ask, Clusters, until

from facility.desk import Desk, wanted
from facility.gateways import Gateway


async def test_logs_of_scheduler_worker_and_jobs_and_what_is_left_of_them(
    desk: Desk, slurm_gateway: Gateway, clusters: Clusters, ask: Ask
) -> None:
    desk.sit(slurm_gateway)
    made = await clusters.create(**wanted("slurm"))
    name = made["name"]
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)

    async def log(source: str | None = None) -> Any:
        params = {"source": source} if source else {}
        answer = await ask(f"clusters/slurm/{name}/logs", params=params)
        assert answer.status == 200, answer.body
        return answer.body

    def text(found: Any) -> str:
        return "\n".join(one["message"] for one in found["entries"])

    first = await log()
    assert first["problem"] is None
    assert "Scheduler at" in text(first)
    (worker,) = [one for one in first["sources"] if one["kind"] == "worker"]
    assert "Registered to" in text(await log(worker["id"]))
    files = {one["name"]: one["id"] for one in first["sources"] if one["kind"] == "file"}
    (of_scheduler,) = [one for one in files if one.startswith("dask-scheduler-")]
    assert any(one.startswith("dask-worker-") for one in files)
    assert "Scheduler at" in text(await log(files[of_scheduler]))

    assert (await ask(f"clusters/slurm/{name}", "DELETE")).status == 204
    await clusters.gone(name)

    async def ended() -> Any:
        listed = (await ask("ended-clusters")).body["clusters"]
        return next((one for one in listed if one["name"] == name), None)

    one = await until(ended)
    assert (one["ending"], one["usage"]["peak_workers"]) == ("shut_down", 1)
    assert one["has_log"]
    left = await log()
    assert (left["source"], left["live"]) == ("kept", False)
    assert "Scheduler at" in text(left)
