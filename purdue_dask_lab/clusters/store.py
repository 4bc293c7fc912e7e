"""What we remember of a cluster because its gateway cannot tell it."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote, unquote

from pydantic import BaseModel, Field, ValidationError

from ..schemas.clusters import ClusterEnvironment, Failure, NewCluster

NEWBORN = timedelta(seconds=30)
"""How long a gateway may deny a cluster it has just accepted (Kubernetes' informer)."""

_Version = tuple[int, int]


def _now() -> datetime:
    return datetime.now(timezone.utc)


class ClusterRecord(BaseModel):
    """One remembered cluster.

    ``requested`` is a fixed number of workers, ``minimum`` and ``maximum`` an
    adaptive range; ``asked`` says whether the gateway has been told.
    """

    label: str
    environment: ClusterEnvironment | None = None
    request: NewCluster | None = None
    requested: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    asked: bool = True
    stopping: bool = False
    started_at: datetime | None = None
    failure: Failure | None = None
    notice: str | None = None
    made_at: datetime = Field(default_factory=_now)

    @property
    def is_newborn(self) -> bool:
        """Whether the gateway may not know it yet, whichever of the user's servers made it.

        Also when it is to end again: until it is known it cannot be ended.
        """
        return _now() - self.made_at < NEWBORN


class ClusterStore:
    """The records of one gateway's clusters, a file each, written atomically.

    A file each, so that two Jupyter servers of one user never overwrite one
    another's. Readable by the user only: a request may hold variables.

    What one of them writes the other takes over at its next refresh.

    Parameters
    ----------
    directory
        Where the files are; made when the first is written.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._records: dict[str, ClusterRecord] = {}
        self._versions: dict[str, _Version] | None = None
        self._lock = asyncio.Lock()

    async def records(self) -> dict[str, ClusterRecord]:
        """All records by cluster name, as last read or written."""
        if self._versions is None:
            await self.refresh()
        return self._records

    async def refresh(self) -> None:
        """Take over what another Jupyter server of this user has written meanwhile."""
        async with self._lock:
            known = self._versions or {}
            versions, changed = await asyncio.to_thread(self._read, known)
            self._records.update(changed)
            for name in known.keys() - versions.keys():
                self._records.pop(name, None)
            self._versions = versions

    async def remember(self, name: str, record: ClusterRecord) -> None:
        """Keep a record, in place of an earlier one of this name."""
        (await self.records())[name] = record
        async with self._lock:
            version = await asyncio.to_thread(self._write, name, record.model_dump_json())
            self._versions = {**(self._versions or {}), name: version}

    async def forget(self, name: str) -> None:
        """Drop a record; harmless when there is none."""
        if (await self.records()).pop(name, None) is not None:
            async with self._lock:
                await asyncio.to_thread(self._file(name).unlink, missing_ok=True)
                (self._versions or {}).pop(name, None)

    def _file(self, name: str) -> Path:
        return self._directory / f"{quote(name, safe='')}.json"

    def _read(
        self, known: Mapping[str, _Version]
    ) -> tuple[dict[str, _Version], dict[str, ClusterRecord]]:
        versions: dict[str, _Version] = {}
        changed: dict[str, ClusterRecord] = {}
        for file in self._directory.glob("*.json"):
            name = unquote(file.stem)
            try:
                versions[name] = _version(file)
                if known.get(name) != versions[name]:
                    changed[name] = ClusterRecord.model_validate_json(file.read_bytes())
            except (OSError, ValidationError):
                # A label is lost, not a cluster: the gateway still lists it.
                continue
        return versions, changed

    def _write(self, name: str, text: str) -> _Version:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self._directory, suffix=".part")
        with os.fdopen(handle, "w") as file:
            file.write(text)
        version = _version(Path(temporary))
        os.replace(temporary, self._file(name))
        return version


def _version(file: Path) -> _Version:
    """Differs whenever a file was written anew."""
    found = file.stat()
    return found.st_ino, found.st_mtime_ns
