"""What each worker was asked with, as the options of different sites say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..config.schema import OptionRoles
from ..config.units import gibibytes

_CORES = "worker_cores"
_MEMORY = "worker_memory"
_GIB = 2**30
_MOST_GIB = 2**20
"""No worker has a pebibyte: what is more are bytes."""

_MOST = 2.0**60
"""Cores or bytes beyond which a number is none of a worker's."""


def cores_of(options: Mapping[str, Any], roles: OptionRoles) -> float | None:
    """Return the cores of a worker; None where its options do not tell."""
    return _amount(options.get(roles.cores or _CORES))


def memory_of(options: Mapping[str, Any], roles: OptionRoles) -> float | None:
    """Return the GiB of a worker, be they a number, bytes or a text; None where it is not told."""
    value = options.get(roles.memory or _MEMORY)
    if isinstance(value, str):
        try:
            value = gibibytes(value)
        except ValueError:
            return None
    found = _amount(value)
    return found / _GIB if found is not None and found >= _MOST_GIB else found


def _amount(value: Any) -> float | None:
    if isinstance(value, str):
        try:
            value = float(value)
        except ValueError:
            return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if 0 < value < _MOST else None
