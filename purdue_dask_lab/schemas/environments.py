"""What crosses the wire about environments, and what is wrong with one."""

from __future__ import annotations

from enum import Enum

from pydantic import Field

from .base import Answer


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
