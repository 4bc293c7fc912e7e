"""The options that the facility's gateways declare, and what becomes of a choice."""

from __future__ import annotations

import os
import pwd
from typing import Any

from dask_gateway_server.options import Float, Integer, Mapping, Options, Select, String

MARKER = "PURDUE_DASK_LAB_FACILITY"
SITES = ["geddes", "hammer", "gautschi", "negishi"]


def cluster_options(given: dict[str, Any]) -> Options:
    """The options of one gateway; ``given["select_cluster"]`` adds one nobody has seen before."""
    kubernetes = given["kind"] != "slurm"
    cores = (
        Float("worker_cores", default=1, min=0.1, max=64, label="Worker cores")
        if kubernetes
        else Integer("worker_cores", default=1, min=1, max=16, label="Worker cores")
    )
    fields = [
        String("conda_env", default="", label="Conda environment"),
        String("pixi_project", default="", label="Pixi project"),
        String("pixi_env", default="", label="Pixi environment"),
        cores,
        Float("worker_memory", default=4, min=1, max=64, label="Worker memory (GiB)"),
        Mapping("env", default={}, label="Environment variables"),
    ]
    if given["select_cluster"]:
        fields.append(Select("cluster", SITES, label="Cluster"))

    def handler(options: Any, user: Any) -> dict[str, Any]:
        prefix = _prefix(options, looked_for=kubernetes)
        variables = dict(options.env)
        if kubernetes:
            _identified(user.name, variables)
        # No PATH is answered by a bare KeyError, as at the facility.
        path = ":".join([f"{prefix}/bin", variables["PATH"]])
        python = f"{prefix}/bin/python"
        chosen = {
            "scheduler_cmd": [python, "-m", "distributed.cli.dask_scheduler"],
            "worker_cmd": [python, "-m", "distributed.cli.dask_worker"],
            "worker_cores": options.worker_cores,
            "worker_memory": int(options.worker_memory * 2**30),
            "environment": {**variables, "PATH": path, MARKER: os.environ[MARKER]},
        }
        if kubernetes:
            limits = [200, 200 // options.worker_cores, 1199 // options.worker_memory]
            chosen["cluster_max_workers"] = int(min(limits))
        if given["kind"] == "kubernetes":
            security = {"securityContext": {"runAsUser": _number(user.name)}}
            chosen |= {f"{role}_extra_pod_config": security for role in ("scheduler", "worker")}
        return chosen

    return Options(*fields, handler=handler)


def _prefix(options: Any, looked_for: bool) -> str:
    """The environment that was chosen: one of the two ways, and not both."""
    if options.conda_env and options.pixi_project:
        raise ValueError("Set conda_env or pixi_project, not both.")
    if options.conda_env:
        return str(options.conda_env)
    if not options.pixi_project:
        raise ValueError("Either conda_env or pixi_project must be set.")
    if looked_for and not os.path.isdir(options.pixi_project):
        raise ValueError(f"The Pixi project {options.pixi_project} does not exist.")
    return f"{options.pixi_project}/.pixi/envs/{options.pixi_env or 'default'}"


def _number(user: str) -> int:
    """The user's number; a name without account is nobody's."""
    try:
        return pwd.getpwnam(user).pw_uid
    except KeyError:
        return pwd.getpwnam("nobody").pw_uid


def _identified(user: str, variables: dict[str, str]) -> None:
    """CERN's and FNAL's users are unknown to the directory: their numbers come with the request."""
    if user.endswith(("-cern", "-fnal")):
        missing = [name for name in ("NB_UID", "NB_GID") if name not in variables]
        if missing:
            raise ValueError(f"{' and '.join(missing)} must be set in env for user {user}.")
