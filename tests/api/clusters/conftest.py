"""Services over one gateway that does as a test says."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_gateway import FakeGateway, fake_gateways
from plain_services import entered, plain_services

from purdue_dask_lab.services import Services


@pytest.fixture
def near(
    own_dask_configuration: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[FakeGateway]:
    """A gateway that does as a test says."""
    with entered(jp_asyncio_loop, fake_gateways(own_dask_configuration, "near")) as (gateway,):
        yield gateway


@pytest.fixture
def services(
    near: FakeGateway, tmp_path: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[Services]:
    """The services of one Jupyter server."""
    with entered(jp_asyncio_loop, plain_services(tmp_path)) as found:
        yield found
