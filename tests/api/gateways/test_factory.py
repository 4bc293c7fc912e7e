"""What dask-labextension's users were told about their cluster class, through our front door."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from processes import run_python
from rest import Ask, until

FACTORY = """
labextension:
  factory:
    module: dask.distributed
    class: LocalCluster
    kwargs: {processes: false, dashboard-address: "127.0.0.1:0", n-workers: 1}
"""


@pytest.fixture
def factory(own_dask_configuration: Path) -> Path:
    file = own_dask_configuration / "labextension.yaml"
    file.write_text(FACTORY)
    return file


async def running(ask: Ask, name: str, wanted: Any = lambda _: True) -> dict[str, Any]:
    async def found() -> dict[str, Any] | None:
        cluster = (await ask(f"clusters/factory/{name}")).body
        assert cluster["status"] in ("pending", "running"), cluster
        return cluster if cluster["status"] == "running" and wanted(cluster) else None

    return await until(found)


async def test_a_cluster_class_is_a_gateway_only_where_somebody_named_one(ask: Ask) -> None:
    assert [one["id"] for one in (await ask("gateways")).body] == ["local"]


async def test_a_configured_class_is_one_more_type(factory: Path, ask: Ask) -> None:
    gateways = {one["id"]: one for one in (await ask("gateways")).body}
    assert list(gateways) == ["local", "factory"]
    assert gateways["factory"]["label"] == "LocalCluster"
    assert gateways["factory"]["status"] == "available"


async def test_it_is_created_scaled_used_and_shut_down_like_any_other(
    factory: Path, ask: Ask
) -> None:
    body = {"gateway": "factory", "workers": {"minimum": 2, "maximum": 2}}
    made = await ask("clusters", "POST", body)
    assert (made.status, made.body["status"]) == (202, "pending")
    name = made.body["name"]
    cluster = await running(ask, name, lambda one: one["workers"]["running"] == 2)
    assert cluster["scheduler_address"].startswith(("inproc://", "tcp://"))

    await ask(f"clusters/factory/{name}", "PATCH", {"workers": 3})
    await running(ask, name, lambda one: one["workers"]["running"] == 3)
    adapt = {"adapt": {"minimum": 1, "maximum": 2}}
    await ask(f"clusters/factory/{name}", "PATCH", adapt)
    await running(ask, name, lambda one: one["workers"]["running"] <= 2)

    refused = await ask(f"clusters/factory/{name}/client-code")
    assert (refused.status, "processes: true" in refused.body["message"]) == (409, True)
    plots = await ask(f"clusters/factory/{name}/dashboard/individual-plots.json")
    assert "individual-task-stream" in str(plots.body)

    assert (await ask(f"clusters/factory/{name}", "DELETE")).status == 204

    async def gone() -> bool:
        return (await ask("clusters")).body["clusters"] == []

    await until(gone)


async def test_clusters_are_listed_as_they_are_asked_for_one_by_one(
    factory: Path, ask: Ask
) -> None:
    assert (await ask("clusters")).body["clusters"] == []
    made = [(await ask("clusters", "POST", {"gateway": "factory"})).body for _ in range(2)]
    assert [one["label"] for one in made] == ["Cluster 1", "Cluster 2"]
    for one in made:
        await running(ask, one["name"])
    listed = (await ask("clusters")).body["clusters"]
    assert [one["name"] for one in listed] == [one["name"] for one in made]
    for one in listed:
        alone = (await ask(f"clusters/factory/{one['name']}")).body
        assert (alone["name"], alone["label"]) == (one["name"], one["label"])

    unknown = await ask("clusters/factory/fake")
    assert (unknown.status, "fake" in unknown.body["message"]) == (404, True)
    # As with a gateway, what is gone already is gone.
    assert (await ask("clusters/factory/fake", "DELETE")).status == 204
    assert len((await ask("clusters")).body["clusters"]) == 2


async def test_it_can_be_adaptive_from_the_beginning_and_differently_later(
    factory: Path, ask: Ask
) -> None:
    body = {"gateway": "factory", "workers": {"minimum": 1, "maximum": 3}}
    name = (await ask("clusters", "POST", body)).body["name"]
    workers = (await running(ask, name))["workers"]
    assert (workers["minimum"], workers["maximum"]) == (1, 3)
    adapt = {"adapt": {"minimum": 0, "maximum": 4}}
    workers = (await ask(f"clusters/factory/{name}", "PATCH", adapt)).body["workers"]
    assert (workers["minimum"], workers["maximum"]) == (0, 4)
    await running(ask, name, lambda one: one["workers"]["running"] == 0)


async def test_what_its_workers_cannot_get_is_neither_offered_nor_in_the_way(
    factory: Path, ask: Ask
) -> None:
    form = (await ask("gateways/factory/options")).body
    assert (form["takes_environment"], form["takes_variables"]) == (False, False)
    in_the_way = {"dropped": ["PATH"]}
    refused = await ask("clusters", "POST", {"gateway": "local", **in_the_way})
    assert (refused.status, refused.body["field"]) == (422, "variables.PATH")
    assert (await ask("clusters", "POST", {"gateway": "factory", **in_the_way})).status == 202


async def test_the_inserted_code_computes_on_its_workers(factory: Path, ask: Ask) -> None:
    factory.write_text(FACTORY.replace("processes: false", "processes: true"))
    name = (await ask("clusters", "POST", {"gateway": "factory"})).body["name"]
    await running(ask, name, lambda one: one["workers"]["running"] >= 1)
    code = (await ask(f"clusters/factory/{name}/client-code")).body["code"]
    assert "gateway" not in code.lower()
    script = f"{code}\nprint(sum(client.gather(client.map(lambda x: x * x, range(100)))))"
    assert (await run_python(script)).split()[-1] == str(sum(x * x for x in range(100)))

    async def with_cpu() -> dict[str, Any] | None:
        (one,) = (await ask(f"clusters/factory/{name}/workers")).body["workers"]
        return one if one["cpu_percent"] is not None else None

    worker = await until(with_cpu)
    restart = f"clusters/factory/{name}/workers/restart"
    answer = await ask(restart, "POST", {"address": worker["address"]})
    assert answer.status == 204, answer.body
    assert (await run_python(script)).split()[-1] == str(sum(x * x for x in range(100)))


async def test_the_code_in_the_dialog_makes_such_a_cluster(factory: Path, ask: Ask) -> None:
    body = {"gateway": "factory", "workers": {"minimum": 1, "maximum": 1}}
    code = (await ask("creation-code", "POST", body)).body["code"]
    script = f"{code}\nprint(client.submit(lambda: 6 * 7).result())\ncluster.close()"
    assert "42" in (await run_python(script)).split()


async def test_it_runs_where_jupyter_does_and_says_so_of_other_environments(
    factory: Path, ask: Ask, tmp_path: Path
) -> None:
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "other"], check=True)
    folder = Path(os.environ["JUPYTER_DATA_DIR"]) / "kernels" / "other"
    folder.mkdir(parents=True)
    argv = [str(tmp_path / "other" / "bin" / "python"), "-m", "ipykernel_launcher"]
    spec = {"argv": argv, "display_name": "Other", "language": "python"}
    (folder / "kernel.json").write_text(json.dumps(spec))

    own, *others = (await ask("environments", params={"gateway": "factory"})).body
    assert (own["prefix"], own["is_default"]) == (sys.prefix, True)
    other = next(one for one in others if one["display_name"] == "Other")
    assert "takes no other" in other["problems"][0]["message"]
    made = await ask("clusters", "POST", {"gateway": "factory", "environment": "other"})
    assert made.body["environment"]["prefix"] == sys.prefix


@pytest.mark.parametrize(
    ("default", "offered"),
    [
        ("workers: 3", {"minimum": 3, "maximum": 3}),
        ("adapt: {minimum: 0, maximum: 7}", {"minimum": 0, "maximum": 7}),
    ],
)
async def test_the_dialog_begins_with_what_is_the_default(
    factory: Path, ask: Ask, default: str, offered: dict[str, int]
) -> None:
    with factory.open("a") as file:
        file.write(f"  default:\n    {default}\n")
    gateways = {one["id"]: one for one in (await ask("gateways")).body}
    assert (gateways["factory"]["workers"], gateways["local"]["workers"]) == (offered, None)
    # So does whoever asks without saying how many.
    made = (await ask("clusters", "POST", {"gateway": "factory"})).body["workers"]
    fixed = offered["minimum"] == offered["maximum"]
    assert made["requested"] == offered["minimum"]
    assert (made["minimum"], made["maximum"]) == (
        (None, None) if fixed else (offered["minimum"], offered["maximum"])
    )


async def test_initial_clusters_are_there_with_their_names_and_sizes(
    factory: Path, ask: Ask
) -> None:
    text = FACTORY.replace(", n-workers: 1", "").replace("kwargs:", "args: [1]\n    kwargs:")
    factory.write_text(
        f"{text}  initial:\n"
        "    - {name: My Big Cluster, workers: 2}\n"
        "    - {name: Adaptive Cluster, adapt: {minimum: 0, maximum: 50}}\n"
        "    - {name: As the class makes it}\n"
    )
    wanted = [
        ("My Big Cluster", 2, 2, None, None),
        ("Adaptive Cluster", 0, 0, 0, 50),
        ("As the class makes it", 1, None, None, None),
    ]

    async def listed() -> list[Any]:
        numbers = ("running", "requested", "minimum", "maximum")
        return [
            (one["label"], *(one["workers"][number] for number in numbers))
            for one in (await ask("clusters")).body["clusters"]
        ]

    async def as_wanted() -> bool:
        return sorted(await listed(), key=str) == sorted(wanted, key=str)

    await until(as_wanted, seen=listed)


@pytest.mark.parametrize(
    "link",
    [
        "/user/{JUPYTERHUB_USER}/proxy/{port}/status",
        "/proxy/{port}/status",
        "{JUPYTERHUB_SERVICE_PREFIX}proxy/{port}/status",
        "{NOWHERE}/proxy/{port}/status",
    ],
)
async def test_a_dashboard_whose_link_is_a_path_is_reached(
    factory: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, link: str
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "jdoe")
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/jdoe/")
    factory.write_text(f"{FACTORY}distributed: {{dashboard: {{link: '{link}'}}}}\n")
    name = (await ask("clusters", "POST", {"gateway": "factory"})).body["name"]
    cluster = await running(ask, name)
    if "NOWHERE" not in link:
        assert cluster["public_dashboard_url"].startswith(("/user/jdoe/proxy/", "/proxy/"))
    plots = await ask(f"clusters/factory/{name}/dashboard/individual-plots.json")
    assert "individual-task-stream" in str(plots.body)


COUNTED = """
from pathlib import Path
from dask.distributed import LocalCluster

class Counted(LocalCluster):
    def __init__(self, *args, **kwargs):
        with Path({file!r}).open("a") as file:
            file.write("made\\n")
        super().__init__(*args, **kwargs)
"""


async def test_each_cluster_is_made_exactly_once_and_nothing_else_is_left(
    own_dask_configuration: Path, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = tmp_path / "made"
    modules = tmp_path / "modules"
    modules.mkdir()
    (modules / "counted_clusters.py").write_text(COUNTED.format(file=str(made)))
    monkeypatch.setenv("PYTHONPATH", str(modules))
    monkeypatch.syspath_prepend(modules)
    text = FACTORY.replace("dask.distributed", "counted_clusters")
    text = text.replace("LocalCluster", "Counted").replace("n-workers: 1", "n-workers: 0")
    # Not the file that dask-labextension would make, were there none.
    (own_dask_configuration / "site.yaml").write_text(
        f"{text}  initial: [{{name: First}}, {{name: Second, workers: 1}}]\n"
        "  default: {workers: 0}\n"
    )

    async def initial() -> bool:
        listed = (await ask("clusters")).body["clusters"]
        return sorted(one["label"] for one in listed if one["status"] == "running") == [
            "First",
            "Second",
        ]

    await until(initial, seen=lambda: ask("clusters"))
    name = (await ask("clusters", "POST", {"gateway": "factory"})).body["name"]
    await running(ask, name)
    assert made.read_text().split() == ["made"] * 3
    assert [file.name for file in own_dask_configuration.iterdir()] == ["site.yaml"]


async def test_a_class_that_fails_says_why_and_the_server_goes_on(factory: Path, ask: Ask) -> None:
    factory.write_text(FACTORY.replace("n-workers: 1", "no-such-thing: 1"))
    name = (await ask("clusters", "POST", {"gateway": "factory"})).body["name"]

    async def failed() -> Any:
        cluster = (await ask(f"clusters/factory/{name}")).body
        return cluster["status"] == "failed" and cluster["failure"]

    failure = await until(failed)
    assert "no_such_thing" in str(failure)


async def test_a_class_that_is_not_installed_is_named(factory: Path, ask: Ask) -> None:
    factory.write_text(FACTORY.replace("dask.distributed", "dask_nowhere"))
    gateways = {one["id"]: one for one in (await ask("gateways")).body}
    assert gateways["factory"]["status"] == "unavailable"
    assert "dask_nowhere" in gateways["factory"]["reason"]


async def test_a_factory_that_cannot_be_read_is_named_with_its_file_and_line(
    factory: Path, ask: Ask
) -> None:
    factory.write_text("labextension:\n  factory:\n    module: dask.distributed\n")
    answer = (await ask("clusters")).body
    assert any(
        str(factory) in problem and "labextension.factory.class" in problem
        for problem in answer["problems"]
    )


MOODY = """
from pathlib import Path
from dask.distributed import LocalCluster

class Moody(LocalCluster):
    made = 0

    def __init__(self, *args, **kwargs):
        Moody.made += 1
        self.number = Moody.made
        super().__init__(*args, **kwargs)

    @property
    def scheduler_info(self):
        if self.number == 2 and Path(__file__).with_name("moody").exists():
            raise LookupError("the batch system does not answer")
        return self._told

    @scheduler_info.setter
    def scheduler_info(self, value):
        self._told = value
"""


async def test_a_cluster_whose_class_fails_when_it_is_asked_hides_no_other(
    own_dask_configuration: Path, ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "moody_clusters.py").write_text(MOODY)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.syspath_prepend(tmp_path)
    text = FACTORY.replace("dask.distributed", "moody_clusters").replace("LocalCluster", "Moody")
    (own_dask_configuration / "labextension.yaml").write_text(text)
    names = []
    for _ in range(2):
        made = await ask("clusters", "POST", {"gateway": "factory"})
        names.append(made.body["name"])
        await running(ask, names[-1])
    (tmp_path / "moody").touch()
    assert (await ask(f"clusters/factory/{names[0]}", "DELETE")).status == 204

    async def one_is_left() -> bool:
        listed = (await ask("clusters")).body
        states = {one["status"] for one in listed["gateways"]}
        return states == {"available"} and [one["name"] for one in listed["clusters"]] == names[1:]

    await until(one_is_left)
