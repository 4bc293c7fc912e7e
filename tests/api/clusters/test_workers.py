"""The environment and the variables that workers really have."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from prefixes import as_conda, kernel_of, make_kernel, make_project, make_venv
from processes import run_python
from rest import Ask, Clusters

from purdue_dask_lab.worker_env.redact import MASK

SECRET = "hunter2hunter2"


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
