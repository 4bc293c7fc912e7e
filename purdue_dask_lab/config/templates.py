"""``{VARIABLE}`` in Dask's configuration, as dask-gateway's client fills it in."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ..translation import trans

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
            raise TemplateError(
                trans("has a brace without its other half; write {{{{ or }}}} for one.")
            )
        if not _NAME.match(name):
            raise TemplateError(
                trans("has {{{name}}}, which is no name of a variable.", name=name[:40])
            )
        if name not in environ:
            raise TemplateError(trans("needs the variable {name}, which is not set.", name=name))
        return environ[name]

    filled = _PART.sub(value, text)
    if len(filled) > LONGEST:
        raise TemplateError(trans("becomes longer than {longest} characters.", longest=LONGEST))
    return filled
