"""What a user was told about the variables that workers get, and where each comes from."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prefixes import kernel_of, make_venv
from rest import Ask
from variables import known, user_file, values

from purdue_dask_lab.config.schema import VariableRules
from purdue_dask_lab.config.worker_env import Setting
from purdue_dask_lab.worker_env.merge import IDENTITY, MergedVariables, Sources, join

SECRET = "hunter2hunter2"


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
    user_file(own_dask_configuration, "labextension:\n  env_override: {THREE: file}\nFOUR: file\n")
    found = await values(ask, environment="mine", variables={"FOUR": "dialog"})
    assert [found[name] for name in ("ONE", "TWO", "THREE", "FOUR")] == [
        ("server", "Jupyter server"),
        ("kernel", "Kernel"),
        ("file", "labextension.yaml"),
        ("dialog", "This cluster"),
    ]


@pytest.mark.parametrize(
    ("user", "told"), [(12345, {"NB_UID": "12345", "NB_GID": "23456"}), (0, {})]
)
def test_who_the_user_is_comes_from_the_process_where_its_environment_is_silent(
    user: int, told: dict[str, str]
) -> None:
    if os.getuid() != 0:
        user, told = os.getuid(), {"NB_UID": str(os.getuid()), "NB_GID": str(os.getgid())}
    code = f"""
import json, os
from purdue_dask_lab.worker_env.merge import Sources, join
from purdue_dask_lab.config.schema import VariableRules

if {user} != os.getuid():
    os.setgid(23456)
    os.setuid({user})
print(json.dumps(join(Sources(server=os.environ), VariableRules()).values))
"""
    environ = {"HOME": "/somewhere"}
    found = json.loads(subprocess.check_output([sys.executable, "-c", code], env=environ))
    assert found["HOME"] == "/somewhere"
    assert found["PATH"]
    assert {name: found[name] for name in found if name.startswith("NB_")} == told


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


def joined(**sources: Any) -> MergedVariables:
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
