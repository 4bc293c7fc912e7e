"""What we remember of a cluster because its gateway cannot tell it."""

from __future__ import annotations

import asyncio
import os
import tempfile
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, unquote

from pydantic import BaseModel, ValidationError

from .models import ClusterEnvironment, Failure, NewCluster


class Record(BaseModel):
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


class Memory:
    """The records of one gateway's clusters, a file each, written atomically.

    A file each, so that two Jupyter servers of one user never overwrite one
    another's. Readable by the user only: a request may hold variables.

    Parameters
    ----------
    directory
        Where the files are; made when the first is written.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._records: dict[str, Record] | None = None

    async def records(self) -> dict[str, Record]:
        """All records by cluster name; read from disk once."""
        if self._records is None:
            self._records = await asyncio.to_thread(self._read)
        return self._records

    async def remember(self, name: str, record: Record) -> None:
        """Keep a record, in place of an earlier one of this name."""
        (await self.records())[name] = record
        await asyncio.to_thread(self._write, name, record.model_dump_json())

    async def forget(self, name: str) -> None:
        """Drop a record; harmless when there is none."""
        if (await self.records()).pop(name, None) is not None:
            await asyncio.to_thread(self._file(name).unlink, missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._directory / f"{quote(name, safe='')}.json"

    def _read(self) -> dict[str, Record]:
        found: dict[str, Record] = {}
        for file in self._directory.glob("*.json"):
            try:
                found[unquote(file.stem)] = Record.model_validate_json(file.read_bytes())
            except (OSError, ValidationError):
                # A label is lost, not a cluster: the gateway still lists it.
                continue
        return found

    def _write(self, name: str, text: str) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=self._directory, suffix=".part")
        with os.fdopen(handle, "w") as file:
            file.write(text)
        os.replace(temporary, self._file(name))
