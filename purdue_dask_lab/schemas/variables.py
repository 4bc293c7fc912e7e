"""What crosses the wire about the environment variables of workers."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from .base import Answer, Request
from .environments import Problem


class Variable(Answer):
    """One worker environment variable; the value of a masked one stays here."""

    name: str
    value: str | None
    source: str
    masked: bool = False
    required: bool = Field(default=False, description="Gateways need it: it cannot be left out")


class HeldBack(Answer):
    """A variable that looks like a secret and does not travel unless it is let through."""

    name: str
    source: str


class WorkerVariables(Answer):
    """What ``env`` workers would get."""

    variables: list[Variable]
    held_back: list[HeldBack] = Field(default=[])
    file: str = Field(description="The user's own labextension.yaml")
    errors: list[str] = Field(description="What of the files could not be used")
    problems: list[Problem] = Field(default=[], description="What would not work with them")


class UserFile(Answer):
    """The user's own labextension.yaml, or the example that it would begin with."""

    path: str
    content: str
    exists: bool
    changed_at: datetime | None = None


# Every character of a value counts.
Value = Annotated[str, StringConstraints(strip_whitespace=False)]


class VariableChoice(Request):
    """What a user wants workers' variables to be, beside what they are anyway."""

    environment: str | None = None
    notebook: str | None = Field(
        default=None, description="The notebook in front: pixi kernels depend on its folder"
    )
    variables: dict[str, Value] = Field(default={})
    dropped: list[str] = Field(default=[], description="Names that workers shall not get")
    let_through: list[str] = Field(
        default=[], description="Names that may travel although they look like secrets"
    )


class VariablesQuery(VariableChoice):
    """Asks what variables a new cluster's workers would get."""

    gateway: str | None = None


class NewContent(Request):
    """What the user's own file is to hold."""

    content: Value
