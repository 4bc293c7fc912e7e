"""Variables that describe the session, job or pod of Jupyter itself and mislead a worker."""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import lru_cache

_SHELL = (
    "_",
    "COLORTERM",
    "COLUMNS",
    "DBUS_*",
    "DISPLAY",
    "HIST*",
    "INVOCATION_ID",
    "JOURNAL_STREAM",
    "LESSOPEN",
    "LINES",
    "LS_COLORS",
    "NOTIFY_SOCKET",
    "OLDPWD",
    "PROMPT_COMMAND",
    "PS1",
    "PWD",
    "SHLVL",
    "SSH_*",
    "STY",
    "TERM*",
    "TMUX*",
    "VSCODE_*",
    "WAYLAND_*",
    "WINDOWID",
    "XAUTHORITY",
    "XDG_*",
)
_PYTHON = ("CONDA_*", "KERNEL_*", "MPLBACKEND", "PIXI_*", "PYTHONHOME", "VIRTUAL_ENV*")
_BATCH = (
    "COBALT_*",
    "FLUX_*",
    "JOB_ID",
    "JOB_NAME",
    "LSB_*",
    "LSF_*",
    "LS_JOBPID",
    "PBS_*",
    "PE_HOSTFILE",
    "SGE_*",
    "SLURM_*",
    "SLURMD_*",
    "SLURMSTEPD_*",
    "_CONDOR_*",
)
_MPI = (
    "HYDI_*",
    "HYDRA_*",
    "I_MPI_HYDRA_*",
    "MPI_LOCAL*",
    "MV2_COMM_*",
    "OMPI_*",
    "PALS_*",
    "PMIX_*",
    "PMI_*",
    "PRTE_*",
)
_MACHINE = (
    "CUDA_VISIBLE_DEVICES",
    "DASK_SCHEDULER_ADDRESS",
    "GPU_DEVICE_ORDINAL",
    "HIP_VISIBLE_DEVICES",
    "HOST",
    "HOSTNAME",
    "KUBERNETES_*",
    "NVIDIA_VISIBLE_DEVICES",
    "ROCR_VISIBLE_DEVICES",
    "TEMP",
    "TEMPDIR",
    "TMP",
    "TMPDIR",
    "ZE_AFFINITY_MASK",
    # What Kubernetes tells each pod of the services around it.
    "*_PORT_[0-9]*_TCP*",
    "*_PORT_[0-9]*_UDP*",
    "*_SERVICE_HOST",
    "*_SERVICE_PORT*",
    "*_TCP_ADDR",
    "*_TCP_PORT",
    "*_TCP_PROTO",
)
SESSION_PATTERNS = (*_SHELL, *_PYTHON, *_BATCH, *_MPI, *_MACHINE)


def matches(name: str, patterns: Iterable[str]) -> bool:
    """Return whether a variable's name fits one of the patterns, in any case."""
    return any(fnmatchcase(name.upper(), pattern.upper()) for pattern in patterns)


def is_of_session(name: str, value: str) -> bool:
    """Return whether a variable is this session's own."""
    return _is_of_session(name) or (
        # Kubernetes' services: HUB_PORT=tcp://10.0.0.1:8081.
        name.endswith("_PORT") and value.startswith(("tcp://", "udp://"))
    )


@lru_cache(maxsize=4096)
def _is_of_session(name: str) -> bool:
    return matches(name, SESSION_PATTERNS)
