"""Keeps workers on Jupyter's own machine within its memory, which nobody else guards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeGuard

from ..config.schema import LOCAL, GatewaySettings
from ..errors import InvalidValue
from ..schemas.clusters import Cluster
from ..translation import trans, trans_n

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
    used = sum(_taken(cluster) for cluster in others if cluster.status.is_alive)
    needed = workers * each
    if not workers or needed + used <= limit + _TOLERANCE:
        return
    fitting = int((limit - used + _TOLERANCE) / each)
    ways = [trans("Ask for at most {fitting}", fitting=fitting)] if fitting > 0 else []
    ways.append(trans("give each less memory") if ways else trans("Give each less memory"))
    if used:
        ways.append(trans("shut another cluster down"))
    taken = trans(", of which other clusters use {used:.4g} GB", used=used) if used else ""
    raise InvalidValue(
        trans_n(
            "{number} worker with {each:.4g} GB of memory each take {needed:.4g} GB; this machine "
            "has {limit:.4g} GB{taken}. {ways}.",
            "{number} workers with {each:.4g} GB of memory each take {needed:.4g} GB; this machine "
            "has {limit:.4g} GB{taken}. {ways}.",
            workers,
            each=each,
            needed=needed,
            limit=limit,
            taken=taken,
            ways=_or(ways),
        ),
        field=field,
    )


def _taken(cluster: Cluster) -> float:
    """GiB that a cluster has or may come to have: workers that are yet to start need theirs."""
    workers, each = cluster.workers, cluster.options.get(_MEMORY)
    most = workers.requested if workers.maximum is None else workers.maximum
    return max(cluster.memory_gib, (most or 0) * each if _is_amount(each) else 0)


def _or(ways: Sequence[str]) -> str:
    *first, last = ways
    return trans("{first} or {last}", first=", ".join(first), last=last) if first else last


def _is_amount(value: Any) -> TypeGuard[float]:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value > 0
