"""The environment variables that workers get, and where each comes from."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..config.schema import VariableRules
from ..config.worker_env import VARIABLE, Setting
from ..errors import sendable
from ..schemas.environments import Problem, Severity
from ..schemas.variables import HeldBack, Variable, WorkerVariables
from ..system.account import account_name, home
from ..translation import later, trans
from .interpolate import expanded
from .redact import contains_secret, looks_secret, masked_text, secrets_of
from .secret_texts import is_path
from .session import is_of_session, matches

IDENTITY = ("PATH", "HOME", "USER", "NB_UID", "NB_GID")
SERVER = later("Jupyter server")
KERNEL = later("Kernel")
CLUSTER = later("This cluster")
DASK = later("Dask's configuration")


@dataclass(frozen=True)
class Sources:
    """Everything that variables come from, the later ones winning.

    Parameters
    ----------
    server
        The Jupyter server's own environment.
    kernel
        The kernel spec's ``env``.
    override
        What the user's files say.
    added
        What is entered for this cluster.
    dropped
        Names that workers shall not get.
    let_through
        Names that may travel although they look like secrets.
    """

    server: Mapping[str, str]
    kernel: Mapping[str, str] = field(default_factory=dict)
    override: Mapping[str, Setting] = field(default_factory=dict)
    added: Mapping[str, str] = field(default_factory=dict)
    dropped: Iterable[str] = ()
    let_through: Iterable[str] = ()


@dataclass
class MergedVariables:
    """What workers get, what of it may be shown, and what is wrong."""

    values: dict[str, str] = field(default_factory=dict)
    sources: dict[str, str] = field(default_factory=dict)
    held_back: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    of_this_machine: frozenset[str] = frozenset()
    """Names whose values are paths of this machine that nobody wrote down for workers."""

    secrets: frozenset[str] = frozenset()
    """Values that show in nothing, those that were held back included."""

    def shown(self, file: Path, *, share_files: bool = True) -> WorkerVariables:
        """Return all that workers get and may be shown."""
        variables = []
        secrets = self.secrets | secrets_of(self.values)
        for name, value in sorted(self.for_workers(share_files=share_files).items()):
            masked = looks_secret(name, value) or contains_secret(value, secrets)
            variables.append(
                Variable(
                    name=name,
                    value=None if masked else value,
                    source=sendable(self.sources[name]),
                    masked=masked,
                    required=name in IDENTITY,
                )
            )
        return WorkerVariables(
            variables=variables,
            held_back=[HeldBack(name=name, source=source) for name, source in self.held()],
            file=sendable(str(file)),
            errors=[sendable(masked_text(error)) for error in self.errors],
            problems=self.problems,
        )

    @property
    def written_down(self) -> frozenset[str]:
        """What somebody wrote down for workers, in a file or for one cluster."""
        return frozenset(
            name for name, source in self.sources.items() if source not in (SERVER, KERNEL)
        )

    def for_workers(self, *, share_files: bool) -> dict[str, str]:
        """Return what workers get; paths of this machine only where they mean something."""
        return {
            name: value
            for name, value in self.values.items()
            if share_files or name not in self.of_this_machine
        }

    def held(self) -> list[tuple[str, str]]:
        """Return what was held back and did not come in by another way, by name."""
        return sorted(item for item in self.held_back.items() if item[0] not in self.values)

    def take(self, name: str, value: str, source: str) -> None:
        """Set a variable, in place of one of that name."""
        self.values[name] = value
        self.sources[name] = source


def join(sources: Sources, rules: VariableRules) -> MergedVariables:
    """Join the sources; what cannot be used is named and left out."""
    found = MergedVariables(secrets=secrets_of({**sources.server, **sources.kernel}))
    admission = _Admission(rules, frozenset(sources.let_through), found.secrets)
    for name, value in sources.server.items():
        if name in IDENTITY or matches(name, rules.inherit):
            admission.decide(found, name, value, SERVER)
    for name, value in _of_account().items():
        if not found.values.get(name):
            found.take(name, value, SERVER)
    kernel, faults = expanded(sources.kernel, found.values)
    for name, value in kernel.items():
        admission.decide(found, name, value, KERNEL)
    found.errors += [
        trans("The kernel's {name} {fault}.", name=name, fault=fault)
        for name, fault in faults.items()
    ]
    values, faults = expanded(
        {name: setting.value for name, setting in sources.override.items()}, found.values
    )
    for name, value in values.items():
        file = sources.override[name].file
        found.take(name, value, file.name if file else DASK)
    found.errors += [
        f"{sources.override[name].place}: {name} {fault}." for name, fault in faults.items()
    ]
    _take_added(found, sources.added)
    _drop(found, sources.dropped)
    found.of_this_machine = frozenset(
        name
        for name, value in found.values.items()
        if found.sources[name] in (SERVER, KERNEL) and _is_path(value)
    )
    return found


@dataclass(frozen=True)
class _Admission:
    """Decides what travels of a process's own variables."""

    rules: VariableRules
    let_through: frozenset[str]
    secrets: frozenset[str]

    def decide(self, found: MergedVariables, name: str, value: str, source: str) -> None:
        """Take a variable or hold it back; what is of this session alone is not worth a word."""
        if not VARIABLE.match(name):
            return
        if not _is_text(value):
            found.errors.append(
                trans(
                    "{name} ({source}) is not UTF-8 text, and is left out.",
                    name=name,
                    source=_in_words(source),
                )
            )
            return
        if name in self.let_through or name in self.rules.inherit or name in IDENTITY:
            found.take(name, value, source)
        elif self._is_held(name, value):
            found.held_back[name] = source
        elif source == KERNEL or not is_of_session(name, value):
            found.take(name, value, source)

    def _is_held(self, name: str, value: str) -> bool:
        return (
            looks_secret(name, value)
            or matches(name, self.rules.exclude)
            or contains_secret(value, self.secrets)
        )


def _of_account() -> dict[str, str]:
    """Return what this process tells of its user; one that runs as root may serve another."""
    known = {"PATH": os.defpath, "USER": account_name(), "HOME": str(home())}
    if os.getuid() != 0:
        known |= {"NB_UID": str(os.getuid()), "NB_GID": str(os.getgid())}
    return known


def _take_added(found: MergedVariables, added: Mapping[str, str]) -> None:
    usable: dict[str, str] = {}
    for name, value in added.items():
        fault = None
        if not VARIABLE.match(name):
            fault = trans(
                "{name!r} cannot be the name of a variable: that has "
                "letters, digits and underscores, and does not begin with a "
                "digit.",
                name=name,
            )
        elif "\0" in value:
            fault = trans(
                "The value of {name} holds a zero character, which no variable can.", name=name
            )
        elif not _is_text(value):
            fault = trans(
                "The value of {name} holds half of a character, which no variable can.", name=name
            )
        if fault:
            found.problems.append(_refusal(name, fault))
        else:
            usable[name] = value
    values, faults = expanded(usable, found.values)
    for name, value in values.items():
        found.take(name, value, CLUSTER)
    for name, fault in faults.items():
        found.problems.append(
            _refusal(name, trans("The value of {name} {fault}.", name=name, fault=fault))
        )


def _in_words(source: str) -> str:
    """What a variable comes from: one of ours, or a file's name as it is."""
    return trans(source) if source in (SERVER, KERNEL, CLUSTER, DASK) else source


def _is_path(value: str) -> bool:
    """Return whether a value is a path, or a list of such."""
    parts = [part for part in value.removeprefix("FILE:").split(os.pathsep) if part]
    return bool(parts) and all(map(is_path, parts))


def _is_text(value: str) -> bool:
    """Return whether a value can be sent: variables of a process are bytes."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def _drop(found: MergedVariables, dropped: Iterable[str]) -> None:
    for name in dropped:
        if name in IDENTITY:
            found.problems.append(
                _refusal(
                    name,
                    trans(
                        "{name} cannot be left out: gateways need it. Change it instead.", name=name
                    ),
                )
            )
        else:
            found.values.pop(name, None)


def _refusal(name: str, message: str) -> Problem:
    field_name = sendable(f"variables.{name}")
    return Problem(severity=Severity.error, message=message, blocks=True, field=field_name)
