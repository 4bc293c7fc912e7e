"""Adds up what the test runners reported: ``summary.py DIRECTORY SUITE...``.

A suite's reports are ``SUITE*.xml`` or ``SUITE.json``; ``SUITE.problem`` says what could
not be prepared, ``all.problem`` does for all of them, and ``SUITE.failed`` is there when
its runner ended with an error.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree


def count(directory: Path, suite: str) -> Counter[str]:
    """Count one suite's tests."""
    counts: Counter[str] = Counter()
    for report in sorted(directory.glob(f"{suite}*.xml")):
        for case in ElementTree.parse(report).iter("testcase"):
            outcome = {child.tag for child in case}
            if outcome & {"failure", "error"}:
                counts["failed"] += 1
            elif "skipped" in outcome:
                counts["skipped"] += 1
            else:
                counts["passed"] += 1
    report = directory / f"{suite}.json"
    if report.exists():
        found = json.loads(report.read_text())
        counts["passed"] = found["numPassedTests"]
        counts["failed"] = found["numFailedTests"] + found["numRuntimeErrorTestSuites"]
        counts["skipped"] = found["numPendingTests"]
    return counts


def problem(directory: Path, suite: str, counts: Counter[str]) -> str | None:
    """Why not all of a suite has run, which is no test's failure."""
    for name in (suite, "all"):
        said = directory / f"{name}.problem"
        if said.exists():
            return said.read_text().strip()
    if (directory / f"{suite}.failed").exists() and not counts["failed"]:
        return "its test runner ended with an error"
    return None if counts["passed"] or counts["failed"] else "there was no test to run"


def main() -> int:
    """Print a line for each suite and one for all."""
    directory, suites = Path(sys.argv[1]), sys.argv[2:]
    total: Counter[str] = Counter()
    incomplete = False
    print()
    for suite in suites:
        counts = count(directory, suite)
        reason = problem(directory, suite, counts)
        total += counts
        incomplete |= reason is not None
        print(f"{suite + ':':12}{told(counts, reason)}")
    print(f"\n{line(total)}")
    return 1 if total["failed"] or incomplete else 0


def told(counts: Counter[str], reason: str | None) -> str:
    """What became of one suite."""
    if reason is None:
        return line(counts)
    if not sum(counts.values()):
        return f"not run ({reason})"
    return f"{line(counts)}; not all of it ran ({reason})"


def line(counts: Counter[str]) -> str:
    """The counts as one line."""
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("passed", "failed", "skipped"))


if __name__ == "__main__":
    sys.exit(main())
