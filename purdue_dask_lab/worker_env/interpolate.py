"""``${OTHER}`` and ``~`` in the values of variables."""

from __future__ import annotations

import re
from collections.abc import Mapping

_REFERENCE = re.compile(r"\$(?:(?P<kept>\$\{)|\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)\})")
_HOME = re.compile(r"(?:(?<=:)|\A)~(?=[/:]|\Z)")


def expanded(
    values: Mapping[str, str], below: Mapping[str, str]
) -> tuple[dict[str, str], dict[str, str]]:
    """Fill in what values refer to, and say what could not be filled in.

    A value may refer to others beside it, in any order, and to those below; its
    own name means the value below, or nothing where there is none. ``$${`` stands
    for ``${`` itself. ``~`` is the home directory at the beginning and after a
    colon.

    Returns
    -------
    tuple
        The values that could be filled in, and for each other name what is wrong
        with it.
    """
    found: dict[str, str] = {}
    faults: dict[str, str] = {}
    home = _home(values, below)
    texts = {name: _HOME.sub(lambda _: home, value) for name, value in values.items()}
    pending = {name: _referred(text) - {name} for name, text in texts.items()}
    while pending:
        ready = [name for name, others in pending.items() if not others & pending.keys()]
        for name in ready:
            missing = {
                other
                for other in pending.pop(name)
                if other in faults or not (other in found or other in below)
            }
            if missing:
                faults[name] = f"refers to {min(missing)}, which workers do not get"
            else:
                found[name] = _filled(texts[name], {**below, **found})
        if not ready:
            for name, others in pending.items():
                faults[name] = f"goes in a circle by way of {min(others & pending.keys())}"
            break
    return {name: found[name] for name in values if name in found}, faults


def _home(values: Mapping[str, str], below: Mapping[str, str]) -> str:
    own = values.get("HOME", "$")
    return own if "$" not in own and not own.startswith("~") else below.get("HOME", "~")


def _referred(text: str) -> set[str]:
    return {found["name"] for found in _REFERENCE.finditer(text) if found["name"]}


def _filled(text: str, known: Mapping[str, str]) -> str:
    return _REFERENCE.sub(
        lambda found: known.get(found["name"], "") if found["name"] else "${", text
    )
