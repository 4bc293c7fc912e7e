"""Workers that keep dying are told from those that somebody has scaled away."""

from __future__ import annotations

from typing import Any

import pytest

from purdue_dask_lab.clusters.records import ClusterRecord
from purdue_dask_lab.clusters.worker_losses import WINDOW_SECONDS, WorkerLosses
from purdue_dask_lab.gateways.jobs import Job
from purdue_dask_lab.gateways.report import Counts, WorkerMemory, worker_memory
from purdue_dask_lab.gateways.untrusted import InvalidAnswer
from purdue_dask_lab.schemas.clusters import JobRole, Tasks

FIXED = ClusterRecord(label="x", requested=2)
ADAPTIVE = ClusterRecord(label="x", minimum=0, maximum=4)
IDLE = Tasks(processing=0, memory=0, erred=0, waiting=0, released=0)


def seen(
    numbers: list[int],
    record: ClusterRecord | None = FIXED,
    *,
    wanted: list[int] | None = None,
    every: float = 10.0,
) -> WorkerLosses:
    losses = WorkerLosses()
    for at, workers in enumerate(numbers):
        counts = Counts(workers, workers, 1, wanted[at] if wanted else 0, IDLE)
        losses.observe(counts, record, at * every)
    return losses


@pytest.mark.parametrize(
    ("numbers", "many"),
    [
        ([0, 1, 2, 2, 2], False),
        ([2, 1, 2, 1, 2], False),
        ([2, 1, 2, 1, 2, 1], True),
        ([2, 0, 2, 0, 2], True),
        # Nothing has come back: a script has scaled down, twice.
        ([2, 1, 0, 0, 0], False),
        ([2, 0, 2, 0, 0], False),
    ],
)
def test_only_what_comes_back_was_lost(numbers: list[int], many: bool) -> None:
    assert seen(numbers).are_many is many


def test_what_was_long_ago_is_over() -> None:
    assert not seen([2, 1, 2, 1, 2, 1], every=WINDOW_SECONDS / 3).are_many


@pytest.mark.parametrize(
    "record",
    [
        None,
        FIXED.updated(contradicted=True),
        FIXED.updated(asked=False),
        # Asked for fewer, which is what comes.
        FIXED.updated(requested=0),
    ],
)
def test_where_nobody_knows_how_many_there_are_to_be_none_is_missing(
    record: ClusterRecord | None,
) -> None:
    assert not seen([2, 1, 2, 1, 2, 1], record).are_many


def test_adaptive_scaling_loses_nothing() -> None:
    up_and_down = [0, 4, 0, 4, 0, 4, 0]
    assert not seen(up_and_down, ADAPTIVE, wanted=up_and_down).are_many
    assert seen(up_and_down, ADAPTIVE, wanted=[4] * 7).are_many


@pytest.mark.parametrize(
    ("used", "error", "cause"),
    [
        (1.9, None, "One used 1.9 of its 2 GB of memory"),
        (1.2, None, "Why is not known here"),
        (1.2, "ImportError: no libXrd", "The log of one ends with: ImportError: no libXrd"),
    ],
)
def test_the_likely_cause_is_said(used: float, error: str | None, cause: str) -> None:
    losses = seen([2, 1, 2, 1, 2, 1])
    little = WorkerMemory(0.1, 0.2, 2.0)
    losses.observe_memory({"a": WorkerMemory(used / 2, used, 2.0), "b": little})
    losses.observe_memory({"b": little, "c": WorkerMemory(1.0, 2.0, 2.0)})
    said = losses.explanation(error)
    assert said is not None
    assert said.startswith("Workers keep failing: 3 or more were lost within 10 min. ")
    assert cause in said
    assert seen([2, 2]).explanation(error) is None


def test_memory_is_read_from_what_a_scheduler_says() -> None:
    def worker(**said: Any) -> dict[str, Any]:
        return {"memory_limit": 2**31, "metrics": {"memory": 2**30}, **said}

    found = worker_memory(
        {
            "workers": {
                "tls://10.0.0.1:1": worker(),
                "tls://10.0.0.2:1": worker(memory_limit=None),
                "tls://10.0.0.3:1": worker(memory_limit=0),
                "tls://10.0.0.4:1": worker(metrics={}),
                "tls://10.0.0.5:1": "nonsense",
            }
        }
    )
    assert found == {"tls://10.0.0.1:1": WorkerMemory(0.5, 1.0, 2.0)}
    for nonsense in (None, [], {}, {"workers": [1]}):
        with pytest.raises(InvalidAnswer):
            worker_memory(nonsense)


def worker_pod(restarts: int, ended: str | None) -> Job:
    """A worker's pod that was begun again so often, and ended like this before."""
    return Job(
        id="a",
        cluster="cms.1f2e",
        role=JobRole.worker,
        state="RUNNING",
        reason=None,
        ends_at=None,
        restarts=restarts,
        ended=ended,
    )


@pytest.mark.parametrize(
    ("ended", "said"),
    [
        ("Error, exit code 1", "One ended with: Error, exit code 1."),
        (
            "OOMKilled, exit code 137",
            "Kubernetes ended one for its memory (OOMKilled, exit code 137)",
        ),
    ],
)
def test_workers_that_die_before_their_scheduler_sees_them_count_by_their_pods(
    ended: str, said: str
) -> None:
    losses = WorkerLosses()
    for restarts in (1, 2):
        losses.observe_jobs([worker_pod(restarts, ended)], 10.0 * restarts)
        assert losses.explanation(None) is None
    # Seen again without having died again, it does not count again.
    losses.observe_jobs([worker_pod(2, ended)], 25.0)
    assert losses.explanation(None) is None
    losses.observe_jobs([worker_pod(3, ended)], 30.0)
    assert said in (losses.explanation(None) or "")
    # What has lasted since is not said to keep failing.
    losses.observe_jobs([worker_pod(3, ended)], 31.0 + WINDOW_SECONDS)
    assert losses.explanation(None) is None
