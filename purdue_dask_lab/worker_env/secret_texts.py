"""Texts that are secrets by what they look like, whatever their name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote

_REMEMBERED = 1_024
"""Characters of the longest texts whose form is remembered."""

LONGEST = 512 * 1024
"""Characters that are looked at; no variable is longer."""

_PRIVATE_KEY = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-|AGE-SECRET-KEY-1"
)
_KEY_BLOCK = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY.*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----|\Z)",
    re.DOTALL,
)
_KEY_END = re.compile(r"-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----")
_ADDRESS = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{0,30})://([^/\s@\"']{1,1280})@")
_TOKENS = re.compile(
    r"(?<![A-Za-z0-9])(?:"
    r"(?<![_-])eyJ[A-Za-z0-9_-]{5,4096}\.[A-Za-z0-9_-]{5,8192}\.[A-Za-z0-9_.-]{0,8192}"
    r"|gh[pousr]_[A-Za-z0-9]{20,255}"
    r"|github_pat_[A-Za-z0-9_]{20,255}"
    r"|gl(?:pat|dt|rt|cbt)-[A-Za-z0-9_-]{16,255}"
    r"|xox[a-z]-[A-Za-z0-9-]{10,255}"
    r"|sk-[A-Za-z0-9_-]{20,255}"
    r"|[sr]k_(?:live|test)_[A-Za-z0-9]{10,255}"
    r"|(?:AKIA|ASIA)[A-Z0-9]{16}"
    r"|AIza[A-Za-z0-9_-]{35}"
    r"|ya29\.[A-Za-z0-9_-]{20,2048}"
    r"|hf_[A-Za-z0-9]{20,255}"
    r"|npm_[A-Za-z0-9]{30,255}"
    r"|pypi-[A-Za-z0-9_-]{30,1024}"
    r"|do[opr]_v1_[a-f0-9]{32,255}"
    r"|dapi[a-f0-9]{32}"
    r"|hv[sb]\.[A-Za-z0-9_-]{20,512}"
    r"|SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16,128}"
    r")"
)
_WEBHOOK = re.compile(
    r"hooks\.slack\.com/[a-z]{1,20}/\S|discord(?:app)?\.com/api/webhooks/\S"
    r"|webhook\.office\.com/\S|outlook\.office(?:365)?\.com/webhook/\S"
    r"|hooks\.zapier\.com/hooks/\S|maker\.ifttt\.com/trigger/\S"
    r"|api\.telegram\.org/bot[0-9]{3,20}:|/webhooks?/[A-Za-z0-9_-]{16,}",
    re.IGNORECASE,
)
_ASSIGNED = re.compile(
    r"(?:^|[?&;,\s]|--)(?:"
    r"(?:account|shared_?access|access|api|private|secret|subscription)[_-]?key(?:_?id)?"
    r"|shared_?access_?signature|x-(?:amz|goog|ms)-(?:signature|credential|security-token)"
    r"|(?:access|refresh|id|auth|api|oauth|session|sas)?[_-]?token"
    r"|(?:client|app)?[_-]?secret|password|passwd|passphrase|sig|signature|AWSAccessKeyId"
    r")\s{0,8}=\s{0,8}[\"']?([^\s&;\"']{4,4096})",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\b(?:bearer|basic|token)\s{1,8}((?=[^\s\"']{0,64}[0-9=])[A-Za-z0-9._~+/=-]{16,8192})",
    re.IGNORECASE,
)
_IN_JSON = re.compile(
    r"\\?[\"']([A-Za-z0-9_.-]{1,80})\\?[\"']\s{0,8}:\s{0,8}\\?[\"']([^\"'\s][^\"']{3,})"
)
_JSON_KEYS = re.compile(
    r"private_?key|(?:client|app|consumer)?_?secret|token|password|passwd|passphrase|api_?key"
    r"|(?:access|secret|account|shared)_?(?:access_?)?key|authorization|credential|refresh",
    re.IGNORECASE,
)
_PATH = re.compile(r"(?:file://)?(?:/|~[A-Za-z0-9_.-]{0,64}/)[^\s=;|<>\"'`\x00]{1,4096}\Z")
_SHORTEST_TOKEN = 12
_MOST_AT_ONCE = 500
"""Secrets that are looked for in the whole of a text; of more, each part for itself."""


def is_secret(text: str) -> bool:
    """Return whether a text is or holds a secret that can be known by its form."""
    return _known_form(text) if len(text) <= _REMEMBERED else _has_known_form(text[:LONGEST])


def _has_known_form(text: str) -> bool:
    return bool(
        _PRIVATE_KEY.search(text)
        or any(map(_password, _ADDRESS.finditer(text)))
        or _WEBHOOK.search(text)
        or _HEADER.search(text)
        or _TOKENS.search(text)
        or any(not is_path(found[1]) for found in _ASSIGNED.finditer(text))
        or any(_is_secret_pair(found) for found in _IN_JSON.finditer(text))
    )


# Clusters of one user have much the same variables, which are looked at again and again.
_known_form = lru_cache(maxsize=8192)(_has_known_form)


def is_path(text: str) -> bool:
    """Return whether a text is a path; a random one that begins with a slash is none."""
    if not _PATH.match(text) or "+" in text:
        return False
    return not any(_is_random(part) for part in text.split("/"))


def secrets_in(text: str, shortest: int) -> Iterator[str]:
    """Yield what of a text is secret, without what is around it."""
    text = text[:LONGEST]
    if not is_secret(text):
        return
    candidates = [_password(found) for found in _ADDRESS.finditer(text)]
    for pattern in (_ASSIGNED, _HEADER):
        candidates += [found[1] for found in pattern.finditer(text) if not is_path(found[1])]
    for secret in filter(None, candidates):
        for one in {secret, unquote(secret)}:
            if len(one) >= shortest:
                yield one
    for found in _TOKENS.finditer(text):
        yield found[0]
    for found in _IN_JSON.finditer(text):
        if _is_secret_pair(found) and len(found[2]) >= shortest:
            yield found[2]
    if _PRIVATE_KEY.search(text):
        yield text


def without_secrets(text: str, mask: str) -> str:
    """Return a text with a mask in place of each secret that is known by its form."""
    text = _KEY_BLOCK.sub(mask, text)
    for end in list(_KEY_END.finditer(text))[-1:]:
        # The beginning of that key is before the text.
        text = mask + text[end.end() :]
    if (other := _PRIVATE_KEY.search(text)) is not None:
        return f"{text[: other.start()]}{mask}"
    return _without(text, mask)


def _without(text: str, mask: str) -> str:
    """Mask all secrets but private keys."""
    secrets = set(secrets_in(text, 1))
    if len(secrets) > _MOST_AT_ONCE:
        lines = text.splitlines(keepends=True)
        if len(lines) == 1:
            return mask
        step = -(-len(lines) * _MOST_AT_ONCE // (2 * len(secrets)))
        parts = ("".join(lines[at : at + step]) for at in range(0, len(lines), step))
        return "".join(_without(part, mask) for part in parts)
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, mask)
    return _WEBHOOK.sub(mask, text)


def _password(found: re.Match[str]) -> str:
    """Return the password of an address, or a token in place of a name; else nothing."""
    name, colon, password = found[2].partition(":")
    if colon:
        return password
    is_web = found[1].lower() in ("http", "https")
    return name if is_web and len(name) >= _SHORTEST_TOKEN and not name.isalpha() else ""


def _is_secret_pair(found: re.Match[str]) -> bool:
    return bool(_JSON_KEYS.search(found[1])) and not is_path(found[2])


def _is_random(text: str) -> bool:
    """Return whether letters and digits change too often for a word or a number."""
    text = text[:256]
    kinds = [(one.isdigit(), one.isupper()) for one in text]
    changes = sum(one != other for one, other in pairwise(kinds))
    return len(text) >= _SHORTEST_TOKEN and len(set(kinds)) == 3 and 3 * changes >= len(text)
