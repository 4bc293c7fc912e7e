"""How often a gateway is asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PollTiming:
    """How often a gateway is asked, in seconds.

    Parameters
    ----------
    poll
        Between two questions.
    poll_while_changing
        The same while a cluster starts or stops.
    kept_awake
        How long one look keeps the monitor asking.
    list_timeout
        How long a list waits for this gateway before it shows what was known.
    slow_after
        Without an answer for so long, the gateway's clusters are called stale.
    settle
        How long a list waits for what is done about its clusters, such as
        finding out why one failed.
    """

    poll: float = 1.0
    poll_while_changing: float = 0.4
    kept_awake: float = 30.0
    list_timeout: float = 1.0
    slow_after: float = 3.0
    settle: float = 0.3
