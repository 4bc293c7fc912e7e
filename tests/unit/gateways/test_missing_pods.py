"""Pods that were never made are told of, however many they are."""

from __future__ import annotations

from purdue_dask_lab.gateways.jobs import Job, summary
from purdue_dask_lab.gateways.pod_reasons import PodReasons
from purdue_dask_lab.schemas.clusters import JobGroup, JobRole

FULL = "ExceededQuota: cores has 100 of 100 limits.cpu in use"
SCHEDULER = Job("dask-scheduler-one", "dask.one", JobRole.scheduler, "RUNNING", None, None)


def test_a_hundred_thousand_that_a_quota_refuses_cost_no_more_than_one() -> None:
    # Put together at each look, on the event loop.
    found = PodReasons(quota=FULL).missing("dask.one", [SCHEDULER], 100_000)
    assert len(found) == 1
    told = summary([SCHEDULER, *found])
    assert told is not None
    assert told.groups[-1] == JobGroup(
        role=JobRole.worker, state="PENDING", reason=FULL, count=100_000
    )
    assert told.command.startswith("squeue")


def test_none_is_missing_where_all_are_there() -> None:
    assert PodReasons(quota=FULL).missing("dask.one", [SCHEDULER], 0) == []
    (scheduler,) = PodReasons(quota=FULL).missing("dask.one", [], 4)
    assert (scheduler.role, scheduler.count) == (JobRole.scheduler, 1)
