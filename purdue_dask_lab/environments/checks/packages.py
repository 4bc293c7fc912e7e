"""Will workers be able to use an environment: the one truth for the list and for creation."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...environments import conda
from ...schemas.environments import Problem, Severity
from ...translation import later, trans, trans_n
from ..kernelspecs import Candidate
from ..packages import InstalledPackages
from ..storage import StorageView

NEEDED = ("dask", "distributed", "dask-gateway")


@dataclass(frozen=True)
class InspectedEnvironment:
    """A candidate and what is installed there."""

    candidate: Candidate
    installed: InstalledPackages

    @property
    def pixi(self) -> tuple[Path, str] | None:
        """Folder of its pixi project and its name there, if it is one of pixi's."""
        if self.candidate.pixi is not None:
            project, name = self.candidate.pixi
            return project.folder, name
        if self.installed.pixi is not None:
            return Path(self.installed.pixi[0]), self.installed.pixi[1]
        return None


def problems(
    known: InspectedEnvironment, view: StorageView, connecting: InspectedEnvironment | None
) -> Iterator[Problem]:
    """Yield what stands between an environment and a working cluster, the worst first.

    Parameters
    ----------
    view
        What the gateway's workers can see.
    connecting
        The environment of the notebook that will connect.
    """
    certain = _certain(known, view)
    if certain is not None:
        yield certain
        return
    prefix = known.candidate.prefix
    assert prefix is not None
    yield from _packages(known, prefix, view)
    if connecting is not None:
        yield from _versions(known, prefix, connecting)
    own = view.elsewhere(prefix)
    if own:
        yield _warning(
            trans(
                "{prefix} is on {own}, which is local to each machine: workers "
                "elsewhere cannot see it.{where_to}",
                prefix=prefix,
                own=own,
                where_to=_where_to(view),
            )
        )
    if known.installed.is_conda and not known.candidate.is_kernel:
        yield from _kernel(known, prefix)


def _certain(known: InspectedEnvironment, view: StorageView) -> Problem | None:
    """Return what no worker can overcome."""
    prefix = known.candidate.prefix
    if prefix is None:
        return _blocker(known.candidate.obstacle)
    if not conda.has_python(prefix):
        if known.pixi is not None:
            project, name = known.pixi
            mend = f"pixi install --manifest-path {_quoted(project)} --environment {name}"
            return _blocker(
                trans(
                    "The pixi environment {name} of {project} is not built yet: {mend}",
                    name=name,
                    project=project,
                    mend=mend,
                ),
                mend,
            )
        return _blocker(
            trans(
                "There is no Python at {prefix}: it was moved or removed. Make "
                "the environment again, or choose another.",
                prefix=prefix,
            )
        )
    hidden = view.hidden(prefix)
    if hidden:
        return _blocker(
            trans(
                "{prefix} is on {hidden}, which workers of {label} cannot read.{where_to}",
                prefix=prefix,
                hidden=hidden,
                label=view.label,
                where_to=_where_to(view),
            )
        )
    interpreter = prefix / "bin" / "python"
    hidden = view.hidden(interpreter)
    if hidden:
        return _blocker(
            trans(
                "The Python of {prefix} is a link to {hidden}, which workers of "
                "{label} cannot read.{where_to}",
                prefix=prefix,
                hidden=hidden,
                label=view.label,
                where_to=_where_to(view),
            )
        )
    closed = view.closed(prefix)
    if closed is not None:
        mend = f"chmod -R o+rX {_quoted(closed)}"
        return _blocker(
            trans(
                "{closed} is not readable by others, as {label} needs it to be: {mend}",
                closed=closed,
                label=view.label,
                mend=mend,
            ),
            mend,
        )
    return None


def _packages(known: InspectedEnvironment, prefix: Path, view: StorageView) -> Iterator[Problem]:
    found = {name: known.installed.packages.get(name) for name in NEEDED}
    missing = [name for name, package in found.items() if package is None]
    if missing:
        mend = _install(known, prefix, missing)
        # What comes in by ways that no metadata tells may still be there: no certainty.
        yield Problem(
            severity=Severity.error,
            message=trans_n(
                "{missing} is missing in {prefix} and required to start a cluster. "
                "Install it with: {mend}",
                "{missing} are missing in {prefix} and required to start a cluster. "
                "Install them with: {mend}",
                len(missing),
                missing=_listed(missing),
                prefix=prefix,
                mend=mend,
            ),
            mend=mend,
        )
    for name, package in found.items():
        if package is None or package.place.is_relative_to(prefix):
            continue
        hidden = view.hidden(package.place)
        if hidden:
            yield Problem(
                severity=Severity.error,
                message=trans(
                    "{name} comes from {place}, and workers of {label} cannot "
                    "read {hidden}: {install}",
                    name=name,
                    place=package.place,
                    label=view.label,
                    hidden=hidden,
                    install=_install(known, prefix, [name]),
                ),
                mend=_install(known, prefix, [name]),
            )
            return


def _versions(
    known: InspectedEnvironment, prefix: Path, connecting: InspectedEnvironment
) -> Iterator[Problem]:
    """Yield what differs from the notebook's kernel; nothing where a version is not known."""
    if known.candidate.prefix == connecting.candidate.prefix:
        return
    kernel = connecting.candidate.display_name
    here, there = known.installed, connecting.installed
    if here.python and there.python and _minor(here.python) != _minor(there.python):
        yield _warning(
            trans(
                "Python is {python} here and {other} in {kernel}, the kernel "
                "that will connect: functions sent from one cannot be run by the "
                "other. Choose the environment of that kernel, or a kernel of "
                "{name} in the notebook.",
                python=_minor(here.python),
                other=_minor(there.python),
                kernel=kernel,
                name=prefix.name,
            )
        )
    apart = [
        (name, one.version, other.version)
        for name in NEEDED
        for one, other in [(here.packages.get(name), there.packages.get(name))]
        if one and other and one.version != other.version
    ]
    if apart:
        said = _listed(
            [
                trans("{name} is {one} here and {other} there", name=name, one=one, other=other)
                for name, one, other in apart
            ]
        )
        mend = _install(known, prefix, [f"{name}=={other}" for name, _, other in apart])
        yield _warning(
            trans(
                "Versions are not those of {kernel}, the kernel that will "
                "connect: {said}. Notebook and workers may misunderstand one "
                "another. For the same versions: {mend}",
                kernel=kernel,
                said=said,
                mend=mend,
            ),
            mend,
        )


def _kernel(known: InspectedEnvironment, prefix: Path) -> Iterator[Problem]:
    if "ipykernel" not in known.installed.packages:
        mend = _install(known, prefix, ["ipykernel"])
        yield _warning(
            trans(
                "{prefix} has no ipykernel: workers can use it, but no notebook "
                "runs in it, and so it is missing in the launcher. To have it "
                "there: {mend}",
                prefix=prefix,
                mend=mend,
            ),
            mend,
        )


def _install(known: InspectedEnvironment, prefix: Path, packages: Sequence[str]) -> str:
    """Return the command that installs packages, of the tool that made the environment."""
    wanted = " ".join(packages)
    if known.pixi is not None:
        return f"pixi add --manifest-path {_quoted(known.pixi[0])} {wanted}"
    if known.installed.is_conda:
        return f"conda install --prefix {_quoted(prefix)} --channel conda-forge {wanted}"
    if "pip" not in known.installed.packages and known.installed.is_venv:
        python = _quoted(prefix / "bin" / "python")
        return f"{python} -m ensurepip && {python} -m pip install {wanted}"
    return f"{_quoted(prefix / 'bin' / 'python')} -m pip install {wanted}"


def _where_to(view: StorageView) -> str:
    places = view.readable()
    if not places:
        return trans(" Choose another.")
    return trans(
        " Make or choose one on {places}.", places=_listed(places, last=later("{first} or {last}"))
    )


def _blocker(message: str, mend: str | None = None) -> Problem:
    return Problem(severity=Severity.error, message=message, mend=mend, blocks=True)


def _warning(message: str, mend: str | None = None) -> Problem:
    return Problem(severity=Severity.warning, message=message, mend=mend)


def _listed(words: Sequence[str], *, last: str = later("{first} and {last}")) -> str:
    if len(words) < 2:
        return "".join(words)
    return trans(last, first=", ".join(words[:-1]), last=words[-1])


def _minor(version: str) -> str:
    return ".".join(version.split(".")[:2])


def _quoted(path: Path) -> str:
    return shlex.quote(str(path))
