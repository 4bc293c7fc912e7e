"""The environment that a command starts Python in, told only where it is certain."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .._account import expand_user
from . import conda, reading, uv

_PYTHON = re.compile(r"(?:python|pypy)(?:\d(?:\.\d+)?t?)?$")
_CONDA = ("conda", "mamba", "micromamba", "conda.exe")
_CONTAINERS = {
    "apptainer": "a container",
    "singularity": "a container",
    "docker": "a container",
    "podman": "a container",
    "podman-hpc": "a container",
    "nerdctl": "a container",
    "shifter": "a container",
    "shifterimg": "a container",
    "sarus": "a container",
    "charliecloud": "a container",
    "ch-run": "a container",
    "enroot": "a container",
    "udocker": "a container",
    "toolbox": "a container",
    "distrobox": "a container",
    "cmssw-cc7": "a container",
    "cmssw-el8": "a container",
    "cmssw-el9": "a container",
    "bwrap": "a container",
    "kubectl": "another machine",
    "oc": "another machine",
    "ssh": "another machine",
    "srun": "another machine",
    "sbatch": "another machine",
    "salloc": "another machine",
    "qsub": "another machine",
    "bsub": "another machine",
    "condor_run": "another machine",
    "remote_ikernel": "another machine",
    "wsl": "another machine",
}
"""Programs that run the kernel where this machine's paths mean nothing."""

_REMOTE_MODULES = {
    "remote_ikernel": "another machine",
    "remote_ikernel.py": "another machine",
    "remote_kernel": "another machine",
    "sshkernel": "another machine",
    "ssh_ipykernel": "another machine",
    "docker_kernel": "a container",
    "dockernel": "a container",
}
_MODULES = ("ipykernel", "ipykernel_launcher", "IPython", "xpython", "xpython_launcher", "sage")
"""Modules that are the kernel themselves, in the interpreter that runs them."""

_PROGRAMS = ("ipython", "ipython3", "xpython", "xpython-raw", "jupyter-kernel", "ipykernel")
"""Programs in an environment's ``bin`` that are kernels of it."""

_WRAPPERS = (
    "env",
    "nice",
    "ionice",
    "nohup",
    "time",
    "exec",
    "stdbuf",
    "setsid",
    "taskset",
    "numactl",
    "timeout",
    "prlimit",
    "catchsegv",
)
"""Programs of the system that start what follows them, as it is."""

_ENVIRONMENT_MANAGERS = (
    "uv",
    "poetry",
    "pipenv",
    "hatch",
    "pdm",
    "rye",
    "module",
    "spack",
    "nix",
    "pyenv",
    "virtualenv",
    "envkernel",
    "envkernel.py",
)
_UV_ELSEWHERE = ("--with", "--isolated", "--no-project", "--active", "--script")
"""Options of ``uv run`` with which it uses another environment than the project's."""

_KERNEL_LINE = re.compile(
    r"from (?:ipykernel|IPython)[\w.]* import (\w+); ?\1(?:\.launch_new_instance)?\(\)"
)
"""Python that older IPythons wrote into their kernels."""


@dataclass(frozen=True)
class Launch:
    """What a command tells: a prefix, or a clause that says why it does not."""

    prefix: Path | None = None
    obstacle: str = ""


@dataclass(frozen=True)
class LaunchContext:
    """What a command's words depend on."""

    environ: Mapping[str, str]
    folder: Path
    home: Path
    conda: Sequence[Path]


def resolved(arguments: Sequence[str], around: LaunchContext) -> Launch:
    """Return the environment that a command starts Python in."""
    rest = list(arguments)
    for _ in range(len(rest)):
        if not rest:
            break
        program = os.path.basename(rest[0])
        if program in _CONTAINERS:
            return _elsewhere(_CONTAINERS[program], program)
        if program in _CONDA:
            return _of_conda(rest, around)
        if program in _WRAPPERS:
            rest = _wrapped(program, rest[1:])
            continue
        if _is_python(program):
            return _of_python(rest, around)
        return _of_program(rest, around)
    return _cannot_tell("nothing")


def _elsewhere(where: str, program: str) -> Launch:
    if where == "a container":
        return Launch(
            obstacle=f"is started by {program} in {where}: workers need the same image, which the "
            "gateway's options choose"
        )
    return Launch(
        obstacle=f"is started by {program} on {where}, whose environments are not known here: "
        "choose another"
    )


def _cannot_tell(program: str) -> Launch:
    return Launch(
        obstacle=f"is started by {program}, which does not tell the environment it runs in: "
        "choose one that does"
    )


def _wrapped(program: str, rest: list[str]) -> list[str]:
    """Return what a wrapper starts: what follows its options and their values."""
    takes_value = {
        "nice": ("-n",),
        "ionice": ("-c", "-n"),
        "taskset": ("-c",),
        "env": ("-u", "-C", "-S"),
        "timeout": ("-s", "-k"),
        "stdbuf": ("-i", "-o", "-e"),
    }.get(program, ())
    while rest:
        word = rest[0]
        if program == "env" and "=" in word and not word.startswith("-"):
            rest = rest[1:]
        elif word in takes_value:
            rest = rest[2:]
        elif word.startswith("-"):
            rest = rest[1:]
        else:
            break
    # Their one argument before the command: a duration, or a mask of cores.
    if program in ("timeout", "taskset") and rest and not _is_program(rest[0]):
        rest = rest[1:]
    return rest


def _is_program(word: str) -> bool:
    return "/" in word or _is_python(word) or word in _PROGRAMS


def _of_conda(arguments: Sequence[str], around: LaunchContext) -> Launch:
    program = os.path.basename(arguments[0])
    words = list(arguments[1:])
    if "run" not in words:
        return _cannot_tell(program)
    options = _options_of_conda(words)
    if options.get("prefix") == "" or options.get("name") == "":
        return _cannot_tell(program)
    prefix, name = options.get("prefix"), options.get("name")
    if prefix:
        path = path_of(prefix, around)
        return Launch(path) if path else _cannot_tell(program)
    if name and "/" in name:
        path = path_of(name, around)
        return Launch(path) if path else _cannot_tell(program)
    if name:
        found = conda.called(name, around.conda)
        if found is None:
            return Launch(
                obstacle=f"names the environment {name}, which conda does not have: choose another"
            )
        return Launch(found)
    active = around.environ.get("CONDA_PREFIX")
    return Launch(Path(active)) if active else _cannot_tell(program)


def path_of(text: str, around: LaunchContext) -> Path | None:
    """Return a path of a command line, from the folder that it runs in."""
    path = expand_user(text, around.home)
    return Path(os.path.normpath(around.folder / path)) if path is not None else None


def _options_of_conda(words: Sequence[str]) -> dict[str, str]:
    """Return the environment's options of conda, before the program that it runs."""
    names = {
        "-p": "prefix",
        "--prefix": "prefix",
        "-n": "name",
        "--name": "name",
        "-r": "root",
        "--root-prefix": "root",
        "--cwd": "cwd",
    }
    found: dict[str, str] = {}
    at, has_run = 0, False
    while at < len(words):
        word = words[at]
        option, sign, value = word.partition("=")
        if option in names and sign and option.startswith("--"):
            found.setdefault(names[option], value)
        elif word in names:
            found.setdefault(names[word], words[at + 1] if at + 1 < len(words) else "")
            at += 1
        elif word[:2] in ("-p", "-n") and len(word) > 2 and not word.startswith("--"):
            found.setdefault(names[word[:2]], word[2:].removeprefix("="))
        elif not word.startswith("-"):
            if has_run:
                break
            has_run = word == "run"
        at += 1
    return found


def _of_python(arguments: Sequence[str], around: LaunchContext) -> Launch:
    program = os.path.basename(arguments[0])
    at = 1
    while at < len(arguments):
        word = arguments[at]
        if word == "-m" or (word.startswith("-m") and not word.startswith("--")):
            module = word[2:] or (arguments[at + 1] if at + 1 < len(arguments) else "")
            top = module.partition(".")[0]
            if module == "nb_conda_kernels.runner" and at + 3 < len(arguments):
                path = path_of(arguments[at + 3], around)
                return Launch(path) if path is not None else _cannot_tell(module)
            if top in _REMOTE_MODULES:
                return _elsewhere(_REMOTE_MODULES[top], module)
            if top not in _MODULES:
                return _cannot_tell(f"{program} -m {module}")
            break
        if word in ("-X", "-W"):
            at += 2
            continue
        if not word.startswith("-") or word == "-c":
            # A script, or lines of Python, which may start any other interpreter.
            script = os.path.basename(word)
            line = arguments[at + 1] if at + 1 < len(arguments) else ""
            is_kernel = word == "-c" and _KERNEL_LINE.fullmatch(line)
            if script not in _PROGRAMS and not is_kernel:
                return _cannot_tell(f"{program} {word}")
            break
        at += 1
    prefix = interpreter_prefix(arguments[0], around)
    return Launch(prefix) if prefix is not None else _cannot_tell(program)


def interpreter_prefix(interpreter: str, around: LaunchContext) -> Path | None:
    """Return the prefix of an interpreter that a command names."""
    if interpreter == sys.executable:
        return Path(sys.prefix)
    path = expand_user(interpreter, around.home)
    if path is None:
        return None
    if "/" not in interpreter:
        try:
            found = shutil.which(interpreter, path=around.environ.get("PATH"))
        except (OSError, ValueError):
            found = None
        if found is None:
            return None
        path = Path(found)
    elif not path.is_absolute():
        path = around.folder / path
    return Path(os.path.normpath(path)).parent.parent


def _of_program(arguments: Sequence[str], around: LaunchContext) -> Launch:
    """Resolve a kernel of an environment's own, or a script that is given an interpreter."""
    program = os.path.basename(arguments[0])
    if program in _PROGRAMS:
        prefix = interpreter_prefix(arguments[0], around)
        if prefix is not None and conda.has_python(prefix):
            return Launch(prefix)
        return _cannot_tell(program)
    for word in arguments[1:]:
        if os.path.basename(word) in _CONTAINERS:
            return _elsewhere(_CONTAINERS[os.path.basename(word)], os.path.basename(word))
    if program in _ENVIRONMENT_MANAGERS:
        return _of_manager(program, arguments, around)
    # A script around an environment's interpreter, which it is given. One of the
    # system says nothing: it may well be the one within a container.
    given = [Path(word) for word in arguments[1:] if os.path.isabs(word) and _is_python(word)]
    prefixes = {os.path.normpath(path.parent.parent) for path in given}
    if len(prefixes) == 1:
        prefix = Path(prefixes.pop())
        if conda.has_python(prefix) and is_environment(prefix):
            return Launch(prefix)
    return _cannot_tell(program)


def is_environment(prefix: Path) -> bool:
    """Return whether a prefix is one of conda's, pixi's or a virtual environment."""
    return reading.is_file(prefix / "pyvenv.cfg") or reading.is_file(
        prefix / "conda-meta" / "history"
    )


def _of_manager(program: str, arguments: Sequence[str], around: LaunchContext) -> Launch:
    finder: Callable[[Sequence[str], LaunchContext], Path | None] | None = {
        "uv": _uv_prefix,
        "envkernel": _envkernel_prefix,
        "envkernel.py": _envkernel_prefix,
    }.get(program)
    prefix = finder(arguments, around) if finder is not None else None
    if prefix is not None and conda.has_python(prefix):
        return Launch(prefix)
    return _cannot_tell(f"{program} {arguments[1]}" if len(arguments) > 1 else program)


def _uv_prefix(arguments: Sequence[str], around: LaunchContext) -> Path | None:
    """Return the project's environment that ``uv run`` takes; with ``--with`` it is another."""
    words = list(arguments[1:])
    if "run" not in words or any(word.startswith(_UV_ELSEWHERE) for word in words):
        return None
    folder = around.folder
    for at, word in enumerate(words):
        option, sign, value = word.partition("=")
        if option in ("--project", "--directory"):
            named = value if sign else words[at + 1] if at + 1 < len(words) else ""
            path = path_of(named, around) if named else None
            if path is None:
                return None
            folder = path
    return uv.environment_of(folder, around.environ)


def _envkernel_prefix(arguments: Sequence[str], around: LaunchContext) -> Path | None:
    """Return what ``envkernel conda run PREFIX -- python …`` is given as a prefix."""
    kind, run, *words = [*arguments[1:], "", ""]
    if kind not in ("conda", "virtualenv") or run != "run" or "--" not in words:
        return None
    said = [word for word in words[: words.index("--")] if not word.startswith("-")]
    return path_of(said[0], around) if len(said) == 1 else None


def _is_python(word: str) -> bool:
    return _PYTHON.match(os.path.basename(word)) is not None
