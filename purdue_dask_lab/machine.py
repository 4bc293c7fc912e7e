"""What the machine that Jupyter runs on is called."""

from __future__ import annotations

import socket
from contextlib import suppress

from .models import Machine

_SOMEWHERE = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that nobody has: which of ours would be used to reach them."""


def machine() -> Machine:
    """The names and addresses by which this machine may be meant.

    Links to a dashboard name the machine as Dask does: by the address of its
    way into the world. Nothing is sent; called in a thread, for names may be
    looked up.
    """
    host = socket.gethostname()
    names = {host, socket.getfqdn()}
    # A machine need not know its own name.
    with suppress(OSError):
        names.update(str(found[4][0]) for found in socket.getaddrinfo(host, None))
    for family, address in _SOMEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((address, 9))
                names.add(str(probe.getsockname()[0]))
        except OSError:
            continue
    return Machine(names=sorted(names))
