"""What tells a link to Jupyter's own machine from one to elsewhere."""

from __future__ import annotations

import socket
import threading

import pytest
from rest import Ask


async def test_the_machine_is_known_by_the_address_that_dask_puts_into_links(ask: Ask) -> None:
    from distributed.utils import get_ip

    answer = await ask("machine")
    assert answer.status == 200
    assert {get_ip(), socket.gethostname()} <= set(answer.body["names"])


async def test_a_name_server_that_hangs_is_not_waited_for(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    answered = threading.Event()
    monkeypatch.setattr(socket, "getfqdn", lambda: answered.wait() and "late.example")
    try:
        answer = await ask("machine")
        assert socket.gethostname() in answer.body["names"]
        assert "late.example" not in answer.body["names"]
    finally:
        answered.set()
