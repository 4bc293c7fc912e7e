"""``${OTHER}`` and ``~`` in the values of variables."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Mapping

from ..translation import trans

LONGEST = 128 * 1024
"""Bytes of one variable, name and value, that Linux hands to a process."""

MOST = 2 * 2**20
"""Bytes of all variables together."""

_PART = re.compile(r"\$(?:\$\{|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)\})|(?:(?<=:)|\A)~(?=[/:]|\Z)")


def expanded(
    values: Mapping[str, str], below: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Fill in what values refer to, and say what could not be filled in.

    A value may refer to others beside it, in any order, and to those below; its
    own name means the value below, or nothing where there is none. ``$${`` stands
    for ``${`` itself. ``~`` is the home directory at the beginning and after a
    colon. Time and memory are bounded by what a process can take.

    Returns
    -------
    tuple
        The values that could be filled in, and for each other name what is wrong
        with it.
    """
    return _Expansion(values, below).run()


class _Expansion:
    def __init__(self, values: Mapping[str, str], below: Mapping[str, str]) -> None:
        self._values = values
        self._below = below
        self._found: dict[str, str] = {}
        self._faults: dict[str, str] = {}
        self._total = 0
        self._home = _home(values, below)
        self._referred = {name: _referred(text) - {name} for name, text in values.items()}

    def run(self) -> tuple[dict[str, str], dict[str, str]]:
        open_references = {
            name: len(others & self._values.keys()) for name, others in self._referred.items()
        }
        users: dict[str, list[str]] = {}
        for name, others in self._referred.items():
            for other in others & self._values.keys():
                users.setdefault(other, []).append(name)
        ready = deque(name for name, count in open_references.items() if not count)
        while ready:
            name = ready.popleft()
            self._expand(name)
            for user in users.get(name, ()):
                open_references[user] -= 1
                if not open_references[user]:
                    ready.append(user)
        for name in self._values:
            if open_references[name]:
                circle = min(one for one in self._referred[name] if open_references.get(one))
                self._faults[name] = trans("goes in a circle by way of {circle}", circle=circle)
        found = {name: self._found[name] for name in self._values if name in self._found}
        return found, {name: self._faults[name] for name in self._values if name in self._faults}

    def _expand(self, name: str) -> None:
        missing = [
            other
            for other in self._referred[name]
            if other in self._faults or not (other in self._found or other in self._below)
        ]
        if missing:
            self._faults[name] = trans(
                "refers to {missing}, which workers do not get", missing=min(missing)
            )
            return
        parts: list[str] = []
        length = len(name)
        for part in self._parts(self._values[name]):
            length += len(part)
            if length > LONGEST:
                self._faults[name] = trans(
                    "becomes longer than {most} KiB, which no variable can be", most=LONGEST // 1024
                )
                return
            parts.append(part)
        if self._total + length > MOST:
            self._faults[name] = trans(
                "makes the variables longer than {most} MiB together: no process takes them",
                most=MOST // 2**20,
            )
            return
        self._total += length
        self._found[name] = "".join(parts)

    def _parts(self, text: str) -> Iterator[str]:
        """Yield a value piece by piece; what it becomes may be too long to be made."""
        at = 0
        for found in _PART.finditer(text):
            yield text[at : found.start()]
            name = found["name"]
            if name:
                yield self._found.get(name, self._below.get(name, ""))
            else:
                yield self._home if found[0] == "~" else "${"
            at = found.end()
        yield text[at:]


def _home(values: Mapping[str, str], below: Mapping[str, str]) -> str:
    own = values.get("HOME", "$")
    return own if "$" not in own and not own.startswith("~") else below.get("HOME", "~")


def _referred(text: str) -> set[str]:
    return {found["name"] for found in _PART.finditer(text) if found["name"]}
