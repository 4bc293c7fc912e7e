"""What a gateway gets of Jupyter's own variables, by what its workers share with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fake_gateway import fake_gateways
from rest import Ask


def option(field: str, kind: str, default: Any = "") -> dict[str, Any]:
    return {"field": field, "label": "", "default": default, "spec": {"type": kind}}


IMAGE = [option("image", "string"), option("environment", "mapping", {})]
PREFIX = [option("conda_env", "string"), option("env", "mapping", {})]
CHOICE = [
    {
        "field": "conda_environment",
        "label": "",
        "default": "global/dask",
        "spec": {"type": "select", "options": [["global/dask", "global/dask"]]},
    },
    option("environment_vars", "mapping", {}),
]


@pytest.mark.parametrize(
    ("options", "declared", "travels"),
    [
        (IMAGE, {}, False),
        (IMAGE, {"shares-files": True}, True),
        (PREFIX, {}, True),
        (PREFIX, {"shares-files": False, "options": {"environment": "none"}}, False),
        (CHOICE, {"options": {"variables": "environment_vars"}}, False),
    ],
    ids=["image", "image that shares", "prefix", "nothing shared", "names of the site"],
)
async def test_an_image_of_its_own_gets_no_path_of_this_machine(
    ask: Ask,
    own_dask_configuration: Path,
    options: list[dict[str, Any]],
    declared: dict[str, Any],
    travels: bool,
) -> None:
    async with fake_gateways(own_dask_configuration, "near", each=declared) as (near,):
        near.options = options
        body = {"gateway": "near", "variables": {"MINE": "/depot/mine"}}
        made = await ask("clusters", "POST", body)
        assert made.status == 202, made.body
        (sent,) = [
            value for value in near.sent[-1]["cluster_options"].values() if isinstance(value, dict)
        ]
        assert sent["MINE"] == "/depot/mine"
        assert {name in sent for name in ("PATH", "HOME")} == {travels}
        assert "USER" in sent
        listed = (await ask("worker-variables", "POST", body)).body["variables"]
        assert {one["name"] for one in listed} == sent.keys()
        code = (await ask("creation-code", "POST", body)).body["code"]
        assert ("HOME" in code or "PATH" in code) is travels


async def test_what_names_the_job_that_jupyter_runs_in_is_not_sent(
    ask: Ask, own_dask_configuration: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("SLURM_JOB_ID", "PBS_JOBID", "KUBERNETES_SERVICE_HOST", "TMPDIR"):
        monkeypatch.setenv(name, "/here")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.options = PREFIX
        assert (await ask("clusters", "POST", {"gateway": "near"})).status == 202
        sent = near.sent[-1]["cluster_options"]["env"]
        assert sent["OMP_NUM_THREADS"] == "2"
        assert not sent.keys() & {
            "SLURM_JOB_ID",
            "PBS_JOBID",
            "KUBERNETES_SERVICE_HOST",
            "TMPDIR",
        }
