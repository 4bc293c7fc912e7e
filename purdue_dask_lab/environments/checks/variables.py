"""Will workers be able to use what variables name: proxies, and search paths."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from pathlib import Path

from ...environments import x509
from ...schemas.environments import Problem, Severity
from ..storage import StorageView

PROXY = "X509_USER_PROXY"
SEARCH_PATHS = ("PYTHONPATH", "LD_LIBRARY_PATH")
SHORTLY = timedelta(hours=1)
_RENEW = "voms-proxy-init --voms cms --out"


def problems(values: Mapping[str, str], sight: StorageView) -> Iterator[Problem]:
    """What variables name that the gateway's workers will not find, or not for long."""
    if values.get(PROXY):
        yield from _proxy(values[PROXY], sight)
    for name in SEARCH_PATHS:
        for entry in dict.fromkeys(values.get(name, "").split(os.pathsep)):
            hidden = sight.hidden(Path(entry)) if os.path.isabs(entry) else None
            if hidden:
                yield _problem(
                    name,
                    f"{name} has {entry}, which lies on {hidden}, where workers of "
                    f"{sight.label} cannot read.",
                )


def _proxy(value: str, sight: StorageView) -> Iterator[Problem]:
    file = Path(value)
    if not file.is_absolute():
        yield _problem(PROXY, f"{PROXY} is {value}: workers need the whole path, from / on.")
        return
    hidden = sight.hidden(file)
    if hidden:
        yield _problem(
            PROXY,
            f"The proxy {value} lies on {hidden}, which workers of {sight.label} cannot read. "
            f"{_elsewhere(sight)}",
            blocks=True,
        )
        return
    own = sight.elsewhere(file)
    if own:
        yield _problem(
            PROXY,
            f"The proxy {value} lies on {own}, of which each machine has its own: workers of "
            f"{sight.label} will hardly find it. {_elsewhere(sight)}",
        )
    mend = f"{_RENEW} {value}"
    proxy = x509.read(file)
    if proxy.fault:
        yield _problem(PROXY, f"The proxy {value} {proxy.fault}: {mend}", mend=mend, error=True)
    elif proxy.expires_at is not None:
        left = proxy.expires_at - datetime.now(timezone.utc)
        if left <= timedelta(0):
            yield _problem(
                PROXY,
                f"The proxy {value} expired {_span(-left)} ago, so that workers cannot read data "
                f"with it: {mend}",
                mend=mend,
                blocks=True,
            )
        elif left < SHORTLY:
            yield _problem(PROXY, f"The proxy {value} expires in {_span(left)}: {mend}", mend=mend)


def _elsewhere(sight: StorageView) -> str:
    places = sight.readable()
    place = places[0] if places else "a directory that they share"
    return f"Make one in a file on {place}, by {_RENEW} FILE, and set {PROXY} to that file."


def _span(length: timedelta) -> str:
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2 * 24 * 60 else f"{minutes // (24 * 60)} days"


def _problem(
    name: str, message: str, *, mend: str | None = None, error: bool = False, blocks: bool = False
) -> Problem:
    return Problem(
        severity=Severity.error if error or blocks else Severity.warning,
        message=message,
        mend=mend,
        blocks=blocks,
        field=f"variables.{name}",
    )
