"""The records of one gateway's clusters, on disk so that they outlive Jupyter."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, unquote
from uuid import uuid4

from pydantic import ValidationError

from ..errors import DaskLabError
from ..system.concurrency import executors
from ..translation import trans
from .records import ClusterRecord

_UNANSWERED = "@"
"""Begins the key of a request that was not answered: no cluster's name does."""

_LARGEST = 2**20
"""Bytes of one record."""

_SETTLED_NS = 2_000_000_000
"""Age of a folder's last change from which its time alone tells whether it has changed."""

_Version = tuple[int, int]


class ClusterStore:
    """A file for each record, written atomically.

    A file each, so that two Jupyter servers of one user never overwrite one
    another's. Readable by the user only: a request may hold variables. Records
    are extras: a disk that is full, read-only or hung costs what it would have
    kept, and never a cluster; ``problem`` says so.

    Parameters
    ----------
    directory
        A folder of this gateway's own; made when first needed.
    """

    def __init__(self, directory: Path) -> None:
        self.problem: str | None = None
        self._directory = directory
        self._records: dict[str, ClusterRecord] = {}
        self._versions: dict[str, _Version] = {}
        self._folder_changed_ns: int | None = None
        self._unsaved: set[str] = set()
        # Removed, but a disk did not take that yet: what it still has of them counts no more.
        self._unremoved: set[str] = set()
        self._removed_elsewhere: set[str] = set()
        self._unreadable: str | None = None
        self._lock = asyncio.Lock()

    def get(self, name: str) -> ClusterRecord | None:
        """The record of a cluster, as last read or written."""
        return self._records.get(name)

    @property
    def records(self) -> Mapping[str, ClusterRecord]:
        """The records of all clusters that have a name, without those put away."""
        return {
            name: record
            for name, record in self._records.items()
            if not name.startswith(_UNANSWERED) and record.missed_since is None
        }

    @property
    def forgotten(self) -> list[str]:
        """The clusters whose records have been put away for long enough."""
        return [name for name, record in self._records.items() if record.is_forgotten]

    @property
    def unanswered(self) -> Mapping[str, ClusterRecord]:
        """The requests whose answers have not come, the oldest first, by their keys here."""
        found = [item for item in self._records.items() if item[0].startswith(_UNANSWERED)]
        return dict(sorted(found, key=lambda item: item[1].made_at))

    def was_removed_elsewhere(self, name: str) -> bool:
        """Whether another Jupyter server of this user has removed a record that was known here."""
        return name in self._removed_elsewhere

    async def refresh(self) -> None:
        """Take over what another Jupyter server of this user has written meanwhile."""
        async with self._lock:
            for name in list(self._unremoved):
                await self._remove_file(name)
            try:
                found = await executors.records.run(self._directory, self._read, self._versions)
            except (OSError, DaskLabError) as error:
                # What was known still holds: a disk that fails for a moment takes nothing away.
                said = f"{_said(error)}."
                self.problem = self._unreadable = trans(
                    "Labels and worker numbers cannot be read: {message}", message=said
                )
                return
            if self.problem is not None and self.problem == self._unreadable:
                self.problem = None
            if found is None:
                return
            versions, changed = found
            for name in self._versions.keys() - versions.keys() - self._unsaved:
                self._records.pop(name, None)
                self._removed_elsewhere.add(name)
            self._removed_elsewhere -= changed.keys()
            known_better = self._unsaved | self._unremoved
            self._records.update(
                {name: record for name, record in changed.items() if name not in known_better}
            )
            self._versions = versions

    async def save(self, name: str, record: ClusterRecord) -> None:
        """Keep a record in place of an earlier one; it counts at once, whatever the disk does."""
        self._records[name] = record
        self._unsaved.add(name)
        self._unremoved.discard(name)
        self._removed_elsewhere.discard(name)
        async with self._lock:
            if self._records.get(name) is not record:
                # A later one came while this one waited.
                return
            text = record.model_dump_json(exclude_none=True)
            try:
                self._versions[name] = await executors.records.run(
                    self._directory, self._write, name, text
                )
            except (OSError, DaskLabError) as error:
                self.problem = trans(
                    "Labels and worker numbers of clusters cannot be saved "
                    "in {directory}: {said}. They are kept until Jupyter "
                    "stops.",
                    directory=self._directory,
                    said=_said(error),
                )
            else:
                self._unsaved.discard(name)
                self.problem = None

    async def remember_request(self, record: ClusterRecord) -> str:
        """Keep a request before it is sent; returns its key."""
        key = f"{_UNANSWERED}{uuid4().hex}"
        await self.save(key, record)
        return key

    async def remove(self, name: str) -> None:
        """Drop a record; harmless when there is none."""
        if self._records.pop(name, None) is None:
            return
        self._unsaved.discard(name)
        self._unremoved.add(name)
        async with self._lock:
            await self._remove_file(name)

    async def _remove_file(self, name: str) -> None:
        """Remove a file, now or at a later look; unless it has been written anew meanwhile."""
        if name in self._unremoved:
            with suppress(OSError, DaskLabError):
                await executors.records.run(self._directory, self._unlink, name)
                self._unremoved.discard(name)
                self._versions.pop(name, None)

    def _file(self, name: str) -> Path:
        return self._directory / f"{quote(name, safe='')}.json"

    def _read(
        self, known: Mapping[str, _Version]
    ) -> tuple[dict[str, _Version], dict[str, ClusterRecord]] | None:
        """All files' versions and the records of those that changed; None if nothing did."""
        try:
            changed_ns = self._directory.stat().st_mtime_ns
        except (FileNotFoundError, NotADirectoryError):
            self._folder_changed_ns = None
            return {}, {}
        if changed_ns == self._folder_changed_ns:
            return None
        versions: dict[str, _Version] = {}
        changed: dict[str, ClusterRecord] = {}
        is_complete = True
        with os.scandir(self._directory) as entries:
            for entry in entries:
                name = _name(entry.name)
                if name is None:
                    continue
                try:
                    self._read_one(name, entry, known, versions, changed)
                except FileNotFoundError:
                    continue
                except OSError:
                    # It is read again at the next look, and holds until then.
                    is_complete = False
                    if name in known:
                        versions[name] = known[name]
        newest = os.stat(self._directory).st_mtime_ns if versions else changed_ns
        # Two changes within one tick of the disk's clock look like one.
        settled = is_complete and time.time_ns() - newest > _SETTLED_NS and newest == changed_ns
        self._folder_changed_ns = changed_ns if settled else None
        return versions, changed

    def _read_one(
        self,
        name: str,
        entry: os.DirEntry[str],
        known: Mapping[str, _Version],
        versions: dict[str, _Version],
        changed: dict[str, ClusterRecord],
    ) -> None:
        """Read one file; one that makes no sense loses a label, not a cluster."""
        if not entry.is_file():
            return
        version = _version(entry.stat())
        if known.get(name) != version:
            with open(entry.path, "rb") as file:
                content = file.read(_LARGEST + 1)
            if len(content) <= _LARGEST:
                with suppress(ValidationError):
                    changed[name] = ClusterRecord.model_validate_json(content)
        versions[name] = version

    def _write(self, name: str, text: str) -> _Version:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self._directory, suffix=".part")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            version = _version(os.stat(temporary))
            os.replace(temporary, self._file(name))
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
        return version

    def _unlink(self, name: str) -> None:
        self._file(name).unlink(missing_ok=True)


def _name(file: str) -> str | None:
    """Return whose record a file is by its name; None where it is none."""
    try:
        name = unquote(file.removesuffix(".json"), errors="strict")
        name.encode()
    except ValueError:
        return None
    return name if file.endswith(".json") else None


def _version(found: os.stat_result) -> _Version:
    """Differs whenever a file was written anew."""
    return found.st_ino, found.st_mtime_ns


def _said(error: OSError | DaskLabError) -> str:
    if isinstance(error, DaskLabError):
        return error.message.rstrip(".")
    return error.strerror or type(error).__name__
