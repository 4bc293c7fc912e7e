"""Keeps workers on Jupyter's own machine within its memory, which nobody else guards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from ..config.schema import LOCAL, GatewaySettings
from ..errors import InvalidValue
from ..schemas.clusters import Cluster

_MEMORY = "worker_memory"
_TOLERANCE = 1e-6


def require_memory(
    settings: GatewaySettings,
    workers: int,
    options: Mapping[str, Any],
    others: Iterable[Cluster],
    *,
    field: str,
) -> None:
    """Refuse workers whose memory altogether is more than the machine has.

    Cores may be shared by more workers than there are, which is slow; memory
    may not: the kernel ends processes, the notebook's own among them.

    Parameters
    ----------
    settings
        The gateway; one on other machines sees to it by itself.
    workers
        The most that one cluster is to have.
    options
        With GiB of memory for each.
    others
        The user's other clusters on this machine.
    field
        The value at fault in the request.

    Raises
    ------
    InvalidValue
        They do not fit; says what would.
    """
    limit = settings.known_limits().memory_gib
    each = options.get(_MEMORY)
    if settings.type != LOCAL or limit is None or not _is_amount(each):
        return
    used = sum(cluster.memory_gib for cluster in others if cluster.status.is_alive)
    needed = workers * each
    if not workers or needed + used <= limit + _TOLERANCE:
        return
    fitting = int((limit - used + _TOLERANCE) / each)
    ways = [f"Ask for at most {fitting}"] if fitting > 0 else []
    ways.append("give each less memory" if ways else "Give each less memory")
    if used:
        ways.append("shut another cluster down")
    count = f"{workers} workers" if workers > 1 else "1 worker"
    taken = f", of which other clusters use {used:.4g} GB" if used else ""
    raise InvalidValue(
        f"{count} with {each:.4g} GB of memory each take {needed:.4g} GB; this machine has "
        f"{limit:.4g} GB{taken}. {_or(ways)}.",
        field=field,
    )


def _or(ways: Sequence[str]) -> str:
    *first, last = ways
    return f"{', '.join(first)} or {last}" if first else last


def _is_amount(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
