"""Adds up what the test runners reported: ``summary.py DIRECTORY SUITE...``."""

from __future__ import annotations

import json
import sys
from collections import Counter
from itertools import chain
from pathlib import Path
from xml.etree import ElementTree


def read(directory: Path, suite: str) -> Counter[str]:
    """Count one suite's tests; a suite without a report is one failure."""
    counts: Counter[str] = Counter()
    reports = sorted(directory.glob(f"{suite}*.xml"))
    for case in chain.from_iterable(ElementTree.parse(one).iter("testcase") for one in reports):
        outcome = {child.tag for child in case}
        if outcome & {"failure", "error"}:
            counts["failed"] += 1
        elif "skipped" in outcome:
            counts["skipped"] += 1
        else:
            counts["passed"] += 1
    if (directory / f"{suite}.json").exists():
        found = json.loads((directory / f"{suite}.json").read_text())
        counts["passed"] = found["numPassedTests"]
        counts["failed"] = found["numFailedTests"] + found["numRuntimeErrorTestSuites"]
        counts["skipped"] = found["numPendingTests"]
    if (directory / f"{suite}.failed").exists() and not counts["failed"]:
        counts["failed"] = 1
    if not counts["passed"] and not counts["failed"]:
        counts["failed"] = 1
    return counts


def main() -> int:
    """Print a line for each suite and one for all."""
    directory, suites = Path(sys.argv[1]), sys.argv[2:]
    total: Counter[str] = Counter()
    print()
    for suite in suites:
        counts = read(directory, suite)
        total += counts
        print(f"{suite + ':':12}{line(counts)}")
    print(f"\n{line(total)}")
    return 1 if total["failed"] else 0


def line(counts: Counter[str]) -> str:
    """The counts as one line."""
    return ", ".join(f"{counts[outcome]} {outcome}" for outcome in ("passed", "failed", "skipped"))


if __name__ == "__main__":
    sys.exit(main())
