"""All Python environments that workers could run in, found without starting any."""

from __future__ import annotations

import asyncio
import inspect
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice
from pathlib import Path
from typing import Any, TypeVar

from ..errors import DaskLabError, UnknownEnvironment, sendable
from ..schemas.environments import (
    Environment,
    EnvironmentKind,
    Problem,
    Severity,
    Versions,
)
from ..system.account import home
from ..system.concurrency import executors
from ..translation import later, trans
from . import conda, finder, kernelspecs, pixi, reading
from .checks.packages import InspectedEnvironment, problems
from .kernelspecs import Candidate, KernelContext
from .packages import InstalledPackages, PackageCache
from .storage import StorageView

LONGEST_PREFIX = 4096
LISTING_TIMEOUT = 20.0
"""Seconds for all environments together; each that hangs is given up earlier."""

SPECS_TIMEOUT = 10.0
"""Seconds for Jupyter's own list of kernels."""

MOST_KERNELS = 5_000
_SPECS = later("Jupyter's list of kernels")
_REMOTE = later(
    "{name} is started by Jupyter's kernel gateway on another machine, whose environments are not "
    "known here: choose another."
)
HERE = StorageView("this machine", is_here=True)

KernelSpecs = Callable[[], Any]
Result = TypeVar("Result")


@dataclass(frozen=True)
class EnvironmentQuery:
    """From where environments are looked at.

    Parameters
    ----------
    view
        What the workers can see.
    notebook
        The notebook in front, by its path below the server's root directory.
    kernel
        The kernel of that notebook, by its name.
    """

    view: StorageView = HERE
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
    site_finder
        Finds what only a site knows of.
    scans
        Whether others than kernels are looked for.
    remote_kernels
        Whether a kernel gateway starts the kernels, where paths of here mean nothing.
    """

    def __init__(
        self,
        kernel_specs: KernelSpecs,
        default_kernel: str,
        root: Path,
        *,
        site_finder: finder.EnvironmentFinder | None = None,
        scans: bool = True,
        remote_kernels: bool = False,
    ) -> None:
        self._remote_kernels = remote_kernels
        self._finder = site_finder or finder.EnvironmentFinder()
        self._scans = scans
        self._kernel_specs = kernel_specs
        self._default_kernel = default_kernel
        self._root = root
        self._installed = PackageCache(home())
        self._numbers = count()

    async def listing(self, query: EnvironmentQuery) -> list[Environment]:
        """Return all of them, the default first; the same prefix twice is one entry.

        What hangs or cannot be read is an entry with a problem.
        """
        candidates = await self._candidates(query)
        return await self._work(lambda: self._listing(candidates, query))

    async def find(self, name: str | None, query: EnvironmentQuery) -> ResolvedEnvironment:
        """Return the one of this name, or the default; a prefix that is not listed will do.

        Raises
        ------
        UnknownEnvironment
            There is none of this name, or no Python environment at all.
        DiskTooSlow
            The disk that it is on does not answer.
        """
        candidates = await self._candidates(query)
        if name is None:
            listed = await self._work(lambda: self._listing(candidates, query))
            if not listed:
                raise UnknownEnvironment(
                    trans("There is no Python kernel here; install ipykernel where Jupyter runs."),
                    field="environment",
                )
            name = listed[0].name
        wanted = self._called(name, candidates)

        def show() -> Environment:
            return self._shown(wanted, self._connecting(candidates, query), query.view)

        key = wanted.prefix if wanted.prefix is not None else wanted.name
        environment = await executors.environments.run(key, show)
        return ResolvedEnvironment(environment, wanted.variables)

    async def installed(self, prefix: str) -> dict[str, str]:
        """Return the versions below a prefix of what matters to clusters, ``python`` among them.

        Raises
        ------
        DiskTooSlow
            The disk that it is on does not answer.
        """
        place = Path(prefix)
        found = await executors.environments.run(place, lambda: self._installed.read(place))
        versions = {name: package.version for name, package in found.packages.items()}
        return {**versions, **({"python": found.python} if found.python else {})}

    def _called(self, name: str, candidates: list[Candidate]) -> Candidate:
        for candidate in candidates:
            if name in (candidate.name, sendable(candidate.name)):
                return candidate
        if os.path.isabs(name) and "\0" not in name and len(name) <= LONGEST_PREFIX:
            prefix = Path(os.path.normpath(name))
            return Candidate(str(prefix), str(prefix), prefix, is_kernel=False)
        raise UnknownEnvironment(
            trans(
                "There is no kernel or environment named {name}; choose one from the list.",
                name=_short(name),
            ),
            field="environment",
        )

    async def _candidates(self, query: EnvironmentQuery) -> list[Candidate]:
        specs, problem = await self._specs()
        found = await self._work(lambda: self._look(specs, query))
        return [*found, *([_unusable(trans(_SPECS), problem)] if problem else [])]

    async def _specs(self) -> tuple[Mapping[str, Any], str | None]:
        """Return Jupyter's kernel specs, and a sentence where they cannot be listed."""
        try:
            specs = await executors.environments.run(
                trans(_SPECS), self._kernel_specs, timeout=SPECS_TIMEOUT
            )
            if inspect.isawaitable(specs):
                specs = await asyncio.wait_for(specs, LISTING_TIMEOUT)
            return dict(islice(specs.items(), MOST_KERNELS)), None
        except DaskLabError as error:
            return {}, error.message
        except Exception as error:
            # Managers of a site's own may raise anything.
            return {}, trans(
                "{specs} cannot be read: {kind}: {error}.",
                specs=trans(_SPECS),
                kind=type(error).__name__,
                error=_short(str(error)),
            )

    async def _work(self, work: Callable[[], Result]) -> Result:
        """Run our own work, whose looks at disks have limits of their own."""
        key = (next(self._numbers), trans("The list of environments"))
        return await executors.work.run(key, work, timeout=LISTING_TIMEOUT)

    def _look(self, specs: Mapping[str, Any], query: EnvironmentQuery) -> list[Candidate]:
        notebook = self._path(query.notebook)
        folder = notebook.parent if notebook else self._root
        found = conda.environments(os.environ, home())
        problems = dict(found.problems)
        project = _one(folder, pixi.project_above, problems)
        around = KernelContext(os.environ, folder, home(), notebook, project, found.prefixes)
        kernels = self._kernels(specs, around, problems)
        kernels.sort(
            key=lambda one: (
                one.name != query.kernel,
                one.name != self._default_kernel,
                one.display_name.lower(),
                one.name,
            )
        )
        others: list[Candidate] = []
        if self._scans:
            others += finder.of_project(project)
            for prefix in found.prefixes:
                shown = f"Python [conda env:{prefix.name}]"
                others.append(Candidate(str(prefix), shown, prefix, is_kernel=False))
            if notebook is not None:
                beside = _one(notebook.parent, finder.of_folder, problems)
                others += [beside] if beside is not None else []
        else:
            # Without a scan its problems are nobody's.
            problems = {name: said for name, said in problems.items() if name.startswith("kernel ")}
        of_site, said = finder.of_site(self._finder, folder)
        others += of_site
        if said is not None:
            problems[trans("the site's environments")] = said
        return [*kernels, *others, *(_unusable(*item) for item in problems.items())]

    def _kernels(
        self, specs: Mapping[str, Any], around: KernelContext, problems: dict[str, str]
    ) -> list[Candidate]:
        def read(name: str) -> Candidate | None:
            return kernelspecs.candidate(name, specs[name], around)

        kernels: list[Candidate] = []
        for name, one in executors.environments.call_each("kernels", list(specs), read):
            if isinstance(one, DaskLabError):
                problems[trans("kernel {name}", name=name)] = trans(
                    "The kernel {name}: {message}", name=_short(name), message=one.message
                )
            elif one is not None and self._remote_kernels:
                kernels.append(_closed(one, trans(_REMOTE, name=one.display_name)))
            elif one is not None:
                kernels.append(one)
        return kernels

    def _path(self, notebook: str | None) -> Path | None:
        """Return a notebook's place on disk; what is before a colon names a drive of JupyterLab."""
        if not notebook or "\0" in notebook or len(notebook) > LONGEST_PREFIX:
            return None
        drive, _, path = notebook.rpartition(":")
        return self._root / (path if "/" not in drive else notebook).lstrip("/")

    def _listing(
        self, candidates: Sequence[Candidate], query: EnvironmentQuery
    ) -> list[Environment]:
        prefixes = list(dict.fromkeys(one.prefix for one in candidates if one.prefix))
        places: dict[Path, str] = {}
        hung: dict[Path, str] = {}
        for prefix, place in executors.environments.call_each("places", prefixes, reading.real):
            if isinstance(place, DaskLabError):
                hung[prefix] = place.message
            else:
                places[prefix] = place
        unique: dict[str, Candidate] = {}
        for one in candidates:
            key = places.get(one.prefix, str(one.prefix)) if one.prefix else f"{one.name}\0"
            unique.setdefault(key, one)
        connecting = self._connecting(candidates, query)
        with_prefix = {one.prefix: one for one in unique.values() if one.prefix is not None}

        def show(prefix: Path) -> Environment:
            return self._shown(with_prefix[prefix], connecting, query.view)

        asked = [prefix for prefix in with_prefix if prefix not in hung]
        answers = dict(executors.environments.call_each("environments", asked, show))
        shown = []
        for one in unique.values():
            answer = answers.get(one.prefix) if one.prefix is not None else None
            if isinstance(answer, Environment):
                shown.append(answer)
            elif one.prefix is None:
                shown.append(self._shown(one, None, query.view))
            else:
                message = answer.message if answer is not None else hung[one.prefix]
                shown.append(self._shown(_closed(one, message), None, query.view))
        # The first is the preferred one; sorting keeps the order of equals.
        default = min(shown, key=_badness, default=None)
        if default is not None:
            default.is_default = True
            shown.remove(default)
            shown.insert(0, default)
        return shown

    def _shown(
        self, one: Candidate, connecting: InspectedEnvironment | None, view: StorageView
    ) -> Environment:
        known = self._known(one)
        installed = known.installed
        project, name = known.pixi or (None, None)
        return Environment(
            name=sendable(one.name),
            display_name=sendable(one.display_name),
            kind=_kind(known),
            prefix=sendable(str(one.prefix)) if one.prefix else None,
            pixi_project=sendable(str(project)) if project else None,
            pixi_env=sendable(name) if name else None,
            versions=Versions(
                python=sendable(installed.python) if installed.python else None,
                dask=installed.version("dask"),
                distributed=installed.version("distributed"),
                dask_gateway=installed.version("dask-gateway"),
            ),
            problems=[_sendable(one) for one in problems(known, view, connecting)],
        )

    def _known(self, one: Candidate) -> InspectedEnvironment:
        return InspectedEnvironment(
            one, self._installed.read(one.prefix) if one.prefix else InstalledPackages()
        )

    def _connecting(
        self, candidates: Iterable[Candidate], query: EnvironmentQuery
    ) -> InspectedEnvironment | None:
        """Return the environment of the notebook that will connect, or most likely will."""
        name = query.kernel or self._default_kernel
        found = next((one for one in candidates if one.name == name), None)
        if found is None:
            return None
        try:
            return executors.environments.call(("kernel", found.prefix), self._known, found)
        except DaskLabError:
            return None


def _one(
    folder: Path, look: Callable[[Path], Result | None], problems: dict[str, str]
) -> Result | None:
    """Look at one folder; a sentence where that is not possible."""
    ((_, found),) = executors.environments.call_each(look.__name__, [folder], look)
    if isinstance(found, DaskLabError):
        problems[str(folder)] = found.message
        return None
    return found


def _unusable(place: str, message: str) -> Candidate:
    """Return an entry for what cannot be used, so that somebody sees why."""
    return Candidate(place, _short(place), None, obstacle=message, is_kernel=False)


def _sendable(problem: Problem) -> Problem:
    shown = {
        key: sendable(value)
        for key in ("message", "mend")
        for value in [getattr(problem, key)]
        if value is not None
    }
    return problem.model_copy(update=shown)


def _closed(one: Candidate, message: str) -> Candidate:
    return replace(one, prefix=None, obstacle=message)


def _short(text: str) -> str:
    text = sendable(text)
    return text if len(text) <= 120 else f"{text[:120]}…"


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
