"""What an administrator or a user writes, and what becomes of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from rest import Ask, until

from purdue_dask_lab.config import loader


def write(directory: Path, text: str, name: str = "labextension.yaml") -> Path:
    file = directory / name
    file.write_text(text)
    return file


async def test_without_configuration_this_machine_is_the_only_gateway(ask: Ask) -> None:
    (gateway,) = (await ask("gateways")).body
    assert (gateway["id"], gateway["status"], gateway["default"]) == ("local", "available", True)
    assert gateway["ends_with_jupyter"]


async def test_one_line_switches_a_facility_on(
    own_dask_configuration: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JUPYTERHUB_USER", "eve-cern")
    write(own_dask_configuration, "labextension: {facility: purdue-af}")
    slurm, kubernetes = (await ask("gateways")).body
    assert (slurm["id"], slurm["status"]) == ("slurm", "not_allowed")
    assert slurm["reason"] == (
        "Dask Gateway + SLURM is for Purdue users only; eve-cern is not among them."
    )
    assert kubernetes["limits"] == {"workers": None, "cores": 100, "memory_gib": 400}
    assert {"path": "/depot", "access": "read"} in kubernetes["storage"]
    assert kubernetes["monitoring_url"].startswith("https://cms.geddes.rcac.purdue.edu/grafana")
    assert (slurm["start_timeout"], slurm["idle_timeout"], slurm["lifetime"]) == (120, 3600, 86400)
    refused = await ask("clusters", "POST", {"gateway": "slurm"})
    assert (refused.status, refused.body["message"]) == (403, slurm["reason"])


def test_purdue_users_write_below_depot(own_dask_configuration: Path) -> None:
    write(own_dask_configuration, "labextension: {facility: purdue-af}")
    slurm, kubernetes = loader.read().gateways
    assert slurm.users.admit("pete")
    assert not slurm.users.admit("eve-fnal")
    assert {one.path: one.access.value for one in kubernetes.storage_of("pete")}["/depot"] == (
        "write"
    )


async def test_a_mistake_is_named_with_file_line_and_key_and_the_rest_works(
    own_dask_configuration: Path, ask: Ask
) -> None:
    file = write(
        own_dask_configuration,
        "labextension:\n"
        "  gateways:\n"
        "    one:\n"
        "      adress: http://127.0.0.1:1\n"
        "    two:\n"
        "      address: http://127.0.0.1:1\n"
        "      limits:\n"
        "        cores: -1\n"
        "    three: http://127.0.0.1:1\n"
        "    local: {type: local}\n",
    )
    (gateway,) = (await ask("gateways")).body
    assert gateway["id"] == "local"
    problems = (await ask("clusters")).body["problems"]
    assert [problem.split(" is ")[0].split(" must ")[0] for problem in problems] == [
        f"{file}, line 4: labextension.gateways.one.adress",
        f"{file}, line 8: labextension.gateways.two.limits.cores",
        f"{file}, line 9: labextension.gateways.three",
    ]
    assert "address" in problems[0]


async def test_broken_yaml_is_named_with_its_line(own_dask_configuration: Path, ask: Ask) -> None:
    file = write(own_dask_configuration, "labextension:\n  gateways: [\n")
    write(own_dask_configuration, "labextension: {gateways: {local: {type: local}}}", "site.yaml")
    (problem,) = (await ask("clusters")).body["problems"]
    assert problem.startswith(f"{file} is not valid YAML: line 3")
    assert [one["id"] for one in (await ask("gateways")).body] == ["local"]


async def said(ask: Ask) -> list[str]:
    return (await ask("clusters")).body["problems"]  # type: ignore[no-any-return]


async def test_what_is_mended_is_said_no_more_and_what_is_broken_since_is(
    own_dask_configuration: Path, ask: Ask
) -> None:
    file = write(own_dask_configuration, "KEY: [1]\n")
    write(own_dask_configuration, "labextension: {gateways: {local: {type: local}}}", "site.yaml")
    (problem,) = await said(ask)
    assert problem.startswith(f"{file}, line 1: KEY is a list")

    async def nothing() -> bool:
        return await said(ask) == []

    write(own_dask_configuration, "KEY: 1\n")
    await until(nothing)
    other = write(own_dask_configuration, "labextension: [", "other.yaml")
    (problem,) = await until(lambda: said(ask))
    assert problem.startswith(f"{other} is not valid YAML")
    other.unlink()
    await until(nothing)


def test_a_facility_nobody_knows_is_named_with_those_there_are(
    own_dask_configuration: Path,
) -> None:
    write(own_dask_configuration, "labextension: {facility: purdue}")
    (error,) = loader.read().errors
    assert "no facility purdue; choose one of purdue-af" in error


def test_plain_keys_of_the_users_file_are_worker_variables(own_dask_configuration: Path) -> None:
    write(
        own_dask_configuration,
        'KEY1: VALUE1\nX509_USER_PROXY: "/path-to-proxy/"\ntemporary_directory: /scratch\n'
        "labextension: {env_override: {KEY1: FIRST}}",
    )
    found = {name: one.value for name, one in loader.read().env_override.items()}
    assert found == {"KEY1": "FIRST", "X509_USER_PROXY": "/path-to-proxy/"}


@pytest.mark.parametrize(
    ("written", "gib"), [("400 GB", 400), ("400GiB", 400), ("1.5 TB", 1536), (64, 64)]
)
def test_memory_is_read_as_people_at_facilities_write_it(
    own_dask_configuration: Path, written: object, gib: float
) -> None:
    write(
        own_dask_configuration,
        "labextension: {gateways: {a: {address: 'http://a', "
        f"limits: {{memory: {written}}}}}}}}}",
    )
    assert loader.read().gateways[0].known_limits().memory_gib == gib


def test_a_hubs_own_gateway_is_simply_there_with_its_options_filled_in(
    own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DASK_GATEWAY__ADDRESS", "http://127.0.0.1:1")
    monkeypatch.setenv("DASK_GATEWAY__CLUSTER__OPTIONS__IMAGE", "{JUPYTER_IMAGE_SPEC}")
    monkeypatch.setenv("JUPYTER_IMAGE_SPEC", "pangeo/pangeo-notebook:2026.01")
    found = loader.read()
    assert [gateway.id for gateway in found.gateways] == ["dask-gateway"]
    assert found.option_defaults == {"image": "pangeo/pangeo-notebook:2026.01"}


async def test_named_sizes_are_offered_and_a_wrong_one_takes_no_other_with_it(
    own_dask_configuration: Path, ask: Ask
) -> None:
    write(
        own_dask_configuration,
        """
labextension:
  gateways:
    local:
      type: local
      presets:
        - {label: Small, workers: 2, options: {worker_cores: 1}}
        - {label: Wide, adapt: {minimum: 0, maximum: 8}}
        - {label: Wrong, workers: -1}
        - {label: Memory, options: {worker_memory: 2}}
""",
    )
    (gateway,) = (await ask("gateways")).body
    assert gateway["presets"] == [
        {
            "label": "Small",
            "workers": {"minimum": 2, "maximum": 2},
            "options": {"worker_cores": 1},
        },
        {"label": "Wide", "workers": {"minimum": 0, "maximum": 8}, "options": {}},
        {"label": "Memory", "workers": None, "options": {"worker_memory": 2}},
    ]
    (problem,) = await said(ask)
    assert "presets" in problem
    assert "numbers of workers go from 0" in problem


async def test_presets_that_nobody_could_choose_or_submit_are_named(
    own_dask_configuration: Path, ask: Ask
) -> None:
    write(
        own_dask_configuration,
        """
labextension:
  gateways:
    local:
      type: local
      presets:
        - {label: Good, workers: 1}
        - {label: Good, workers: 2}
        - {label: "Two\\n lines"}
        - {label: "  "}
        - {label: "\\u202e \\u200b"}
        - {label: Backward, adapt: {minimum: 9, maximum: 3}}
        - {label: "True", workers: true}
        - {label: Misspelled, adapt: {most: 3}}
""",
    )
    (gateway,) = (await ask("gateways")).body
    # Of two with one name the later counts.
    assert [(one["label"], one["workers"]) for one in gateway["presets"]] == [
        ("Good", {"minimum": 2, "maximum": 2}),
        ("Two lines", None),
    ]
    problems = [one.partition(" is refused: ")[2] for one in await said(ask)]
    for part in ("names nothing", "names nothing", "minimum is more", "valid integer", "not most"):
        assert part in problems.pop(0)
    assert problems == []
