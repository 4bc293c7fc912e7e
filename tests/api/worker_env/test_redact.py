"""No answer, no event and no line of the log holds a secret."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
from fake_gateway import entry, fake_gateways, refusing
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rest import Ask, until

from purdue_dask_lab.worker_env.redact import masked

NAMES = [
    "AWS_SECRET_ACCESS_KEY",
    "GITHUB_TOKEN",
    "db_password",
    "OPENAI_API_KEY",
    "JPY_API_TOKEN",
    "JUPYTERHUB_API_TOKEN",
    "SSH_PRIVATE_KEY",
    "MYSQL_PASSWD",
    "CLIENT_SECRETS",
]
FAILED = {"status": "FAILED", "dashboard_route": None, "stop_time": 1_800_000_000_000}


def hidden(place: str) -> dict[str, str]:
    """A secret of each kind, to be known again by where it was put."""
    return {name: f"hush-{place}-{number}" for number, name in enumerate(NAMES)}


async def test_not_from_any_route_nor_by_events_nor_in_the_log(
    ask: Ask,
    jp_ws_fetch: Any,
    own_dask_configuration: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    for name, value in hidden("server").items():
        monkeypatch.setenv(name, value)
    said: list[str] = []

    async def say(path: str, method: str = "GET", body: Any = None) -> Any:
        answer = await ask(path, method, body)
        said.append(f"{answer.body!r} {list(answer.headers.get_all())}")
        return answer

    async with fake_gateways(
        own_dask_configuration, "near", env_override=hidden("file"), extra={"PASSWORD": "hush"}
    ) as (near,):
        near.options = [{"field": "env", "label": "", "default": {}, "spec": {"type": "mapping"}}]
        keys = {"tls_key": "hush-key", "tls_cert": "hush-certificate"}
        options = {"env": hidden("cluster"), **hidden("option")}
        near.clusters["one"] = entry("one", options=options, **keys)
        near.clusters["two"] = entry("two", options=options, **{**keys, **FAILED})
        events = await jp_ws_fetch("api", "events", "subscribe")
        for path in ("gateways", "gateways/near/options", "environments", "worker-variables"):
            assert (await say(path)).status == 200
        made = await say("clusters", "POST", {"gateway": "near", "variables": hidden("dialog")})
        assert made.status == 202
        sent = near.sent[-1]["cluster_options"]["env"]
        assert hidden("dialog").items() <= sent.items()
        name = made.body["name"]
        near.clusters[name] |= {"options": near.sent[-1]["cluster_options"], **keys}

        async def known() -> Any:
            listed = (await say("clusters")).body["clusters"]
            return len(listed) == 2 and all("env" in one["options"] for one in listed)

        await until(known)
        one = "clusters/near/one"
        assert (await say(one)).status == 200
        assert (await say(f"{one}/client-code")).status == 200
        assert (await say(one, "PATCH", {"workers": 3})).status == 200
        assert (await say(f"{one}/dashboard/status")).status == 404
        near.clusters[name] |= FAILED

        async def failed() -> bool:
            return bool((await say(f"clusters/near/{name}")).body["status"] == "failed")

        await until(failed)
        assert (await say(f"clusters/near/{name}/retry", "POST")).status == 202
        assert (await say(one, "DELETE")).status == 204
        for faulty in ({"variables": {"API_KEY": 5}}, {"variables": ["hush"]}, {"token": "hush"}):
            assert (await say("clusters", "POST", {"gateway": "near", **faulty})).status == 422
        near.answers["POST /api/v1/clusters/"] = refusing(500, "no")
        assert (await say("clusters", "POST", {"gateway": "near"})).status == 502
        near.answers["GET /api/v1/clusters/"] = refusing(200, '[{"tls_key": "hush"}]')
        await say("clusters")
        await until(lambda: _unavailable(ask))
        while not (message := await events.read_message()).count("unavailable"):
            said.append(message)
        said.append(message)
        events.close()
    assert len(said) > 15
    told = "\n".join(said)
    assert "hush" not in told, _around(told)
    # What a test's own client logs is not ours.
    logged = "\n".join(record.getMessage() for record in caplog.records) + str(capfd.readouterr())
    assert "clusters" in logged
    assert "hush" not in logged, _around(logged)


async def _unavailable(ask: Ask) -> bool:
    (gateway,) = (await ask("clusters")).body["gateways"]
    return bool(gateway["status"] == "unavailable")


def _around(text: str) -> str:
    place = text.index("hush")
    return text[max(0, place - 200) : place + 60]


LEAVES = st.dictionaries(
    st.sampled_from([*NAMES, "PATH", "my_token_2", "worker_cores"]),
    st.sampled_from(["hush-value", "", 7]),
)


@given(st.dictionaries(st.sampled_from([*NAMES, "env", "x"]), LEAVES | st.just("hush-value")))
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_options_a_cluster_has(options: dict[str, Any]) -> None:
    def unmasked(shown: dict[str, Any]) -> list[str]:
        found: list[str] = []
        for name, value in shown.items():
            if isinstance(value, dict):
                found += unmasked(value)
            elif name not in ("PATH", "worker_cores", "env", "x") and "hush" in str(value):
                found.append(name)
        return found

    before = json.dumps(options)
    assert unmasked(masked(options)) == []
    assert json.dumps(options) == before
