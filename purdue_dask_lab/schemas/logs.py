"""What crosses the wire about the logs of a cluster."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

from pydantic import Field

from .base import Answer, Request


class LogKind(str, Enum):
    """Where the lines of a log come from."""

    scheduler = "scheduler"
    worker = "worker"
    file = "file"
    kept = "kept"


class LogLevel(str, Enum):
    """How grave a line of a log is, in the words of Python's ``logging``."""

    debug = "debug"
    info = "info"
    warning = "warning"
    error = "error"
    critical = "critical"


class LogSource(Answer):
    """One log of a cluster."""

    id: str = Field(description="What to ask for it by")
    kind: LogKind
    name: str = Field(description="A worker's name, or the name of a file")


class LogEntry(Answer):
    """One message of a log, which may have several lines."""

    time: str | None = Field(
        default=None, description="As the log has it: the clock of whoever wrote it, without zone"
    )
    level: LogLevel | None = None
    logger: str | None = Field(default=None, description="The part of Dask that wrote it")
    message: str


class ClusterLog(Answer):
    """The end of one log of a cluster, the oldest line first; without secrets."""

    sources: list[LogSource] = Field(description="All logs that the cluster has now")
    source: str | None = Field(default=None, description="The one that is answered")
    entries: list[LogEntry] = Field(default=[])
    cursor: str | None = Field(
        default=None, description="What to send as since, to be answered only what is newer"
    )
    follows: bool = Field(
        default=False,
        description="The entries come after those that since stands for; else they replace them",
    )
    truncated: bool = Field(default=False, description="Older lines were left out")
    live: bool = Field(default=False, description="More lines may come")
    problem: str | None = Field(default=None, description="Why there is nothing to be read now")


class LogQuery(Request):
    """Which log, and from where on."""

    source: Annotated[str, Field(max_length=400)] | None = None
    since: Annotated[str, Field(max_length=200)] | None = None
