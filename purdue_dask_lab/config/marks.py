"""Values that know where they were written, and how several files make one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from ..errors import sendable
from ..translation import later, trans

NULL = "tag:yaml.org,2002:null"

Keys = tuple[str, ...]

_NO_MAPPING = later("must be a mapping of keys to values; ignored.")


def hyphens(name: str) -> str:
    """Return a key as it is written in YAML files."""
    return name.replace("_", "-")


@dataclass(frozen=True)
class Origin:
    """Where a value was written: a line of a file, or an environment variable."""

    file: Path | None = None
    line: int = 0
    variable: str | None = None

    def __str__(self) -> str:
        if self.variable is not None:
            return trans("The variable {variable}", variable=self.variable)
        if self.file is None:
            return trans("Dask's configuration")
        return (
            trans("{file}, line {line}", file=self.file, line=self.line)
            if self.line
            else str(self.file)
        )


@dataclass(frozen=True)
class MarkedValue:
    """One value of a file, with what it holds.

    Parameters
    ----------
    value
        A scalar, a list of marked values, or a mapping of texts to marked values.
    origin
        Where its key is, or the value itself where it has none.
    text
        A scalar as it was written, before YAML made it a number or a date.
    size
        How many values it holds, aliases counted as often as they are used.
    depth
        How many values are within one another.
    """

    value: Any
    origin: Origin
    text: str = ""
    tag: str = ""
    size: int = 1
    depth: int = 1

    @property
    def children(self) -> dict[str, MarkedValue]:
        """The values of a mapping; nothing for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def plain(self) -> Any:
        """Return the value without its marks."""
        if isinstance(self.value, dict):
            return {key: child.plain() for key, child in self.value.items()}
        if isinstance(self.value, list):
            return [child.plain() for child in self.value]
        return self.value

    def child(self, key: str) -> MarkedValue | None:
        """Return the value of a key, however its ``-`` and ``_`` are written."""
        children = self.children
        if key in children:
            return children[key]
        wanted = hyphens(key)
        return next((one for name, one in children.items() if hyphens(name) == wanted), None)

    def find(self, keys: Iterable[str | int]) -> MarkedValue:
        """Return the value at a path, or the last one on the way that exists."""
        found = self
        for key in keys:
            if isinstance(found.value, list) and isinstance(key, int):
                if not 0 <= key < len(found.value):
                    break
                found = found.value[key]
            else:
                child = found.child(str(key))
                if child is None:
                    break
                found = child
        return found


@dataclass(frozen=True)
class ConfigProblem:
    """Something in the configuration that could not be used."""

    origin: Origin
    message: str
    keys: Keys = ()

    def __str__(self) -> str:
        if not self.keys:
            return sendable(f"{self.origin} {self.message}")
        return sendable(f"{self.origin}: {'.'.join(self.keys)} {self.message}")


EMPTY = MarkedValue({}, Origin())


def merged(
    old: MarkedValue, new: MarkedValue, keys: Keys, problems: list[ConfigProblem]
) -> MarkedValue:
    """Lay one mapping over another, as Dask does, but lose nothing to an odd value.

    An empty key does not take away what an earlier file says, ``false`` does;
    anything else in place of a mapping is a problem.
    """
    if not isinstance(new.value, dict):
        if not isinstance(old.value, dict) or new.value is False:
            return new
        if new.value is not None:
            problems.append(ConfigProblem(new.origin, trans(_NO_MAPPING), keys))
        return old
    if not isinstance(old.value, dict):
        if old.value is not None and old.value is not False:
            problems.append(ConfigProblem(old.origin, trans(_NO_MAPPING), keys))
        return new
    children: dict[str, MarkedValue] = dict(old.value)
    spellings: dict[str, str] = {hyphens(name): name for name in children}
    for name, value in new.children.items():
        known = name if name in children else spellings.get(hyphens(name), name)
        before = children.get(known)
        children[known] = (
            value if before is None else merged(before, value, (*keys, known), problems)
        )
    return replace(new, value=children)


def marked(content: Any, origin: Origin) -> MarkedValue:
    """Give all of a plain value one origin; what has no place in YAML becomes a text."""
    if isinstance(content, Mapping):
        return MarkedValue({str(key): marked(one, origin) for key, one in content.items()}, origin)
    if isinstance(content, (list, tuple, set, frozenset)):
        return MarkedValue([marked(one, origin) for one in content], origin)
    if content is None or isinstance(content, (str, bool, int, float)):
        tag = NULL if content is None else ""
        return MarkedValue(content, origin, "" if content is None else str(content), tag)
    return MarkedValue(str(content), origin, str(content))


def walk(root: MarkedValue, keys: Keys = ()) -> Iterator[tuple[Keys, MarkedValue]]:
    """Yield every value with its keys, outer ones first."""
    yield keys, root
    if isinstance(root.value, dict):
        for name, child in root.value.items():
            yield from walk(child, (*keys, name))
    elif isinstance(root.value, list):
        for at, child in enumerate(root.value):
            yield from walk(child, (*keys, str(at)))
