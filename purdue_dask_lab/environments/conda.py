"""Where conda, mamba and micromamba keep environments."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import yaml

_INSTALLATIONS = ("miniforge3", "mambaforge", "miniconda3", "anaconda3", "micromamba")
_CONFIGURATIONS = (
    "/etc/conda/.condarc",
    "/etc/conda/condarc",
    "/etc/conda/condarc.d/*",
    "/var/lib/conda/.condarc",
    "/var/lib/conda/condarc",
    "/var/lib/conda/condarc.d/*",
    "~/.config/conda/.condarc",
    "~/.config/conda/condarc",
    "~/.config/conda/condarc.d/*",
    "~/.conda/.condarc",
    "~/.conda/condarc",
    "~/.conda/condarc.d/*",
    "~/.condarc",
    "~/.mambarc",
)


def environments(environ: Mapping[str, str], home: Path) -> list[Path]:
    """Prefixes of all conda environments with a Python, each once, in the order found."""
    found: dict[str, Path] = {}
    roots = list(_roots(environ, home))
    for prefix in (
        *_registered(home),
        *roots,
        *_below(_folders(environ, home, roots)),
    ):
        if (prefix / "conda-meta" / "history").is_file() and has_python(prefix):
            found.setdefault(os.path.realpath(prefix), prefix)
    return list(found.values())


def has_python(prefix: Path) -> bool:
    """Whether there is an interpreter that can be started."""
    return any(os.access(prefix / "bin" / name, os.X_OK) for name in ("python", "python3"))


def called(name: str, prefixes: Iterable[Path]) -> Path | None:
    """The environment that ``conda run --name`` means."""
    return next((prefix for prefix in prefixes if prefix.name == name), None)


def _registered(home: Path) -> Iterator[Path]:
    for line in _read(home / ".conda" / "environments.txt").splitlines():
        if line.strip():
            yield Path(line.strip()).expanduser()


def _roots(environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    """Installations of conda itself, and what they call the base environment."""
    if environ.get("MAMBA_ROOT_PREFIX"):
        yield Path(environ["MAMBA_ROOT_PREFIX"])
    for variable in ("CONDA_EXE", "MAMBA_EXE"):
        if environ.get(variable):
            yield Path(environ[variable]).parent.parent
    if environ.get("CONDA_PREFIX"):
        active = Path(environ["CONDA_PREFIX"])
        yield active.parent.parent if active.parent.name == "envs" else active
    for program in ("conda", "mamba"):
        path = shutil.which(program, path=environ.get("PATH", os.defpath))
        if path:
            yield Path(os.path.realpath(path)).parent.parent
    for name in _INSTALLATIONS:
        yield home / name
    yield home / ".local" / "share" / "mamba"
    yield Path("/opt/conda")


def _folders(environ: Mapping[str, str], home: Path, roots: Iterable[Path]) -> Iterator[Path]:
    """Directories with an environment in each subdirectory."""
    for variable in ("CONDA_ENVS_PATH", "CONDA_ENVS_DIRS"):
        for folder in environ.get(variable, "").split(os.pathsep):
            if folder:
                yield Path(folder).expanduser()
    for file in _configurations(environ, home, roots):
        yield from _envs_dirs(_read(file), environ, home)
    for root in roots:
        yield root / "envs"
    yield home / ".conda" / "envs"


def _configurations(
    environ: Mapping[str, str], home: Path, roots: Iterable[Path]
) -> Iterator[Path]:
    patterns = [*_CONFIGURATIONS, environ.get("CONDARC", ""), environ.get("MAMBARC", "")]
    if environ.get("XDG_CONFIG_HOME"):
        patterns.append(f"{environ['XDG_CONFIG_HOME']}/conda/.condarc")
    for pattern in filter(None, patterns):
        path = Path(pattern.replace("~", str(home), 1) if pattern[0] == "~" else pattern)
        yield from path.parent.glob("*.y*ml") if path.name == "*" else (path,)
    for root in roots:
        yield root / ".condarc"


def _envs_dirs(text: str, environ: Mapping[str, str], home: Path) -> Iterator[Path]:
    try:
        content = yaml.safe_load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        # It is conda's file: conda itself complains about it.
        return
    if not isinstance(content, dict):
        return
    for key in ("envs_dirs", "envs_path"):
        folders = content.get(key)
        for folder in folders if isinstance(folders, list) else [folders]:
            if isinstance(folder, str) and folder:
                expanded = folder.replace("~", str(home), 1) if folder[0] == "~" else folder
                for name, value in environ.items():
                    expanded = expanded.replace(f"${{{name}}}", value).replace(f"${name}", value)
                yield Path(expanded)


def _below(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        yield from (folder / name for name in names if not name.startswith("."))


def _read(file: Path) -> str:
    try:
        return file.read_text(errors="replace")
    except OSError:
        return ""
