"""An API server that is there already, on this machine: disturbed as one of ours would be."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable
from typing import Any

import psutil

from ..processes import FacilityError, program, wait_for


class FoundServer:
    """Whatever listens on a port; what was ended is started as it was, and outlives the tests."""

    def __init__(self, port: int) -> None:
        self._port = port
        found = self._process()
        self._arguments = found.cmdline()
        self._directory = found.cwd()
        self._environment = found.environ()

    def suspend(self) -> None:
        """Let it hang."""
        self._process().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it go on."""
        self._process().send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it at once."""
        found = self._process()
        found.kill()
        psutil.wait_procs([found], timeout=15)

    def start(self) -> None:
        """Start what was ended."""
        subprocess.run(
            [program("setsid"), "--fork", *self._arguments],
            cwd=self._directory,
            env=self._environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=True,
        )

    def wait_until(self, ready: Callable[[], Any]) -> None:
        """Wait until it serves."""
        wait_for(ready, "the API server serves", timeout=60.0)

    def _process(self) -> psutil.Process:
        for one in psutil.net_connections("tcp"):
            if one.status == psutil.CONN_LISTEN and one.laddr.port == self._port and one.pid:
                return psutil.Process(one.pid)
        raise FacilityError(f"No process of this machine listens on port {self._port}")
