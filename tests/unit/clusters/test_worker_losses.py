"""Workers that keep dying are told from those that somebody has scaled away."""

from __future__ import annotations

import pytest
from worker_page import worker_page

from purdue_dask_lab.clusters.records import ClusterRecord
from purdue_dask_lab.clusters.worker_losses import WINDOW_SECONDS, WorkerLosses
from purdue_dask_lab.gateways.jobs import Job
from purdue_dask_lab.gateways.report import Counts, WorkerMemory
from purdue_dask_lab.gateways.untrusted import InvalidAnswer
from purdue_dask_lab.gateways.worker_report import MOST_WORKERS, read_workers
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


def test_workers_are_read_from_what_a_scheduler_shows() -> None:
    found = read_workers(
        worker_page(
            {
                "tls://10.0.0.1:1": {"name": "b <1>", "processing": 9, "stored": 7, "seen": 61.5},
                "tls://10.0.0.2:1": {"name": "", "limit": "None"},
                "tls://10.0.0.3:1": {"name": "d", "limit": 0},
                "tls://10.0.0.4:1": {"name": "e", "memory": "nan", "threads": "x", "stored": -1},
                "tls://10.0.0.5:1\x07": {},
            }
        )
    )
    assert found.memory() == {"tls://10.0.0.1:1": WorkerMemory(0.5, 1.0, 2.0)}
    assert found.names() == {
        "tls://10.0.0.1:1": "b <1>",
        "tls://10.0.0.3:1": "d",
        "tls://10.0.0.4:1": "e",
        "tls://10.0.0.2:1": "tls://10.0.0.2:1",
    }
    first, _, odd, _ = found.workers
    assert (first.threads, first.processing, first.stored, first.seconds_since_seen) == (
        2,
        9,
        7,
        61.5,
    )
    assert (odd.threads, odd.processing, odd.stored, odd.memory_gib) == (None, 0, None, None)
    for nonsense in ("", "<table>", "<table><th>Task</th></table>", "{}"):
        with pytest.raises(InvalidAnswer):
            read_workers(nonsense)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [("1.50 s", 1.5), ("218.00 ms", 0.218), ("20m 34s", 1234), ("3hr 25m", 12300), ("never", None)],
)
def test_older_dask_writes_the_time_for_people(written: str, seconds: float | None) -> None:
    page = worker_page({"tcp://a:1": {}}).replace('data-sort="0.5"> some ms', f"> {written}")
    (worker,) = read_workers(page).workers
    assert worker.seconds_since_seen == (None if seconds is None else pytest.approx(seconds))


def test_of_very_many_workers_some_are_left_out() -> None:
    many = {f"tcp://10.0.0.1:{port}": {"name": f"w{port:04}"} for port in range(MOST_WORKERS + 5)}
    found = read_workers(worker_page(many))
    assert (len(found.workers), found.left_out) == (MOST_WORKERS, 5)
    assert found.workers[0].name == "w0000"


@pytest.mark.parametrize(("asked", "later", "many"), [(0, 0, True), (3, 0, False), (3, 90, True)])
def test_a_restart_that_was_asked_for_is_no_loss(asked: int, later: float, many: bool) -> None:
    losses = WorkerLosses()
    for _ in range(asked):
        losses.expect()
    for at, workers in enumerate([2, *([2, 1] * 3), 2]):
        counts = Counts(workers, workers, 1, 0, IDLE)
        losses.observe(counts, FIXED, at * 10 + (later if at else 0))
    assert losses.are_many is many


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
