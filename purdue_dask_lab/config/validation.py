"""Parts of the configuration as models, and their faults in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ..schemas.faults import explained
from ..translation import trans
from .marks import ConfigProblem, Keys, MarkedValue, hyphens
from .schema import Settings
from .suggestions import unknown

Model = TypeVar("Model", bound=Settings)

_OPTIONAL = (
    ("monitoring-url",),
    ("scheduler-logs",),
    ("storage", int),
    ("presets", int),
    ("users", "allow", int),
    ("users", "deny", int),
    ("inherit", int),
    ("exclude", int),
)
"""What is left out alone if it is wrong; anything else costs the whole it is part of."""


def validated(
    model: type[Model],
    given: MarkedValue,
    keys: Keys,
    problems: list[ConfigProblem],
    extra: dict[str, Any] | None = None,
) -> Model | None:
    """Return a part of the configuration; None where it cannot be used, with a problem.

    Parameters
    ----------
    keys
        Where the part is.
    extra
        Values that no file says.
    """
    for _ in range(2):
        content = {hyphens(name): child.plain() for name, child in given.children.items()}
        try:
            return model.model_validate({**content, **(extra or {})})
        except ValidationError as error:
            faults = error.errors(include_url=False)
        problems += [_problem(model, given, keys, fault) for fault in faults]
        places = [_optional(fault["loc"]) for fault in faults]
        if not all(places):
            return None
        given = _without(given, [place for place in places if place])
    return None


def _problem(
    model: type[Settings], given: MarkedValue, keys: Keys, fault: ErrorDetails
) -> ConfigProblem:
    location = [part for part in fault["loc"] if part not in ("str", "int")]
    found = given.find(location)
    inner = tuple(hyphens(str(part)) if at == 0 else str(part) for at, part in enumerate(location))
    if fault["type"] == "extra_forbidden":
        inner = tuple(str(part) for part in location)
        known = _keys_at(model, inner[:-1])
        said = unknown(inner[-1], known, listed=len(inner) == 1)
    else:
        said = trans("is refused: {fault}.", fault=explained(fault))
    return ConfigProblem(found.origin, said, (*keys, *inner))


def _keys_at(model: type[Settings], path: Iterable[str]) -> Collection[str]:
    """Return the keys that may be at a path of a model."""
    here: Any = model
    for part in path:
        if part.isdigit():
            continue
        field = next(
            (one for name, one in here.model_fields.items() if hyphens(name) == hyphens(part)),
            None,
        )
        here = _model_in(field.annotation) if field is not None else None
        if here is None:
            return ()
    return [field.alias or name for name, field in here.model_fields.items()]


def _model_in(annotation: Any) -> type[Settings] | None:
    if isinstance(annotation, type) and issubclass(annotation, Settings):
        return annotation
    for argument in getattr(annotation, "__args__", ()):
        found = _model_in(argument)
        if found is not None:
            return found
    return None


def _optional(location: tuple[str | int, ...]) -> tuple[str | int, ...] | None:
    """Return the part of a place that can be left out; None where there is none."""
    for pattern in _OPTIONAL:
        place = location[: len(pattern)]
        if len(place) == len(pattern) and all(
            isinstance(part, int) if wanted is int else hyphens(str(part)) == wanted
            for part, wanted in zip(place, pattern, strict=True)
        ):
            return place
    return None


def _without(value: MarkedValue, places: Collection[tuple[str | int, ...]]) -> MarkedValue:
    """Return a value without what is at some places below it."""
    now = {hyphens(str(place[0])) for place in places if len(place) == 1}
    if isinstance(value.value, list):
        kept = [child for at, child in enumerate(value.value) if str(at) not in now]
        return replace(value, value=kept)
    children = {}
    for name, child in value.children.items():
        if hyphens(name) in now:
            continue
        below = [
            place[1:]
            for place in places
            if len(place) > 1 and hyphens(str(place[0])) == hyphens(name)
        ]
        children[name] = _without(child, below) if below else child
    return replace(value, value=children)
