"""Worker variables as they stand in a YAML file, with the line of each."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

SECTION = "labextension"
BLOCKS = ("env_override", "env-override")
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_SHOUTED = re.compile(r"[A-Z_][A-Z0-9_]*\Z")
_TAG = "tag:yaml.org,2002:"
_TEXTS = {f"{_TAG}{name}" for name in ("str", "int", "float", "bool", "timestamp")}


@dataclass(frozen=True)
class Setting:
    """One variable: its value as a shell would have it, and where it stands."""

    value: str
    file: Path | None = None
    line: int = 0

    @property
    def place(self) -> str:
        """File and line, in words."""
        return f"{self.file}, line {self.line}" if self.file else "Dask's configuration"


@dataclass
class WorkerEnvReader:
    """What files say about worker variables, the later ones winning."""

    settings: dict[str, Setting] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def read(self, file: Path, text: str, other_keys: Collection[str] | None) -> None:
        """Take in one file.

        Numbers, booleans and dates are taken as they are written, as a shell
        would: ``1.50`` stays ``1.50``.

        Parameters
        ----------
        text
            YAML that has been parsed once and is valid.
        other_keys
            Plain keys of the file that are no variables; None where no plain
            key is one.
        """
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        if not isinstance(root, yaml.MappingNode):
            return
        sections = []
        for key, value in _pairs(root):
            if key.value == SECTION:
                sections.append(value)
            elif other_keys is not None and _is_variable(key, value, other_keys):
                self._one(file, "", key, value)
        for section in sections:
            for key, block in _pairs(section):
                if key.value in BLOCKS:
                    self._block(file, key, block)

    def _block(self, file: Path, key: yaml.Node, block: yaml.Node) -> None:
        if isinstance(block, yaml.ScalarNode) and block.tag == f"{_TAG}null":
            return
        if not isinstance(block, yaml.MappingNode):
            self.errors.append(
                f"{file}, line {_line(key)}: {SECTION}.{key.value} must be a mapping of names "
                "to values."
            )
            return
        for name, value in _pairs(block):
            self._one(file, f"{SECTION}.{key.value}.", name, value)

    def _one(self, file: Path, parents: str, key: yaml.Node, value: yaml.Node) -> None:
        name = str(key.value) if isinstance(key, yaml.ScalarNode) else "?"
        fault = _fault(key, value)
        if fault:
            self.errors.append(f"{file}, line {_line(key)}: {parents}{name} {fault}")
        else:
            self.settings.pop(name, None)
            self.settings[name] = Setting(str(value.value), file, _line(key))


def _fault(key: yaml.Node, value: yaml.Node) -> str | None:
    if not isinstance(key, yaml.ScalarNode) or not VARIABLE.match(key.value):
        return (
            "cannot be the name of a variable: that has letters, digits and underscores, and "
            "does not begin with a digit."
        )
    if not isinstance(value, yaml.ScalarNode):
        kind = "a list" if isinstance(value, yaml.SequenceNode) else "a map of further keys"
        return f"is {kind}; a variable takes a text, a number or a boolean."
    if value.tag == f"{_TAG}null":
        return 'has no value; write "" for an empty one, or remove the line.'
    if value.tag not in _TEXTS:
        return "must be a text, a number or a boolean."
    if "\0" in value.value:
        return "holds a zero character, which no variable can."
    return None


def _is_variable(key: yaml.Node, value: yaml.Node, other_keys: Collection[str]) -> bool:
    """Whether a plain key of the file is meant as one: Dask's own keys are maps in lower case."""
    if not isinstance(key, yaml.ScalarNode):
        return False
    if {key.value, key.value.replace("_", "-")} & set(other_keys):
        return False
    return isinstance(value, yaml.ScalarNode) or bool(_SHOUTED.match(key.value))


def _pairs(node: yaml.Node) -> Iterator[tuple[yaml.Node, yaml.Node]]:
    """Keys and values of a mapping, with ``<<`` merged in; nothing of another node."""
    if isinstance(node, yaml.MappingNode):
        yaml.SafeLoader("").flatten_mapping(node)
        yield from node.value


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1
