"""What keeps the gateway on this machine from starting is named, and costs nothing else."""

from __future__ import annotations

import asyncio
import errno
import tempfile
from pathlib import Path
from typing import Any, NoReturn

import pytest
from plain_services import plain_services

from purdue_dask_lab.errors import GatewayUnreachable


async def test_a_machine_that_starts_no_more_processes_is_said_to_be_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refused(*args: Any, **kwargs: Any) -> NoReturn:
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    async with plain_services(tmp_path) as services:
        monkeypatch.setattr(asyncio, "create_subprocess_exec", refused)
        with pytest.raises(GatewayUnreachable, match="could not be started: Resource temporarily"):
            await services.options("local")


async def test_without_any_disk_for_temporary_files_only_that_gateway_does_not_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full() -> NoReturn:
        raise FileNotFoundError(errno.ENOENT, "No usable temporary directory found")

    monkeypatch.setattr(tempfile, "gettempdir", full)
    async with plain_services(tmp_path) as services:
        assert [gateway.id for gateway in await services.gateways()] == ["local"]
