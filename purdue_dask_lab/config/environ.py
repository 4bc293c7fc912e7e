"""Dask's configuration in environment variables, one variable at a time."""

from __future__ import annotations

import ast
import base64
import json
import re
from collections.abc import Mapping
from typing import Any

from ..translation import trans
from .marks import EMPTY, ConfigProblem, MarkedValue, Origin, marked, merged
from .yaml_reader import DEEPEST

PREFIX = "DASK_"
INHERITED = "DASK_INTERNAL_INHERIT_CONFIG"
LONGEST = 100_000
_NO_SETTINGS = ("DASK_CONFIG", "DASK_ROOT_CONFIG", INHERITED)
_HALF = re.compile("[\ud800-\udfff]")
_WORDS = {"none": None, "null": None, "false": False, "true": True}


def read(environ: Mapping[str, str], problems: list[ConfigProblem]) -> MarkedValue:
    """Return what ``DASK_*`` says, as ``dask.config.collect_env`` reads it.

    A variable that says nothing usable is a problem of its own.
    """
    found = MarkedValue({}, Origin())
    if environ.get(INHERITED):
        found = merged(found, _inherited(environ[INHERITED], problems), (), problems)
    names = [name for name in environ if name.startswith(PREFIX) and name not in _NO_SETTINGS]
    # Shorter ones first: DASK_GATEWAY before DASK_GATEWAY__ADDRESS, which says more.
    for name in sorted(names, key=lambda name: name.count("__")):
        keys = [key for key in name[len(PREFIX) :].lower().split("__") if key]
        if not keys or len(keys) > DEEPEST:
            continue
        origin = Origin(variable=name)
        try:
            value = marked(_interpreted(environ[name]), origin)
        except _Odd as odd:
            problems.append(ConfigProblem(origin, str(odd)))
            continue
        for key in reversed(keys):
            value = MarkedValue({key: value}, origin)
        found = merged(found, value, (), problems)
    return found


class _Odd(Exception):
    """The value cannot be used; the message is a clause that follows the variable's name."""


def _interpreted(text: str) -> Any:
    if len(text) > LONGEST:
        raise _Odd(trans("is longer than {longest} characters.", longest=LONGEST))
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError, TypeError, RecursionError, MemoryError):
        value = _WORDS.get(text.lower(), text)
    _check(value, 0)
    return value


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise _Odd(trans("is nested more than {deepest} deep.", deepest=DEEPEST))
    if isinstance(value, str) and _HALF.search(value):
        # Variables are bytes, and a literal may hold anything.
        raise _Odd(trans("holds half of a character."))
    if isinstance(value, dict):
        for key, child in value.items():
            if not isinstance(key, str):
                raise _Odd(
                    trans("has the key {key!r}, and keys must be text: put it in quotes.", key=key)
                )
            _check(key, depth + 1)
            _check(child, depth + 1)
    elif isinstance(value, (list, tuple, set, frozenset)):
        for child in value:
            _check(child, depth + 1)


def _inherited(text: str, problems: list[ConfigProblem]) -> MarkedValue:
    """Return what a parent process hands down (``dask.config.serialize``)."""
    origin = Origin(variable=INHERITED)
    try:
        value = json.loads(base64.urlsafe_b64decode(text.encode()))
        if not isinstance(value, dict):
            raise ValueError
        _check(value, 0)
    except (ValueError, RecursionError, _Odd):
        problems.append(
            ConfigProblem(origin, trans("does not hold Dask's configuration; ignored."))
        )
        return EMPTY
    return marked(value, origin)
