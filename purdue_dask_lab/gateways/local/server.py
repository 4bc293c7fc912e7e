"""The gateway on this machine, as the child process that runs it; see ``child``."""

from __future__ import annotations

import asyncio
import ctypes
import os
import secrets
import shutil
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import aiohttp
from dask_gateway_server.app import DaskGateway
from dask_gateway_server.backends.local import UnsafeLocalBackend
from dask_gateway_server.options import Float, Integer, Mapping, Options, String
from traitlets.config import Config

from ...system.machine import this_machine
from ..child import (
    CLUSTERS,
    PAGE_TOKEN_VARIABLE,
    PASSWORD_FILE,
    announce,
    arguments,
    remove_with_parent,
    wait_for_end,
    wake_at_parents_end,
)

_PAGE_GUARD = "dask_lab_page_guard.py"
_PR_SET_PDEATHSIG = 1
_GIB = 2**30

_LEAST_MEMORY = 0.25
"""GiB that a worker has at least, and in steps of which the most is told."""


class LocalGateway(DaskGateway):
    """Says where it answers, and ends with whoever started it."""

    announcement = 1
    page_token = ""

    async def setup(self) -> None:
        """Start, announce, watch."""
        await super().setup()
        address = f"http://{self.backend.proxy.address}"
        await self._routed(address)
        announce(self.announcement, address, self.page_token)
        # A thread, because a read of a pipe cannot be cancelled and need not be.
        threading.Thread(target=_end_with_standard_input, daemon=True).start()

    async def _routed(self, address: str) -> None:
        """Wait until the proxy has its routes: it answers 404 for a moment before."""
        while True:
            with suppress(aiohttp.ClientError):
                async with self.backend.session.get(f"{address}/api/health") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.02)


def _end_with_standard_input() -> None:
    wait_for_end()
    os.kill(os.getpid(), signal.SIGTERM)


class LocalBackend(UnsafeLocalBackend):
    """Schedulers and workers as this user's processes, none of which outlives it."""

    def make_preexec_fn(self, cluster: Any) -> Callable[[], None]:
        """On Linux the kernel kills them when this process dies, however it dies."""
        change_directory = super().make_preexec_fn(cluster)
        libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

        def prepare() -> None:
            if libc is not None:
                libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
            change_directory()

        return prepare

    def get_worker_command(self, *args: Any, **kwargs: Any) -> list[str]:
        """Workers listen here only; their pages would be open to the whole network."""
        command: list[str] = super().get_worker_command(*args, **kwargs)
        return [*command, "--host", self.default_host]

    def cleanup_working_directory(self, workdir: str) -> None:
        """Remove the keys at once, but keep the logs: they tell why a cluster failed."""
        shutil.rmtree(self.get_certs_directory(workdir), ignore_errors=True)


def environment_prefix(options: Any) -> Path:
    """The prefix of the environment that was chosen, or of Jupyter's own.

    Raises
    ------
    ValueError
        Both or half a choice, or there is no Python there. One line: aiohttp
        refuses a reason with a line end.
    """
    if options.pixi_project or options.pixi_env:
        if options.conda_env:
            raise ValueError("Choose either conda_env or pixi_project, not both")
        if not options.pixi_project:
            raise ValueError("pixi_env needs pixi_project, the folder of its pixi.toml")
        project = Path(options.pixi_project).expanduser()
        prefix = project / ".pixi" / "envs" / (options.pixi_env or "default")
    else:
        prefix = Path(options.conda_env or sys.prefix).expanduser()
    if not (prefix / "bin" / "python").exists():
        raise ValueError(f"{prefix} is not a Python environment: it has no bin/python")
    return prefix


def cluster_configuration(options: Any, guard: Path, page_token: str) -> dict[str, Any]:
    """Turn what the user chose into a cluster's configuration.

    Parameters
    ----------
    guard, page_token
        The preload that keeps other users of this machine from the pages, and
        what it wants to see.
    """
    for name, value in options.env.items():
        if not isinstance(value, str):
            raise ValueError(f"env: the value of {name} must be a string, got {value!r}")
    binaries = environment_prefix(options) / "bin"
    path = options.env.get("PATH") or os.environ.get("PATH", os.defpath)
    python = str(binaries / "python")
    return {
        "scheduler_cmd": [python, "-m", "distributed.cli.dask_scheduler", "--preload", str(guard)],
        "worker_cmd": [python, "-m", "distributed.cli.dask_worker", "--preload", str(guard)],
        "worker_cores": options.worker_cores,
        "worker_memory": int(options.worker_memory * _GIB),
        "environment": {
            "HOME": str(Path.home()),
            **options.env,
            PAGE_TOKEN_VARIABLE: page_token,
            "PATH": os.pathsep.join([str(binaries), path]),
        },
    }


def configuration(directory: Path, page_token: str) -> Config:
    """The server's whole configuration; nothing is read from the user's files."""
    guard = directory / _PAGE_GUARD
    # A folder of its own: what stands beside a preload can be imported there, too.
    shutil.copyfile(Path(__file__).with_name("page_guard.py"), guard)
    machine = this_machine()
    memory = max(_LEAST_MEMORY, machine.memory_gib // _LEAST_MEMORY * _LEAST_MEMORY)
    config = Config()
    config.DaskGateway.backend_class = LocalBackend
    config.DaskGateway.log_level = "WARN"
    config.DaskGateway.config_file = str(directory / "no-such-file.py")
    config.SimpleAuthenticator.password = (directory / PASSWORD_FILE).read_text()
    config.Proxy.address = "127.0.0.1:0"
    backend = config.LocalBackend
    backend.clusters_directory = str(directory / CLUSTERS)
    backend.inherited_environment = ["LANG", "LC_ALL", "TMPDIR"]
    backend.cluster_start_timeout = 120
    backend.cluster_status_period = 0.5
    backend.worker_status_period = 2
    backend.cluster_heartbeat_period = 5
    backend.sigint_timeout = 3
    backend.sigterm_timeout = 2
    config.LocalClusterConfig.idle_timeout = 3600
    config.LocalClusterConfig.adaptive_period = 1
    backend.cluster_options = Options(
        String("conda_env", label="Environment prefix"),
        String("pixi_project", label="Pixi project"),
        String("pixi_env", label="Pixi environment"),
        Integer(
            "worker_cores",
            default=1,
            min=1,
            max=max(1, int(machine.cores)),
            label="Cores per worker",
        ),
        Float(
            "worker_memory",
            default=min(2.0, memory),
            min=_LEAST_MEMORY,
            max=memory,
            label="Worker memory (GiB)",
        ),
        Mapping("env", label="Environment variables"),
        handler=lambda options: cluster_configuration(options, guard, page_token),
    )
    return config


def main() -> None:
    """Run until standard input ends, then end all clusters."""
    directory, announcement = arguments()
    wake_at_parents_end()
    page_token = secrets.token_urlsafe(32)
    app = LocalGateway(config=configuration(directory, page_token))
    app.announcement, app.page_token = announcement, page_token
    try:
        app.initialize([])
        app.start()
    finally:
        remove_with_parent(directory)


if __name__ == "__main__":
    main()
