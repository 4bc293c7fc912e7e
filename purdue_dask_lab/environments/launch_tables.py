"""Programs that start kernels, by what is known of where and how they start them."""

from __future__ import annotations

import os
import re

CONTAINER = "a container"
MACHINE = "another machine"

CONDA = ("conda", "mamba", "micromamba", "conda.exe")
_CONTAINERS = (
    *("apptainer", "singularity", "docker", "podman", "nerdctl", "finch", "udocker", "enroot"),
    *("shifter", "shifterimg", "sarus", "charliecloud", "ch-run", "toolbox", "toolbx", "distrobox"),
    *("distrobox-enter", "bwrap", "proot", "chroot", "fakechroot", "unshare", "nsenter", "runc"),
    *("crun", "ctr", "crictl", "buildah", "lxc", "lxc-attach", "lxc-execute", "incus", "flatpak"),
    *("systemd-nspawn", "machinectl", "snap", "spython", "x11docker", "repo2docker", "setupATLAS"),
)
_MACHINES = (
    *("kubectl", "oc", "ssh", "sshpass", "autossh", "mosh", "rsh", "dbclient", "pssh", "srun"),
    *("sbatch", "salloc", "sattach", "qsub", "qrsh", "qlogin", "bsub", "jsrun", "lrun", "aprun"),
    *("ibrun", "flux", "oarsub", "oarsh", "condor_run", "condor_submit", "condor_ssh_to_job"),
    *("remote_ikernel", "wsl", "vagrant", "limactl", "colima", "multipass", "gcloud", "hq"),
)
ELSEWHERE = dict.fromkeys(_CONTAINERS, CONTAINER) | dict.fromkeys(_MACHINES, MACHINE)
"""Programs that run the kernel where this machine's paths mean nothing."""

_TELLING = {
    "apptainer": CONTAINER,
    "container": CONTAINER,
    "docker": CONTAINER,
    "enroot": CONTAINER,
    "podman": CONTAINER,
    "shifter": CONTAINER,
    "singularity": CONTAINER,
    "udocker": CONTAINER,
    "cmssw": CONTAINER,
    "kubectl": MACHINE,
    "srun": MACHINE,
}
"""Parts of names of a site's own scripts, such as ``nvidia-docker`` and ``cmssw-el9``."""

REMOTE_MODULES = {
    "remote_ikernel": MACHINE,
    "remote_ikernel.py": MACHINE,
    "remote_kernel": MACHINE,
    "sshkernel": MACHINE,
    "sshpyk": MACHINE,
    "ssh_ipykernel": MACHINE,
    "sparkmagic": MACHINE,
    "docker_kernel": CONTAINER,
    "dockernel": CONTAINER,
    "spython": CONTAINER,
}
MODULES = (
    *("ipykernel", "ipykernel_launcher", "IPython", "xpython", "xpython_launcher", "sage"),
    *("spyder_kernels", "colab_kernel_launcher", "akernel", "metakernel_python"),
)
"""Modules that are the kernel themselves, in the interpreter that runs them."""

PROGRAMS = ("ipython", "ipython3", "xpython", "xpython-raw", "ipykernel")
"""Programs in an environment's ``bin`` that are kernels of it."""

SCRIPTS = (*PROGRAMS, "ipykernel_launcher.py")
"""Files of Python that are kernels of whoever runs them."""

WRAPPERS = {
    "nice": ("-n",),
    "ionice": ("-c", "-n"),
    "taskset": ("-c",),
    "timeout": ("-s", "-k"),
    "stdbuf": ("-i", "-o", "-e"),
    "numactl": ("-N", "-m", "-C", "-i", "-p"),
    "nohup": (),
    "time": (),
    "exec": ("-a",),
    "setsid": (),
    "prlimit": (),
    "catchsegv": (),
}
"""Programs of the system that start what follows them as it is, and their options with values."""

SHELLS = ("bash", "sh", "dash", "zsh", "ksh")
MANAGERS = (
    *("uv", "uvx", "poetry", "pipenv", "hatch", "pdm", "rye", "pixi", "module", "spack", "nix"),
    *("pyenv", "asdf", "mise", "rtx", "virtualenv", "envkernel", "envkernel.py"),
)
"""Programs that choose an environment by rules of their own."""

_PYTHON = re.compile(r"(?:python|pypy)(?:\d(?:\.\d+)?t?)?$")


def place_of(program: str) -> str | None:
    """Return where a program runs what it is given, if that is not here."""
    name = os.path.basename(program)
    known = ELSEWHERE.get(name.removesuffix(".exe"))
    if known is not None:
        return known
    parts = re.split(r"[-_.]", name)
    # An interpreter is none of them, though its environment may be called so.
    return next((_TELLING[one] for one in parts if one in _TELLING), None)


def is_python(word: str) -> bool:
    """Return whether a word is the name or the path of an interpreter."""
    return _PYTHON.match(os.path.basename(word)) is not None
