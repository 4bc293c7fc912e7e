"""Will workers be able to use what variables name: credentials, files, and search paths."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

from ...environments import credentials, x509
from ...errors import DaskLabError
from ...schemas.environments import Problem, Severity
from ...system.concurrency import executors
from ...translation import later, trans, trans_n
from ...worker_env.redact import masked_text
from ...worker_env.session import matches
from ..storage import StorageView

PROXY = "X509_USER_PROXY"
SEARCH_PATHS = ("PYTHONPATH", "LD_LIBRARY_PATH")
SHORTLY = timedelta(hours=1)
FILES = (
    *("*_CA_BUNDLE", "*_CERT_FILE", "*_CREDENTIALS_FILE", "*_KEY_FILE", "*_PASSWORD_FILE"),
    *("*_TOKEN_FILE", "AWS_CONFIG_FILE", "GIT_SSL_CAINFO", "GOOGLE_APPLICATION_CREDENTIALS"),
    *("GRPC_DEFAULT_SSL_ROOTS_FILE_PATH", "KRB5_CONFIG", "NETRC", "PGPASSFILE", "PIP_CERT"),
    *("RUCIO_CONFIG", "X509_USER_CERT", "X509_USER_KEY", "X509_VOMSES", "XrdSecGSIUSERCERT"),
    *("XrdSecGSIUSERKEY", "XrdSecGSIUSERPROXY"),
)
"""Patterns of variables that name a file which others read."""

FOLDERS = ("SSL_CERT_DIR", "X509_CERT_DIR", "X509_VOMS_DIR", "XrdSecGSICADIR")
_NOT_IN_FILES = {"KCM", "KEYRING", "MEMORY", "API"}


@dataclass(frozen=True)
class _Kind:
    """A credential that a variable names, in words and with the command that renews it."""

    variable: str
    noun: str
    read: Callable[[Path], x509.Proxy | credentials.Credential]
    renew: str | None
    advice: str
    blocks: bool = True


_RENEW_PROXY = "voms-proxy-init --voms cms --out"
_KINDS = (
    _Kind(
        PROXY,
        later("Grid proxy"),
        x509.read,
        _RENEW_PROXY,
        later("by voms-proxy-init --voms cms --out FILE"),
    ),
    _Kind(
        "BEARER_TOKEN_FILE",
        later("Token"),
        credentials.read_token,
        None,
        later("with the tool of your experiment, such as htgettoken or oidc-token"),
        blocks=False,
    ),
    _Kind(
        "KRB5CCNAME",
        later("Kerberos cache"),
        credentials.read_kerberos,
        "kinit -c",
        later("by kinit -c FILE"),
        blocks=False,
    ),
)


def problems(values: Mapping[str, str], view: StorageView) -> Iterator[Problem]:
    """Yield what variables name that the gateway's workers will not find, or not for long.

    A file that hangs is a problem of its own; nothing else waits for it.
    """
    kinds = {kind.variable: kind for kind in _KINDS}

    def check(key: tuple[str, str]) -> list[Problem]:
        name, value = key
        if name in kinds:
            return list(_credential(kinds[name], value, view))
        if name in SEARCH_PATHS:
            return list(_search_path(name, value, view))
        return list(_file(name, value, view))

    names = [name for name in (*kinds, *SEARCH_PATHS) if values.get(name)]
    names += [
        name
        for name, value in values.items()
        if name not in names and os.path.isabs(value) and matches(name, (*FILES, *FOLDERS))
    ]
    # The path is what hangs, and what a sentence about it names.
    keys = [(name, values[name]) for name in names]
    for (name, _), found in executors.environments.call_each("variables", keys, check):
        if isinstance(found, DaskLabError):
            yield _problem(name, f"{name}: {found.message}")
        else:
            yield from found


def _search_path(name: str, value: str, view: StorageView) -> Iterator[Problem]:
    for entry in dict.fromkeys(value.split(os.pathsep)):
        hidden = view.hidden(Path(entry)) if os.path.isabs(entry) else None
        if hidden:
            yield _problem(
                name,
                trans(
                    "{name} has {entry}, which is on {hidden}, where workers of "
                    "{label} cannot read.",
                    name=name,
                    entry=entry,
                    hidden=hidden,
                    label=view.label,
                ),
            )


def _file(name: str, value: str, view: StorageView) -> Iterator[Problem]:
    """Check a file that others read: what it holds is their affair."""
    file = Path(value)
    hidden = view.hidden(file)
    if hidden:
        yield _problem(
            name,
            trans(
                "{name} is {value}, which is on {hidden}, where workers of {label} cannot read.",
                name=name,
                value=value,
                hidden=hidden,
                label=view.label,
            ),
        )
        return
    fault = credentials.fault_of_file(file, folder=name in FOLDERS)
    if fault:
        yield _problem(
            name, trans("{name} is {value}, which {fault}.", name=name, value=value, fault=fault)
        )


def _credential(kind: _Kind, written: str, view: StorageView) -> Iterator[Problem]:
    name, noun = kind.variable, trans(kind.noun)
    prefix, colon, rest = written.partition(":")
    value = rest if colon and prefix in ("FILE", "DIR") else written
    if colon and prefix in _NOT_IN_FILES:
        yield _problem(
            name,
            trans(
                "{noun} {written} is kept by this machine, where workers of "
                "{label} cannot read it. {elsewhere}",
                noun=noun,
                written=written,
                label=view.label,
                elsewhere=_elsewhere(kind, view),
            ),
        )
        return
    file = Path(value)
    if not file.is_absolute():
        yield _problem(
            name,
            trans(
                "{name} is {value}: workers need the whole path, from / on.",
                name=name,
                value=masked_text(value),
            ),
        )
        return
    hidden = view.hidden(file)
    if hidden:
        yield _problem(
            name,
            trans(
                "{noun} {value} is on {hidden}, which workers of {label} cannot read. {elsewhere}",
                noun=noun,
                value=value,
                hidden=hidden,
                label=view.label,
                elsewhere=_elsewhere(kind, view),
            ),
            blocks=kind.blocks,
        )
        return
    own = view.elsewhere(file)
    if own:
        yield _problem(
            name,
            trans(
                "{noun} {value} is on {own}, which is local to each machine: "
                "workers of {label} cannot see it. {elsewhere}",
                noun=noun,
                value=value,
                own=own,
                label=view.label,
                elsewhere=_elsewhere(kind, view),
            ),
        )
    if prefix == "DIR" and colon:
        return
    yield from _validity(kind, file)


def _validity(kind: _Kind, file: Path) -> Iterator[Problem]:
    mend = f"{kind.renew} {file}" if kind.renew else None
    remedy = (
        trans("Renew it with: {mend}", mend=mend)
        if mend
        else trans("Get a new one {advice}.", advice=trans(kind.advice))
    )
    name, noun = kind.variable, trans(kind.noun)
    found = kind.read(file)
    if found.fault:
        remedy = trans("Create it with: {mend}", mend=mend) if mend else remedy
        fault = trans("not found") if found.fault == trans(credentials.MISSING) else found.fault
        said = trans(
            "{noun} {file} {fault}. {remedy}", noun=noun, file=file, fault=fault, remedy=remedy
        )
        yield _problem(name, said, mend=mend, error=True)
    elif found.expires_at is not None:
        left = found.expires_at - datetime.now(timezone.utc)
        if left <= timedelta(0):
            yield _problem(
                name,
                trans(
                    "{noun} {file} expired {span} ago: workers cannot read data with it. {remedy}",
                    noun=noun,
                    file=file,
                    span=_span(-left),
                    remedy=remedy,
                ),
                mend=mend,
                error=True,
                blocks=kind.blocks,
            )
        elif left < SHORTLY:
            said = trans(
                "{noun} {file} expires in {left}. {remedy}",
                noun=noun,
                file=file,
                left=_span(left),
                remedy=remedy,
            )
            yield _problem(name, said, mend=mend)


def _elsewhere(kind: _Kind, view: StorageView) -> str:
    places = view.readable()
    place = places[0] if places else trans("a directory that they share")
    return trans(
        "Make one in a file on {place}, {advice}, and set {variable} to that file.",
        place=place,
        advice=trans(kind.advice),
        variable=kind.variable,
    )


def _span(length: timedelta) -> str:
    minutes = max(1, round(length.total_seconds() / 60))
    if minutes < 120:
        return trans("{minutes} min", minutes=minutes)
    return (
        trans("{minutes} h", minutes=minutes // 60)
        if minutes < 2 * 24 * 60
        else trans_n("{number} day", "{number} days", minutes // (24 * 60))
    )


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
