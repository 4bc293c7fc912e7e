"""Selectors by labels and by fields, in the forms that are asked here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Matches = Callable[[Mapping[str, Any]], bool]

_BETWEEN = re.compile(r",(?![^(]*\))")
"""A comma that is not within parentheses."""


def selected(labels: str, fields: str) -> Matches:
    """Whether an object is what both selectors name; ``""`` names all."""
    by_label = [_term(one) for one in _BETWEEN.split(labels) if one]
    by_field = [_term(one) for one in fields.split(",") if one]

    def matches(found: Mapping[str, Any]) -> bool:
        own = found["metadata"].get("labels") or {}
        return all(agrees(own.get(key)) for key, agrees in by_label) and all(
            agrees(_at(found, key)) for key, agrees in by_field
        )

    return matches


def _term(text: str) -> tuple[str, Callable[[Any], bool]]:
    if " in (" in text:
        key, values = text.split(" in (")
        wanted = {one.strip() for one in values.rstrip(")").split(",")}
        return key.strip(), lambda found: found in wanted
    if "!=" in text:
        key, value = text.split("!=")
        return key.strip(), lambda found: found != value.strip()
    if "=" in text:
        key, value = text.replace("==", "=").split("=")
        return key.strip(), lambda found: found == value.strip()
    if text.startswith("!"):
        return text[1:], lambda found: found is None
    return text.strip(), lambda found: found is not None


def _at(value: Any, path: str) -> Any:
    for key in path.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return "" if value is None else value
