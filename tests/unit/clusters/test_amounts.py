"""Cores and memory of a worker, as sites' options name and write them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdue_dask_lab.clusters.amounts import cores_of, memory_of
from purdue_dask_lab.config.schema import OptionRoles

PLAIN = OptionRoles()


@pytest.mark.parametrize(
    ("options", "roles", "cores", "memory"),
    [
        ({"worker_cores": 2, "worker_memory": 4.0}, {}, 2, 4),
        ({"worker_cores": 0.5, "worker_memory": 4 * 2**30}, {}, 0.5, 4),
        ({"worker_cores": "4", "worker_memory": "8 GB"}, {}, 4, 8),
        ({"worker_cores": True, "worker_memory": "much"}, {}, None, None),
        ({"worker_cores": -1, "worker_memory": 0}, {}, None, None),
        ({"CPU": 12, "RAM": 16 * 1024**3}, {"cores": "CPU", "memory": "RAM"}, 12, 16),
        ({"worker_cores": 1, "profile": "large"}, {"cores": "profile"}, None, None),
        ({"mem": "512 MiB"}, {"memory": "mem"}, None, 0.5),
    ],
)
def test_they_are_found_by_name_or_where_the_site_says(
    options: dict[str, Any], roles: dict[str, str], cores: float | None, memory: float | None
) -> None:
    said = OptionRoles(**roles)
    assert (cores_of(options, said), memory_of(options, said)) == (cores, memory)


ANYTHING = st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.lists(st.none())


@given(ANYTHING)
def test_nothing_at_all_that_an_option_holds_makes_them_fail(value: Any) -> None:
    options = {"worker_cores": value, "worker_memory": value}
    for found in (cores_of(options, PLAIN), memory_of(options, PLAIN)):
        assert found is None or 0 < found < float("inf")
