"""Environments as their makers lay them out on disk."""

from __future__ import annotations

import json
import sys
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

DASK = {"dask": "2024.5.0", "distributed": "2024.5.0", "dask-gateway": "2024.1.0"}
MINOR = "{}.{}".format(*sys.version_info[:2])


def lend_packages(prefix: Path) -> None:
    """Give an environment the packages that the tests run with."""
    import distributed

    (site,) = prefix.glob("lib/python3*/site-packages")
    (site / "lent.pth").write_text(str(Path(distributed.__file__).parent.parent))


def make_venv(prefix: Path, *, dask: bool = False) -> Path:
    """A virtual environment that can be started, with the tests' own packages or none."""
    venv.create(prefix, with_pip=False, symlinks=True)
    if dask:
        lend_packages(prefix)
    return prefix


def make_conda(prefix: Path, packages: Mapping[str, str], *, python: str = f"{MINOR}.9") -> Path:
    """What conda leaves on disk: records of packages, and a Python that nobody starts."""
    records = prefix / "conda-meta"
    records.mkdir(parents=True)
    (records / "history").write_text("==> 2026-11-24 22:43:29 <==\n# cmd: conda create\n")
    (prefix / "bin").mkdir()
    interpreter = prefix / "bin" / "python"
    interpreter.write_text("#!/bin/sh\nexit 1\n")
    interpreter.chmod(0o755)
    for name, version in {"python": python, "zlib": "1.3.1", **packages}.items():
        add_record(prefix, name, version)
    return prefix


def add_record(prefix: Path, name: str, version: str) -> None:
    """One of conda's records of a package."""
    record = {"name": name, "version": version, "build": "py_0", "files": []}
    (prefix / "conda-meta" / f"{name}-{version}-py_0.json").write_text(json.dumps(record))


def as_conda(prefix: Path) -> Path:
    """Let a virtual environment, which can be started, look like one of conda's."""
    (prefix / "conda-meta").mkdir()
    (prefix / "conda-meta" / "history").touch()
    return prefix


def make_project(folder: Path, environments: Sequence[str] = ()) -> Path:
    """A pixi project's manifest; nothing is built."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pixi.toml").write_text(
        '[workspace]\nname = "analysis"\nchannels = ["conda-forge"]\nplatforms = ["linux-64"]\n'
        + ("[environments]\n" if environments else "")
        + "".join(f"{name} = []\n" for name in environments)
    )
    return folder


def make_kernel(
    data: Path,
    name: str,
    argv: Sequence[str | Path],
    *,
    display_name: str | None = None,
    language: str = "python",
    env: Mapping[str, str] | None = None,
    metadata: Mapping[str, Any] | None = None,
) -> None:
    """A kernel spec in Jupyter's data directory."""
    folder = data / "kernels" / name
    folder.mkdir(parents=True)
    spec = {
        "argv": [*map(str, argv), "-m", "ipykernel_launcher", "-f", "{connection_file}"],
        "display_name": display_name or name,
        "language": language,
        "env": dict(env or {}),
        "metadata": dict(metadata or {}),
    }
    (folder / "kernel.json").write_text(json.dumps(spec))


def kernel_of(data: Path, name: str, prefix: Path, **more: Any) -> None:
    """The kernel spec that ``python -m ipykernel install`` writes."""
    make_kernel(data, name, [prefix / "bin" / "python"], **more)


def write_storage(configuration: Path, rules: Mapping[Path, str], **gateway: Any) -> None:
    """Let the gateway on this machine have workers that see disks by these rules."""
    local = {
        "type": "local",
        "label": "Somewhere",
        "storage": [{"path": str(path), "access": access} for path, access in rules.items()],
        **gateway,
    }
    text = json.dumps({"labextension": {"gateways": {"local": local}}})
    (configuration / "gateways.yaml").write_text(text)
