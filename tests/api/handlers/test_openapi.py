"""The API is what its description says, whatever is asked."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from fake_gateway import entry, fake_gateways
from rest import Ask

from purdue_dask_lab.handlers import routes
from purdue_dask_lab.schemas.openapi import FILE, ROUTES, openapi, text

EXAMPLES = os.environ.get("SCHEMATHESIS_EXAMPLES", "6")
"""Requests for each route: few, for each run; more by hand."""


def with_known_names(description: dict[str, Any]) -> dict[str, Any]:
    """The description with the names of what is there, so that requests get further."""
    known = {"gateway": "near", "name": "one"}
    for path in description["paths"].values():
        for operation in path.values():
            for parameter in operation["parameters"]:
                if parameter["name"] in known:
                    parameter["schema"] = hinted(known[parameter["name"]])
    schemas = description["components"]["schemas"]
    schemas["NewCluster"]["properties"]["gateway"] = hinted("near")
    return description


def hinted(name: str) -> dict[str, Any]:
    """A text that is often this one."""
    return {"anyOf": [{"type": "string", "const": name}, {"type": "string"}]}


async def test_it_is_served(ask: Ask) -> None:
    answer = await ask("openapi.json")
    assert (answer.status, answer.body) == (200, openapi())


def test_the_description_that_is_shipped_is_current() -> None:
    assert FILE.read_text() == text(), (
        "run python -m purdue_dask_lab.schemas.openapi > purdue_dask_lab/schemas/openapi.json"
    )


def test_every_route_but_the_dashboards_is_described() -> None:
    import re

    paths = {
        f"/purdue-dask-lab{route.path}".replace("{gateway}", "a").replace("{name}", "b")
        for route in ROUTES
    }
    for pattern, handler in routes():
        if "dashboard" in pattern or "openapi" in pattern:
            continue
        described = [path for path in paths if re.fullmatch(pattern, path)]
        assert described, pattern
        verbs = {
            route.verb
            for route in ROUTES
            if f"/purdue-dask-lab{route.path}".replace("{gateway}", "a").replace("{name}", "b")
            in described
        }
        offered = {
            verb
            for verb in ("get", "post", "put", "patch", "delete")
            if getattr(handler, verb).__module__.startswith("purdue_dask_lab")
        }
        assert verbs == offered, pattern


async def test_no_request_whatsoever_gets_an_answer_that_is_not_described(
    ask: Ask, jp_serverapp: Any, own_dask_configuration: Path, tmp_path: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        assert (await ask("clusters")).status == 200
        described = tmp_path / "openapi.json"
        described.write_text(json.dumps(with_known_names(openapi())))
        base = jp_serverapp.connection_url.rstrip("/")
        process = await asyncio.create_subprocess_exec(
            *(str(Path(sys.executable).with_name("schemathesis")), "run"),
            str(described),
            *("--url", base),
            *("--header", f"Authorization: token {jp_serverapp.identity_provider.token}"),
            *("--checks", "status_code_conformance,content_type_conformance"),
            *("--max-examples", EXAMPLES, "--phases", "examples,fuzzing", "--seed", "1"),
            *("--exclude-checks", "not_a_server_error", "--suppress-health-check", "all"),
            cwd=tmp_path,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        output, _ = await process.communicate()
        said = output.decode()
        assert process.returncode == 0, said[-6000:]
        assert f"Tested: {len(ROUTES)}" in said
