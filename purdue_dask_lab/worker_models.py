"""What crosses the wire about workers: environments, variables and what is wrong with them."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated

from pydantic import Field, StringConstraints

from .base_models import Answer, Request


class EnvironmentKind(str, Enum):
    """Who made an environment."""

    conda = "conda"
    pixi = "pixi"
    venv = "venv"
    system = "system"


class Severity(str, Enum):
    """Whether a problem will surely stop a cluster, or only may."""

    error = "error"
    warning = "warning"


class Versions(Answer):
    """Versions found in an environment; null where the package is missing."""

    python: str | None = None
    dask: str | None = None
    distributed: str | None = None
    dask_gateway: str | None = None


class Problem(Answer):
    """Something that stands between a choice and a working cluster."""

    severity: Severity
    message: str = Field(description="Names the thing and the way out")
    mend: str | None = Field(default=None, description="The command that mends it")
    blocks: bool = Field(
        default=False, description="It is certain that no cluster works: none is made"
    )
    field: str | None = Field(
        default=None, description="Dotted path of the value at fault in the request"
    )


class Environment(Answer):
    """A Python environment that workers could run in."""

    name: str
    display_name: str
    kind: EnvironmentKind
    prefix: str | None = Field(description="Null where it cannot be told; a problem says why")
    pixi_project: str | None = None
    pixi_env: str | None = None
    is_default: bool = False
    versions: Versions = Versions()
    problems: list[Problem] = Field(default=[])


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


class UsersFile(Answer):
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
