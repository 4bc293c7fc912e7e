"""Environments besides kernels and conda's: of projects, and those that only a site knows of."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..errors import DaskLabError
from ..system.concurrency import executors
from ..translation import trans
from . import pixi, reading
from .kernelspecs import Candidate

FINDER_TIMEOUT = 5.0
"""Seconds that a site's own class may take."""

_MOST = 1_000


@dataclass(frozen=True)
class FoundEnvironment:
    """An environment of Python.

    Parameters
    ----------
    prefix
        Its folder, an absolute path.
    display_name
        What people read; the prefix where nothing is said.
    """

    prefix: str | Path
    display_name: str = ""


class EnvironmentFinder:
    """Finds environments besides kernels, conda's, pixi's and the project's: here none.

    A site names a subclass in ``c.DaskLab.environment_finder_class``.
    """

    def find(self, folder: Path) -> Iterable[FoundEnvironment]:
        """Return what a site has; called in a thread, and given up after five seconds.

        Parameters
        ----------
        folder
            The folder of the notebook in front, or the server's root.
        """
        return ()


def of_site(site: EnvironmentFinder, folder: Path) -> tuple[list[Candidate], str | None]:
    """Ask a site's class, and return what it found or a sentence on why it did not."""
    kind = type(site)
    if kind is EnvironmentFinder:
        return [], None
    name = f"{kind.__module__}.{kind.__qualname__}"

    def ask() -> list[Candidate]:
        found = []
        for one in islice(site.find(folder), _MOST):
            if not os.path.isabs(one.prefix) or not isinstance(one.display_name, str):
                raise ValueError(
                    trans("{prefix!r} is no absolute path", prefix=str(one.prefix)[:100])
                )
            prefix = Path(os.path.normpath(one.prefix))
            shown = one.display_name or str(prefix)
            found.append(Candidate(str(prefix), shown, prefix, is_kernel=False))
        return found

    try:
        return executors.code.call((name, folder), ask, timeout=FINDER_TIMEOUT), None
    except DaskLabError as error:
        return [], f"{name}: {error.message}"
    except Exception as error:
        # Code of a site's own may raise anything.
        return [], trans(
            "{name} failed: {kind}: {error}",
            name=name,
            kind=type(error).__name__,
            error=str(error)[:300],
        )


def of_project(project: pixi.Project | None) -> Iterator[Candidate]:
    """Yield the environments of the pixi project at hand, built or not."""
    if project is None:
        return
    for name in project.names:
        prefix = project.prefix(name)
        shown = f"Python [pixi env:{project.folder.name}/{name}]"
        yield Candidate(str(prefix), shown, prefix, pixi=(project, name), is_kernel=False)


def of_folder(folder: Path) -> Candidate | None:
    """Return the nearest virtual environment in or above a folder."""
    for parent in (folder, *folder.parents):
        prefix = parent / ".venv"
        if reading.is_file(prefix / "pyvenv.cfg"):
            shown = f"Python [{parent.name}/.venv]"
            return Candidate(str(prefix), shown, prefix, is_kernel=False)
    return None
