"""Variables on gateways that take none: the code for a notebook brings them, and says how far."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from fake_gateway import fake_gateways
from processes import run_python
from rest import Ask, until

SAID = "These reach the tasks of all workers, also of"
MINE = {"ANALYSIS": "higgs", "API_TOKEN": "hush-hush-hush"}


async def code_of(ask: Ask, gateway: str, name: str) -> str:
    return (await ask(f"clusters/{gateway}/{name}/client-code")).body["code"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("takes", [True, False])
async def test_the_code_has_a_plugin_where_the_gateway_has_no_option(
    ask: Ask, own_dask_configuration: Path, takes: bool
) -> None:
    async with fake_gateways(own_dask_configuration, "near", env_override=MINE) as (near,):
        kind = {"type": "mapping" if takes else "string"}
        near.options = [{"field": "env", "default": {} if takes else "", "spec": kind}]
        body = {"gateway": "near", "variables": {"YEAR": "2026"}}
        name = (await ask("clusters", "POST", body)).body["name"]
        for code in (
            await code_of(ask, "near", name),
            (await ask("creation-code", "POST", body)).body["code"],
        ):
            assert (SAID in code) is not takes
            if not takes:
                assert 'variables["ANALYSIS"] = "higgs"' in code
                assert 'variables["YEAR"] = "2026"' in code
                # What Jupyter itself has is nobody's wish.
                assert "PATH" not in code
            assert "hush" not in code


async def test_tasks_find_them_also_on_workers_that_come_later(
    ask: Ask, own_dask_configuration: Path
) -> None:
    kwargs = {"processes": True, "n-workers": 1, "dashboard-address": "127.0.0.1:0"}
    factory: dict[str, Any] = {
        "factory": {"module": "dask.distributed", "class": "LocalCluster", "kwargs": kwargs},
        "env_override": {"ANALYSIS": "higgs"},
    }
    (own_dask_configuration / "site.yaml").write_text(yaml.safe_dump({"labextension": factory}))
    name = (await ask("clusters", "POST", {"gateway": "factory"})).body["name"]

    async def has_workers(count: int) -> Any:
        one = (await ask(f"clusters/factory/{name}")).body
        return one if one["workers"]["running"] == count else None

    one = await until(lambda: has_workers(1))
    script = (
        f"{await code_of(ask, 'factory', name)}\n"
        "def seen():\n"
        "    return os.environ.get('ANALYSIS')\n"
        "print(client.submit(seen).result())\n"
    )
    assert (await run_python(script)).split()[-1] == "higgs"
    later = (
        "import os\nfrom contextlib import suppress\nfrom dask.distributed import Client\n"
        f"client = Client({one['scheduler_address']!r})\n"
        "with suppress(TimeoutError):\n"
        "    client.wait_for_workers(2, timeout=20)\n"
        "seen = client.run(lambda: os.environ.get('ANALYSIS'), on_error='ignore')\n"
        "print(*seen.values())\n"
    )
    wanted = 1

    async def found_by_two() -> list[str]:
        # On a busy machine LocalCluster may lose a worker as it comes.
        nonlocal wanted
        wanted += 1
        await ask(f"clusters/factory/{name}", "PATCH", {"workers": wanted})
        words = (await run_python(later)).split()
        return words if len(words) > 1 else []

    assert set(await until(found_by_two, timeout=120)) == {"higgs"}
