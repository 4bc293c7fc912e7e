"""Worker variables as they are written in YAML files, with the line of each."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from ..translation import trans
from .marks import NULL, ConfigProblem, MarkedValue, Origin, hyphens

SECTION = "labextension"
BLOCK = "env-override"
LONGEST_VALUE = 128 * 1024
"""Bytes that Linux takes for one variable of a new process."""

VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_UPPER_CASE = re.compile(r"[A-Z_][A-Z0-9_]*\Z")


@dataclass(frozen=True)
class Setting:
    """One variable: its value as a shell would have it, and where it is written."""

    value: str
    origin: Origin = field(default_factory=Origin)

    @property
    def file(self) -> Path | None:
        """The file that sets it, if one does."""
        return self.origin.file

    @property
    def place(self) -> str:
        """File and line, in words."""
        return str(self.origin)


@dataclass
class WorkerEnvReader:
    """Collects what files say about worker variables, the later ones winning."""

    settings: dict[str, Setting] = field(default_factory=dict)
    problems: list[ConfigProblem] = field(default_factory=list)

    def read_section(self, section: MarkedValue) -> None:
        """Take in the ``env_override`` of one file."""
        for name, block in section.children.items():
            if hyphens(name) != BLOCK or (block.value is None and block.tag == NULL):
                continue
            if not isinstance(block.value, dict):
                self._report(block, (SECTION, name), trans("must be a mapping of names to values."))
                continue
            for key, value in block.children.items():
                self._take(key, value, (SECTION, name, key))

    def read_plain(self, root: MarkedValue, other_keys: Collection[str]) -> None:
        """Take in the plain keys of the user's own file.

        Parameters
        ----------
        other_keys
            Keys that are no variables.
        """
        for key, value in root.children.items():
            if key != SECTION and _is_variable(key, value, other_keys):
                self._take(key, value, (key,))

    def _take(self, name: str, value: MarkedValue, keys: tuple[str, ...]) -> None:
        fault = _fault(name, value)
        if fault:
            self._report(value, keys, fault)
            return
        self.settings.pop(name, None)
        self.settings[name] = Setting(value.text, value.origin)

    def _report(self, value: MarkedValue, keys: tuple[str, ...], message: str) -> None:
        self.problems.append(ConfigProblem(value.origin, message, keys))


def _fault(name: str, value: MarkedValue) -> str | None:
    if not VARIABLE.match(name):
        return trans(
            "cannot be the name of a variable: use letters, digits and "
            "underscores, and do not begin with a digit."
        )
    if isinstance(value.value, (dict, list)):
        kind = trans("a list") if isinstance(value.value, list) else trans("a map of further keys")
        return trans("is {kind}; a variable takes a text, a number or a boolean.", kind=kind)
    if value.value is None:
        return trans('has no value; write "" for an empty one, or remove the line.')
    if "\0" in value.text:
        return trans("holds a zero character, which no variable can.")
    if len(value.text) > LONGEST_VALUE:
        return trans(
            "is longer than {longest_value} KiB, which no variable can be.",
            longest_value=LONGEST_VALUE // 1024,
        )
    return None


def _is_variable(key: str, value: MarkedValue, other_keys: Collection[str]) -> bool:
    """Return whether a plain key is a variable: Dask's own keys are maps in lower case."""
    if {key, hyphens(key)} & set(other_keys):
        return False
    return not isinstance(value.value, (dict, list)) or bool(_UPPER_CASE.match(key))
