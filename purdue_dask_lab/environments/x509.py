"""VOMS proxies: certificates by which workers read remote data, and for how long they hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from ..translation import trans

MOST_BYTES = 2**20
"""Bytes of a file that are read; a chain of certificates is far smaller."""


@dataclass(frozen=True)
class Proxy:
    """What a proxy's file says; ``fault`` is a clause that follows its path."""

    expires_at: datetime | None = None
    fault: str | None = None


def read(file: Path) -> Proxy:
    """Read a proxy: it holds until the first certificate of its chain ends."""
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES)
    except FileNotFoundError:
        return Proxy(fault=trans("is not there"))
    except IsADirectoryError:
        return Proxy(fault=trans("is a directory"))
    except (OSError, ValueError) as error:
        return Proxy(
            fault=trans("cannot be read ({error})", error=getattr(error, "strerror", None) or error)
        )
    # Costs 10 MiB, and few users have a proxy.
    from cryptography import x509

    try:
        chain = x509.load_pem_x509_certificates(content)
        return Proxy(min(_end(certificate) for certificate in chain))
    except Exception:
        # Whatever a file holds: OpenSSL raises many kinds of errors.
        return Proxy(fault=trans("holds no certificate"))


def _end(certificate: object) -> datetime:
    end: datetime | None = getattr(certificate, "not_valid_after_utc", None)
    if end is None:
        # Before cryptography 42.
        end = certificate.not_valid_after.replace(tzinfo=timezone.utc)  # type: ignore[attr-defined]
    return end
