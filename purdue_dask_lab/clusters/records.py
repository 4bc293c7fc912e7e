"""What is kept of a cluster because its gateway cannot tell it, as a file holds it.

The format is the file's own, not the wire's: each has a version, and keys that
another version wrote are kept as they are, so that two Jupyter servers of
different images never destroy what the other one knows.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from typing_extensions import Self

FORMAT_VERSION = 1

NEWBORN = timedelta(seconds=30)
"""How long a gateway may deny a cluster it has just accepted (Kubernetes' informer)."""

UNANSWERED_KEPT = timedelta(minutes=15)
"""How long a request that was not answered may still be carried out by its gateway."""

MISSED_KEPT = timedelta(days=7)
"""How long the record of a cluster is kept that its gateway does not know."""

_CLOCK_SKEW = timedelta(minutes=2)


def now() -> datetime:
    """The time, with its zone."""
    return datetime.now(timezone.utc)


def _with_zone(time: datetime) -> datetime:
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


Time = Annotated[datetime, AfterValidator(_with_zone)]


class Stored(BaseModel):
    """A part of a file; keys that are not known here are kept."""

    model_config = ConfigDict(extra="allow", frozen=True)

    def updated(self, **changes: Any) -> Self:
        """A copy with some values changed; records themselves never change."""
        return self.model_copy(update=changes)


class StoredEnvironment(Stored):
    """The environment that a cluster was made with."""

    name: str
    display_name: str
    prefix: str | None = None


class StoredProblem(Stored):
    """An error that the checks of an environment have found."""

    message: str
    mend: str | None = None


class StoredFailure(Stored):
    """Why a cluster failed or ended."""

    reason: str
    hint: str = ""
    log: str | None = None
    problems: tuple[StoredProblem, ...] = ()


class ClusterRecord(Stored):
    """What the user wants of one cluster, and what was seen of it.

    ``requested`` is a fixed number of workers, ``minimum`` and ``maximum`` an
    adaptive range; ``asked`` says whether the gateway has been told. ``stopping``
    says that the cluster is to end. ``contradicted`` says that somebody else has
    scaled it meanwhile. ``sent`` holds digests of the options of a creation
    whose answer has not come. ``session`` names the Jupyter server that it is to stop with.
    ``missed_since`` is when it was put away because its gateway did not know it, which may be
    the fault of the address that was asked.
    """

    version: int = FORMAT_VERSION
    label: str
    environment: StoredEnvironment | None = None
    request: dict[str, Any] | None = None
    requested: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    asked: bool = True
    contradicted: bool = False
    stopping: bool = False
    started_at: Time | None = None
    failure: StoredFailure | None = None
    notice: str | None = None
    made_at: Time = Field(default_factory=now)
    sent: dict[str, str] | None = None
    session: str | None = None
    missed_since: Time | None = None

    @property
    def is_forgotten(self) -> bool:
        """Whether its gateway has not known it for so long that nothing of it is kept."""
        return self.missed_since is not None and abs(now() - self.missed_since) > MISSED_KEPT

    @property
    def is_adaptive(self) -> bool:
        """Whether the number of workers follows the load."""
        return self.minimum is not None and self.maximum is not None

    @property
    def is_newborn(self) -> bool:
        """Whether the gateway may not know it yet, whichever of the user's servers made it.

        Also when it is to end again: until it is known it cannot be ended.
        """
        # One from a later time was made while a clock was wrong.
        return -_CLOCK_SKEW < now() - self.made_at < NEWBORN

    @property
    def is_overdue(self) -> bool:
        """Whether a request without an answer will not be carried out any more."""
        return abs(now() - self.made_at) > UNANSWERED_KEPT

    def matches(self, options: Mapping[str, Any], created_at: datetime) -> bool:
        """Whether a cluster that nobody has announced is what this request asked for."""
        if self.sent is None or self.made_at - created_at > _CLOCK_SKEW:
            return False
        return all(
            name in options and digest(options[name]) == value for name, value in self.sent.items()
        )


def digest(value: Any) -> str:
    """A value's fingerprint: what was sent may hold secrets, and need not lie on a disk twice.

    A gateway gives whole numbers back as floats where it declares them so.
    """
    text = json.dumps(_canonical(value), sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: Any) -> Any:
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, (int, float)):
        # One that no float holds is not given back as one, and too long for digits, perhaps.
        return (
            float(value)
            if abs(value) < 2**53
            else f"{value:x}"
            if isinstance(value, int)
            else str(value)
        )
    if isinstance(value, Mapping):
        return {str(key): _canonical(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_canonical(one) for one in value]
    return str(value)
