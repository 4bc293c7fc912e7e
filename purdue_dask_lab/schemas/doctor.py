"""What the doctor says: on the command line, in the panel and as JSON."""

from __future__ import annotations

from enum import Enum

from pydantic import Field

from .base import Answer


class Level(str, Enum):
    """How much a finding matters."""

    ok = "ok"
    warning = "warning"
    error = "error"


class Finding(Answer):
    """One thing that was looked at."""

    level: Level
    message: str
    mend: str | None = Field(default=None, description="What to do about it")


class Section(Answer):
    """What was found out about one subject."""

    title: str
    findings: list[Finding]


class DoctorReport(Answer):
    """What works and what does not, without a secret in it."""

    sections: list[Section]
    errors: int = Field(description="Findings that keep something from working")
    warnings: int = Field(description="Findings that may")
    text: str = Field(description="All of it in plain text, for a ticket")
