"""The Jupyter server of the browser tests: one below a prefix, as a hub has it."""

from __future__ import annotations

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

# Beside the gateway on this machine, a cluster class as dask-labextension's users name it.
os.makedirs(os.environ["DASK_CONFIG"], exist_ok=True)
with open(os.path.join(os.environ["DASK_CONFIG"], "labextension.yaml"), "w") as file:
    file.write(
        """
labextension:
  factory:
    module: dask.distributed
    class: LocalCluster
    kwargs: {n-workers: 1, threads-per-worker: 1, dashboard-address: "127.0.0.1:0"}
"""
    )
