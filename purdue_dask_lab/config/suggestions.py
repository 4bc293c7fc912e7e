"""Keys that are not known, and what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from ..translation import trans
from .marks import hyphens

_ALIKE = 0.75


def suggestion(key: str, known: Iterable[str]) -> str | None:
    """Return the known key that is most like one that is not."""
    found = difflib.get_close_matches(hyphens(key[:60]).lower(), list(known), 1, _ALIKE)
    return found[0] if found else None


def unknown(key: str, known: Iterable[str], *, listed: bool = True) -> str:
    """Return the clause that says a key is not known."""
    names = sorted(known)
    said = trans("is not known")
    if listed:
        said += trans("; the keys there are {names}", names=", ".join(names))
    meant = suggestion(key, names)
    return trans("{said}. Did you mean {meant}?", said=said, meant=meant) if meant else f"{said}."
