"""Python environments that unprivileged users can run, made once and kept.

A Python below ``/root`` is closed to them, and so may be the clone: everything is
made with Debian's Python in a directory of its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from .processes import FacilityError

HOME = Path(os.environ.get("FACILITY_HOME", "/opt/purdue-dask-lab-facility"))
ROOT = Path(__file__).parent.parent.parent
PYTHON = "/usr/bin/python3"
QUIET = ROOT / "tests/quiet-dask.yaml"

# The gateway server that the rest is proven against, and the older ones still met.
NEWEST = "2026.3.0"
GATEWAYS: dict[str, list[str]] = {
    NEWEST: [],
    "2025.4.0": [],
    "2024.1.0": [],
    "2023.9.0": ["async_timeout"],  # needed and not declared
}

WORKERS = ["bokeh>=3.1", "dask-gateway>=2026.3", "distributed", "ipykernel"]
LAB = [
    *("jupyterhub>=5.3,<6", "bokeh>=3.1", "ipykernel", "kubernetes_asyncio>=29"),
    "jsonschema<4.25",  # which starts fast
]
PROXY = "configurable-http-proxy@^5"


def gateway(version: str = NEWEST) -> Path:
    """The environment of a gateway server."""
    wanted = [f"dask-gateway-server=={version}", "sqlalchemy>=2", *GATEWAYS[version]]
    return _kept(f"gateway-{version}", " ".join(wanted), lambda to: _fill(to, wanted))


def gateway_on_kubernetes() -> Path:
    """The environment of a gateway server with Kubernetes' client."""
    wanted = [f"dask-gateway-server[kubernetes]=={NEWEST}"]
    return _kept(f"gateway-kubernetes-{NEWEST}", " ".join(wanted), lambda to: _fill(to, wanted))


def workers() -> Path:
    """An environment like a user's own: Dask, and a kernel."""

    def fill(to: Path) -> None:
        _fill(to, WORKERS)
        # Where pip puts what packages configure, and open as that is.
        _run("install", "-D", "--mode=644", str(QUIET), str(to / "etc/dask" / QUIET.name))

    return _kept("workers", f"{' '.join(WORKERS)} {QUIET.read_text()}", fill)


def lab() -> Path:
    """JupyterHub's and its users' JupyterLab, with this project as it stands now.

    Another run may be using one with the project as it stood then: each is kept
    as long as somebody uses it.
    """
    name = f"lab-{_sources()[:12]}"

    def fill(to: Path) -> None:
        with tempfile.TemporaryDirectory() as wheels:
            _run(_tool("uv"), "build", "--quiet", "--wheel", "--out-dir", wheels, str(ROOT))
            _fill(to, [*LAB, *map(str, Path(wheels).glob("*.whl"))])

    made = _kept(name, " ".join(LAB), fill)
    # Open, and so held, until this process ends.
    fcntl.flock(os.open(HOME / f"{name}.use", os.O_RDWR | os.O_CREAT, 0o644), fcntl.LOCK_SH)
    for other in HOME.glob("lab-????????????"):
        with suppress(BlockingIOError), locked(HOME / f"{other.name}.use", fcntl.LOCK_NB):
            shutil.rmtree(other)
    return made


def http_proxy() -> Path:
    """The program that JupyterHub stands behind."""

    def install(to: Path) -> None:
        to.mkdir()
        _run("npm", "install", "--no-audit", "--no-fund", "--prefix", str(to), PROXY)

    return _kept("http-proxy", PROXY, install) / "node_modules/.bin/configurable-http-proxy"


def node() -> Path:
    """The directory of Node.js."""
    return Path(_tool("node")).parent


def _kept(name: str, made_from: str, make: Callable[[Path], None]) -> Path:
    """Make a directory if it isn't there, or was made from something else."""
    directory, note = HOME / name, HOME / f"{name}.made-from"
    HOME.mkdir(mode=0o755, parents=True, exist_ok=True)
    with locked(HOME / f"{name}.lock"):
        if not note.exists() or note.read_text() != made_from or not directory.exists():
            note.unlink(missing_ok=True)
            shutil.rmtree(directory, ignore_errors=True)
            make(directory)
            note.write_text(made_from)
    return directory


@contextmanager
def locked(path: Path, how: int = 0) -> Iterator[None]:
    """Hold a lock that all runs on this machine share."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX | how)
        yield


def _fill(to: Path, requirements: list[str]) -> None:
    uv = _tool("uv")
    _run(uv, "venv", "--quiet", "--python", PYTHON, str(to))
    # Users can't write the compiled modules, and would compile at every start.
    _run(
        *(uv, "pip", "install", "--quiet", "--compile-bytecode"),
        *("--python", str(to / "bin/python"), *requirements),
    )


def _sources() -> str:
    """A sum of everything that the wheel is made of."""
    found = hashlib.sha256()
    for part in ("pyproject.toml", "package.json", "jupyter-config", "purdue_dask_lab"):
        top = ROOT / part
        for file in sorted(top.rglob("*")) if top.is_dir() else [top]:
            if file.is_file() and "__pycache__" not in file.parts:
                found.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return found.hexdigest()


def _tool(name: str) -> str:
    """A program that comes with the environment of the tests."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}:{os.environ['PATH']}")
    if not found:
        raise FacilityError(f"{name} is missing: run the tests by scripts/test, which fetches it")
    return found


def _run(*arguments: str) -> None:
    """Run an installer; what it makes must be readable by everybody."""
    tools = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        arguments,
        env={**os.environ, "PATH": tools},
        umask=0o022,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=600,
    )
    if done.returncode != 0:
        raise FacilityError(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
