"""What a gateway means when it refuses a cluster, beside its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..errors import DaskLabError, InvalidValue, LimitReached
from ..schemas.clusters import Cluster, ClusterStatus
from ..translation import later, trans, trans_n
from .options import DeclaredOptions

_VARIABLES = "variables"
_ENVIRONMENT = "environment"
_EXPLANATIONS = (
    # Option handlers index the variables: a missing one is a bare KeyError.
    (
        re.compile(r"^'(?P<name>\w+)'$"),
        later(
            "The workers' environment variables lack {name}: add it under Environment variables."
        ),
        _VARIABLES,
    ),
    (
        re.compile(r"expected str instance"),
        later("A worker environment variable is no text: put its value in quotes."),
        _VARIABLES,
    ),
    (
        re.compile(r"NB_UID|NB_GID"),
        later(
            "This gateway has to know your numeric ids: add NB_UID (what `id -u` prints) and "
            "NB_GID (`id -g`) under Environment variables."
        ),
        _VARIABLES,
    ),
    (
        re.compile(r"conda_env nor pixi_project|conda_env or pixi_project", re.IGNORECASE),
        later("Choose an environment for the workers."),
        _ENVIRONMENT,
    ),
    (
        re.compile(r"(?:pixi|conda|environment)\b.* (?:does not exist|not found)", re.IGNORECASE),
        later(
            "Workers of {label} cannot see this environment: choose one on storage that they can "
            "read."
        ),
        _ENVIRONMENT,
    ),
)
_ALIVE = (ClusterStatus.pending, ClusterStatus.running)


def explained(
    refusal: InvalidValue, declared: DeclaredOptions, label: str, present: Iterable[Cluster]
) -> DaskLabError:
    """The gateway's words, a plain explanation where one is known, and the field at fault.

    Parameters
    ----------
    label
        What the gateway is called.
    present
        The user's clusters on it, one of which may be in the way.
    """
    said = refusal.message
    if "at a time" in said:
        return LimitReached(_with(_in_the_way(present), said))
    for pattern, explanation, field in _EXPLANATIONS:
        found = pattern.search(said)
        if found:
            plain = trans(explanation, label=label, **found.groupdict())
            return InvalidValue(_with(plain, said), field=field)
    return InvalidValue(said, field=declared.at_fault(said))


def _with(plain: str | None, said: str) -> str:
    if not plain:
        return said
    return trans("{plain} (The gateway said: {said})", plain=plain, said=said)


def _in_the_way(present: Iterable[Cluster]) -> str | None:
    """Which cluster stands in the way of a new one, and what to do about it."""
    alive, ending = [], []
    for cluster in present:
        if cluster.status in _ALIVE:
            alive.append(cluster.label)
        elif cluster.status is ClusterStatus.stopping:
            ending.append(cluster.label)
    if alive:
        return trans_n(
            "{names} is in the way: use it, or shut it down first.",
            "{names} are in the way: use one, or shut one down first.",
            len(alive),
            names=", ".join(alive),
        )
    if ending:
        return trans_n(
            "{names} is still ending: wait a moment, then try again.",
            "{names} are still ending: wait a moment, then try again.",
            len(ending),
            names=", ".join(ending),
        )
    return None
