"""The gateway on this machine starts, whoever else starts something at that moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from purdue_dask_lab.errors import GatewayUnreachable
from purdue_dask_lab.gateways.local.process import LocalGatewayProcess

PORT_TAKEN = (
    "OSError: [Errno 98] error while attempting to bind on address"
    " ('127.0.0.1', 35247): address already in use"
)

# Fails so often with these words, and is the real one after that.
UNLUCKY = """
import os, sys
from pathlib import Path
failures = Path(__file__).with_name("failures")
left = int(failures.read_text())
failures.write_text(str(left - 1))
if left > 0:
    sys.exit({words!r})
real = "purdue_dask_lab.gateways.local.server"
os.execv(sys.executable, [sys.executable, "-m", real, *sys.argv[1:]])
"""


@pytest.fixture
def failures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """How often the gateway fails to start because somebody has taken its port."""
    (tmp_path / "unlucky.py").write_text(UNLUCKY.format(words=PORT_TAKEN))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(LocalGatewayProcess, "module", "unlucky")
    return tmp_path / "failures"


async def test_who_takes_its_port_meanwhile_does_not_keep_it_from_starting(failures: Path) -> None:
    failures.write_text("1")
    gateway = LocalGatewayProcess()
    assert (await gateway.endpoint()).address.startswith("http://127.0.0.1:")
    await gateway.stop()


async def test_a_start_that_fails_again_is_told_and_not_tried_for_ever(failures: Path) -> None:
    failures.write_text("5")
    gateway = LocalGatewayProcess()
    with pytest.raises(GatewayUnreachable, match=r"did not start: .*address already in use"):
        await gateway.endpoint()
    await gateway.stop()
    assert failures.read_text() == "3"
