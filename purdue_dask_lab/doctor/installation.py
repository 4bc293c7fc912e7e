"""Whether both halves of this package are installed, switched on and of one version."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

from jupyter_core.paths import jupyter_config_path, jupyter_path

from ..schemas.doctor import Finding, Level
from ..translation import trans

NAME = "purdue-dask-lab"
MODULE = "purdue_dask_lab"
PREDECESSOR = "dask-labextension"
_PREDECESSORS_MODULE = "dask_labextension"
_SHOWN = ("jupyterlab", "notebook", "jupyter_server", "dask", "distributed", "dask-gateway")


def findings() -> list[Finding]:
    """Look at what is installed; called on a thread, for disks can be slow."""
    disabled, odd = _disabled()
    return [
        *_versions(),
        *_front_end(disabled),
        *odd,
        *_server_extensions(),
        *_predecessor(disabled),
    ]


def version_of(package: str) -> str | None:
    """The version of a package beside this one; None if it is not installed."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return None


def _versions() -> Iterator[Finding]:
    found = [f"{name} {version}" for name in _SHOWN if (version := version_of(name))]
    yield Finding(
        level=Level.ok,
        message=trans(
            "{name} {version_of} on Python {python_version} in {prefix}, with {found}.",
            name=NAME,
            version_of=version_of(NAME),
            python_version=platform.python_version(),
            prefix=sys.prefix,
            found=", ".join(found),
        ),
    )


def _front_end(disabled: Mapping[str, Any]) -> Iterator[Finding]:
    own = version_of(NAME)
    folders = [Path(one) / "labextensions" / NAME for one in jupyter_path()]
    installed = [one for one in folders if (one / "package.json").is_file()]
    if not installed:
        yield Finding(
            level=Level.error,
            message=trans("The browser's half is not installed: JupyterLab shows no Dask logo."),
            mend=trans(
                "Install it anew where JupyterLab runs: pip install "
                "--force-reinstall --no-deps {name}",
                name=NAME,
            ),
        )
        return
    # The first is the one that Jupyter takes.
    used, *hidden = installed
    described = _json(used / "package.json")
    version = described.get("version") if isinstance(described, dict) else None
    if version != own:
        yield Finding(
            level=Level.error,
            message=trans(
                "The browser's half in {used} is of version {version}, the server's half of {own}.",
                used=used,
                version=version,
                own=own,
            ),
            mend=trans(
                "Remove {used} if it was copied there, or install {name} anew; "
                "then reload the page.",
                used=used,
                name=NAME,
            ),
        )
    else:
        yield Finding(level=Level.ok, message=trans("The browser's half is in {used}.", used=used))
    for one in hidden:
        yield Finding(
            level=Level.warning,
            message=trans("Another copy of the browser's half in {one} is not used.", one=one),
            mend=trans("Remove it: rm -r {one}", one=one),
        )
    if disabled.get(NAME):
        yield Finding(
            level=Level.error,
            message=trans("The browser's half is disabled."),
            mend=f"jupyter labextension enable {NAME}",
        )


def _server_extensions() -> Iterator[Finding]:
    if _server_extension(MODULE):
        yield Finding(level=Level.ok, message=trans("The server's half is enabled."))
    else:
        yield Finding(
            level=Level.error,
            message=trans("The server's half is not enabled: the panel cannot ask it anything."),
            mend=f"jupyter server extension enable {MODULE}",
        )
    if not version_of("jupyter-server-proxy"):
        yield Finding(
            level=Level.error,
            message=trans("jupyter-server-proxy is missing: dashboards cannot be shown."),
            mend="pip install jupyter-server-proxy",
        )


def _predecessor(disabled: Mapping[str, Any]) -> Iterator[Finding]:
    version = version_of(PREDECESSOR)
    if version is None:
        return
    shows = _json_of_labextension(PREDECESSOR) is not None and not disabled.get(PREDECESSOR)
    if shows:
        yield Finding(
            level=Level.warning,
            message=trans(
                "{predecessor} {version} shows a Dask logo of its own beside ours.",
                predecessor=PREDECESSOR,
                version=version,
            ),
            mend=f"jupyter labextension disable {PREDECESSOR}",
        )
    if _server_extension(_PREDECESSORS_MODULE):
        yield Finding(
            level=Level.warning,
            message=trans(
                "The server's half of {predecessor} is enabled, too: it loads "
                "Dask at Jupyter's start.",
                predecessor=PREDECESSOR,
            ),
            mend=f"jupyter server extension disable {_PREDECESSORS_MODULE}",
        )
    if not version.startswith("7."):
        yield Finding(
            level=Level.error,
            message=trans(
                "{predecessor} {version} is not the one that cluster factories "
                "are made with; perhaps a site's own version of it is installed.",
                predecessor=PREDECESSOR,
                version=version,
            ),
            mend=f"pip install '{PREDECESSOR}>=7,<8'",
        )


def _disabled() -> tuple[Mapping[str, Any], list[Finding]]:
    """What is disabled in JupyterLab: by its administrators, users and extensions.

    JupyterLab reads the files of all extensions for that, and fails with the first that is odd.
    """
    from jupyterlab_server.config import get_page_config

    folders = [str(Path(one) / "labextensions") for one in jupyter_path()]
    settings = version_of("jupyterlab") and Path(sys.prefix) / "share/jupyter/lab/settings"
    try:
        found = get_page_config(folders, str(settings) if settings else None)
        disabled = found.get("disabledExtensions", {})
        return disabled if isinstance(disabled, dict) else dict.fromkeys(disabled, True), []
    except Exception as error:
        # Whatever stands there: the doctor is asked where something is odd.
        odd = Finding(
            level=Level.error,
            message=trans(
                "JupyterLab's list of extensions cannot be read: {kind}: {error}.",
                kind=type(error).__name__,
                error=str(error)[:300],
            ),
            mend=trans(
                "Look for a package.json in {folders}, or a page_config.json of JupyterLab's, "
                "that is no JSON or says something else.",
                folders=", ".join(folders),
            ),
        )
        return {}, [odd]


def _server_extension(module: str) -> bool:
    """Whether Jupyter's configuration files switch a server extension on; the first wins."""
    for path in jupyter_config_path():
        for file in _config_files(Path(path)):
            content = _json(file)
            server = content.get("ServerApp", {}) if isinstance(content, dict) else {}
            enabled = server.get("jpserver_extensions", {}) if isinstance(server, dict) else {}
            if isinstance(enabled, dict) and module in enabled:
                return bool(enabled[module])
    return False


def _config_files(folder: Path) -> Iterable[Path]:
    yield folder / "jupyter_server_config.json"
    yield from sorted((folder / "jupyter_server_config.d").glob("*.json"), reverse=True)


def _json_of_labextension(name: str) -> Any:
    for path in jupyter_path():
        content = _json(Path(path) / "labextensions" / name / "package.json")
        if content is not None:
            return content
    return None


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
