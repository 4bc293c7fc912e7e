"""The environment behind a kernel spec, which is read as jupyter_client reads it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import Any

from ..environments import pixi
from ..translation import trans
from .launchers import LaunchContext, resolved

LONGEST_COMMAND = 1000
"""Words of a command that are looked at."""

_LOCAL = "local-provisioner"
_HERE = (_LOCAL, "pixi-kernel-provisioner", "genv-provisioner")
"""Provisioners that start a kernel's own command on this machine."""
# Stands for a brace that is no reference, while references are filled in.
_LITERAL = "\0{"


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
        The kernel spec's ``env``, with what it takes from Jupyter's own filled in.
    pixi
        Project and environment of which this is one, built or not.
    is_kernel
        Whether a notebook can run in it.
    """

    name: str
    display_name: str
    prefix: Path | None
    variables: Mapping[str, str] = field(default_factory=dict, hash=False)
    pixi: tuple[pixi.Project, str] | None = None
    obstacle: str = ""
    is_kernel: bool = True


@dataclass(frozen=True)
class KernelContext:
    """Where kernels are looked at from: what a name or ``pixi run`` means depends on it."""

    environ: Mapping[str, str]
    folder: Path
    home: Path
    notebook: Path | None
    project: pixi.Project | None
    conda: Sequence[Path]


def candidate(name: str, entry: Mapping[str, Any], around: KernelContext) -> Candidate | None:
    """Return what a kernel spec stands for; None where it is not Python."""
    spec = _mapping(entry.get("spec"))
    if str(spec.get("language", "")).lower() != "python":
        return None
    shown = str(spec.get("display_name") or name)
    variables = _variables(_mapping(spec.get("env")), around.environ)
    metadata = _mapping(spec.get("metadata"))
    arguments = command(spec, str(entry.get("resource_dir") or ""))
    # Whom a command's first word names is looked up with the kernel's own variables.
    own = {key: value.replace("$${", "${") for key, value in variables.items()}
    launch_context = LaunchContext(
        {**around.environ, **own}, around.folder, around.home, around.conda
    )
    provisioner = _provisioner(metadata)
    if provisioner not in _HERE:
        obstacle = trans(
            "{shown} is started by the provisioner {provisioner}, which does "
            "not tell the environment it runs in: choose one that does.",
            shown=shown,
            provisioner=provisioner,
        )
        return Candidate(name, shown, None, variables, obstacle=obstacle)
    is_pixi = pixi.is_run(arguments)
    launch = resolved(pixi.command(arguments) if is_pixi else arguments, launch_context)
    if is_pixi and not launch.is_elsewhere:
        return _of_pixi(name, shown, variables, arguments, around)
    # nb_conda_kernels starts kernels by a runner of its own, but says for what.
    said = metadata.get("conda_env_path")
    if isinstance(said, str) and os.path.isabs(said) and not launch.is_elsewhere:
        return Candidate(name, shown, Path(said), variables)
    obstacle = f"{shown} {launch.obstacle}." if launch.prefix is None else ""
    return Candidate(name, shown, launch.prefix, variables, obstacle=obstacle)


def _provisioner(metadata: Mapping[str, Any]) -> str:
    """Return who starts a kernel: its own provisioner, else the one that Jupyter is set to."""
    from jupyter_client.provisioning.factory import KernelProvisionerFactory

    named = _mapping(metadata.get("kernel_provisioner")).get("provisioner_name")
    return str(named or KernelProvisionerFactory.instance().default_provisioner_name)


def command(spec: Mapping[str, Any], resource_dir: str) -> list[str]:
    """Return the command that starts a kernel, filled in by jupyter_client itself."""
    written = spec.get("argv")
    words = [str(word) for word in written] if isinstance(written, list) else []
    words = [word for word in words[:LONGEST_COMMAND] if "\0" not in word]
    return list(_formatted(tuple(words), resource_dir))


@lru_cache(maxsize=4096)
def _formatted(words: tuple[str, ...], resource_dir: str) -> tuple[str, ...]:
    """Remembered: making a manager costs more than all else about a kernel."""
    from jupyter_client.kernelspec import KernelSpec
    from jupyter_client.manager import KernelManager

    manager = KernelManager(connection_file="/{connection_file}")
    manager._kernel_spec = KernelSpec(argv=list(words), resource_dir=resource_dir)
    manager._launch_args = {}
    return tuple(str(word) for word in manager.format_kernel_cmd())


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _variables(written: Mapping[str, Any], environ: Mapping[str, str]) -> dict[str, str]:
    """Fill in what a kernel takes from Jupyter's own environment, as jupyter_client does.

    What it does not have stays a reference; what is literal stays literal for
    whoever fills in the rest.
    """
    literal = _Literal(environ)
    return {
        str(name): Template(str(value).replace("$${", _LITERAL))
        .safe_substitute(literal)
        .replace(_LITERAL, "$${")
        for name, value in written.items()
    }


class _Literal(Mapping[str, str]):
    """An environment whose values refer to nothing."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def __getitem__(self, name: str) -> str:
        return self._environ[name].replace("${", _LITERAL)

    def __iter__(self) -> Any:
        return iter(self._environ)

    def __len__(self) -> int:
        return len(self._environ)


def _of_pixi(
    name: str,
    shown: str,
    variables: Mapping[str, str],
    arguments: Sequence[str],
    around: KernelContext,
) -> Candidate:
    chosen = pixi.chosen(arguments, around.home)
    if chosen is None:
        obstacle = trans(
            "{shown} names a pixi project that leads nowhere: choose another.", shown=shown
        )
        return Candidate(name, shown, None, variables, obstacle=obstacle)
    manifest, environment = chosen
    project = around.project
    if manifest is not None:
        place = around.folder / manifest
        named = [place / "pixi.toml", place / "pyproject.toml", place]
        project = next(filter(None, map(pixi.project_of, named)), None)
    if project is None:
        where = manifest or around.folder
        obstacle = trans(
            "{shown} takes its environment from the pixi project that a "
            "notebook is in, and {where} is in none: open a notebook in a "
            "folder with a pixi.toml, or choose another.",
            shown=shown,
            where=where,
        )
        return Candidate(name, shown, None, variables, obstacle=obstacle)
    selected = environment or pixi.of_notebook(around.notebook, around.environ)
    return Candidate(name, shown, project.prefix(selected), variables, (project, selected))
