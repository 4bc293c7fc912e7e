"""The documentation names the gateway servers that tests run against, and no other."""

from __future__ import annotations

import re
from pathlib import Path

from facility.environments import GATEWAYS

DOCS = Path(__file__).parents[2] / "docs" / "kernels.md"


def test_the_servers_in_the_documentation_are_those_of_the_tests() -> None:
    named = re.findall(r"^\| (\d{4}\.\d+\.\d+) ", DOCS.read_text(), re.MULTILINE)
    assert sorted(named) == sorted(GATEWAYS)
