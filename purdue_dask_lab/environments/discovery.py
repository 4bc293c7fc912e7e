"""All Python environments that workers could run in, found without starting any."""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from ..environments import conda, kernelspecs, pixi
from ..errors import DiskTooSlow, UnknownEnvironment
from ..schemas.environments import Environment, EnvironmentKind, Severity, Versions
from .checks.packages import InspectedEnvironment, problems
from .kernelspecs import Candidate, KernelContext
from .packages import InstalledPackages, PackageCache
from .storage import StorageView

PATIENCE = 20.0
HERE = StorageView("this machine", is_here=True)

KernelSpecs = Callable[[], Any]
Result = TypeVar("Result")


@dataclass(frozen=True)
class EnvironmentQuery:
    """From where environments are looked at.

    Parameters
    ----------
    sight
        What the workers can see.
    notebook
        The notebook in front, by its path below the server's root directory.
    kernel
        The kernel of that notebook, by its name.
    """

    sight: StorageView = HERE
    notebook: str | None = None
    kernel: str | None = None


@dataclass(frozen=True)
class ResolvedEnvironment:
    """An environment as it is shown, and the variables its kernel gets."""

    environment: Environment
    variables: Mapping[str, str]


class EnvironmentDiscovery:
    """Kernels, conda and pixi environments, and virtual environments of the project at hand.

    Parameters
    ----------
    kernel_specs
        Returns all kernel specs by name (``KernelSpecManager.get_all_specs``);
        may block, for it is called in a thread.
    default_kernel
        Name of the server's default kernel.
    root
        The directory that paths of notebooks are below.
    """

    def __init__(self, kernel_specs: KernelSpecs, default_kernel: str, root: Path) -> None:
        self._kernel_specs = kernel_specs
        self._default_kernel = default_kernel
        self._root = root
        self._installed = PackageCache(Path.home())

    async def listing(self, view: EnvironmentQuery) -> list[Environment]:
        """All of them, the default first; the same prefix twice is one entry."""
        candidates = await self._candidates(view)
        return await self._read(lambda: self._listing(candidates, view))

    async def find(self, name: str | None, view: EnvironmentQuery) -> ResolvedEnvironment:
        """The one of this name, or the default; a prefix that is not listed will do.

        Raises
        ------
        UnknownEnvironment
            There is none of this name, or no Python environment at all.
        DiskTooSlow
            A disk with environments does not answer.
        """
        candidates = await self._candidates(view)
        if name is None:
            listed = await self._read(lambda: self._listing(candidates, view))
            if not listed:
                raise UnknownEnvironment(
                    "There is no Python kernel here; install ipykernel where Jupyter runs.",
                    field="environment",
                )
            name = listed[0].name
        wanted = self._called(name, candidates)
        environment = await self._read(
            lambda: self._shown(wanted, self._connecting(candidates, view), view.sight)
        )
        return ResolvedEnvironment(environment, wanted.variables)

    def _called(self, name: str, candidates: list[Candidate]) -> Candidate:
        for candidate in candidates:
            if candidate.name == name:
                return candidate
        if os.path.isabs(name):
            prefix = Path(os.path.normpath(name))
            return Candidate(str(prefix), str(prefix), prefix, is_kernel=False)
        raise UnknownEnvironment(
            f"There is no kernel or environment named {name}; choose one from the list.",
            field="environment",
        )

    async def _candidates(self, view: EnvironmentQuery) -> list[Candidate]:
        specs = await self._read(self._kernel_specs)
        if inspect.isawaitable(specs):
            specs = await specs
        return await self._read(lambda: list(self._look(specs, view)))

    async def _read(self, work: Callable[[], Result]) -> Result:
        try:
            return await asyncio.wait_for(asyncio.to_thread(work), PATIENCE)
        except asyncio.TimeoutError:
            raise DiskTooSlow(
                f"Looking for environments took longer than {PATIENCE:g} s: one of the disks "
                "they lie on does not answer. Try again later.",
                field="environment",
            ) from None

    def _look(self, specs: Mapping[str, Any], view: EnvironmentQuery) -> Iterator[Candidate]:
        notebook = self._path(view.notebook)
        folder = notebook.parent if notebook else self._root
        prefixes = conda.environments(os.environ, Path.home())
        project = pixi.project_above(folder)
        around = KernelContext(os.environ, folder, notebook, project, prefixes)
        found = [kernelspecs.candidate(name, entry, around) for name, entry in specs.items()]
        yield from sorted(
            (one for one in found if one is not None),
            key=lambda one: (
                one.name != view.kernel,
                one.name != self._default_kernel,
                one.display_name.lower(),
                one.name,
            ),
        )
        yield from _of_project(project)
        for prefix in prefixes:
            shown = f"Python [conda env:{prefix.name}]"
            yield Candidate(str(prefix), shown, prefix, is_kernel=False)
        yield from _of_folder(notebook)

    def _path(self, notebook: str | None) -> Path | None:
        """A notebook's place on disk; what stands before a colon names a drive of JupyterLab's."""
        if not notebook:
            return None
        drive, _, path = notebook.rpartition(":")
        return self._root / (path if "/" not in drive else notebook).lstrip("/")

    def _listing(
        self, candidates: Iterable[Candidate], view: EnvironmentQuery
    ) -> list[Environment]:
        unique: dict[str, Candidate] = {}
        for one in candidates:
            unique.setdefault(os.path.realpath(one.prefix) if one.prefix else one.name, one)
        connecting = self._connecting(candidates, view)
        shown = [self._shown(one, connecting, view.sight) for one in unique.values()]
        # The first is the preferred one; sorting keeps the order of equals.
        default = min(shown, key=_badness, default=None)
        if default is not None:
            default.is_default = True
            shown.remove(default)
            shown.insert(0, default)
        return shown

    def _shown(
        self, one: Candidate, connecting: InspectedEnvironment | None, sight: StorageView
    ) -> Environment:
        known = self._known(one)
        installed = known.installed
        project, name = known.pixi or (None, None)
        return Environment(
            name=one.name,
            display_name=one.display_name,
            kind=_kind(known),
            prefix=str(one.prefix) if one.prefix else None,
            pixi_project=str(project) if project else None,
            pixi_env=name,
            versions=Versions(
                python=installed.python,
                dask=installed.version("dask"),
                distributed=installed.version("distributed"),
                dask_gateway=installed.version("dask-gateway"),
            ),
            problems=list(problems(known, sight, connecting)),
        )

    def _known(self, one: Candidate) -> InspectedEnvironment:
        return InspectedEnvironment(
            one, self._installed.read(one.prefix) if one.prefix else InstalledPackages()
        )

    def _connecting(
        self, candidates: Iterable[Candidate], view: EnvironmentQuery
    ) -> InspectedEnvironment | None:
        """The environment of the notebook that will connect, or most likely will."""
        name = view.kernel or self._default_kernel
        found = next((one for one in candidates if one.name == name), None)
        return self._known(found) if found else None


def _badness(environment: Environment) -> int:
    """0 where workers can use it, 1 where they hardly can, 2 where they cannot."""
    errors = [one for one in environment.problems if one.severity is Severity.error]
    return 0 if not errors else 2 if any(one.blocks for one in errors) else 1


def _kind(known: InspectedEnvironment) -> EnvironmentKind:
    installed = known.installed
    if known.pixi is not None:
        return EnvironmentKind.pixi
    if installed.is_conda:
        return EnvironmentKind.conda
    return EnvironmentKind.venv if installed.is_venv else EnvironmentKind.system


def _of_project(project: pixi.Project | None) -> Iterator[Candidate]:
    """The environments of the pixi project at hand, built or not."""
    if project is None:
        return
    for name in project.names:
        prefix = project.prefix(name)
        shown = f"Python [pixi env:{project.folder.name}/{name}]"
        yield Candidate(str(prefix), shown, prefix, pixi=(project, name), is_kernel=False)


def _of_folder(notebook: Path | None) -> Iterator[Candidate]:
    """The nearest virtual environment above the notebook."""
    for folder in notebook.parents if notebook else ():
        prefix = folder / ".venv"
        if (prefix / "pyvenv.cfg").is_file():
            shown = f"Python [{folder.name}/.venv]"
            yield Candidate(str(prefix), shown, prefix, is_kernel=False)
            return
