"""What differs between workers and the environment that they were to have, in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdue_dask_lab.clusters.worker_versions import mismatch, read_versions

HERE = {"python": "3.12.4", "dask": "2026.3.0", "numpy": "2.4.0", "coffea": "2025.7.0"}
OTHER = "Workers run other software than Coffea: "
SAME = {"python": "3.12.9.final.0", "dask": "2026.3.0", "numpy": "2.4.0", "coffea": "2025.7.0"}


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (SAME, None),
        # What nobody compares, or nobody has here, is nobody's business.
        ({**SAME, "lz4": None, "pandas": "2.0"}, None),
        ({**SAME, "python": "3.10.1.final.0"}, "Python 3.10 instead of 3.12."),
        ({**SAME, "numpy": "1.26.4"}, "numpy 1.26.4 instead of 2.4.0."),
        ({**SAME, "coffea": None, "dask": "2024.5.0"}, "dask 2024.5.0 instead of 2026.3.0, no"),
    ],
)
def test_a_difference_is_named_with_both_versions(
    there: dict[str, str | None], said: str | None
) -> None:
    found = mismatch(HERE, there, "Coffea")
    if said is None:
        assert found is None
    else:
        assert found is not None
        assert found.startswith(OTHER + said)


def test_many_differences_stay_a_sentence() -> None:
    there = dict.fromkeys(("dask", "distributed", "numpy", "pandas", "awkward", "uproot"), "1")
    here = dict.fromkeys(there, "2")
    found = mismatch(here, {**there, "python": "3.9"}, "Coffea")
    assert found is not None
    assert "and 2 more." in found


@given(st.binary() | st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["packages", "x"]), inner),
    max_leaves=5,
).map(lambda told: json.dumps(told).encode()))  # fmt: skip
def test_nothing_printed_makes_reading_fail(output: Any) -> None:
    assert isinstance(read_versions(output), dict)
