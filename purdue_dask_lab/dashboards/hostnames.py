"""What the machine that Jupyter runs on is called."""

from __future__ import annotations

import socket
from contextlib import suppress

from ..errors import DaskLabError
from ..schemas.base import Machine
from ..system.concurrency import executors

_SOMEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that nobody has: which of ours would be used to reach them."""

_LOOKUP_TIMEOUT = 2.0
"""Seconds that looking names up may take."""


async def machine() -> Machine:
    """The names and addresses by which this machine may be meant.

    Links to a dashboard name the machine as Dask does: by the address of its
    way into the world. A name server that does not answer is not waited for.
    """
    names = _known()
    with suppress(DaskLabError):
        names |= await executors.network.run("hostname", _looked_up, timeout=_LOOKUP_TIMEOUT)
    return Machine(names=sorted(names))


def _known() -> set[str]:
    """What it knows of itself; nothing is sent."""
    names = {socket.gethostname()}
    for family, address in _SOMEWHERE:
        # Not every machine has a way there.
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((address, 9))
            names.add(str(probe.getsockname()[0]))
    return names


def _looked_up() -> set[str]:
    """What others call it."""
    host = socket.gethostname()
    names = {socket.getfqdn()}
    # A machine need not know its own name.
    with suppress(OSError):
        names.update(str(found[4][0]) for found in socket.getaddrinfo(host, None))
    return names
