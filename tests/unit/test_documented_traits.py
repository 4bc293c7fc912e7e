"""Each trait of an administrator's is documented with its default, and no other is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from traitlets import TraitError

from purdue_dask_lab.app import DaskLab

DOCS = Path(__file__).parents[2] / "docs" / "operations.md"
ROWS = dict(re.findall(r"^\| `DaskLab\.(\w+)` *\| (.+?) *\|", DOCS.read_text(), re.MULTILINE))


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
@pytest.mark.parametrize("name", ["gateway_timeout", "poll_seconds", "watch_seconds", "ended_days"])
def test_a_number_that_cannot_be_counted_with_is_refused_at_the_start(
    name: str, value: float
) -> None:
    with pytest.raises(TraitError, match=name):
        DaskLab(**{name: value})


def test_all_traits_are_in_the_documentation_with_their_defaults() -> None:
    own = DaskLab.class_own_traits(config=True)
    assert set(ROWS) == set(own)
    told = {name: said.strip("`") for name, said in ROWS.items() if said.startswith("`")}
    assert told == {name: str(own[name].default_value) for name in told}
    assert set(ROWS) - set(told) == {"data_directory"}
    assert all(trait.help for trait in own.values())
