"""An assistant does for its user what the sidebar does, and for nobody else."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from facility.processes import wait_for
from fake_gateway import fake_gateways, refusing
from own_jupyter import EXTENSIONS, OwnJupyter, own_jupyter
from processes import run_python
from rest import until

from purdue_dask_lab.assistants import TOOLS

if TYPE_CHECKING:
    from fastmcp import Client

SECRET = "of-the-process-1"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[OwnJupyter]:
    """A Jupyter server that also serves assistants, at a port that is free."""
    with own_jupyter(
        tmp_path / "work",
        (*EXTENSIONS, "jupyter_server_mcp"),
        ["--MCPExtensionApp.mcp_port=0"],
        JUPYTER_RUNTIME_DIR=str(tmp_path / "runtime"),
        MY_API_TOKEN=SECRET,
    ) as server:
        yield server


def address(server: OwnJupyter, tmp_path: Path) -> str:
    """Where assistants find it: jupyter-server-mcp writes that down."""
    file = tmp_path / "runtime" / f"jpserver-mcp-{server.pid}.json"
    wait_for(file.exists, "Assistants are served")
    return str(json.loads(file.read_text())["url"])


def assistant_of(server: OwnJupyter, tmp_path: Path) -> Client[Any]:
    """An assistant that is not connected yet."""
    # Every process that collects the tests would pay more than a second for it.
    from fastmcp import Client

    return Client(address(server, tmp_path))


def tool_refuses(match: str | None = None) -> pytest.RaisesExc[Exception]:
    """What a tool answers that does nothing."""
    from fastmcp.exceptions import ToolError

    return pytest.raises(ToolError, match=match)


async def test_from_which_gateways_there_are_to_a_result_and_the_end(
    server: OwnJupyter, tmp_path: Path
) -> None:
    async with assistant_of(server, tmp_path) as assistant:

        async def call(tool: str, **arguments: Any) -> Any:
            return (await assistant.call_tool(f"dask_{tool}", arguments)).data

        offered = {tool.name: tool for tool in await assistant.list_tools()}
        names = [specification.partition(":")[2] for specification in TOOLS]
        assert set(names) <= offered.keys()
        assert all(offered[name].description for name in names)
        (gateway,) = await call("list_gateways")
        assert (gateway["id"], gateway["status"]) == ("local", "available")
        options = await call("gateway_options", gateway="local")
        assert {"worker_cores", "worker_memory"} <= options["schema"]["properties"].keys()
        environments = await call("list_environments", gateway="local")
        assert environments[0]["is_default"]
        made = await call(
            "create_cluster",
            gateway="local",
            options={"worker_cores": 1, "worker_memory": 1},
            label="Analysis",
        )
        name = made["name"]
        assert (made["status"], made["label"]) == ("pending", "Analysis")

        async def works() -> Any:
            (one,) = (await call("list_clusters"))["clusters"]
            return one["workers"]["running"] == 1

        await until(works)
        code = await call("client_code", gateway="local", name=name)
        script = f"{code}\nprint(client.submit(sum, [1, 2]).result())"
        assert (await run_python(script)).split()[-1] == "3"
        scaled = await call(
            "scale_cluster", gateway="local", name=name, minimum_workers=0, maximum_workers=2
        )
        assert (scaled["workers"]["minimum"], scaled["workers"]["maximum"]) == (0, 2)
        renamed = await call("rename_cluster", gateway="local", name=name, label="Z to ee")
        assert (renamed["label"], renamed["name"]) == ("Z to ee", name)
        (listed,) = (await call("list_clusters"))["clusters"]
        assert listed["label"] == "Z to ee"
        with tool_refuses("label"):
            await call("rename_cluster", gateway="local", name=name, label=" ")
        with tool_refuses("is running; it has not failed"):
            await call("explain_failure", gateway="local", name=name)
        with tool_refuses("is called Z to ee, not Analysis: nothing was done"):
            await call("stop_cluster", gateway="local", name=name, label="Analysis")
        with tool_refuses("There is no gateway nowhere"):
            await call("create_cluster", gateway="nowhere")
        with tool_refuses("workers"):
            await call("create_cluster", gateway="local", minimum_workers=3, maximum_workers=1)
        assert "Gateway This machine (local)" in await call("doctor")
        await call("stop_cluster", gateway="local", name=name, label="Z to ee")

        async def gone() -> bool:
            return (await call("list_clusters"))["clusters"] == []

        await until(gone)


async def test_a_refusal_holds_no_secret_and_is_short_whatever_was_asked_for(
    server: OwnJupyter, tmp_path: Path, own_dask_configuration: Path
) -> None:
    refusal = json.dumps({"error": f"{SECRET} is not accepted"})
    async with (
        fake_gateways(own_dask_configuration, "near") as (near,),
        assistant_of(server, tmp_path) as assistant,
    ):
        near.answers["POST /api/v1/clusters/"] = refusing(422, refusal)

        async def refused(tool: str, **arguments: Any) -> str:
            with tool_refuses() as error:
                await assistant.call_tool(f"dask_{tool}", arguments)
            return str(error.value)

        said = await refused("create_cluster", gateway="near")
        assert said.endswith(" is not accepted")
        assert SECRET not in said
        huge = "x" * 1_000_000
        for tool, arguments in {
            "stop_cluster": {"gateway": "near", "name": huge, "label": "a"},
            "gateway_options": {"gateway": huge},
            "create_cluster": {"gateway": "near", "options": {huge: huge}},
            "rename_cluster": {"gateway": "near", "name": "one", "label": huge},
            "client_code": {"gateway": "near", "name": "'; import os"},
        }.items():
            said = await refused(tool, **arguments)
            assert len(said) < 2_000
        assert not re.search(f"{SECRET}|{huge[:5000]}", server.log)


ASK = """
import json, sys, urllib.request

def ask(method, session=None, **params):
    body = {"jsonrpc": "2.0", "method": method, "params": params}
    if not method.startswith("notifications/"):
        body["id"] = 1
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        **({"Mcp-Session-Id": session} if session else {}),
    }
    request = urllib.request.Request(sys.argv[1], json.dumps(body).encode(), headers)
    with urllib.request.urlopen(request) as answer:
        return answer.headers.get("Mcp-Session-Id"), answer.read().decode()

session, _ = ask(
    "initialize",
    protocolVersion="2025-03-26",
    capabilities={},
    clientInfo={"name": "a neighbor", "version": "1"},
)
ask("notifications/initialized", session)
print(ask("tools/call", session, name="dask_list_clusters", arguments={})[1])
"""


@pytest.mark.skipif("os.getuid() != 0", reason="only root can be somebody else")
@pytest.mark.parametrize("user", ["nobody", "root"])
def test_another_user_of_the_machine_is_refused(
    server: OwnJupyter, tmp_path: Path, user: str
) -> None:
    told = subprocess.run(
        ["/usr/bin/python3", "-c", ASK, address(server, tmp_path)],
        user=user,
        capture_output=True,
        text=True,
        cwd="/",
        check=True,
    )
    refused = "nobody but the user whose Jupyter this is" in told.stdout
    listed = "gateways" in told.stdout
    assert refused is (user == "nobody"), told.stdout
    assert listed is (user == "root"), told.stdout


def test_the_docs_name_every_tool() -> None:
    table = (Path(__file__).parents[2] / "docs" / "assistants.md").read_text()
    for specification in TOOLS:
        assert f"`{specification.partition(':')[2]}`" in table
