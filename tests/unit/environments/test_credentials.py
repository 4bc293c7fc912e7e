"""Files that variables name, checked for what they are."""

from __future__ import annotations

import base64
import json
import struct
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from faults.hanging import hanging
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from purdue_dask_lab.environments import conda, condarc, credentials, pixi, x509
from purdue_dask_lab.environments.checks.variables import problems
from purdue_dask_lab.environments.storage import StorageView
from purdue_dask_lab.schemas.environments import Problem
from purdue_dask_lab.schemas.gateways import Storage, StorageAccess

HOUR = 3600


def token(seconds: float | str) -> str:
    def part(content: object) -> str:
        return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")

    ends = time.time() + seconds if isinstance(seconds, (int, float)) else seconds
    return f"{part({'alg': 'ES256'})}.{part({'exp': ends})}.c2lnbmF0dXJl"


def kerberos_cache(seconds: float, *, server: bytes = b"krbtgt", version: int = 4) -> bytes:
    """A cache as MIT Kerberos writes it, with one ticket."""

    def counted(content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + content

    def principal(*parts: bytes) -> bytes:
        return struct.pack(">II", 1, len(parts)) + counted(b"REALM") + b"".join(map(counted, parts))

    now = int(time.time())
    times = struct.pack(">IIII", now, now, now + int(seconds), 0)
    key = struct.pack(">H", 18) + (b"\0\0" if version == 3 else b"") + counted(b"k" * 32)
    ticket = principal(b"me") + principal(server, b"REALM") + key + times + b"\0" * 5
    ticket += struct.pack(">II", 0, 0) + counted(b"ticket") + counted(b"")
    head = struct.pack(">H", 0x0500 + version) + (struct.pack(">H", 0) if version == 4 else b"")
    return head + principal(b"me") + ticket


def said(values: dict[str, str], **sight: object) -> list[Problem]:
    view = StorageView("Somewhere", is_here=True, **sight)  # type: ignore[arg-type]
    return list(problems(values, view))


@pytest.mark.parametrize("version", [3, 4])
@pytest.mark.parametrize("prefix", ["", "FILE:"])
def test_a_kerberos_cache_is_read_for_when_its_ticket_ends(
    tmp_path: Path, prefix: str, version: int
) -> None:
    file = tmp_path / "krb5cc"
    name = f"{prefix}{file}"
    file.write_bytes(kerberos_cache(8 * HOUR, version=version))
    assert said({"KRB5CCNAME": name}) == []
    file.write_bytes(kerberos_cache(HOUR / 2, version=version))
    (problem,) = said({"KRB5CCNAME": name})
    assert (
        problem.message
        == f"Kerberos cache {file} expires in 30 min. Renew it with: kinit -c {file}"
    )
    file.write_bytes(kerberos_cache(-5 * HOUR, version=version))
    (problem,) = said({"KRB5CCNAME": name})
    assert "expired 5 h ago" in problem.message
    assert (problem.field, problem.blocks) == ("variables.KRB5CCNAME", False)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "not found. Create it with: kinit"),
        (b"", "holds no Kerberos tickets"),
        (b"nonsense", "holds no Kerberos tickets"),
        (kerberos_cache(HOUR)[:-30], "holds no Kerberos tickets"),
        (kerberos_cache(9 * HOUR, server=b"host"), "no Kerberos ticket to get others with"),
    ],
)
def test_what_is_no_kerberos_cache_is_said(
    tmp_path: Path, content: bytes | None, words: str
) -> None:
    file = tmp_path / "krb5cc"
    if content is not None:
        file.write_bytes(content)
    (problem,) = said({"KRB5CCNAME": str(file)})
    assert words in problem.message
    assert problem.mend == f"kinit -c {file}"


@pytest.mark.parametrize("name", ["KCM:1000", "KEYRING:persistent:1000", "MEMORY:x", "API:x"])
def test_a_cache_that_is_no_file_stays_on_this_machine(name: str) -> None:
    (problem,) = said({"KRB5CCNAME": name})
    assert f"Kerberos cache {name} is kept by this machine" in problem.message


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: token(8 * HOUR), None),
        (lambda: token(HOUR / 2 + 20), "expires in 30 min. Get a new one with the tool"),
        (lambda: token(-5 * HOUR), "expired 5 h ago"),
        (lambda: "opaque-token-of-a-site", None),
        (lambda: "a.b.c", None),
        (lambda: token("soon"), None),
        (lambda: token(1e300), None),
        (lambda: "", "holds no token"),
        (lambda: "two words", "holds no token"),
        (lambda: "ü", "holds no token"),
    ],
    ids=[
        *("valid", "expiring", "expired", "opaque", "undecodable", "without a time", "endless"),
        *("empty", "two words", "not ASCII"),
    ],
)
def test_a_bearer_token_is_read_for_when_it_ends(
    tmp_path: Path, content: Callable[[], str], words: str | None
) -> None:
    file = tmp_path / "bt_u1000"
    # Made now: a token tells when it ends.
    file.write_text(content())
    found = said({"BEARER_TOKEN_FILE": str(file)})
    assert [words in one.message for one in found if words] == ([True] if words else [])
    assert bool(found) == bool(words)


def test_a_token_in_place_of_its_file_is_not_repeated() -> None:
    secret = token(HOUR)
    (problem,) = said({"BEARER_TOKEN_FILE": secret})
    assert secret not in problem.message
    assert "workers need the whole path" in problem.message


@pytest.mark.parametrize("name", ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "X509_USER_CERT"])
def test_a_file_that_a_variable_names_is_there_and_can_be_seen(tmp_path: Path, name: str) -> None:
    file = tmp_path / "file"
    (problem,) = said({name: str(file)})
    assert problem.message == f"{name} is {file}, which is not there."
    file.mkdir()
    (problem,) = said({name: str(file)})
    assert problem.message == f"{name} is {file}, which is a directory."
    file.rmdir()
    file.write_text("x")
    assert said({name: str(file)}) == []
    rules = [Storage(path=str(tmp_path), access=StorageAccess.none)]
    (problem,) = said({name: str(file)}, storage=rules)
    assert "workers of Somewhere cannot read" in problem.message


@pytest.mark.parametrize(
    "name",
    [
        *("AWS_CA_BUNDLE", "RUCIO_AUTH_TOKEN_FILE", "AZURE_FEDERATED_TOKEN_FILE", "NETRC"),
        *("HTTPS_CERT_FILE", "PGPASSFILE", "XrdSecGSIUSERPROXY", "VAULT_PASSWORD_FILE"),
    ],
)
def test_a_file_is_known_by_what_its_variables_name_says(tmp_path: Path, name: str) -> None:
    (problem,) = said({name: str(tmp_path / "gone")})
    assert problem.message == f"{name} is {tmp_path / 'gone'}, which is not there."
    # What is no path is none of our affair.
    assert said({name: "inline"}) == []


def test_a_folder_of_certificates_is_a_folder(tmp_path: Path) -> None:
    assert said({"X509_CERT_DIR": str(tmp_path)}) == []
    file = tmp_path / "file"
    file.touch()
    (problem,) = said({"SSL_CERT_DIR": str(file)})
    assert problem.message == f"SSL_CERT_DIR is {file}, which is no folder."


def test_a_file_that_hangs_is_named_and_the_others_are_checked(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    with hanging(tmp_path / "hung") as hung:
        found = said({"X509_USER_PROXY": str(hung), "SSL_CERT_FILE": str(missing)})
        assert [one.message.split(" did not")[0] for one in found] == [
            f"X509_USER_PROXY: {hung}",
            f"SSL_CERT_FILE is {missing}, which is not there.",
        ]


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    yield tmp_path_factory.mktemp("odd") / "pixi.toml"


CACHE, TOKEN = kerberos_cache(HOUR), token(HOUR).encode()
CONTENTS = st.binary(max_size=80) | st.builds(
    lambda base, at, other: base[:at] + other + base[at + len(other) :],
    st.sampled_from(
        [
            CACHE,
            TOKEN,
            b"-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
            b"envs_dirs:\n  - $HOME/x\n  - ~a/b\nenvs_path: [1]\n",
            b'[environments]\na = []\n"b" = {}\n[tool.pixi]\n',
            b"/opt/env\n~nobody/x\n",
        ]
    ),
    st.integers(0, 200),
    st.binary(max_size=6),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(CONTENTS)
def test_no_content_makes_reading_fail(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    x509.read(file)
    credentials.read_kerberos(file)
    credentials.read_token(file)
    condarc.envs_dirs(file, {"HOME": "/home/a"}, Path("/home/a"))
    project = pixi.project_of(file)
    assert project is not None and project.names[0] == "default"
    conda._RegistryReader(Path("/home/a"))(file)


def test_a_certificate_without_end_is_no_failure(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"-----BEGIN CERTIFICATE-----\n" * 10_000)
    assert x509.read(tmp_path / "x").fault == "holds no certificate"
    assert credentials._time(float("nan")) is None
    assert credentials._time(10**30) is None
    ends = datetime.now(timezone.utc) + timedelta(hours=1)
    assert credentials._time(ends.timestamp()) is not None
