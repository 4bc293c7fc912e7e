"""What a user was told about the variables that workers get."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from conftest import Ask, Clusters, run_python
from hypothesis import given
from hypothesis import strategies as st
from prefixes import as_conda, kernel_of, make_kernel, make_project, make_venv

from purdue_dask_lab import config
from purdue_dask_lab.environments.secrets import MASK
from purdue_dask_lab.environments.variables import IDENTITY, Joined, Sources, join
from purdue_dask_lab.override import Setting
from purdue_dask_lab.settings import VariableRules

SECRET = "hunter2hunter2"


async def known(ask: Ask, **choice: Any) -> dict[str, Any]:
    answer = await ask("worker-variables", "POST", {"gateway": "local", **choice})
    assert answer.status == 200, answer.body
    return answer.body  # type: ignore[no-any-return]


async def values(ask: Ask, **choice: Any) -> dict[str, tuple[str, str]]:
    found = (await known(ask, **choice))["variables"]
    return {one["name"]: (one["value"], one["source"]) for one in found}


def users_file(directory: Path, text: str) -> Path:
    file = directory / "labextension.yaml"
    file.write_text(text)
    return file


async def test_each_variable_says_where_it_comes_from_and_the_later_source_wins(
    ask: Ask,
    jp_data_dir: Path,
    tmp_path: Path,
    own_dask_configuration: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("ONE", "TWO", "THREE", "FOUR"):
        monkeypatch.setenv(name, "server")
    kernel_of(
        jp_data_dir,
        "mine",
        make_venv(tmp_path / "mine"),
        env={"TWO": "kernel", "THREE": "kernel", "FOUR": "kernel"},
    )
    users_file(own_dask_configuration, "labextension:\n  env_override: {THREE: file}\nFOUR: file\n")
    found = await values(ask, environment="mine", variables={"FOUR": "dialog"})
    assert [found[name] for name in ("ONE", "TWO", "THREE", "FOUR")] == [
        ("server", "Jupyter server"),
        ("kernel", "Kernel"),
        ("file", "labextension.yaml"),
        ("dialog", "This cluster"),
    ]


async def test_the_file_is_read_anew_every_time(ask: Ask, own_dask_configuration: Path) -> None:
    for value in ("first", "second"):
        users_file(own_dask_configuration, f"KEY1: {value}\n")
        assert (await values(ask))["KEY1"] == (value, "labextension.yaml")
    (own_dask_configuration / "labextension.yaml").unlink()
    assert "KEY1" not in await values(ask)


def test_plain_keys_are_variables_in_a_server_that_started_with_them(
    own_dask_configuration: Path,
) -> None:
    users_file(own_dask_configuration, "KEY1: VALUE1\n")
    code = "from purdue_dask_lab import config; print(config.read().env_override['KEY1'].value)"
    said = subprocess.check_output([sys.executable, "-c", "import dask.config;" + code], text=True)
    assert said.strip() == "VALUE1"


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("4", "4"),
        ("1.50", "1.50"),
        ("010", "010"),
        ("true", "true"),
        ("2026-11-24", "2026-11-24"),
        ('""', ""),
        ("'a b'", "a b"),
        ('"${HOME}/x"', "{home}/x"),
        ("~/x:~", "{home}/x:{home}"),
        ("a~b", "a~b"),
        ("${KEY2}/lib", "two/lib"),
        ("$${HOME}", "${HOME}"),
        ("$HOME", "$HOME"),
        ("${NAME:-x}", "${NAME:-x}"),
        ("/x:${VALUE}", "/x:"),
    ],
)
async def test_a_value_is_what_a_shell_would_have(
    ask: Ask, own_dask_configuration: Path, written: str, value: str
) -> None:
    users_file(own_dask_configuration, f"VALUE: {written}\nKEY2: two\n")
    home = (await values(ask))["HOME"][0]
    assert (await values(ask))["VALUE"][0] == value.replace("{home}", home)


async def test_a_value_may_extend_the_one_it_overrides(
    ask: Ask, own_dask_configuration: Path
) -> None:
    users_file(own_dask_configuration, "PATH: /depot/bin:${PATH}\n")
    assert (await values(ask))["PATH"][0] == f"/depot/bin:{os.environ['PATH']}"


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("labextension:\n  env_override:\n    KEY1: [1, 2]\n", 3, "KEY1 is a list"),
        ("labextension:\n  env_override:\n    KEY1: {A: 1}\n", 3, "KEY1 is a map"),
        ("labextension:\n  env_override:\n    KEY1:\n", 3, "KEY1 has no value"),
        ('labextension:\n  env_override:\n    "": x\n', 3, " cannot be the name"),
        ("labextension:\n  env_override:\n    MY-KEY: x\n", 3, "MY-KEY cannot be the name"),
        ("labextension:\n  env_override: text\n", 2, "env_override must be a mapping"),
        ("labextension:\n  env_override: [KEY1]\n", 2, "env_override must be a mapping"),
        ("GOOD: 1\nKEY1: [1]\n", 2, "KEY1 is a list"),
        ("GOOD: 1\nKEY1: ~\n", 2, "KEY1 has no value"),
        ("GOOD: 1\nKEY1: ${NOWHERE}\n", 2, "KEY1 refers to NOWHERE, which workers do not get"),
        ("GOOD: 1\nKEY1: ${KEY2}\nKEY2: ${KEY1}\n", 2, "KEY1 goes in a circle by way of KEY2"),
        ('GOOD: 1\nKEY1: "\\0"\n', 2, "KEY1 holds a zero character"),
    ],
)
async def test_a_mistake_is_named_with_file_line_and_key_and_the_rest_holds(
    ask: Ask, own_dask_configuration: Path, text: str, line: int, words: str
) -> None:
    file = users_file(own_dask_configuration, text)
    found = await known(ask)
    assert any(
        error.startswith(f"{file}, line {line}: ") and words in error for error in found["errors"]
    ), found["errors"]
    names = [one["name"] for one in found["variables"]]
    assert "KEY1" not in names
    assert ("GOOD" in names) == ("GOOD" in text)


@pytest.mark.parametrize(
    "content",
    [
        b"KEY: [",
        b"\tKEY: 1",
        b"KEY: 1\nKEY: {",
        b"\xff\xfe\x00",
        b"just a text",
        b"- a\n- list",
        b"a: 1\n---\nb: 2",
        b"KEY: *nothing",
        b"KEY: !python/object:os.system x",
        b"KEY: 2026-13-45",
        b"? [a, b]\n: c",
        b"[" * 3000,
        b"\x01",
        b"labextension: 5",
        b"labextension: [env_override]",
    ],
)
async def test_a_file_broken_in_any_way_is_named_and_stops_nothing(
    ask: Ask, own_dask_configuration: Path, content: bytes
) -> None:
    file = own_dask_configuration / "labextension.yaml"
    file.write_bytes(content)
    found = await known(ask)
    assert any(str(file) in error for error in found["errors"]), found["errors"]
    assert "PATH" in [one["name"] for one in found["variables"]]
    assert file.read_bytes() == content


async def test_a_file_that_cannot_be_read_is_named(ask: Ask, own_dask_configuration: Path) -> None:
    (own_dask_configuration / "labextension.yaml").mkdir()
    assert "labextension.yaml cannot be read" in (await known(ask))["errors"][0]


@given(text=st.text(max_size=200) | st.text("{}[]:-#&*!|>'\"%@` \n\tabK1~$", max_size=60))
def test_no_text_at_all_makes_reading_fail(text: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DASK_CONFIG", directory)
        patch.setenv("DASK_ROOT_CONFIG", directory)
        (Path(directory) / "labextension.yaml").write_text(text, encoding="utf-8")
        found = config.read()
        assert all(isinstance(one.value, str) for one in found.env_override.values())


async def test_secrets_stay_here_and_can_be_let_through_by_name(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, own_dask_configuration: Path
) -> None:
    secret = {
        "JUPYTERHUB_API_TOKEN": SECRET,
        "AWS_SECRET_ACCESS_KEY": "aws" + SECRET,
        "PGPASSWORD": "pg" + SECRET,
        "DATABASE": f"postgresql://pete:{SECRET}@db/x",
        "DISGUISED": f"prefix-{SECRET}",
        "SITE_OWN": "told by the site",
    }
    for name, value in secret.items():
        monkeypatch.setenv(name, value)
    (own_dask_configuration / "site.yaml").write_text(
        "labextension: {worker-variables: {exclude: ['SITE_*']}}"
    )
    found = await known(ask)
    held = {one["name"]: one["source"] for one in found["held_back"]}
    assert dict.fromkeys(secret, "Jupyter server").items() <= held.items()
    assert not {one["name"] for one in found["variables"]} & secret.keys()
    assert SECRET not in str(found)
    through = await known(ask, let_through=["PGPASSWORD"])
    shown = {one["name"]: one for one in through["variables"]}
    assert shown["PGPASSWORD"]["masked"] and shown["PGPASSWORD"]["value"] is None
    assert "PGPASSWORD" not in [one["name"] for one in through["held_back"]]
    assert SECRET not in str(through)


async def test_a_site_says_which_variables_may_travel(
    ask: Ask, monkeypatch: pytest.MonkeyPatch, own_dask_configuration: Path
) -> None:
    for name in ("SITE_A", "OTHER", "READ_TOKEN"):
        monkeypatch.setenv(name, "here")
    (own_dask_configuration / "site.yaml").write_text(
        "labextension: {worker-variables: {inherit: ['SITE_*'], excluded: []}}"
    )
    (error,) = (await known(ask))["errors"]
    assert "worker-variables.excluded is not known; the keys there are exclude, inherit" in error
    (own_dask_configuration / "site.yaml").write_text(
        "labextension:\n  worker-variables:\n    inherit: ['SITE_*', READ_TOKEN]\n"
    )
    names = {one["name"] for one in (await known(ask))["variables"]}
    assert {"SITE_A", "READ_TOKEN", "PATH", "HOME", "USER"} <= names
    assert "OTHER" not in names


async def test_a_cluster_gets_what_was_added_without_what_was_dropped(
    ask: Ask, clusters: Clusters, monkeypatch: pytest.MonkeyPatch, own_dask_configuration: Path
) -> None:
    monkeypatch.setenv("MY_TOKEN", SECRET)
    monkeypatch.setenv("DROPPED", "here")
    made = await clusters.create(
        variables={"DATASET": " zmumu ", "LIBRARY": "${HOME}/lib"},
        dropped=["DROPPED"],
        let_through=["MY_TOKEN"],
        workers={"minimum": 1, "maximum": 1},
    )
    assert made["options"]["env"]["MY_TOKEN"] == MASK
    seen = await seen_by_a_worker(ask, clusters, made["name"])
    assert (seen["DATASET"], seen["LIBRARY"]) == (" zmumu ", os.environ["HOME"] + "/lib")
    assert seen["MY_TOKEN"] == SECRET
    assert "DROPPED" not in seen
    other = await clusters.create(workers={"minimum": 1, "maximum": 1})
    seen = await seen_by_a_worker(ask, clusters, other["name"])
    assert "MY_TOKEN" not in seen
    assert seen["DROPPED"] == "here"


async def seen_by_a_worker(ask: Ask, clusters: Clusters, name: str) -> dict[str, str]:
    import json

    await clusters.has(name, lambda one: one["workers"]["running"] == 1)
    code = (await ask(f"clusters/local/{name}/client-code")).body["code"]
    script = (
        f"{code}\nimport json\nfound = client.submit(lambda: {{**__import__('os').environ,"
        " '=prefix': __import__('sys').prefix}, pure=False)\nprint(json.dumps(found.result()))"
    )
    return json.loads((await run_python(script)).splitlines()[-1])  # type: ignore[no-any-return]


@pytest.mark.parametrize("kind", ["venv", "conda", "pixi"])
async def test_workers_run_in_each_kind_of_environment_with_its_kernels_variables(
    ask: Ask, clusters: Clusters, jp_data_dir: Path, jp_root_dir: Path, kind: str
) -> None:
    project = jp_root_dir / "analysis"
    if kind == "pixi":
        make_project(project)
        prefix = as_conda(make_venv(project / ".pixi" / "envs" / "default", dask=True))
        make_kernel(jp_data_dir, "mine", ["pixi", "run", "python"], env={"DATASET": "zmumu"})
    else:
        prefix = make_venv(project / "env", dask=True)
        if kind == "conda":
            as_conda(prefix)
        kernel_of(jp_data_dir, "mine", prefix, env={"DATASET": "zmumu"})
    made = await clusters.create(
        environment="mine", notebook="analysis/a.ipynb", workers={"minimum": 1, "maximum": 1}
    )
    options = made["options"]
    if kind == "pixi":
        assert (options["pixi_project"], options["pixi_env"]) == (str(project), "default")
    else:
        assert options["conda_env"] == str(prefix)
    seen = await seen_by_a_worker(ask, clusters, made["name"])
    assert (seen["=prefix"], seen["DATASET"]) == (str(prefix), "zmumu")


@pytest.mark.parametrize(
    ("choice", "field", "words"),
    [
        ({"variables": {"MY-KEY": "x"}}, "variables.MY-KEY", "cannot be the name"),
        ({"variables": {"KEY": "\0"}}, "variables.KEY", "zero character"),
        ({"variables": {"KEY": "${NOWHERE}"}}, "variables.KEY", "refers to NOWHERE"),
        ({"dropped": ["PATH"]}, "variables.PATH", "cannot be left out"),
        ({"variables": {"KEY": 1}}, "variables.KEY", "valid string"),
    ],
)
async def test_a_variable_that_cannot_be_is_refused_by_its_name(
    ask: Ask, choice: dict[str, Any], field: str, words: str
) -> None:
    answer = await ask("clusters", "POST", {"gateway": "local", **choice})
    assert (answer.status, answer.body["field"]) == (422, field)
    assert words in answer.body["message"]


NAMES = st.sampled_from(["A", "B", "C", "PATH", "HOME", "MY_TOKEN", "API_KEY", "NB_UID"])
VALUES = st.text("abc /:=", max_size=5)
LAYER = st.dictionaries(NAMES, VALUES)


def joined(**sources: Any) -> Joined:
    override = {name: Setting(value) for name, value in sources.pop("override", {}).items()}
    return join(Sources(override=override, **sources), VariableRules())


@given(server=LAYER, kernel=LAYER, override=LAYER, added=LAYER)
def test_the_last_source_that_says_something_wins(
    server: Mapping[str, str],
    kernel: Mapping[str, str],
    override: Mapping[str, str],
    added: Mapping[str, str],
) -> None:
    found = joined(server=server, kernel=kernel, override=override, added=added)
    for name in set(server) | set(kernel) | set(override) | set(added):
        for source, layer in (
            ("This cluster", added),
            ("Dask's configuration", override),
            ("Kernel", kernel),
            ("Jupyter server", server),
        ):
            travels = source in ("This cluster", "Dask's configuration") or name not in (
                "MY_TOKEN",
                "API_KEY",
            )
            if name in layer and travels:
                if layer[name] or name not in IDENTITY:
                    assert (found.values[name], found.sources[name]) == (layer[name], source)
                break


@given(
    server=st.dictionaries(
        st.from_regex(r"\A[A-Z]{1,6}_(TOKEN|PASSWORD|API_KEY)\Z"), st.just(SECRET)
    ),
    harmless=st.dictionaries(
        st.from_regex(r"\A[A-Z]{3,6}\Z"), st.sampled_from(["x", SECRET + "x"])
    ),
    let_through=st.booleans(),
)
def test_no_secret_is_sent_unasked_and_none_is_ever_shown(
    server: dict[str, str], harmless: dict[str, str], let_through: bool
) -> None:
    names = list(server) if let_through else []
    found = joined(
        server={**server, **harmless, "X_TOKEN": SECRET},
        override={"FROM_FILE": "${X_TOKEN}"},
        let_through=names,
    )
    sent = {name for name, value in found.values.items() if SECRET in value}
    assert sent <= set(names) | ({"FROM_FILE"} if "X_TOKEN" in names else set())
    shown = found.shown(Path("labextension.yaml"))
    assert SECRET not in shown.model_dump_json()


async def test_the_users_file_can_be_made_read_and_written_and_is_never_overwritten_unasked(
    ask: Ask, own_dask_configuration: Path, tmp_path: Path
) -> None:
    file = own_dask_configuration / "labextension.yaml"
    before = (await ask("worker-variables/file")).body
    assert (before["path"], before["exists"]) == (str(file), False)
    made = await ask("worker-variables/file", "POST")
    assert (made.status, made.body["exists"]) == (200, True)
    assert "X509_USER_PROXY" in file.read_text() == made.body["content"]
    assert (await known(ask))["errors"] == []
    content = "KEY1: kept as it is  \n\n"
    written = await ask("worker-variables/file", "PUT", {"content": content})
    assert (written.status, file.read_text()) == (200, content)
    again = await ask("worker-variables/file", "POST")
    assert again.body["content"] == content
    assert (await values(ask))["KEY1"][0] == "kept as it is"


async def test_a_link_in_its_place_stays_one(
    ask: Ask, own_dask_configuration: Path, tmp_path: Path
) -> None:
    target = tmp_path / "dotfiles.yaml"
    target.write_text("A: 1\n")
    target.chmod(0o640)
    file = own_dask_configuration / "labextension.yaml"
    file.symlink_to(target)
    await ask("worker-variables/file", "PUT", {"content": "B: 2\n"})
    assert (file.is_symlink(), target.read_text()) == (True, "B: 2\n")
    assert target.stat().st_mode & 0o777 == 0o640


async def test_a_users_file_that_cannot_be_is_said(ask: Ask, own_dask_configuration: Path) -> None:
    (own_dask_configuration / "labextension.yaml").mkdir()
    for method, body in (("GET", None), ("POST", None), ("PUT", {"content": "x"})):
        answer = await ask("worker-variables/file", method, body)
        assert (answer.status, answer.body["reason"]) == (409, "file")
        assert "labextension.yaml cannot be" in answer.body["message"]
