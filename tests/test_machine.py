"""What tells a link to Jupyter's own machine from one to elsewhere."""

from __future__ import annotations

import socket

from conftest import Ask


async def test_the_machine_is_known_by_the_address_that_dask_puts_into_links(ask: Ask) -> None:
    from distributed.utils import get_ip

    answer = await ask("machine")
    assert answer.status == 200
    assert {get_ip(), socket.gethostname()} <= set(answer.body["names"])
