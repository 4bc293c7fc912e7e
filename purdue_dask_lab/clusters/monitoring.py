"""The page of a facility's monitoring, for a user or for one of their clusters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import quote

from ..gateways.jobs import Job
from ..gateways.report import Report
from ..system.account import current_user

_PLACEHOLDER = re.compile(r"\{(user|cluster|job_ids|from|to)\}")
"""All others stay as they are: addresses may have braces of their own."""

_OF_CLUSTER = re.compile(r"\{(cluster|job_ids|from|to)\}")

_MOST_JOBS = 50
"""Jobs that are named in an address."""


def gateway_page(template: str | None) -> str | None:
    """Return the page of a gateway, about the last hour.

    Parameters of its query that are about a cluster or its jobs are left out.
    """
    if template is None:
        return None
    values = {"user": current_user(), "cluster": None, "job_ids": None}
    return _filled(template, {**values, "from": "now-1h", "to": "now"})


def cluster_page(template: str | None, report: Report, jobs: Sequence[Job]) -> str | None:
    """Return the page of one cluster; None where it is no other than its gateway's."""
    if template is None or not _OF_CLUSTER.search(template):
        return None
    ids = sorted(job.id for job in jobs)[:_MOST_JOBS]
    return _filled(
        template,
        {
            "user": current_user(),
            "cluster": report.name,
            "job_ids": ",".join(ids) or None,
            "from": _milliseconds(report.created_at),
            "to": _milliseconds(report.stopped_at) if report.stopped_at else "now",
        },
    )


def _filled(template: str, values: Mapping[str, str | None]) -> str:
    page, mark, rest = template.partition("?")
    query, sign, fragment = rest.partition("#")
    kept = [part for part in query.split("&") if not _lacks(part, values)]
    text = f"{page}{mark if kept else ''}{'&'.join(kept)}{sign}{fragment}"
    return _PLACEHOLDER.sub(lambda found: quote(values[found[1]] or "", safe=""), text)


def _lacks(part: str, values: Mapping[str, str | None]) -> bool:
    return any(values[name] is None for name in _PLACEHOLDER.findall(part))


def _milliseconds(time: datetime) -> str:
    return str(int(time.timestamp() * 1000))
