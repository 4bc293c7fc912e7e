"""What gateways refuse, in their own words, with the field at fault and what we know besides."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fake_gateway import fake_gateways, refusing
from rest import Ask, Clusters

from facility.accounts import CERN
from facility.desk import Desk, wanted
from facility.gateways import Gateway
from facility.kubernetes.gateway import KubernetesGateway

CAP = "You may only have 1 active Dask Gateway cluster(s) at a time."
IDENTITY = {"NB_UID": "2001", "NB_GID": "2001"}


@pytest.mark.parametrize("kind", ["slurm", "kubernetes"])
async def test_a_value_out_of_range_is_named_with_its_field(
    desk: Desk, facility: Any, ask: Ask, kind: str
) -> None:
    desk.sit(facility.gateway(kind))
    floating = "an integer" if kind == "slurm" else "a float"
    for value, said in (
        (99, f"worker_cores must be <= {'16' if kind == 'slurm' else '64'}"),
        (0, f"worker_cores must be >= {'1' if kind == 'slurm' else '0.1'}"),
        ("2", f"worker_cores must be {floating}, got '2'"),
    ):
        answer = await ask("clusters", "POST", wanted(kind, options={"worker_cores": value}))
        assert (answer.status, answer.body["reason"]) == (422, "invalid")
        assert answer.body["message"].startswith(said)
        assert answer.body["field"] == "options.worker_cores"


async def test_cores_are_whole_where_the_gateway_wants_them_whole(
    desk: Desk, slurm_gateway: Gateway, kubernetes_gateway: Gateway, ask: Ask
) -> None:
    desk.sit(slurm_gateway, kubernetes_gateway)
    (slurm, kubernetes) = [
        (await ask(f"gateways/{kind}/options")).body["schema"]["properties"]["worker_cores"]
        for kind in ("slurm", "kubernetes")
    ]
    assert (slurm["type"], slurm["minimum"], slurm["maximum"]) == ("integer", 1, 16)
    assert (kubernetes["type"], kubernetes["minimum"], kubernetes["maximum"]) == (
        *("number", 0.1),
        64,
    )
    halved = await ask("clusters", "POST", wanted("slurm", options={"worker_cores": 1.5}))
    assert halved.body["message"] == "worker_cores must be an integer, got 1.5"


async def test_a_gateway_that_lacks_PATH_says_only_that_word_and_we_say_what_it_means(
    desk: Desk, slurm_gateway: Gateway, ask: Ask
) -> None:
    desk.sit(slurm_gateway, options={"variables": "nothing-carries-them"})
    answer = await ask("clusters", "POST", wanted("slurm"))
    assert (answer.status, answer.body["field"]) == (422, "variables")
    assert answer.body["message"] == (
        "The workers' environment variables lack PATH: add it under Environment variables. "
        "(The gateway said: 'PATH')"
    )


async def test_a_gateway_that_got_no_environment_asks_for_one(
    desk: Desk, slurm_gateway: Gateway, ask: Ask
) -> None:
    desk.sit(slurm_gateway, options={"environment": "nothing-carries-it"})
    request = wanted("slurm", options={"conda_env": "", "pixi_project": ""})
    answer = await ask("clusters", "POST", request)
    assert (answer.status, answer.body["field"]) == (422, "environment")
    assert answer.body["message"].startswith("Choose an environment for the workers.")
    assert "Either conda_env or pixi_project must be set." in answer.body["message"]


async def test_users_whose_numbers_a_gateway_does_not_know_are_asked_for_them_by_name(
    desk: Desk,
    kubernetes_gateway: Gateway,
    ask: Ask,
    clusters: Clusters,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.sit(kubernetes_gateway, user=CERN)
    answer = await ask("clusters", "POST", wanted("kubernetes"))
    assert (answer.status, answer.body["field"]) == (422, "variables")
    assert "NB_UID and NB_GID must be set in env for user bob-cern." in answer.body["message"]
    assert "add NB_UID (what `id -u` prints)" in answer.body["message"]
    # A Hub that knows them puts them into the server's own environment.
    for name, value in IDENTITY.items():
        monkeypatch.setenv(name, value)
    made = await clusters.create(**wanted("kubernetes"))
    await clusters.status(made["name"], "running")


async def test_at_the_cap_the_cluster_in_the_way_is_named(
    desk: Desk, slurm_gateway: Gateway, ask: Ask, clusters: Clusters
) -> None:
    desk.sit(slurm_gateway)
    first = await clusters.create(**wanted("slurm"))
    again = await ask("clusters", "POST", wanted("slurm"))
    assert (again.status, again.body["reason"]) == (409, "limit_reached")
    assert again.body["message"].startswith("Cluster 1 is in the way: use it, or shut it down")
    assert CAP in again.body["message"]
    await clusters.status(first["name"], "running")
    again = await ask("clusters", "POST", wanted("slurm"))
    assert (again.status, again.body["reason"]) == (409, "limit_reached")
    # SLURM's gateway does not count what is ending.
    await ask(f"clusters/slurm/{first['name']}", "DELETE")
    assert (await ask("clusters", "POST", wanted("slurm"))).status == 202


async def test_on_kubernetes_a_cluster_that_is_ending_is_still_in_the_way(
    desk: Desk, kubernetes_gateway: KubernetesGateway, ask: Ask, clusters: Clusters
) -> None:
    desk.sit(kubernetes_gateway)
    first = await clusters.create(**wanted("kubernetes"))
    await clusters.has(first["name"], lambda one: one["workers"]["running"] == 1)
    kubernetes_gateway.hold_controller()
    try:
        await ask(f"clusters/kubernetes/{first['name']}", "DELETE")
        again = await ask("clusters", "POST", wanted("kubernetes"))
        assert (again.status, again.body["reason"]) == (409, "limit_reached")
        assert again.body["message"].startswith("Cluster 1 is still ending: wait a moment")
        shown = await clusters.get(first["name"])
        assert shown is not None
        assert shown["status"] == "stopping"
    finally:
        kubernetes_gateway.let_controller_go_on()
    await clusters.gone(first["name"])
    assert (await ask("clusters", "POST", wanted("kubernetes"))).status == 202


@pytest.mark.parametrize(
    ("status", "kind", "said", "code", "message"),
    [
        # A reason with a line end breaks the gateway's own answer.
        (
            500,
            "text/plain",
            "500 Internal Server Error\n\nServer got itself in trouble",
            502,
            "without saying why; its administrator finds the reason in the gateway's log",
        ),
        (422, "application/json", '{"error": "sequence item 1: expected str instance, int found"}',
         422, "A worker environment variable is no text"),
        (422, "application/json", '{"error": "The Pixi project /p does not exist."}', 422,
         "Workers of Near cannot see this environment: choose one on storage that they can read."),
        (422, "application/json", '{"error": "Ask your professor."}', 422, "^Ask your professor.$"),
        (500, "application/json", '{"error": "no"}', 502, "Near answered with status 500: no."),
        (404, "text/plain", "404: Not Found", 502, "status 404"),
        (201, "text/html", "<html>", 502, "is not a Dask Gateway; check its configured address"),
        (201, "application/json", "{}", 502, "is not a Dask Gateway"),
        (403, "application/json", '{"error": "Not you."}', 403, "Near: Not you."),
    ],
)  # fmt: skip
async def test_whatever_a_gateway_answers_becomes_a_sentence(
    ask: Ask, own_dask_configuration: Path, status: int, kind: str, said: str, code: int,
    message: str,
) -> None:  # fmt: skip
    import re

    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.answers["POST /api/v1/clusters/"] = refusing(status, said, kind)
        answer = await ask("clusters", "POST", {"gateway": "near"})
        assert answer.status == code, answer.body
        assert re.search(message, answer.body["message"]), answer.body
        assert (await ask("clusters")).body["clusters"] == []
