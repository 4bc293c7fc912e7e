"""A link to monitoring leads to the user's own cluster, and nowhere else."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from purdue_dask_lab.clusters import monitoring
from purdue_dask_lab.clusters.monitoring import cluster_page, gateway_page
from purdue_dask_lab.gateways.jobs import Job
from purdue_dask_lab.gateways.report import Report
from purdue_dask_lab.schemas.clusters import ClusterStatus, JobRole

GRAFANA = (
    "https://g.example/d/x?var-user={user}&var-cluster={cluster}&var-job={job_ids}"
    "&from={from}&to={to}&refresh=5s#panel"
)
MADE = datetime(2026, 11, 27, 8, tzinfo=timezone.utc)
MS = int(MADE.timestamp() * 1000)


@pytest.fixture(autouse=True)
def user(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(monitoring, "current_user", lambda: "a&b/../c?@evil")


def report(name: str = "ns.one", stopped: datetime | None = None) -> Report:
    return Report(name=name, status=ClusterStatus.running, created_at=MADE, stopped_at=stopped)


def job(number: int) -> Job:
    return Job(str(number), "one", JobRole.worker, "RUNNING", None, None)


ENCODED = "a%26b%2F..%2Fc%3F%40evil"


def test_a_clusters_page_carries_what_is_known_of_it() -> None:
    assert cluster_page(GRAFANA, report(), [job(12), job(7)]) == (
        f"https://g.example/d/x?var-user={ENCODED}&var-cluster=ns.one&var-job=12%2C7"
        f"&from={MS}&to=now&refresh=5s#panel"
    )


def test_once_it_has_ended_the_time_ends_too() -> None:
    page = cluster_page(GRAFANA, report(stopped=MADE.replace(hour=9)), [])
    assert page is not None
    assert f"&from={MS}&to={MS + 3_600_000}&" in page
    assert "var-job" not in page


def test_a_gateways_page_leaves_out_what_is_about_a_cluster() -> None:
    assert gateway_page(GRAFANA) == (
        f"https://g.example/d/x?var-user={ENCODED}&from=now-1h&to=now&refresh=5s#panel"
    )
    assert gateway_page("https://g.example/{cluster}?c={cluster}") == "https://g.example/"


@pytest.mark.parametrize(
    "template", ["https://g.example/d/x", "https://g.example/?q={a,b}&v={users}#{x}"]
)
def test_a_link_without_placeholders_is_as_it_was(template: str) -> None:
    assert gateway_page(template) == template
    assert cluster_page(template, report(), []) is None


def test_none_is_none() -> None:
    assert gateway_page(None) is None
    assert cluster_page(None, report(), []) is None


def test_a_name_cannot_bring_placeholders_or_parts_of_an_address() -> None:
    page = cluster_page("https://g.example/{cluster}?u={user}", report("{user}#?&x=1"), [])
    assert page == f"https://g.example/%7Buser%7D%23%3F%26x%3D1?u={ENCODED}"
