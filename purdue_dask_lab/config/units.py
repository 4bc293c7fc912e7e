"""Durations and amounts of memory, as Dask and facilities write them."""

from __future__ import annotations

import math
import re
from typing import Any

from ..translation import trans

_GIB = 2**30
_NUMBER = re.compile(r"([0-9]{1,40}(?:\.[0-9]{0,40})?|\.[0-9]{1,40})(?:[eE]([+-]?[0-9]{1,2}))?")
_SECONDS = {
    "": 1.0,
    "s": 1.0,
    "sec": 1.0,
    "second": 1.0,
    "m": 60.0,
    "min": 60.0,
    "minute": 60.0,
    "h": 3600.0,
    "hr": 3600.0,
    "hour": 3600.0,
    "d": 86400.0,
    "day": 86400.0,
    "w": 604800.0,
    "week": 604800.0,
    "ms": 1e-3,
    "millisecond": 1e-3,
    "us": 1e-6,
    "microsecond": 1e-6,
    "ns": 1e-9,
    "nanosecond": 1e-9,
}
_PREFIXES = "kmgtp"


def seconds(value: Any) -> Any:
    """Return a duration such as ``2 minutes``, ``1h`` or ``90`` in seconds.

    Raises
    ------
    ValueError
        It is none.
    """
    if isinstance(value, bool):
        raise ValueError(trans("a duration is a number with a unit, such as 2 minutes"))
    if not isinstance(value, str):
        return value
    number, unit = _parts(value)
    unit = unit.lower()
    if number is None or (unit not in _SECONDS and unit.removesuffix("s") not in _SECONDS):
        raise ValueError(
            trans(
                "{value} is no duration; write a number with a unit, such as 2 minutes",
                value=_short(value),
            )
        )
    return number * _SECONDS[unit if unit in _SECONDS else unit.removesuffix("s")]


def gibibytes(value: Any) -> Any:
    """Return memory as people at facilities write it: ``400 GB`` and a plain 400 mean 400 GiB.

    SLURM, Kubernetes dashboards and the dialog's own ``Worker memory [GB]`` all
    count in powers of 1024 and say GB.

    Raises
    ------
    ValueError
        It is no amount of memory.
    """
    if isinstance(value, bool):
        raise ValueError(trans("memory is a number with a unit, such as 400 GB"))
    if not isinstance(value, str):
        return value
    number, unit = _parts(value)
    prefix = unit.lower().removesuffix("ib").removesuffix("b") if unit else "g"
    if number is None or prefix not in ("", *_PREFIXES) or len(prefix) > 1:
        raise ValueError(
            trans(
                "{value} is no amount of memory; write a number with a unit, such as 400 GB",
                value=_short(value),
            )
        )
    power = _PREFIXES.index(prefix) + 1 if prefix else 0
    return number * 1024.0**power / _GIB


def _parts(text: str) -> tuple[float | None, str]:
    text = text.strip()
    found = _NUMBER.match(text)
    if found is None:
        # Dask takes "hour" for one of them.
        return (1.0, text) if text else (None, "")
    number = float(found.group(0))
    return (number if math.isfinite(number) else None), text[found.end() :].strip()


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
