"""References in values: any text is taken, and nothing grows beyond what a process can have."""

from __future__ import annotations

import tracemalloc

from hypothesis import given
from hypothesis import strategies as st

from purdue_dask_lab.worker_env.interpolate import LONGEST, MOST, expanded

NAMES = st.sampled_from(["A", "B", "C", "HOME", "PATH"])
VALUES = st.lists(
    st.sampled_from(
        ["${A}", "${B}", "${C}", "${PATH}", "$${A}", "~", ":", "/", "x", "${", "}", "$"]
    ),
    max_size=12,
).map("".join)


def test_ten_variables_of_ten_references_each_stay_small() -> None:
    values = {"V0": "x" * 10}
    values |= {f"V{at}": f"${{V{at - 1}}}" * 10 for at in range(1, 11)}
    tracemalloc.start()
    found, faults = expanded(values, {})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10 * MOST
    assert found["V4"] == "x" * 100_000
    assert "becomes longer than 128 KiB" in faults["V5"]
    assert faults["V6"] == "refers to V5, which workers do not get"


def test_a_home_that_is_long_is_not_repeated_for_ever() -> None:
    found, faults = expanded({"A": "~:" * 60_000}, {"HOME": "/h" * 10_000})
    assert (found, list(faults)) == ({}, ["A"])


def test_all_variables_together_are_no_more_than_a_process_takes() -> None:
    values = {f"V{at}": "x" * 100_000 for at in range(40)}
    found, faults = expanded(values, {})
    assert sum(map(len, found.values())) <= MOST
    assert faults and all("2 MiB together" in fault for fault in faults.values())


# More than linear work would be stopped by the limit that each test has.
def test_a_chain_of_forty_thousand_has_an_end() -> None:
    values = {f"V{at}": f"${{V{at + 1}}}" for at in range(40_000)} | {"V40000": "end"}
    found, faults = expanded(values, {})
    assert (found["V0"], faults) == ("end", {})


def test_a_value_of_many_references_has_an_end() -> None:
    found, _ = expanded({"A": "${B}" * 100_000, "B": "x"}, {})
    assert found["A"] == "x" * 100_000


@given(
    st.dictionaries(NAMES, VALUES | st.text(max_size=30), max_size=5),
    st.dictionaries(NAMES, st.text(max_size=10), max_size=5),
)
def test_each_name_is_filled_in_or_has_a_fault_and_never_both(
    values: dict[str, str], below: dict[str, str]
) -> None:
    found, faults = expanded(values, below)
    assert found.keys() | faults.keys() == values.keys()
    assert not found.keys() & faults.keys()
    assert all(len(value) <= LONGEST for value in found.values())


@given(st.dictionaries(NAMES, VALUES, max_size=5))
def test_the_order_of_the_variables_makes_no_difference(values: dict[str, str]) -> None:
    names = sorted(values, reverse=True)
    assert expanded(values, {}) == expanded({name: values[name] for name in names}, {})
