"""A user who is but a number, as containers have them, is a user like others."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
PROGRAM = """\
import asyncio, json, os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import cryptography, jupyter_client.manager
from faults.test_environments import Site
from purdue_dask_lab.config import files, loader, user_file
from purdue_dask_lab.config.schema import VariableRules
from purdue_dask_lab.worker_env.merge import Sources, join
site = Site(Path(sys.argv[2]))
os.setuid(54321)
listed = asyncio.run(site.listed())
joined = join(Sources(server=os.environ), VariableRules())
print(json.dumps({
    "gateways": [one.id for one in loader.read().gateways],
    "file": str(files.user_file()),
    "exists": asyncio.run(user_file.read()).exists,
    "listed": list(listed),
    "user": joined.values["USER"],
    "home": joined.values["HOME"],
}))
"""


@pytest.mark.skipif("os.getuid() != 0", reason="only root can be somebody else")
@pytest.mark.parametrize("has_home", [True, False])
def test_a_number_without_an_account_is_a_user(open_tmp_path: Path, has_home: bool) -> None:
    environ = {"PATH": "/usr/bin:/bin"} | ({"HOME": str(open_tmp_path)} if has_home else {})
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(TESTS), str(open_tmp_path)],
        env=environ,
        cwd=os.getcwd(),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr[-1500:]
    found = json.loads(done.stdout)
    home = str(open_tmp_path) if has_home else "/"
    assert found["gateways"] == ["local"]
    assert found["file"] == os.path.join(home, ".config/dask/labextension.yaml")
    assert (found["user"], found["home"], found["exists"]) == ("54321", home, False)
    assert "good" in found["listed"]
