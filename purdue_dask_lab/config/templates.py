"""``{VARIABLE}`` in Dask's configuration, as dask-gateway's client fills it in."""

from __future__ import annotations

import re
from collections.abc import Mapping

_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
LONGEST = 100_000


class TemplateError(ValueError):
    """A text cannot be filled in; the message is a clause that follows its key."""


def filled_in(text: str, environ: Mapping[str, str]) -> str:
    """Fill in plain names of variables; nothing else of Python's format language.

    Raises
    ------
    TemplateError
        A variable is not set, or something else is between braces.
    """

    def value(found: re.Match[str]) -> str:
        if found[0] in ("{{", "}}"):
            return found[0][0]
        name = found[1]
        if name is None:
            raise TemplateError("has a brace without its other half; write {{ or }} for one.")
        if not _NAME.match(name):
            raise TemplateError(f"has {{{name[:40]}}}, which is no name of a variable.")
        if name not in environ:
            raise TemplateError(f"needs the variable {name}, which is not set.")
        return environ[name]

    filled = _PART.sub(value, text)
    if len(filled) > LONGEST:
        raise TemplateError(f"becomes longer than {LONGEST} characters.")
    return filled
