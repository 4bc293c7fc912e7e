"""What a log's end is said to be about."""

from __future__ import annotations

import pytest

from purdue_dask_lab.clusters.scheduler_logs import last_error

CAUSE = """\
Traceback (most recent call last):
  File "nanny.py", line 1000, in run
ModuleNotFoundError: No module named 'preload'

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "nanny.py", line 1010, in instantiate
RuntimeError: Nanny failed to start."""

HANDLED = CAUSE.replace(
    "The above exception was the direct cause of the following exception:",
    "During handling of the above exception, another exception occurred:",
)


@pytest.mark.parametrize(
    ("log", "told"),
    [
        (None, None),
        ("2026-11-27 - distributed.worker - INFO - Start worker at Error", None),
        ("ValueError: first\nsomething\nOSError: last\nEnd.", "OSError: last"),
        (CAUSE, "ModuleNotFoundError: No module named 'preload'"),
        (f"OSError: long ago\n{CAUSE}", "ModuleNotFoundError: No module named 'preload'"),
        (f"{CAUSE}\nOSError: since", "OSError: since"),
        (HANDLED, "RuntimeError: Nanny failed to start."),
    ],
)
def test_the_last_error_of_a_log_is_told_by_what_caused_it(
    log: str | None, told: str | None
) -> None:
    assert last_error(log) == told
