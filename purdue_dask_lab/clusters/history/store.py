"""The files of clusters that have ended, and of those that were seen to run."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from ...errors import DaskLabError, FileUnusable
from ...system.concurrency import executors
from ...translation import trans
from ..records import now
from ..regular_files import open_regular
from .records import HistoryRecord


@dataclass(frozen=True)
class HistoryLimits:
    """How long a gateway's clusters are kept after their end.

    Parameters
    ----------
    count
        The most that are kept, the latest; 0 for none.
    days
        How many days each is kept.
    """

    count: int = 50
    days: float = 14.0

    @property
    def time(self) -> timedelta:
        """How long each is kept."""
        return timedelta(days=self.days)


_LARGEST = 2**20
"""Bytes of one file."""

_CLOCK_SKEW = timedelta(days=1)
"""What has ended later than so much after now was written while a clock was wrong."""


class HistoryStore:
    """A file for each cluster, so that servers of one user do not write over one another's.

    Parameters
    ----------
    directory
        A folder of this gateway's own; made when first needed.
    limits
        How many are kept, and how long.
    """

    def __init__(self, directory: Path, limits: HistoryLimits | None = None) -> None:
        self.directory = directory
        self.limits = limits or HistoryLimits()
        self.problems: list[str] = []
        """What could not be read or written, in sentences."""
        self._unsaved: dict[str, HistoryRecord] = {}
        self._removed: set[str] = set()
        self._refused: set[str] = set()
        self._refusal: str | None = None

    async def records(self) -> dict[str, HistoryRecord]:
        """All that is kept, by name; what is too old or too much is removed."""
        try:
            found, problems = await executors.records.run(
                self.directory, _read, self.directory, self.limits, now()
            )
        except DaskLabError as error:
            found, problems = {}, [error.message]
        self.problems = [*problems, *([self._refusal] if self._refusal else [])]
        return {**found, **self._unsaved}

    async def save(self, record: HistoryRecord) -> None:
        """Keep a record; it counts at once, whatever the disk does.

        What was removed stays so, though somebody was still about to write it.
        """
        if not self.limits.count or record.name in self._removed:
            return
        self._unsaved[record.name] = record
        text = record.model_dump_json(exclude_none=True)
        try:
            await executors.records.run(self.directory, _write, self.directory, record.name, text)
        except (OSError, DaskLabError) as error:
            self._refused.add(record.name)
            why = error.message if isinstance(error, DaskLabError) else error.strerror or error
            self._refusal = trans(
                "Clusters that have ended cannot be saved in {directory}: "
                "{why}. They are kept until Jupyter stops.",
                directory=self.directory,
                why=str(why).rstrip("."),
            )
            return
        if self._unsaved.get(record.name) is record:
            del self._unsaved[record.name]
        self._refusal = None
        # The disk takes again what it did not take before.
        refused, self._refused = self._refused, set()
        for name in refused & self._unsaved.keys():
            await self.save(self._unsaved[name])

    def keep(self, record: HistoryRecord) -> None:
        """Keep the record of a cluster that has ended, which is to be saved."""
        self._removed.discard(record.name)
        if self.limits.count:
            self._unsaved[record.name] = record

    async def remove(self, name: str) -> None:
        """Forget a cluster; harmless when it is not known.

        Raises
        ------
        FileUnusable, DiskTooSlow
            Its file cannot be removed: it is still there.
        """
        self._unsaved.pop(name, None)
        self._removed.add(name)
        try:
            await executors.records.run(self.directory, _remove, self.directory, name)
        except OSError as error:
            raise FileUnusable(
                trans(
                    "{path} cannot be removed: {why}.",
                    path=_file(self.directory, name),
                    why=error.strerror or error,
                )
            ) from None


def _file(directory: Path, name: str) -> Path:
    return directory / f"{quote(name, safe='')}.json"


def _read(
    directory: Path, limits: HistoryLimits, at: datetime
) -> tuple[dict[str, HistoryRecord], list[str]]:
    found: list[tuple[HistoryRecord, Path]] = []
    problems: list[str] = []
    paths: list[Path] = []
    with suppress(OSError):
        paths = sorted(directory.glob("*.json"))
    for path in paths:
        try:
            with open_regular(path) as file:
                content = file.read(_LARGEST + 1)
            if len(content) > _LARGEST:
                raise ValueError(trans("too large"))
            record = HistoryRecord.model_validate_json(content)
            if path != _file(directory, record.name):
                raise ValueError(trans("of another name"))
            found.append((record, path))
        except FileNotFoundError:
            continue
        except (OSError, ValidationError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else trans("it makes no sense")
            problems.append(
                trans(
                    "A cluster that has ended is not shown: {path} cannot be "
                    "read ({why}). Delete the file to be told no more.",
                    path=path,
                    why=why,
                )
            )
    # What a wrong clock has dated drives out nothing else.
    found.sort(key=lambda item: (_end(item[0]) - at < _CLOCK_SKEW, _end(item[0])), reverse=True)
    kept: dict[str, HistoryRecord] = {}
    for record, path in found:
        is_recent = len(kept) < limits.count and at - _end(record) < limits.time
        if is_recent:
            kept[record.name] = record
        else:
            with suppress(OSError):
                path.unlink()
    return kept, problems


def _end(record: HistoryRecord) -> datetime:
    return record.ended_at or record.seen_at


def _write(directory: Path, name: str, text: str) -> None:
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=directory, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(temporary, _file(directory, name))
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise


def _remove(directory: Path, name: str) -> None:
    with suppress(NotADirectoryError):
        _file(directory, name).unlink(missing_ok=True)


def latest(records: Mapping[str, HistoryRecord]) -> list[HistoryRecord]:
    """Return records, those that ended last first."""
    return sorted(records.values(), key=_end, reverse=True)
