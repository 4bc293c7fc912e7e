"""What crosses the wire about gateways."""

from __future__ import annotations

from enum import Enum
from typing import Any

from pydantic import Field

from .base import Answer


class GatewayStatus(str, Enum):
    """Whether a gateway can be used by this user now."""

    available = "available"
    unavailable = "unavailable"
    not_allowed = "not_allowed"


class StorageAccess(str, Enum):
    """What a gateway's workers may do below a path."""

    none = "none"
    read = "read"
    write = "write"


class Storage(Answer):
    """One path and what this user's workers may do below it."""

    path: str
    access: StorageAccess


class Limits(Answer):
    """What a gateway allows one user in all; null where none is known."""

    workers: int | None = None
    cores: float | None = None
    memory_gib: float | None = None


class Usage(Answer):
    """What this user's clusters on a gateway hold now."""

    workers: int = 0
    cores: float = 0
    memory_gib: float = 0


class OfferedWorkers(Answer):
    """How many workers a new cluster begins with, unless the user wants otherwise."""

    minimum: int
    maximum: int


class Preset(Answer):
    """A size of clusters that has a name."""

    label: str
    workers: OfferedWorkers | None = Field(
        default=None, description="Null leaves the numbers of workers as they are"
    )
    options: dict[str, Any] = Field(
        default={}, description="Of the gateway's options; the others are as it offers them"
    )


class Gateway(Answer):
    """One configured gateway, as the dialog and the list show it."""

    id: str
    label: str
    description: str = ""
    audience: str = ""
    status: GatewayStatus
    reason: str | None = Field(default=None, description="Why it is not available, and what to do")
    default: bool = False
    version: str | None = None
    ends_with_jupyter: bool = Field(
        default=False, description="Its clusters end when this Jupyter server does"
    )
    machine: bool = Field(
        default=False,
        description="Its workers run on the machine of Jupyter, whose cores and memory its limits "
        "are; more workers than cores may share these",
    )
    start_timeout: float | None = Field(
        default=None, description="Seconds a cluster may take to start"
    )
    idle_timeout: float | None = Field(
        default=None, description="Seconds without work before it ends"
    )
    lifetime: float | None = Field(default=None, description="Seconds a cluster may live")
    workers: OfferedWorkers | None = Field(
        default=None, description="Null where the configuration says nothing of it"
    )
    presets: list[Preset] = Field(default=[], description="Sizes that the administrator offers")
    limits: Limits = Limits()
    usage: Usage = Usage()
    storage: list[Storage] = Field(default=[])
    monitoring_url: str | None = None


class GatewayState(Answer):
    """Beside a list of clusters: which gateways it could ask."""

    id: str
    status: GatewayStatus
    reason: str | None = None


class OptionsForm(Answer):
    """What a gateway lets its user choose, as JSON Schema of one object.

    Only what the user has to fill in: the environment and the variables have
    their own place in the dialog.
    """

    form_schema: dict[str, Any] = Field(serialization_alias="schema")
    ui_schema: dict[str, Any]
    defaults: dict[str, Any]
    takes_environment: bool = Field(
        description="Whether workers run in the environment that is chosen"
    )
    takes_variables: bool = Field(description="Whether workers get the variables that are chosen")
