"""What a gateway means when it refuses a cluster, beside its own words."""

from __future__ import annotations

import re

from .errors import InvalidValue, LabError, LimitReached
from .gateways.options import DeclaredOptions

_VARIABLES = "variables"
_EXPLANATIONS = (
    # Option handlers index the variables: a missing one is a bare KeyError.
    (
        re.compile(r"^'(?P<name>\w+)'$"),
        "The workers' environment variables lack {name}: add it under Environment variables.",
    ),
    (
        re.compile(r"expected str instance"),
        "A worker environment variable is no text: put its value in quotes.",
    ),
    (
        re.compile(r"NB_UID|NB_GID"),
        "This gateway has to know your numeric ids: add NB_UID (what `id -u` prints) and "
        "NB_GID (`id -g`) under Environment variables.",
    ),
    (
        re.compile(r"conda_env nor pixi_project|conda_env or pixi_project", re.IGNORECASE),
        "Choose an environment for the workers.",
    ),
)


def explained(refusal: InvalidValue, declared: DeclaredOptions) -> LabError:
    """The gateway's words, a plain explanation where one is known, and the field at fault."""
    said = refusal.message
    if "at a time" in said:
        return LimitReached(said)
    for pattern, explanation in _EXPLANATIONS:
        found = pattern.search(said)
        if found:
            plain = explanation.format(**found.groupdict())
            return InvalidValue(f"{plain} (The gateway said: {said})", field=_VARIABLES)
    return InvalidValue(said, field=declared.at_fault(said))
