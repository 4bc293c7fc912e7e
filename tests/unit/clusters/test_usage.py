"""What a cluster has used is counted while somebody looks, and never guessed."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from purdue_dask_lab.clusters.usage import GAP_SECONDS, POINTS, STEP_SECONDS, UsageMeter
from purdue_dask_lab.gateways.report import Counts, WorkerMemory
from purdue_dask_lab.schemas.clusters import Tasks

START = datetime(2026, 11, 27, 8, tzinfo=timezone.utc)


def counts(workers: int, tasks: int = 0) -> Counts:
    return Counts(
        workers=workers,
        cores=2 * workers,
        clients=0,
        wanted=0,
        tasks=Tasks(processing=tasks, memory=0, erred=0, waiting=0, released=0),
    )


def look(meter: UsageMeter, at: float, workers: int, tasks: int = 0) -> None:
    time = START + timedelta(seconds=at)
    meter.observe(counts(workers, tasks), at, started=START, time=time)


def test_worker_hours_are_workers_times_time() -> None:
    meter = UsageMeter()
    for second in range(0, 3601, 60):
        look(meter, second, 4)
    assert meter.worker_seconds == 4 * 3600
    assert (meter.peak_workers, meter.complete) == (4, True)


def test_of_two_looks_the_smaller_number_counts() -> None:
    meter = UsageMeter()
    look(meter, 0, 2)
    look(meter, 60, 10)
    look(meter, 120, 4)
    assert meter.worker_seconds == 2 * 60 + 4 * 60
    assert meter.peak_workers == 10


def test_while_nobody_looked_nothing_counts_and_that_is_said() -> None:
    meter = UsageMeter()
    look(meter, 0, 8)
    look(meter, GAP_SECONDS + 1, 8)
    assert (meter.worker_seconds, meter.complete) == (0, False)
    late = UsageMeter()
    look(late, 600, 8)
    assert not late.complete


def test_an_earlier_server_has_seen_its_part() -> None:
    meter = UsageMeter()
    look(meter, 0, 1)
    meter.resume(3600, 7, 5.5)
    look(meter, 60, 1)
    assert meter.worker_seconds == 3660
    assert (meter.peak_workers, meter.peak_memory_gib, meter.complete) == (7, 5.5, False)


def test_the_peak_of_memory_is_that_of_all_workers_together() -> None:
    meter = UsageMeter()
    assert meter.peak_memory_gib is None
    meter.observe_memory({"a": WorkerMemory(0.5, 2, 4), "b": WorkerMemory(0.75, 3, 4)})
    meter.observe_memory({"a": WorkerMemory(0.25, 1, 4)})
    look(meter, 0, 1)
    assert (meter.peak_memory_gib, meter.points[-1].memory_gib) == (5, 1)


def test_the_last_hour_has_a_point_for_each_step_and_no_more() -> None:
    meter = UsageMeter()
    for second in range(0, 2 * POINTS * STEP_SECONDS, 10):
        look(meter, second, 1, tasks=second)
    assert len(meter.points) == POINTS
    times = [one.at for one in meter.points]
    assert times == list(range(times[0], times[0] + POINTS))
    # Of one step the last look counts.
    assert meter.points[-1].tasks == 2 * POINTS * STEP_SECONDS - 10


def test_what_a_machine_slept_through_was_not_seen() -> None:
    meter = UsageMeter()
    look(meter, 0, 2)
    # Seconds that only go forward do not go on while it sleeps.
    meter.observe(counts(2), 1, started=START, time=START + timedelta(hours=8))
    assert (meter.worker_seconds, meter.complete) == (2, False)


def test_a_clock_that_is_set_back_leaves_the_last_hour_in_order() -> None:
    meter = UsageMeter()
    for second in range(0, 3600, STEP_SECONDS):
        look(meter, second, 1)
    for second in range(1800, 1900, STEP_SECONDS):
        look(meter, second, 3)
    times = [point.at for point in meter.points]
    assert times == sorted(set(times))
    assert [point.workers for point in meter.points][-1:] == [3]
