"""Python environments that workers could run in, found without starting any."""

from __future__ import annotations

import asyncio
import inspect
import os
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from ..errors import UnknownEnvironment
from ..models import Environment, EnvironmentKind, Problem, Severity, Versions

_PYTHON = re.compile(r"python[\d.]*$")
_PACKAGES = {"dask": "dask", "distributed": "distributed", "dask_gateway": "dask-gateway"}

KernelSpecs = Callable[[], Any]


class Environments:
    """The environments behind the launcher's Python kernels.

    Parameters
    ----------
    kernel_specs
        Returns all kernel specs by name (``KernelSpecManager.get_all_specs``);
        may block, for it is called in a thread.
    default_kernel
        Name of the server's default kernel.
    """

    def __init__(self, kernel_specs: KernelSpecs, default_kernel: str) -> None:
        self._kernel_specs = kernel_specs
        self._default_kernel = default_kernel

    async def listing(self) -> list[Environment]:
        """All of them, the default first; the same prefix twice is one entry."""
        specs = await asyncio.to_thread(self._kernel_specs)
        if inspect.isawaitable(specs):
            specs = await specs
        return await asyncio.to_thread(self._read, specs)

    async def find(self, name: str | None) -> Environment:
        """The one of this name, or the default.

        Raises
        ------
        UnknownEnvironment
            There is none of this name, or no Python environment at all.
        """
        found = await self.listing()
        for environment in found:
            if environment.name == name or (name is None and environment.is_default):
                return environment
        raise UnknownEnvironment(
            f"There is no kernel or environment named {name}; choose one from the list."
            if name
            else "There is no Python kernel here; install ipykernel where Jupyter runs.",
            field="environment",
        )

    def _read(self, specs: dict[str, Any]) -> list[Environment]:
        by_prefix: dict[str, Environment] = {}
        for name, entry in sorted(specs.items(), key=self._default_first):
            spec = entry.get("spec", {})
            if str(spec.get("language", "")).lower() != "python":
                continue
            prefix = _prefix(spec)
            if prefix is not None:
                display_name = str(spec.get("display_name") or name)
                by_prefix.setdefault(str(prefix), describe(name, display_name, prefix))
        environments = list(by_prefix.values())
        if environments:
            environments[0].is_default = True
        return environments

    def _default_first(self, item: tuple[str, Any]) -> tuple[bool, str]:
        name, entry = item
        display_name = str(entry.get("spec", {}).get("display_name", name))
        return name != self._default_kernel, display_name.lower()


def describe(name: str, display_name: str, prefix: Path) -> Environment:
    """Read an environment's metadata from disk."""
    versions = _versions(prefix)
    pixi = _pixi(prefix)
    return Environment(
        name=name,
        display_name=display_name,
        kind=_kind(prefix),
        prefix=str(prefix),
        pixi_project=pixi[0] if pixi else None,
        pixi_env=pixi[1] if pixi else None,
        versions=versions,
        problems=list(_problems(prefix, versions)),
    )


def _prefix(spec: dict[str, Any]) -> Path | None:
    """The environment of a kernel spec's interpreter.

    A bare ``python`` means the server's own: that is what jupyter_client
    starts for it.
    """
    metadata = spec.get("metadata") or {}
    conda_prefix = metadata.get("conda_env_path")
    if conda_prefix:
        return Path(conda_prefix)
    argv = spec.get("argv") or [""]
    interpreter = Path(str(argv[0]))
    if not _PYTHON.match(interpreter.name):
        return None
    if not interpreter.is_absolute():
        return Path(sys.prefix)
    return interpreter.parent.parent


def _kind(prefix: Path) -> EnvironmentKind:
    if _pixi(prefix):
        return EnvironmentKind.pixi
    if (prefix / "conda-meta" / "history").exists():
        return EnvironmentKind.conda
    if (prefix / "pyvenv.cfg").exists():
        return EnvironmentKind.venv
    return EnvironmentKind.system


def _pixi(prefix: Path) -> tuple[str, str] | None:
    if prefix.parent.name == "envs" and prefix.parent.parent.name == ".pixi":
        return str(prefix.parent.parent.parent), prefix.name
    return None


def _versions(prefix: Path) -> Versions:
    python: str | None = None
    found: dict[str, str] = {}
    for packages in _site_packages(prefix):
        python = python or packages.parent.name.removeprefix("python")
        for entry in os.scandir(packages):
            stem, dot, _ = entry.name.rpartition(".dist-info")
            if dot:
                name, _, version = stem.rpartition("-")
                found.setdefault(name.lower().replace("-", "_"), version)
    return Versions(python=python, **{key: found.get(key) for key in _PACKAGES})


def _site_packages(prefix: Path) -> Iterable[Path]:
    for library in ("lib", "lib64", "local/lib"):
        for folder in ("site-packages", "dist-packages"):
            yield from (prefix / library).glob(f"python3*/{folder}")


def _problems(prefix: Path, versions: Versions) -> Iterable[Problem]:
    if not os.access(prefix / "bin" / "python", os.X_OK):
        yield Problem(severity=Severity.error, message=f"There is no Python at {prefix}.")
        return
    missing = [package for field, package in _PACKAGES.items() if getattr(versions, field) is None]
    if missing:
        yield Problem(
            severity=Severity.error,
            message=f"{prefix} lacks {' and '.join(missing)}, which workers need: "
            f"{prefix}/bin/python -m pip install {' '.join(missing)}",
        )
