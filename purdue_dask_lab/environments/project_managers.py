"""Projects of poetry, pipenv and pdm: the environment that ``run`` takes, where that is certain."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from . import reading

_NO = ("false", "0", "no", "off", "n", "f")
_PIPENV_DEPTH = 10
"""Folders above the one it runs in where pipenv looks for a Pipfile."""


def of_poetry(folder: Path, environ: Mapping[str, str], home: Path) -> Path | None:
    """Return the environment that ``poetry run`` uses in a folder; None where it may be another.

    That is ``.venv`` beside ``pyproject.toml`` unless an environment is active
    or poetry is told to keep environments elsewhere, where it chooses by the
    version of a Python that it looks for
    (``poetry.utils.env.EnvManager.get``).
    """
    active = environ.get("VIRTUAL_ENV", environ.get("CONDA_PREFIX"))
    if active and environ.get("CONDA_DEFAULT_ENV") != "base":
        return None
    project = _above(folder, "pyproject.toml")
    if project is None or environ.get("POETRY_VIRTUALENVS_IN_PROJECT", "").lower() in _NO:
        return None
    configured = environ.get("POETRY_CONFIG_DIR")
    base = Path(environ.get("XDG_CONFIG_HOME") or home / ".config") / "pypoetry"
    for file in (project / "poetry.toml", Path(configured or base) / "config.toml"):
        settings = (reading.toml(file) or {}).get("virtualenvs")
        if isinstance(settings, Mapping) and settings.get("in-project") is False:
            return None
    return project / ".venv"


def of_pipenv(folder: Path, environ: Mapping[str, str], home: Path) -> Path | None:
    """Return the environment that ``pipenv run`` uses in a folder; None where it may be another.

    That is ``.venv`` beside the Pipfile unless an environment is active or
    pipenv is told to keep environments elsewhere
    (``pipenv.utils.venv_locator``).
    """
    del home
    ignores = environ.get("PIPENV_ACTIVE") or environ.get("PIPENV_IGNORE_VIRTUALENVS")
    if environ.get("VIRTUAL_ENV") and not ignores:
        return Path(environ["VIRTUAL_ENV"])
    named = environ.get("PIPENV_PIPFILE")
    project = Path(named).parent if named else _above(folder, "Pipfile", _PIPENV_DEPTH)
    if project is None or environ.get("PIPENV_VENV_IN_PROJECT", "").lower() in _NO:
        return None
    settings: Any = (reading.toml(project / "Pipfile") or {}).get("pipenv")
    if isinstance(settings, Mapping) and settings.get("venv_in_project") is False:
        return None
    return project / ".venv"


def of_pdm(folder: Path, environ: Mapping[str, str], home: Path) -> Path | None:
    """Return the environment that ``pdm run`` uses in a folder; None where it may be another.

    That is the one of the interpreter that pdm has saved
    (``pdm.project.core.Project.resolve_interpreter``).
    """
    del home
    if environ.get("PDM_IGNORE_SAVED_PYTHON"):
        return None
    saved = environ.get("PDM_PYTHON", "")
    if not saved:
        project = _above(folder, "pyproject.toml")
        saved = reading.text(project / ".pdm-python").strip() if project is not None else ""
    interpreter = Path(saved)
    if not interpreter.is_absolute() or not reading.is_file(interpreter):
        return None
    prefix = interpreter.parent.parent
    # With any other interpreter pdm takes packages from beside the project.
    return prefix if reading.is_file(prefix / "pyvenv.cfg") else None


def _above(folder: Path, name: str, most: int | None = None) -> Path | None:
    """Return the nearest folder with a file, from one upwards."""
    return next((one for one in _folders(folder, most) if reading.is_file(one / name)), None)


def _folders(folder: Path, most: int | None) -> Iterator[Path]:
    yield from (folder, *folder.parents)[:most]
