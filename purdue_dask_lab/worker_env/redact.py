"""What is a secret, by its name, its value or its origin: it neither travels nor shows."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from . import secret_texts
from .session import matches

_UNMISTAKABLE = (
    "*ACCESSKEY*",
    "*ACCESS_KEY*",
    "*APIKEY*",
    "*API_KEY*",
    "*BEARER*",
    "*JWT*",
    "*PASSPHRASE*",
    "*PASSWD*",
    "*PASSWORD*",
    "*PRIVATEKEY*",
    "*PRIVATE_KEY*",
    "*SECRET*",
    "*TOKEN*",
)
SECRET_PATTERNS = (
    *_UNMISTAKABLE,
    "*AUTHORIZATION*",
    "*CONNECTIONSTRING*",
    "*CONNECTION_STRING*",
    "*CONN_STR*",
    "*COOKIE*",
    "*CREDENTIAL*",
    "*CREDS*",
    "*DSN",
    "*MACAROON*",
    "*OAUTH*",
    "*PASSCODE*",
    "*SIGNATURE*",
    "*WEBHOOK*",
    "*_AUTH",
    "*_CRED",
    "*_KEY",
    "*_KEY_ID",
    "*_PASS",
    "*_PAT",
    "*_PWD",
    "*_SAS",
    "*_SAS_*",
    "SAS_*",
    "DASK_GATEWAY__AUTH__*",
    "JPY_*",
    "JUPYTERHUB_*",
)
_PATHS = ("*FILE", "*FILES", "*FILENAME", "*_PATH", "*_DIR", "*_DIRECTORY", "*_LOCATION")
"""Names of what only says where a secret is."""

MASK = "••••••••"

_SHORTEST = 8
_SHORTEST_OF_OTHER_NAMES = 12
_DEEPEST = 60


def looks_secret(name: str, value: Any = None) -> bool:
    """Return whether a value is better not shown: by its name, or by what it is.

    Where a secret is kept is none: a path under the name of a secret, or a name
    that says that it is one of a file.
    """
    if isinstance(value, bool):
        return False
    if isinstance(value, str):
        if secret_texts.is_secret(value):
            return True
        if secret_texts.is_path(value) or (_names_path(name) and not _is_assignment(value)):
            return False
    elif _names_path(name):
        return False
    return is_secret_name(name)


@lru_cache(maxsize=4096)
def is_secret_name(name: str) -> bool:
    """Return whether a name is one of secrets."""
    return matches(name.replace("-", "_"), SECRET_PATTERNS)


@lru_cache(maxsize=4096)
def _names_path(name: str) -> bool:
    return matches(name.replace("-", "_"), _PATHS)


def _is_assignment(value: str) -> bool:
    return "=" in value or " " in value


def secrets_of(variables: Mapping[str, Any]) -> frozenset[str]:
    """Return the secrets themselves, by which to know them under a harmless name.

    Short ones, paths, and what is a secret by a name that others have, too, are
    left out: too much would look like them.
    """
    return frozenset(_secrets_in(variables, "", 0))


def process_secrets() -> frozenset[str]:
    """Return the secrets of this process's own environment."""
    return _secrets_among(frozenset(os.environ.items()))


def secrets_around(*variables: Mapping[str, Any] | None) -> frozenset[str]:
    """Return the secrets of this process, and those of what else is known."""
    return process_secrets().union(*(secrets_of(one) for one in variables if one))


@lru_cache(maxsize=4)
def _secrets_among(variables: frozenset[tuple[str, str]]) -> frozenset[str]:
    """Remembered while the variables stay: everything that leaves the process asks for them."""
    return secrets_of(dict(variables))


def contains_secret(value: str, secrets: Iterable[str]) -> bool:
    """Return whether a text holds one of the secrets."""
    return any(secret in value for secret in secrets)


def masked(options: Mapping[str, Any], secrets: Iterable[str] = ()) -> dict[str, Any]:
    """Return a copy of nested values in which secrets are masked.

    Parameters
    ----------
    secrets
        Secrets that are known besides those that the values hold themselves.
    """
    known = frozenset(secrets) | secrets_of(options)
    shown = _masked(options, "", known, 0)
    return shown if isinstance(shown, dict) else {}


def masked_text(text: str, secrets: Iterable[str] = ()) -> str:
    """Return a sentence in which the secrets alone are masked."""
    # Longer ones first: one may hold another.
    for secret in sorted(secrets, key=len, reverse=True):
        text = text.replace(secret, MASK)
    return secret_texts.without_secrets(text, MASK)


def _masked(value: Any, name: str, secrets: frozenset[str], depth: int) -> Any:
    if depth > _DEEPEST:
        return MASK
    if value and looks_secret(name, value):
        return MASK
    if isinstance(value, Mapping):
        pair = _pair(value)
        return {
            _masked_key(str(key), secrets): _masked(
                one, pair if pair is not None and key == "value" else str(key), secrets, depth + 1
            )
            for key, one in value.items()
        }
    if isinstance(value, (list, tuple)):
        return [_masked(one, "", secrets, depth + 1) for one in value]
    if isinstance(value, str) and (_holds_assignment(value) or contains_secret(value, secrets)):
        return MASK
    return value


def _masked_key(key: str, secrets: frozenset[str]) -> str:
    return MASK if secret_texts.is_secret(key) or contains_secret(key, secrets) else key


def _pair(value: Mapping[Any, Any]) -> str | None:
    """Return the name of a variable that is written as Kubernetes writes them."""
    name = value.get("name", value.get("key"))
    return name if isinstance(name, str) and "value" in value else None


def _holds_assignment(text: str) -> bool:
    """Return whether a text is ``NAME=VALUE`` with a secret's name."""
    name, sign, value = text.partition("=")
    return bool(sign) and name.isidentifier() and bool(value) and looks_secret(name, value)


def _secrets_in(value: Any, name: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, Mapping):
        pair = _pair(value)
        for key, one in value.items():
            yield from _secrets_in(one, pair if pair and key == "value" else str(key), depth + 1)
    elif isinstance(value, (list, tuple)):
        for one in value:
            yield from _secrets_in(one, name if is_secret_name(name) else "", depth + 1)
    elif isinstance(value, str):
        yield from secret_texts.secrets_in(value, _SHORTEST)
        variable, sign, rest = value.partition("=")
        if sign and variable.isidentifier() and is_secret_name(variable):
            yield from _secrets_in(rest, variable, depth + 1)
        if looks_secret(name, value) and _is_distinct(name, value):
            yield value


def _is_distinct(name: str, value: str) -> bool:
    """Return whether nothing else is likely to look like a secret."""
    if len(value) < _SHORTEST or "://" in value:
        return False
    if matches(name.replace("-", "_"), _UNMISTAKABLE):
        return True
    kinds = (any(map(str.isdigit, value)), any(map(str.isalpha, value)))
    return (
        len(value) >= _SHORTEST_OF_OTHER_NAMES
        and all(kinds)
        and not name.upper().startswith(("JUPYTERHUB_", "JPY_"))
    )
