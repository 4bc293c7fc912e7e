"""The last lines of a run of all tests are their sum, whatever became of a runner."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SUMMARY = Path(__file__).parents[2] / "scripts" / "summary.py"

PASSES = '<testsuites><testsuite><testcase classname="t" name="x"/></testsuite></testsuites>'


def summary(directory: Path, *suites: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, SUMMARY, directory, *suites], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == ""
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("report", "content"),
    [
        ("torn.xml", PASSES[:50]),
        ("torn.xml", ""),
        ("torn.json", '{"testResults": ['),
        ("torn.json", "{}"),
    ],
)
def test_a_report_that_was_not_written_to_its_end_costs_no_other_suite_its_sum(
    report: str, content: str, tmp_path: Path
) -> None:
    (tmp_path / "whole.xml").write_text(PASSES)
    (tmp_path / report).write_text(content)
    said = summary(tmp_path, "whole", "torn")
    assert any(line.startswith(f"failed: {report}: ") for line in said)
    assert said[-1] == "1 passed, 1 failed, 0 skipped"


def test_a_failure_without_a_message_is_told_by_its_text(tmp_path: Path) -> None:
    failed = PASSES.replace(
        "/></testsuite>", "><failure>3 is not 4</failure></testcase></testsuite>"
    )
    (tmp_path / "one.xml").write_text(failed)
    assert "        3 is not 4" in summary(tmp_path, "one")
