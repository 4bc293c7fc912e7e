"""The Jupyter server of the browser tests: one below a prefix, as a hub has it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from jupyterlab.galata import configure_jupyter_server

c: Any
configure_jupyter_server(c)  # noqa: F821
c.ServerApp.allow_root = os.geteuid() == 0  # noqa: F821
c.ServerApp.base_url = "/base/prefix/"  # noqa: F821
# Any port that is free; Jupyter writes down which.
c.ServerApp.port = 0  # noqa: F821

# No test needs a language server; looking for them asks npm.
c.LanguageServerManager.autodetect = False  # noqa: F821

# Nobody's clusters, kernels or settings but the tests'.
data = os.environ["UI_TESTS_DATA"]
os.environ["JUPYTER_DATA_DIR"] = data
c.LabApp.workspaces_dir = os.path.join(data, "workspaces")  # noqa: F821
c.LabApp.user_settings_dir = os.path.join(data, "user-settings")  # noqa: F821
c.JupyterNotebookApp.user_settings_dir = c.LabApp.user_settings_dir  # noqa: F821
for name in ("DASK_CONFIG", "DASK_ROOT_CONFIG"):
    os.environ[name] = os.path.join(data, name.lower())

# A secret that is not to be shown.
os.environ["UI_TESTS_TOKEN"] = "not-to-be-shown"

# Where environments of conda's are looked for.
os.environ["CONDA_ENVS_PATH"] = os.path.join(data, "conda")


def start_gateway(directory: Path, password: str) -> str:
    """Start one more gateway, which ends with this server, and tell its address."""
    directory.mkdir()
    (directory / "password").write_text(password)
    # Nobody closes the other end of the pipe before this process ends.
    standard_input, _ = os.pipe()
    process = subprocess.Popen(
        [sys.executable, "-m", "purdue_dask_lab.gateways.local.server", str(directory)],
        stdin=standard_input,
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    return str(json.loads(process.stdout.readline())["address"])


# The gateway on this machine, whose workers do not see every disk; one as if it were elsewhere,
# whose workers read as others; and a cluster class as dask-labextension's users name it.
storage = [
    {"path": os.path.join(data, "work"), "access": "none"},
    {"path": os.path.join(data, "depot"), "access": "write"},
]
local = {"type": "local", "storage": storage}
far = {
    "type": "remote",
    "label": "Far away",
    "address": start_gateway(Path(data, "far"), "far"),
    "auth": {"type": "basic", "kwargs": {"password": "far"}},
    "environments-for-others": True,
    "storage": storage,
}
factory = {
    "module": "dask.distributed",
    "class": "LocalCluster",
    "kwargs": {"n-workers": 1, "threads-per-worker": 1, "dashboard-address": "127.0.0.1:0"},
}
os.makedirs(os.environ["DASK_CONFIG"], exist_ok=True)
with open(os.path.join(os.environ["DASK_CONFIG"], "site.yaml"), "w") as file:
    gateways = {"local": local, "far": far}
    json.dump({"labextension": {"gateways": gateways, "factory": factory}}, file)
