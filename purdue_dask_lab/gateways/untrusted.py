"""What gateways and schedulers send, made harmless where it comes in.

A gateway may be broken, hostile or not a gateway at all. Its answers are
limited in size before they are parsed, and every text, number and nesting is
limited before anything else sees it, so that what one gateway says can break
neither the answer about another nor the server.
"""

from __future__ import annotations

import json
import math
import re
from datetime import datetime, timezone
from typing import Any

from pydantic_core import from_json

MAX_ANSWER_BYTES = 32 * 2**20
"""Bytes of one answer; 1,000 clusters with large environments are about 8 MiB."""

MAX_TEXT = 1_000
"""Characters kept of what a gateway says to a person."""

MAX_VALUE_TEXT = 2**17
"""Characters of one value of an option: Linux allows as much in one variable."""

MAX_DEPTH = 12
MAX_NODES = 20_000
MAX_NAME = 200
"""Characters of a cluster's name when percent-encoded: it becomes a file name and a path."""

_STRICT_BYTES = 2**20
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]*\Z")


class InvalidAnswer(ValueError):
    """Not what a Dask Gateway sends."""


def decode_json(body: bytes) -> Any:
    """Parse JSON with a limit on its depth.

    pydantic's parser is several times as fast as Python's, and refuses deep
    nesting instead of recursing. It also refuses lone surrogates, which
    Python's accepts: small answers get a second chance for the sake of what
    else they hold.

    Raises
    ------
    InvalidAnswer
        It is not JSON, or nested too deep.
    """
    try:
        return from_json(body, allow_inf_nan=True)
    except ValueError:
        if len(body) > _STRICT_BYTES:
            raise InvalidAnswer("not JSON") from None
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidAnswer("not JSON") from None


def clean_text(value: Any, limit: int = MAX_TEXT) -> str | None:
    """Return a text without control characters and lone surrogates, None for what is no text."""
    if not isinstance(value, str):
        return None
    text = _CONTROL.sub("\N{REPLACEMENT CHARACTER}", value[: limit + 1])
    return text if len(text) <= limit else text[: limit - 1] + "…"


def cluster_name(value: Any) -> str:
    """Return a cluster's name that is safe in paths, URLs and source code.

    dask-gateway's own names are hexadecimal, with ``namespace.`` before them
    on Kubernetes.

    Raises
    ------
    InvalidAnswer
        It is none.
    """
    if not isinstance(value, str) or len(value) > MAX_NAME or not _NAME.match(value):
        raise InvalidAnswer("a cluster's name is not valid")
    return value


def timestamp(value: Any) -> datetime:
    """Read a time given as milliseconds since 1970.

    Raises
    ------
    InvalidAnswer
        It is not a number, or no time that a calendar has.
    """
    try:
        return datetime.fromtimestamp(number(value) / 1000, tz=timezone.utc)
    except (OverflowError, OSError, ValueError):
        raise InvalidAnswer("a time is not valid") from None


def number(value: Any) -> float:
    """Read a finite number.

    Raises
    ------
    InvalidAnswer
        It is something else.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise InvalidAnswer("a number is not valid")
    try:
        found = float(value)
    except OverflowError:
        raise InvalidAnswer("a number is not valid") from None
    if not math.isfinite(found):
        raise InvalidAnswer("a number is not valid")
    return found


def count(value: Any) -> int:
    """Read a number of things.

    Raises
    ------
    InvalidAnswer
        It is negative, not whole, or more than there can be.
    """
    found = number(value)
    if found < 0 or found != int(found) or found > 2**53:
        raise InvalidAnswer("a count is not valid")
    return int(found)


def bounded(value: Any) -> Any:
    """Copy a JSON value, cutting off what is too deep, too long or not JSON."""
    return _Bounding().copy(value, MAX_DEPTH)


class _Bounding:
    """One copy, which counts what it has copied."""

    def __init__(self) -> None:
        self._left = MAX_NODES

    def copy(self, value: Any, depth: int) -> Any:
        self._left -= 1
        if isinstance(value, str):
            return clean_text(value, MAX_VALUE_TEXT)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, (int, float)):
            return self._number(value)
        if self._left <= 0 or depth <= 0:
            return "…"
        if isinstance(value, dict):
            return {
                clean_text(str(key), MAX_TEXT): self.copy(one, depth - 1)
                for key, one in value.items()
                if self._left > 0
            }
        if isinstance(value, list):
            return [self.copy(one, depth - 1) for one in value if self._left > 0]
        return None

    def _number(self, value: int | float) -> int | float | str | None:
        # JSON has neither infinity nor NaN, and browsers no whole numbers beyond 2**53.
        if isinstance(value, float):
            return value if math.isfinite(value) else None
        return value if abs(value) < 2**63 else str(value)[:40] if abs(value) < 10**40 else None
