"""What is a secret: by its name, its value or its origin."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from purdue_dask_lab.worker_env import secret_texts
from purdue_dask_lab.worker_env.redact import (
    MASK,
    looks_secret,
    masked,
    masked_text,
    secrets_of,
)

JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N"
PEM = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEA\n-----END RSA PRIVATE KEY-----"


@pytest.mark.parametrize(
    "name",
    [
        "MY_JWT",
        "BEARER",
        "BEARER_TOKEN",
        "OAUTH2_ID",
        "AUTHORIZATION",
        "HTTP_AUTHORIZATION",
        "SENTRY_DSN",
        "SLACK_WEBHOOK_URL",
        "BLOB_SAS",
        "DB_PASSWORD",
        "db-password",
        "clientSecret",
        "apiKey",
        "AWS_SECRET_ACCESS_KEY",
        "AZURE_STORAGE_CONNECTION_STRING",
        "JUPYTERHUB_API_TOKEN",
    ],
)
def test_a_name_tells_a_secret(name: str) -> None:
    assert looks_secret(name, "value")
    assert masked({"env": {name: "value"}}) == {"env": {name: MASK}}


@pytest.mark.parametrize(
    "value",
    [
        JWT,
        f"prefix {JWT} suffix",
        PEM,
        PEM.replace("\n", "\\n"),
        "-----BEGIN PRIVATE KEY-----\nx",
        "-----BEGIN OPENSSH PRIVATE KEY-----\nx",
        "-----BEGIN PGP PRIVATE KEY BLOCK-----",
        "postgresql://me:hunter22@db.example.org/x",
        "ftp://u:p@h",
        "redis://:hunter22@h:6379/0",
        "https://0123456789abcdef0123456789abcdef@o1.ingest.example.org/1",
        "https://a.blob.core.windows.net/c?sv=2024&sig=abcdEFGH1234%3D",
        "sv=2024-01-01&sr=c&sig=abcdEFGH1234%3D",
        "https://s3.example.org/b/k?X-Amz-Credential=AKIA&X-Amz-Signature=0123abcd0123",
        "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=bGVuZ3RoeQ==;",
        "Server=db;User=me;Password=hunter22;",
        "run --password=hunter22 --now",
        "curl -H 'Authorization: Bearer 0123456789abcdefgh'",
        "Basic bWU6aHVudGVyMjIyMjI=",
        "ghp_0123456789abcdefghij0123456789abcdef",
        "glpat-0123456789abcdefghij",
        "xoxb-1234567890-abcdefghij",
        "AKIAIOSFODNN7EXAMPLE",
        "hf_abcdefghijklmnopqrstuvwxyz",
        "https://hooks.slack.com/services/T0/B0/x",
        "https://discord.com/api/webhooks/1/x",
        "https://example.webhook.office.com/webhookb2/x",
        "https://example.org/webhook/0123456789abcdef0123",
        json.dumps({"type": "service_account", "private_key": "abcdef"}),
        json.dumps({"installed": {"client_secret": "abcdef"}}),
        json.dumps(json.dumps({"refresh_token": "abcdef"})),
        "{'auths': {'registry': {'password': 'abcdef'}}}",
    ],
)
def test_a_value_tells_a_secret_whatever_its_name(value: str) -> None:
    assert looks_secret("X", value)
    assert masked({"x": [{"y": value}], value: None}) == {"x": [{"y": MASK}], MASK: None}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BEARER_TOKEN_FILE", "/run/user/1000/bt_u1000"),
        ("BEARER_TOKEN_FILE", "bt_u1000"),
        ("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/secrets/eks/token"),
        ("GOOGLE_APPLICATION_CREDENTIALS", "/home/me/MyProject2024/key.json"),
        ("GOOGLE_APPLICATION_CREDENTIALS", "~/key.json"),
        ("X509_USER_KEY", "/tmp/x509up_u1000"),
        ("KRB5CCNAME", "FILE:/tmp/krb5cc_1000"),
        ("SSL_CERT_FILE", "/etc/ssl/cert.pem"),
        ("PATH", "/usr/bin:/bin"),
        ("HOST", "https://host:8080/path@x"),
        ("REPOSITORY", "ssh://git@example.org/x.git"),
        ("BUCKET", "s3://bucket/some/path?list-type=2"),
        ("URL", "http://example.org:8786/status?sort=name"),
        ("CERTIFICATE", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----"),
        ("TITLE", "Basic analysis of dimuon events"),
        ("JSON", '{"name": "value", "token_count": 5}'),
        ("USE_TOKENS", True),
        ("OMP_NUM_THREADS", "1"),
        ("LD_LIBRARY_PATH", "/cvmfs/cms.example.org/el9_amd64_gcc12/lib"),
    ],
)
def test_a_path_to_a_secret_and_what_merely_resembles_one_shows(name: str, value: Any) -> None:
    assert not looks_secret(name, value)
    assert masked({name: value}) == {name: value}


def test_a_secret_that_begins_like_a_path_is_none() -> None:
    assert looks_secret("AWS_SECRET_ACCESS_KEY", "/bPxRfiCYEXAMPLEKEYwJalrXUtnFEMIK7MDENG")
    assert looks_secret("DB_PASSWORD", "/x+y=")


def test_a_value_that_contains_a_held_back_one_is_held_back() -> None:
    options = {
        "environment": {"MY_TOKEN": "hush-hush-1", "X": "hush-hush-1/x", "Y": "plain"},
        "arguments": ["--url", "http://h/?x=hush-hush-1", {"deep": ["a hush-hush-1 b"]}],
        "hush-hush-1": 1,
    }
    assert masked(options) == {
        "environment": {"MY_TOKEN": MASK, "X": MASK, "Y": "plain"},
        "arguments": ["--url", MASK, {"deep": [MASK]}],
        MASK: 1,
    }
    assert masked({"x": "hush-hush-1/x"}, ["hush-hush-1"]) == {"x": MASK}


def test_a_password_out_of_an_address_is_known_under_another_name() -> None:
    options = {"DATABASE": "mysql://me:hunter%2022@h/x", "X": "hunter 22", "Y": "hunter%2022"}
    assert masked(options) == {"DATABASE": MASK, "X": MASK, "Y": MASK}


@pytest.mark.parametrize(
    "value",
    [
        {"env": [{"name": "DB_PASSWORD", "value": "x"}]},
        {"env": ["DB_PASSWORD=x"]},
        {"kwargs": {"auth": {"password": "x"}}},
        {"a": ({"b": [{"password": 5}]},)},
    ],
)
def test_a_secret_is_found_however_deep_and_in_whatever_form(value: dict[str, Any]) -> None:
    assert "x" not in json.dumps(list(_leaves(masked(value))))
    assert MASK in json.dumps(masked(value), ensure_ascii=False)


def test_a_sentence_loses_its_secrets_alone() -> None:
    said = masked_text(
        f"GET http://me:hunter22@h/x?sig=abcd1234 with {JWT} and own-secret failed", ["own-secret"]
    )
    assert said == f"GET http://me:{MASK}@h/x?sig={MASK} with {MASK} and {MASK} failed"
    assert masked_text(f"key is {PEM}") == f"key is {MASK}"


def test_short_and_common_values_are_not_taken_for_secrets_elsewhere() -> None:
    variables = {
        "A_TOKEN": "short",
        "SORT_KEY": "identifier",
        "JUPYTERHUB_USER": "somebody-long-123",
        "PROXY_KEY": "/tmp/x509up_u1000",
    }
    assert secrets_of(variables) == frozenset()


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for one in value.values() for leaf in _leaves(one)]
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [value]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=12), JSON, max_size=4), st.text("abcXYZ019-", min_size=8))
def test_nothing_at_all_makes_masking_fail_and_a_known_secret_never_shows(
    value: dict[str, Any], secret: str
) -> None:
    shown = masked({"value": value, "x": f"a {secret} b", "y": [secret]}, [secret])
    assert secret not in json.dumps(shown)


@given(st.text(max_size=300))
def test_no_text_makes_looking_fail(text: str) -> None:
    looks_secret(text[:20], text)
    masked_text(text, [text[:9]] if len(text) > 8 else [])


@pytest.mark.parametrize(
    "piece",
    [
        "://",
        ":",
        "://" + ":" * 1280,
        "eyJAAAAA-",
        "eyJAAAAA.",
        "token=",
        '"token": "',
        "{'a': '",
        "/",
        "~/",
        "bearer ",
        "a",
        "-----BEGIN ",
        "/webhook/",
        "sig=",
        "A1b2",
    ],
)
def test_a_long_text_has_an_end(piece: str) -> None:
    # More than linear work would be stopped by the limit that each test has.
    text = piece * (512 * 1024 // len(piece))
    assert looks_secret("X", text) in (True, False)
    assert all(secret in text for secret in secret_texts.secrets_in(text, 8))


def test_a_value_that_is_nested_without_end_is_masked_not_followed() -> None:
    value: dict[str, Any] = {}
    value["x"] = value
    assert masked(value)["x"] is not value
