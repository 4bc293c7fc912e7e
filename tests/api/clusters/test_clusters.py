"""What a user was told about clusters, against the real gateway on this machine."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from prefixes import lend_packages
from processes import dask_processes, run_python
from rest import Ask, Clusters, until


async def test_a_new_cluster_is_pending_at_once_and_runs_by_itself(clusters: Clusters) -> None:
    made = await clusters.create(workers={"minimum": 1, "maximum": 2})
    assert made["status"] == "pending"
    assert made["workers"] == {"running": 0, "requested": 1, "minimum": 1, "maximum": 2}
    running = await clusters.has(made["name"], lambda one: one["workers"]["running"] == 1)
    assert (running["status"], running["cores"], running["memory_gib"]) == ("running", 1, 1)
    assert running["label"] == "Cluster 1"
    assert running["environment"]["name"] == "python3"
    assert running["started_at"] > running["created_at"]


async def test_the_answer_says_where_the_cluster_is(ask: Ask) -> None:
    answer = await ask("clusters", "POST", {"gateway": "local"})
    assert answer.headers["Location"].endswith(
        f"/purdue-dask-lab/clusters/local/{answer.body['name']}"
    )
    again = await ask(f"clusters/local/{answer.body['name']}")
    assert (again.status, again.body["name"]) == (200, answer.body["name"])


async def test_the_inserted_code_computes_on_the_clusters_workers(
    clusters: Clusters, ask: Ask
) -> None:
    made = await clusters.create(workers={"minimum": 1, "maximum": 1})
    running = await clusters.has(made["name"], lambda one: one["workers"]["running"] == 1)
    code = (await ask(f"clusters/local/{running['name']}/client-code")).body["code"]
    script = code + "\nprint(sum(client.gather(client.map(lambda x: x * x, range(100)))))"
    assert (await run_python(script)).split()[-1] == str(sum(x * x for x in range(100)))


async def test_the_shown_code_makes_the_same_cluster_as_the_dialog(
    clusters: Clusters, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EXPERIMENT", "cms")
    wanted = {
        "gateway": "local",
        "workers": {"minimum": 1, "maximum": 1},
        "options": {"worker_cores": 2, "worker_memory": 1},
        "variables": {"DATASET": 'a "quoted" name', "MY_TOKEN": "not to be written down"},
    }
    code = (await ask("creation-code", "POST", wanted)).body["code"]
    assert "not to be written down" not in code
    monkeypatch.setenv("MY_TOKEN", "known to the script")
    script = code + (
        "\nfound = client.submit(lambda: [__import__('os').environ[name] for name in"
        " ('EXPERIMENT', 'DATASET', 'MY_TOKEN')])\nprint(found.result())"
    )
    assert (await run_python(script)).splitlines()[-1] == str(
        ["cms", 'a "quoted" name', "known to the script"]
    )
    made = (await clusters.all())[0]
    assert (made["options"]["worker_cores"], made["environment"]["prefix"]) == (2, sys.prefix)


async def test_tasks_and_clients_are_counted_while_they_are_there(
    clusters: Clusters, ask: Ask, tmp_path: Path
) -> None:
    made = await clusters.create(workers={"minimum": 1, "maximum": 1})
    await clusters.has(made["name"], lambda one: one["workers"]["running"] == 1)
    code = (await ask(f"clusters/local/{made['name']}/client-code")).body["code"]
    go, leave = tmp_path / "go", tmp_path / "leave"
    script = f"""{code}
import os, time
def wait_for(number, path):
    while not os.path.exists(path):
        time.sleep(0.02)
kept = client.map(wait_for, range(100), path={str(go)!r})
client.gather(kept)
wait_for(None, {str(leave)!r})
"""
    work = asyncio.ensure_future(run_python(script))
    busy = await clusters.has(
        made["name"], lambda one: one["tasks"] is not None and one["tasks"]["processing"] > 0
    )
    assert busy["clients"] == 1
    assert sum(busy["tasks"].values()) == 100, "queued tasks count as waiting"
    go.touch()
    done = await clusters.has(made["name"], lambda one: one["tasks"]["memory"] == 100)
    assert done["tasks"]["processing"] == 0
    leave.touch()
    await work
    await clusters.has(made["name"], lambda one: one["clients"] == 0)


async def test_scaling_shows_what_was_asked_and_what_runs(clusters: Clusters, ask: Ask) -> None:
    made = await clusters.create(workers={"minimum": 1, "maximum": 1})
    name = made["name"]
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    scaled = await ask(f"clusters/local/{name}", "PATCH", {"workers": 2})
    assert scaled.body["workers"]["requested"] == 2
    await clusters.has(name, lambda one: one["workers"]["running"] == 2)
    adaptive = await ask(f"clusters/local/{name}", "PATCH", {"adapt": {"minimum": 0, "maximum": 2}})
    assert (adaptive.body["workers"]["minimum"], adaptive.body["workers"]["maximum"]) == (0, 2)
    idle = await clusters.has(name, lambda one: one["workers"]["running"] == 0)
    assert idle["workers"]["requested"] == 0


async def test_a_pending_cluster_scaled_starts_with_the_new_number(
    clusters: Clusters, ask: Ask
) -> None:
    made = await clusters.create(workers={"minimum": 1, "maximum": 1})
    answer = await ask(f"clusters/local/{made['name']}", "PATCH", {"workers": 2})
    assert (answer.status, answer.body["workers"]["requested"]) == (200, 2)
    await clusters.has(made["name"], lambda one: one["workers"]["running"] == 2)


async def test_shutting_down_leaves_no_process_and_twice_is_harmless(
    clusters: Clusters, ask: Ask
) -> None:
    made = await clusters.create(workers={"minimum": 1, "maximum": 1})
    name = made["name"]
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    assert dask_processes(name)
    assert (await ask(f"clusters/local/{name}", "DELETE")).status == 204
    stopping = await clusters.get(name)
    assert stopping is not None
    assert stopping["status"] == "stopping"
    await clusters.gone(name)
    assert (await ask(f"clusters/local/{name}", "DELETE")).status == 204

    async def ended() -> bool:
        return not dask_processes(name)

    await until(ended)


async def test_a_pending_start_can_be_cancelled(clusters: Clusters, ask: Ask) -> None:
    made = await clusters.create()
    assert (await ask(f"clusters/local/{made['name']}", "DELETE")).status == 204
    await clusters.gone(made["name"])


async def test_a_cluster_made_in_a_script_appears_and_can_be_used(
    clusters: Clusters, ask: Ask
) -> None:
    ours = await clusters.create(workers={"minimum": 0, "maximum": 1})
    await clusters.status(ours["name"], "running")
    code = (await ask(f"clusters/local/{ours['name']}/client-code")).body["code"]
    gateway = code.split("cluster =")[0]
    name = (await run_python(gateway + "print(gateway.submit())")).split()[-1]
    made = await clusters.status(name, "running")
    assert made["label"] == f"Cluster {name[:8]}"
    assert made["workers"]["requested"] is None
    scaled = await ask(f"clusters/local/{name}", "PATCH", {"workers": 1})
    assert scaled.body["workers"]["requested"] == 1
    await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    assert (await ask(f"clusters/local/{name}", "DELETE")).status == 204
    await clusters.gone(name)


async def test_a_cluster_that_cannot_start_says_why_and_retry_works_once_mended(
    clusters: Clusters, ask: Ask, make_environment: Callable[[str], Path]
) -> None:
    prefix = make_environment("bare")
    made = await clusters.create(environment="bare", workers={"minimum": 1, "maximum": 1})
    failed = await clusters.has(
        made["name"], lambda one: bool(one["failure"] and one["failure"]["problems"])
    )
    assert (failed["status"], "has no distributed" in failed["failure"]["reason"]) == (
        "failed",
        True,
    )
    (problem,) = failed["failure"]["problems"]
    assert f"{prefix}/bin/python -m pip install" in problem["mend"]
    assert "No module named" in failed["failure"]["log"]

    lend_packages(prefix)
    again = await ask(f"clusters/local/{made['name']}/retry", "POST")
    assert (again.status, again.body["status"]) == (202, "pending")
    assert again.body["label"] == made["label"]
    running = await clusters.has(again.body["name"], lambda one: one["workers"]["running"] == 1)
    assert running["environment"]["prefix"] == str(prefix)
    assert [one["name"] for one in await clusters.all()] == [running["name"]]


async def test_workers_run_in_the_chosen_environment_with_the_variables_asked_for(
    clusters: Clusters, ask: Ask, make_environment: Callable[[str], Path]
) -> None:
    prefix = make_environment("analysis")
    lend_packages(prefix)
    made = await clusters.create(
        environment="analysis",
        workers={"minimum": 1, "maximum": 1},
        variables={"DATASET": "zmumu"},
    )
    await clusters.has(made["name"], lambda one: one["workers"]["running"] == 1)
    code = (await ask(f"clusters/local/{made['name']}/client-code")).body["code"]
    script = code + (
        "\nfound = client.submit(lambda: (__import__('sys').prefix,"
        " __import__('os').environ['DATASET']))\nprint(*found.result())"
    )
    assert (await run_python(script)).split()[-2:] == [str(prefix), "zmumu"]


async def test_a_failed_cluster_stays_until_it_is_dismissed(
    clusters: Clusters, ask: Ask, make_environment: Callable[[str], Path]
) -> None:
    make_environment("bare")
    made = await clusters.create(environment="bare")
    await clusters.status(made["name"], "failed")
    assert (await ask(f"clusters/local/{made['name']}", "DELETE")).status == 204
    assert await clusters.all() == []


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "message"),
    [
        ("POST", "clusters", "{", 400, "not JSON"),
        ("POST", "clusters", [], 422, "should be an object"),
        ("POST", "clusters", {}, 422, "gateway: Field required"),
        ("POST", "clusters", {"gateway": "slrum"}, 404, "no gateway slrum; there are: local"),
        ("POST", "clusters", {"gateway": "local", "wrokers": 1}, 422, "wrokers"),
        (
            "POST",
            "clusters",
            {"gateway": "local", "workers": {"minimum": 3, "maximum": 1}},
            422,
            r"Minimum workers \(3\) must not exceed maximum workers \(1\)",
        ),
        ("POST", "clusters", {"gateway": "local", "environment": "x"}, 422, "environment named x"),
        (
            "POST",
            "clusters",
            {"gateway": "local", "options": {"worker_cores": 9999}},
            422,
            "worker_cores must be <=",
        ),
        (
            "POST",
            "clusters",
            {"gateway": "local", "options": {"image": "x"}},
            422,
            "no option image; its options are: worker_cores, worker_memory",
        ),
        (
            "POST",
            "clusters",
            {"gateway": "local", "options": {"env": {}}},
            422,
            "env follows from the environment",
        ),
        ("GET", "clusters/local/none", None, 404, "none"),
        ("GET", "clusters/elsewhere/none", None, 404, "no gateway elsewhere"),
        ("PATCH", "clusters/local/none", {"workers": 1}, 404, "none"),
        ("PATCH", "clusters/local/none", {}, 422, "Give one of"),
        ("PATCH", "clusters/local/none", {"workers": -1}, 422, "greater than or equal to 0"),
        ("GET", "clusters/local/none/client-code", None, 404, "none"),
        ("POST", "clusters/local/none/retry", None, 404, "none"),
        ("GET", "gateways/elsewhere/options", None, 404, "no gateway elsewhere"),
        ("GET", "clusters/local/none/dashboard/status", None, 404, None),
    ],
)
async def test_bad_input_gets_one_sentence_that_names_it(
    ask: Ask, method: str, path: str, body: object, status: int, message: str | None
) -> None:
    import re

    answer = await ask(path, method, body)
    assert answer.status == status, answer.body
    if message is not None:
        assert re.search(message, answer.body["message"]), answer.body
        assert set(answer.body) == {"message", "reason", "field"}
        assert "Traceback" not in answer.body["message"]
