"""Where a kernel gateway starts the kernels, none of them tells an environment of here."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest
from prefixes import make_conda

from purdue_dask_lab.environments.discovery import EnvironmentDiscovery, EnvironmentQuery


def specs(*prefixes: str) -> dict[str, Any]:
    return {
        f"k{at}": {
            "resource_dir": "/nowhere",
            "spec": {
                "argv": [f"{prefix}/bin/python", "-m", "ipykernel_launcher"],
                "display_name": f"Kernel {at}",
                "language": "python",
            },
        }
        for at, prefix in enumerate(prefixes)
    }


@pytest.mark.parametrize("remote", [True, False])
def test_kernels_of_a_gateway_are_named_as_such(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, remote: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    prefix = make_conda(tmp_path / ".conda" / "envs" / "here", {})
    found = specs(sys.prefix, str(prefix))
    discovery = EnvironmentDiscovery(lambda: found, "k0", tmp_path, remote_kernels=remote)
    listed = asyncio.run(discovery.listing(EnvironmentQuery()))
    kernels = [one for one in listed if one.name in found]
    told = {one.prefix for one in kernels}
    assert told == ({None} if remote else {sys.prefix, str(prefix)})
    said = [problem.message for one in kernels for problem in one.problems]
    assert any("kernel gateway" in one for one in said) is remote
    # What is on this machine's disks can be chosen all the same.
    assert str(prefix) in {one.prefix for one in listed}
