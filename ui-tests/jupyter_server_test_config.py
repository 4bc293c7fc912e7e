"""The Jupyter server of the browser tests: one below a prefix, as a hub has it."""

from __future__ import annotations

import json
import os
from typing import Any

from jupyterlab.galata import configure_jupyter_server

c: Any
configure_jupyter_server(c)  # noqa: F821
c.ServerApp.allow_root = os.geteuid() == 0  # noqa: F821
c.ServerApp.base_url = "/base/prefix/"  # noqa: F821
os.mkdir(os.path.join(c.ServerApp.root_dir, "notebooks"))  # noqa: F821

# Nobody's clusters, kernels or settings but the tests'.
data = os.environ["UI_TESTS_DATA"]
os.environ["JUPYTER_DATA_DIR"] = data
for name in ("DASK_CONFIG", "DASK_ROOT_CONFIG", "JUPYTER_RUNTIME_DIR"):
    os.environ[name] = os.path.join(data, name.lower())

# A secret that is not to be shown.
os.environ["UI_TESTS_TOKEN"] = "not-to-be-shown"

# The gateway on this machine, whose workers do not see every disk, and beside it a cluster
# class as dask-labextension's users name it.
local = {
    "type": "local",
    "storage": [
        {"path": os.path.join(data, "work"), "access": "none"},
        {"path": os.path.join(data, "depot"), "access": "write"},
    ],
}
factory = {
    "module": "dask.distributed",
    "class": "LocalCluster",
    "kwargs": {"n-workers": 1, "threads-per-worker": 1, "dashboard-address": "127.0.0.1:0"},
}
os.makedirs(os.environ["DASK_CONFIG"], exist_ok=True)
with open(os.path.join(os.environ["DASK_CONFIG"], "site.yaml"), "w") as file:
    json.dump({"labextension": {"gateways": {"local": local}, "factory": factory}}, file)
