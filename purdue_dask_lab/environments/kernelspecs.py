"""The environment behind a kernel spec."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

from ..environments import conda, pixi

_PYTHON = re.compile(r"python(\d(\.\d+)?)?$")
_OWN = ("python", f"python{sys.version_info[0]}", "python{}.{}".format(*sys.version_info[:2]))
_CONDA = ("conda", "mamba", "micromamba")


@dataclass(frozen=True)
class Candidate:
    """Something a user could mean by the environment of the workers.

    Parameters
    ----------
    name
        The kernel's, else the prefix.
    display_name
        As the launcher shows it.
    prefix
        None where it cannot be told; then ``obstacle`` says why.
    variables
        The kernel spec's ``env``.
    pixi
        Project and environment of which this is one, built or not.
    is_kernel
        Whether a notebook can run in it.
    """

    name: str
    display_name: str
    prefix: Path | None
    variables: Mapping[str, str] = field(default_factory=dict)
    pixi: tuple[pixi.Project, str] | None = None
    obstacle: str = ""
    is_kernel: bool = True


@dataclass(frozen=True)
class KernelContext:
    """Where kernels are looked at from: what a name or ``pixi run`` means depends on it."""

    environ: Mapping[str, str]
    folder: Path
    notebook: Path | None
    project: pixi.Project | None
    conda: Sequence[Path]


def candidate(name: str, entry: Mapping[str, Any], around: KernelContext) -> Candidate | None:
    """What a kernel spec stands for; None where it is not Python."""
    spec = entry.get("spec") or {}
    if str(spec.get("language", "")).lower() != "python":
        return None
    shown = str(spec.get("display_name") or name)
    variables = {str(key): str(value) for key, value in (spec.get("env") or {}).items()}
    arguments = [str(part) for part in spec.get("argv") or []]
    if _program(arguments) == "pixi":
        return _of_pixi(name, shown, variables, arguments, around)
    prefix = _prefix(spec.get("metadata") or {}, arguments, around)
    obstacle = ""
    if prefix is None:
        program = arguments[0] if arguments else "nothing"
        obstacle = (
            f"{shown} is started by {program}, which does not tell the environment it runs in: "
            "choose one that does."
        )
    return Candidate(name, shown, prefix, variables, obstacle=obstacle)


def _of_pixi(
    name: str,
    shown: str,
    variables: Mapping[str, str],
    arguments: Sequence[str],
    around: KernelContext,
) -> Candidate:
    python = next((at for at, part in enumerate(arguments) if _is_python(part)), len(arguments))
    manifest, environment = pixi.chosen(arguments[2:python])
    project = around.project
    if manifest is not None:
        named = [manifest / "pixi.toml", manifest / "pyproject.toml", manifest]
        project = next(filter(None, map(pixi.project_of, named)), None)
    if project is None:
        where = manifest or around.folder
        obstacle = (
            f"{shown} takes its environment from the pixi project that a notebook is in, and "
            f"{where} is in none: open a notebook in a folder with a pixi.toml, or choose another."
        )
        return Candidate(name, shown, None, variables, obstacle=obstacle)
    chosen = environment or pixi.of_notebook(around.notebook, around.environ)
    return Candidate(name, shown, project.prefix(chosen), variables, (project, chosen))


def _prefix(
    metadata: Mapping[str, Any], arguments: Sequence[str], around: KernelContext
) -> Path | None:
    # nb_conda_kernels starts kernels by a runner of its own, but says for what.
    if metadata.get("conda_env_path"):
        return Path(str(metadata["conda_env_path"]))
    program = _program(arguments)
    if program in _CONDA:
        return _of_conda(arguments, around.conda)
    if program == "env":
        arguments = [part for part in arguments[1:] if "=" not in part and part[:1] != "-"]
    if arguments and _is_python(arguments[0]):
        return _of_python(arguments[0], around.environ)
    # A script around an interpreter, which it is given.
    given = (Path(part) for part in arguments[1:] if _is_python(part) and os.path.isabs(part))
    return next((path.parent.parent for path in given if path.exists()), None)


def _of_conda(arguments: Sequence[str], known: Sequence[Path]) -> Path | None:
    for option, value in pairwise(arguments):
        if option in ("-p", "--prefix"):
            return Path(value).expanduser()
        if option in ("-n", "--name"):
            return conda.called(value, known)
        if _is_python(option):
            break
    return None


def _of_python(interpreter: str, environ: Mapping[str, str]) -> Path | None:
    """Its prefix; a bare ``python`` is the server's own, as jupyter_client has it."""
    if interpreter in _OWN:
        return Path(sys.prefix)
    found = shutil.which(os.path.expanduser(interpreter), path=environ.get("PATH"))
    path = found or (interpreter if os.path.isabs(interpreter) else None)
    return Path(path).parent.parent if path else None


def _program(arguments: Sequence[str]) -> str:
    return os.path.basename(arguments[0]) if arguments else ""


def _is_python(part: str) -> bool:
    return _PYTHON.match(os.path.basename(part)) is not None
