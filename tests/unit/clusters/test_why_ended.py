"""Whoever finds a cluster gone is told why, as far as that can be known."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from purdue_dask_lab.clusters.diagnosis import why_ended
from purdue_dask_lab.config.schema import GatewaySettings
from purdue_dask_lab.gateways.report import Report
from purdue_dask_lab.schemas.clusters import ClusterStatus

BEGAN = datetime(2026, 3, 1, tzinfo=timezone.utc)
SHUT_DOWN_ELSEWHERE = None


def told(
    lived: float, idle: float | None, *, idle_timeout: float = 3600, lifetime: float = 86_400
) -> str | None:
    """What is said of a cluster that ended after so many seconds, the last so many without work."""
    end = BEGAN + timedelta(seconds=lived)
    report = Report("one", ClusterStatus.stopped, created_at=BEGAN, stopped_at=end)
    settings = GatewaySettings(
        id="near",
        label="Near",
        address="http://near",
        **{"idle-timeout": idle_timeout, "lifetime": lifetime},
    )
    since = end - timedelta(seconds=idle) if idle is not None else None
    why = why_ended(report, settings, since)
    return why.reason if why else None


@pytest.mark.parametrize(
    ("lived", "idle", "reason"),
    [
        (90_000, 10, "It has ended after 1 day, the longest that a cluster lives on Near."),
        (86_390, None, "It has ended after 1 day, the longest that a cluster lives on Near."),
        (9000, 3600, "It has ended after 1 h without work."),
        (9000, 3500, "It has ended after 1 h without work."),
        (9000, 1800, SHUT_DOWN_ELSEWHERE),
        (9000, 0, SHUT_DOWN_ELSEWHERE),
        (60, None, SHUT_DOWN_ELSEWHERE),
        (
            9000,
            None,
            "It has ended: after 1 h without work, or it was shut down elsewhere.",
        ),
    ],
)
def test_the_limit_that_was_reached_is_named(
    lived: float, idle: float | None, reason: str | None
) -> None:
    assert told(lived, idle) == reason


def test_a_start_that_was_seen_late_makes_no_secret_of_it() -> None:
    assert told(60, 20, idle_timeout=28) == "It has ended after 28 s without work."
    assert told(60, 16, idle_timeout=28) is SHUT_DOWN_ELSEWHERE


def test_nothing_is_said_where_the_gateway_does_not_tell_when() -> None:
    report = Report("one", ClusterStatus.stopped, created_at=BEGAN)
    settings = GatewaySettings(id="near", label="Near", address="http://near")
    assert why_ended(report, settings, BEGAN) is None
