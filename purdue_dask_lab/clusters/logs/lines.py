"""Reads lines of logs: when, how grave, and what belongs together."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from ...gateways.untrusted import clean_text
from ...schemas.logs import LogEntry, LogLevel

MOST_ENTRIES = 2_000
"""Entries of one answer; a browser shows them all."""

_LONGEST_MESSAGE = 8_000
_LONGEST_BEGINNING = 6_000
"""Characters of a message that is longer; the rest are of its end, where the error stands."""

_OVERLAP = 5
"""Entries by which the place in a log is found again."""

_TIME = r"(?P<time>\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:[.,]\d{1,6})?)"
_HEADERS = (
    # Dask's own: distributed.admin.log-format.
    re.compile(
        rf"{_TIME}\S* - (?:(?P<logger>[\w.<>-]+) - )?(?P<level>[A-Z]+) - (?P<message>.*)", re.DOTALL
    ),
    # That of dask-gateway, as of everything made with traitlets.
    re.compile(
        rf"\[(?P<level>[DIWEC]) {_TIME}(?: (?P<logger>[\w.<>-]+))?[^\]]*\] ?(?P<message>.*)",
        re.DOTALL,
    ),
)
_LEVELS = {
    **{level.value.upper(): level for level in LogLevel},
    **{level.value[0].upper(): level for level in LogLevel},
}
_BATCH = re.compile(r"(?:slurmstepd|srun|sbatch): (?P<level>error|warning)?", re.IGNORECASE)
_ERROR = re.compile(r"[A-Za-z_][\w.]*(?:Error|Exception|Interrupt)(?=:|\Z)")
"""Begins the last line of a traceback, of which the first lines may be lost."""

_TRACEBACK = "Traceback (most recent call last):"
_CONTROLS = re.compile(
    r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b\n]*(?:\x07|\x1b\\)?|[ -/]+[0-~]|[0-Z\\^-~])"
)
"""What terminals are told: colors, titles, links and fonts (ECMA-48)."""


def plain(text: str) -> str:
    """Return a text without colors, and without what a progress bar has written over."""
    lines = _CONTROLS.sub("", text).replace("\r\n", "\n").split("\n")
    return "\n".join(line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines)


def entry(text: str) -> LogEntry:
    """Read one message."""
    found = next(filter(None, (header.match(text) for header in _HEADERS)), None)
    if found is not None and found["level"] in _LEVELS:
        return LogEntry(
            time=found["time"],
            level=_LEVELS[found["level"]],
            logger=found["logger"],
            message=_message(found["message"]),
        )
    batch = _BATCH.match(text)
    level = None
    if text.startswith(_TRACEBACK) or _ERROR.match(text):
        level = LogLevel.error
    elif batch is not None and batch["level"]:
        level = LogLevel(batch["level"].lower())
    return LogEntry(level=level, message=_message(text))


def entries(text: str) -> list[LogEntry]:
    """Read the lines of a file; tracebacks stay in one piece, with what they belong to."""
    found: list[list[str]] = []
    in_traceback = False
    for line in text.splitlines():
        if in_traceback and not any(header.match(line) for header in _HEADERS):
            found[-1].append(line)
            # The error itself ends it.
            in_traceback = line == "" or line[0].isspace()
        elif line.startswith(_TRACEBACK) and found and _is_grave(found[-1][0]):
            found[-1].append(line)
            in_traceback = True
        elif line.strip():
            found.append([line])
            in_traceback = line.startswith(_TRACEBACK)
    return [entry("\n".join(lines)) for lines in found]


def newest(found: Sequence[LogEntry]) -> tuple[list[LogEntry], bool]:
    """Return as many entries as one answer holds, and whether others were left out."""
    return list(found[-MOST_ENTRIES:]), len(found) > MOST_ENTRIES


def cursor_of(found: Sequence[LogEntry]) -> str:
    """Return what the end of some entries is known by."""
    return _digest(found[-_OVERLAP:])


def after(found: Sequence[LogEntry], cursor: str | None) -> list[LogEntry] | None:
    """Return the entries behind a cursor; None if it is not among them."""
    for end in range(len(found), -1, -1):
        if cursor == _digest(found[max(0, end - _OVERLAP) : end]):
            return list(found[end:])
    return None


def _digest(found: Iterable[LogEntry]) -> str:
    text = "\n".join(f"{one.time} {one.level} {one.message}" for one in found)
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _is_grave(line: str) -> bool:
    return entry(line).level in (LogLevel.warning, LogLevel.error, LogLevel.critical)


def _message(text: str) -> str:
    text = text.rstrip()
    if len(text) > _LONGEST_MESSAGE:
        between = "\n…\n"
        end = _LONGEST_MESSAGE - _LONGEST_BEGINNING - len(between)
        text = f"{text[:_LONGEST_BEGINNING]}{between}{text[-end:]}"
    return clean_text(text, _LONGEST_MESSAGE) or ""
