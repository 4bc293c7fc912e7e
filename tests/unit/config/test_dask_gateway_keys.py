"""Each key of dask-gateway's own configuration is honored; a new one makes this fail."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from purdue_dask_lab.config import loader
from purdue_dask_lab.config.files import parsed
from purdue_dask_lab.config.loader import Configuration
from purdue_dask_lab.config.schema import GatewaySettings

FILE = Path("/etc/dask/gateway.yaml")
BASE = {"address": "http://a.example.org"}
OTHER = {"gateways": {"other": {"address": "http://b.example.org"}}}


def keys_in(content: dict[str, Any], parent: str = "") -> Iterator[str]:
    for name, value in content.items():
        if isinstance(value, dict) and value:
            yield from keys_in(value, f"{parent}{name}.")
        else:
            yield f"{parent}{name}"


def understood(own: dict[str, Any], section: dict[str, Any] | None = None) -> Configuration:
    content = yaml.safe_dump({"gateway": own, "labextension": section or {}}, sort_keys=False)
    problems: list[Any] = []
    found = loader._understood([parsed(FILE, content.encode())], problems)
    assert problems == []
    return found


def own(found: Configuration) -> GatewaySettings:
    return next(one for one in found.gateways if one.id == "dask-gateway")


HONORED: dict[str, tuple[dict[str, Any], Callable[[Configuration], object], object]] = {
    "address": ({"address": "{SITE}/a"}, lambda found: own(found).address, "http://site/a"),
    "public-address": (
        {**BASE, "public-address": "/services/{WHERE}/"},
        lambda found: own(found).public_address,
        "/services/here/",
    ),
    "proxy-address": (
        {**BASE, "proxy-address": "{WHERE}:8786"},
        lambda found: own(found).proxy_address,
        "here:8786",
    ),
    "auth.type": (
        {**BASE, "auth": {"type": "jupyterhub"}},
        lambda found: own(found).auth and own(found).auth.type,  # type: ignore[union-attr]
        "jupyterhub",
    ),
    "auth.kwargs": (
        {**BASE, "auth": {"type": "basic", "kwargs": {"username": "{WHERE}"}}},
        # Filled in where it is used, as it may be a secret.
        lambda found: own(found).auth and own(found).auth.kwargs,  # type: ignore[union-attr]
        {"username": "{WHERE}"},
    ),
    "http-client.proxy": (
        {**BASE, "http-client": {"proxy": "http://{WHERE}:3128"}},
        lambda found: own(found).http_proxy,
        "http://here:3128",
    ),
    "cluster.options": (
        {**BASE, "cluster": {"options": {"image": "{WHERE}/image", "cores": 2}}},
        lambda found: found.option_defaults,
        {"image": "here/image", "cores": 2},
    ),
}


@pytest.fixture(autouse=True)
def variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SITE", "http://site")
    monkeypatch.setenv("WHERE", "here")


def test_all_keys_that_dask_gateway_has_are_known() -> None:
    spec = importlib.util.find_spec("dask_gateway")
    assert spec is not None and spec.origin is not None
    content = yaml.safe_load(Path(spec.origin).with_name("gateway.yaml").read_text())
    assert set(keys_in(content["gateway"])) == set(HONORED)


@pytest.mark.parametrize("key", HONORED)
def test_a_key_is_honored(key: str) -> None:
    written, read, expected = HONORED[key]
    assert read(understood(written)) == expected


def test_credentials_and_proxy_hold_for_the_gateways_that_name_none() -> None:
    auth = {"type": "jupyterhub", "kwargs": {}}
    section = {
        "gateways": {
            "plain": {"address": "http://b.example.org"},
            "own": {
                "address": "http://c.example.org",
                "auth": {"type": "basic", "kwargs": {"username": "x"}},
                "http-proxy": False,
            },
            "here": {"type": "local"},
        }
    }
    found = understood({"auth": auth, "http-client": {"proxy": "http://p:1"}}, section)
    plain, other, here = found.gateways
    assert (plain.auth and plain.auth.type, plain.http_proxy) == ("jupyterhub", "http://p:1")
    assert (other.auth and other.auth.kwargs, other.http_proxy) == ({"username": "x"}, False)
    assert (here.auth, here.http_proxy) == (None, True)


def test_its_gateway_is_not_listed_twice() -> None:
    found = understood({"address": "http://b.example.org/"}, OTHER)
    assert [one.id for one in found.gateways] == ["other"]
