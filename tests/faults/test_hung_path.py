"""A folder of PATH that hangs, as those of a network's disk do, costs what is looked for there."""

from __future__ import annotations

import asyncio
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fake_gateway import entry, fake_gateways
from plain_services import plain_services
from prefixes import DASK, make_conda


@pytest.fixture
def lookups(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Lookups of programs hang until the end of the test; by the threads that make them."""
    released = threading.Event()
    threads: list[int] = []

    def which(*_: Any, **__: Any) -> None:
        threads.append(threading.get_ident())
        if threads[-1] != threading.main_thread().ident:
            released.wait(60)

    monkeypatch.setattr(shutil, "which", which)
    yield threads
    released.set()


async def test_clusters_are_listed_and_jupyter_is_not_held_up(
    tmp_path: Path, own_dask_configuration: Path, lookups: list[int]
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        async with plain_services(tmp_path) as services:
            for _ in range(2):
                assert len((await services.clusters.listing()).clusters) == 1
            while not lookups:
                await asyncio.sleep(0.01)
            assert threading.main_thread().ident not in lookups


async def test_environments_that_are_found_otherwise_are_offered(
    tmp_path: Path, lookups: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    prefix = make_conda(tmp_path / ".conda" / "envs" / "good", DASK)
    async with plain_services(tmp_path) as services:
        found = await services.environments(None, None, None)
        assert str(prefix) in [one.prefix for one in found]
        told = [one.message for environment in found for one in environment.problems]
        assert any(one.startswith("conda did not answer within") for one in told)
        # Once that is known, nobody waits for it any more.
        for _ in range(5):
            found = await services.environments(None, None, None)
            told = [one.message for environment in found for one in environment.problems]
            assert any(one.startswith("conda still does not answer") for one in told)
