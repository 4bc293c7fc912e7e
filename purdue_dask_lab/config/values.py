"""What single values of the configuration may be: addresses, links, paths, patterns."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from ..system.account import expand_user
from ..translation import trans

_TEMPLATE = re.compile(r"\{[A-Za-z_][A-Za-z0-9_]*\}")
_HOST_AND_PORT = re.compile(r"(?:\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]@?#]+):([0-9]{1,5})")
_ID = re.compile(r"[^\s/\\?#%\x00-\x1f\x7f](?:[^/\\?#%\x00-\x1f\x7f]*[^\s/\\?#%\x00-\x1f\x7f])?")
_VARIABLE_PATTERN = re.compile(r"(?:[A-Za-z0-9_*?]|\[!?[A-Za-z0-9_-]+\])+")
_USER_INFO = re.compile(r"://[^/\s]*@")
_CONTROL = re.compile(r"[\x00-\x20\x7f]")


def as_gateway_id(text: str) -> str:
    """Return a gateway's id, which is a part of addresses and the name of a folder."""
    if text in (".", "..") or not _ID.fullmatch(text):
        raise ValueError(trans("a gateway's id is part of addresses; use letters, digits, - and _"))
    return text


def as_address(text: str) -> str:
    """Return the address of a gateway's REST API."""
    parts = _split(text)
    if parts is None or parts[0] not in ("http", "https") or not parts[1]:
        raise ValueError(
            trans("{text} is no address; write http://host:port or https://host", text=_short(text))
        )
    return text


def as_public_address(text: str) -> str:
    """Return an address for browsers, which may be a path of the site that they are on."""
    if text.startswith("/") and not text.startswith("//") and not _CONTROL.search(text):
        return text
    return as_address(text)


def as_proxy_address(value: Any) -> Any:
    """Return where clients reach schedulers: a port, ``host:port`` or an address."""
    if isinstance(value, bool):
        raise ValueError(trans("write a port, or host:port"))
    if isinstance(value, int):
        if not 0 < value < 2**16:
            raise ValueError(
                trans("{value} is no port; ports go from 1 to 65535", value=_short(str(value)))
            )
        return value
    if not isinstance(value, str):
        return value
    filled = _TEMPLATE.sub("x", value)
    found = _HOST_AND_PORT.fullmatch(filled.rstrip("/"))
    if value.isdigit() and len(value) <= 5 and 0 < int(value) < 2**16:
        return value
    if found and 0 < int(found[1]) < 2**16:
        return value
    parts = _split(value)
    if parts and parts[0] in ("http", "https", "gateway", "tls", "tcp") and parts[1]:
        return value
    if filled != value and not _CONTROL.search(filled):
        # A variable may hold host and port in one.
        return value
    raise ValueError(
        trans("{value} is no address; write a port, or host:port", value=_short(value))
    )


def as_link(text: str) -> str:
    """Return a link to a web page."""
    parts = _split(text)
    if parts is None or parts[0] not in ("http", "https") or not parts[1]:
        raise ValueError(trans("{text} is no web page; write https://host/path", text=_short(text)))
    return text


def as_label(text: str) -> str:
    """Return a name as one line that can be seen."""
    label = " ".join(text.split())
    if not any(map(str.isprintable, label.replace(" ", ""))):
        raise ValueError(trans("{text} names nothing; write a text", text=_short(text)))
    return label


def as_storage_path(text: str) -> str:
    """Return a path that rules about storage can fit."""
    if not text.startswith("/"):
        raise ValueError(
            trans("{text} never fits; write the whole path, beginning with /", text=_short(text))
        )
    if "*" in text or "?" in text or "$" in text or "~" in text:
        raise ValueError(
            trans("{text} never fits; paths hold for all below them as they are", text=_short(text))
        )
    return text


def as_folder(text: str) -> str:
    """Return a folder, by its whole path or below the user's home."""
    if not text.startswith(("/", "~")):
        raise ValueError(trans("{text} is no whole path; begin with / or ~/", text=_short(text)))
    if expand_user(text) is None:
        raise ValueError(trans("{text} is in the home of nobody here", text=_short(text)))
    return text


def as_user_pattern(text: str) -> str:
    """Return a pattern that names of users can fit."""
    if not text or _CONTROL.search(text) or "/" in text or ":" in text:
        raise ValueError(
            trans(
                "{text} fits no user; write a name or a pattern such as *-cern", text=_short(text)
            )
        )
    return text


def as_variable_pattern(text: str) -> str:
    """Return a pattern that names of environment variables can fit."""
    if not _VARIABLE_PATTERN.fullmatch(text):
        raise ValueError(
            trans(
                "{text} fits no variable; write a name or a pattern such as MY_*", text=_short(text)
            )
        )
    return text


def _split(text: str) -> tuple[str, str | None] | None:
    """Return scheme and host of an address; None where it is none."""
    filled = _TEMPLATE.sub("x", text)
    if _CONTROL.search(filled) or "\\" in filled:
        return None
    try:
        parts = urlsplit(filled)
        if parts.port == 0:
            return None
    except ValueError:
        return None
    return parts.scheme, parts.hostname


def _short(text: str) -> str:
    # A name and a password in an address are nobody's business.
    text = _USER_INFO.sub("://…@", text)
    return repr(text if len(text) <= 60 else f"{text[:60]}…")
