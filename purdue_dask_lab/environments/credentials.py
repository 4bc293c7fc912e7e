"""Bearer tokens and Kerberos caches: whether they are there, and for how long they hold."""

from __future__ import annotations

import base64
import json
import struct
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path

from ..translation import later, trans

MISSING = later("is not there")
MOST_BYTES = 2**20
_LAST_YEAR = 253_000_000_000
"""Seconds; what ends later has no end."""


@dataclass(frozen=True)
class Credential:
    """What a file says; ``fault`` is a clause that follows its path."""

    expires_at: datetime | None = None
    fault: str | None = None


def read_token(file: Path) -> Credential:
    """Read a bearer token; only a JSON Web Token tells when it ends."""
    content = _content(file)
    if isinstance(content, Credential):
        return content
    try:
        token = content.decode("ascii").strip()
    except UnicodeDecodeError:
        return Credential(fault=trans("holds no token"))
    if not token or any(character.isspace() for character in token):
        return Credential(fault=trans("holds no token"))
    parts = token.split(".")
    if len(parts) != 3:
        return Credential()
    try:
        payload = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
        return Credential(_time(payload["exp"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return Credential()


def read_kerberos(file: Path) -> Credential:
    """Read a Kerberos credential cache: it holds until its ticket-granting ticket ends."""
    content = _content(file)
    if isinstance(content, Credential):
        return content
    try:
        ends = list(_tickets(content))
    except (struct.error, ValueError, IndexError):
        return Credential(fault=trans("holds no Kerberos tickets"))
    if not ends:
        return Credential(fault=trans("holds no Kerberos ticket to get others with"))
    return Credential(_time(max(ends)))


def fault_of_file(file: Path, *, folder: bool = False) -> str | None:
    """Return what is wrong with a file or a folder that a variable names, as a clause."""
    try:
        is_folder = file.is_dir()
        if not folder and not is_folder:
            with file.open("rb"):
                return None
        if folder and is_folder:
            return None
        if not file.exists():
            return trans(MISSING)
    except FileNotFoundError:
        return trans(MISSING)
    except (OSError, ValueError) as error:
        return trans("cannot be read ({error})", error=getattr(error, "strerror", None) or error)
    return trans("is no folder") if folder else trans("is a directory")


def _content(file: Path) -> bytes | Credential:
    fault = fault_of_file(file)
    if fault is not None:
        return Credential(fault=fault)
    try:
        with file.open("rb") as opened:
            return opened.read(MOST_BYTES)
    except (OSError, ValueError) as error:
        return Credential(
            fault=trans("cannot be read ({error})", error=getattr(error, "strerror", None) or error)
        )


def _time(seconds: float) -> datetime | None:
    if not 0 < float(seconds) < _LAST_YEAR:
        return None
    return datetime.fromtimestamp(float(seconds), timezone.utc)


class _Reader:
    """Reads numbers and counted bytes of MIT's format, version 3 or 4."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    @property
    def is_at_end(self) -> bool:
        return self._at >= len(self._content)

    def number(self, form: str) -> int:
        (value,) = struct.unpack_from(f">{form}", self._content, self._at)
        self._at += struct.calcsize(form)
        return int(value)

    def counted(self) -> bytes:
        return self.skip(self.number("I"))

    def skip(self, length: int) -> bytes:
        if length > len(self._content) - self._at:
            raise ValueError(trans("it ends too early"))
        self._at += length
        return self._content[self._at - length : self._at]

    def principal(self) -> list[bytes]:
        self.number("I")
        components = self.number("I")
        if components > 100:
            raise ValueError(trans("a name of too many parts"))
        realm = self.counted()
        return [self.counted() for _ in range(components)] + [realm]


def _tickets(content: bytes) -> list[int]:
    """Return when each ticket-granting ticket ends."""
    reader = _Reader(content)
    version = reader.number("H")
    if version not in (0x0503, 0x0504):
        raise ValueError(trans("of another format"))
    if version == 0x0504:
        reader.skip(reader.number("H"))
    reader.principal()
    ends = []
    while not reader.is_at_end:
        reader.principal()
        server = reader.principal()
        reader.number("H")
        if version == 0x0503:
            reader.number("H")
        reader.counted()
        times = [reader.number("I") for _ in range(4)]
        reader.skip(5)
        for _ in range(2):
            for _ in range(reader.number("I")):
                reader.number("H")
                reader.counted()
        reader.counted()
        reader.counted()
        if server[:1] == [b"krbtgt"]:
            ends.append(times[2])
    return ends
