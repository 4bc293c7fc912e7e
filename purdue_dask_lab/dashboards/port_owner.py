"""Whose processes listen on a port of this machine, or hold a connection."""

from __future__ import annotations

import ipaddress
import sys
from contextlib import suppress
from pathlib import Path

_TABLES = (Path("/proc/net/tcp"), Path("/proc/net/tcp6"))
_LISTENING = "0A"
_ESTABLISHED = "01"


def listeners(port: int) -> set[int]:
    """Numbers of the users whom ``localhost`` reaches at a port.

    Empty where nobody listens, and on systems that do not tell. Called in a
    thread: a busy machine has long tables.
    """
    found = set()
    for table in _TABLES:
        # Without IPv6, and on other systems than Linux, there is no such table.
        with suppress(OSError), table.open() as lines:
            next(lines, None)
            for line in lines:
                _, local, _, state, _, _, _, user, *_ = line.split()
                address, _, number = local.partition(":")
                if state == _LISTENING and int(number, 16) == port and _is_here(address):
                    found.add(int(user))
    return found


def owners_of_connection(port: int) -> set[int]:
    """Numbers of the users who connect from a port to this machine itself; see ``listeners``."""
    found = set()
    for table in _TABLES:
        with suppress(OSError), table.open() as lines:
            next(lines, None)
            for line in lines:
                _, local, _, state, _, _, _, user, *_ = line.split()
                number = local.partition(":")[2]
                if state == _ESTABLISHED and int(number, 16) == port:
                    found.add(int(user))
    return found


def _is_here(address: str) -> bool:
    """Whether ``localhost`` leads to an address, given as the kernel writes it: word by word."""
    words = [int(address[start : start + 8], 16) for start in range(0, len(address), 8)]
    packed = b"".join(word.to_bytes(4, sys.byteorder) for word in words)
    found = ipaddress.ip_address(packed)
    plain = getattr(found, "ipv4_mapped", None) or found
    return plain.is_unspecified or plain.is_loopback
