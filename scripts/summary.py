"""Adds up what the test runners reported, and names what failed: ``summary.py DIRECTORY SUITE...``.

A suite's reports are ``SUITE*.xml`` or ``SUITE.json``; ``SUITE.problem`` says what could
not be prepared, ``all.problem`` does for all of them, and ``SUITE.failed`` is there when
its runner ended with an error.
"""

from __future__ import annotations

import itertools
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree


class Result(NamedTuple):
    """What became of one test; or of a file of tests that could not be read, as one that failed."""

    file: str
    name: str
    outcome: str
    message: str = ""


def results(directory: Path, suite: str) -> Iterator[Result]:
    """Read one suite's reports; one whose runner was killed as it wrote it is a failure, too."""
    readers = {f"{suite}*.xml": of_xml, f"{suite}.json": of_jest}
    for pattern, read in readers.items():
        for report in sorted(directory.glob(pattern)):
            try:
                yield from list(read(report))
            except (ElementTree.ParseError, KeyError, ValueError) as error:
                reason = f"{type(error).__name__}: {error}"
                yield Result(report.name, "The report cannot be read", "failed", reason)


def of_xml(report: Path) -> Iterator[Result]:
    """Read what pytest or Playwright has written."""
    for case in ElementTree.parse(report).iter("testcase"):
        file, name = case.get("classname", ""), case.get("name", "")
        found = {child.tag: child for child in case}
        failure = found.get("failure", found.get("error"))
        if failure is not None:
            message = f"{failure.get('message', '')}\n{failure.text}"
            yield Result(file, name, "failed", message)
        else:
            yield Result(file, name, "skipped" if "skipped" in found else "passed")


def of_jest(report: Path) -> Iterator[Result]:
    """Read what Jest has written."""
    for of_file in json.loads(report.read_text())["testResults"]:
        file, tests = of_file["name"], of_file["assertionResults"]
        if of_file["status"] == "failed" and not any(t["status"] == "failed" for t in tests):
            yield Result(file, "Test suite failed to run", "failed", of_file["message"])
        for test in tests:
            outcome = test["status"] if test["status"] in ("passed", "failed") else "skipped"
            yield Result(file, test["fullName"], outcome, "\n".join(test["failureMessages"]))


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
    """Print each failed test, a line for each suite and one for all."""
    directory, suites = Path(sys.argv[1]), sys.argv[2:]
    total: Counter[str] = Counter()
    incomplete = False
    found = {suite: list(results(directory, suite)) for suite in suites}
    print()
    for result in itertools.chain.from_iterable(found.values()):
        if result.outcome == "failed":
            print(f"failed: {result.file}: {result.name}\n        {reason_of(result)}\n")
    for suite in suites:
        counts = Counter(result.outcome for result in found[suite])
        reason = problem(directory, suite, counts)
        total += counts
        incomplete |= reason is not None
        print(f"{suite + ':':12}{told(counts, reason)}")
    print(f"\n{line(total)}")
    return 1 if total["failed"] or incomplete else 0


def reason_of(failed: Result) -> str:
    """The first line of a failure that says more than where it is, without a terminal's colors."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", failed.message).splitlines()
    telling = (line.strip() for line in lines if not failed.name or failed.name not in line)
    return next((line[:200] for line in telling if line), "")


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
