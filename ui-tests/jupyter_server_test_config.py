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
