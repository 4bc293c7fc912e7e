"""A gateway that talks nonsense harms nobody else, and is believed again when it makes sense."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fake_gateway import COUNTS, FakeGateway, entry, fake_gateways
from plain_services import entered, plain_services
from rest import until

from purdue_dask_lab.errors import DaskLabError
from purdue_dask_lab.schemas.clusters import NewCluster, Scale
from purdue_dask_lab.services import Services

LIST = "GET /api/v1/clusters/"
VERSION = "GET /api/version"
OPTIONS = "GET /api/v1/options"
COUNT = "GET /clusters/two/json/counts.json"
ONE = "GET /api/v1/clusters/two"

ONE_ENTRY = entry("two")
DEEP = "[" * 300 + "]" * 300
MANY = dict.fromkeys(map(str, range(50_000)))
NESTED = json.loads("[" * 90 + "]" * 90)
LONG = "x" * 10_000

OF_LISTS: dict[str, Any] = {
    "a list": [],
    "nothing": None,
    "a text": "clusters",
    "a number": 5,
    "an entry that is null": {"two": None},
    "an entry that is a list": {"two": [1]},
    "an entry that is a text": {"two": "running"},
    "an entry without keys": {"two": {}},
    "a name that is null": {"two": {**ONE_ENTRY, "name": None}},
    "a name that is a number": {"two": {**ONE_ENTRY, "name": 7}},
    "a name that is a list": {"two": {**ONE_ENTRY, "name": ["two"]}},
    "an empty name": {"two": {**ONE_ENTRY, "name": ""}},
    "a long name": {"two": {**ONE_ENTRY, "name": LONG}},
    "a name with a NUL": {"two": {**ONE_ENTRY, "name": "a\0b"}},
    "a name that is a path": {"two": {**ONE_ENTRY, "name": "../../etc/passwd"}},
    "a name of dots": {"two": {**ONE_ENTRY, "name": ".."}},
    "a name with a line": {"two": {**ONE_ENTRY, "name": "a\nb"}},
    "a lone surrogate": {"two": {**ONE_ENTRY, "name": "\ud800"}},
    "an unknown status": {"two": {**ONE_ENTRY, "status": "DREAMING"}},
    "a status that is a number": {"two": {**ONE_ENTRY, "status": 2}},
    "a status that is null": {"two": {**ONE_ENTRY, "status": None}},
    "no start": {"two": {**ONE_ENTRY, "start_time": None}},
    "a start that is a text": {"two": {**ONE_ENTRY, "start_time": "now"}},
    "a start beyond all calendars": {"two": {**ONE_ENTRY, "start_time": 10**30}},
    "a start of many digits": {"two": {**ONE_ENTRY, "start_time": 10**400}},
    "a start that is true": {"two": {**ONE_ENTRY, "start_time": True}},
    "a stop that is a mapping": {"two": {**ONE_ENTRY, "stop_time": {"a": 1}}},
    "options that are a list": {"two": {**ONE_ENTRY, "options": [1, 2]}},
    "options that are a text": {"two": {**ONE_ENTRY, "options": "none"}},
    "options nested deep": {"two": {**ONE_ENTRY, "options": {"a": NESTED}}},
    "options with a surrogate": {"two": {**ONE_ENTRY, "options": {"a": "\ud800", "\udfff": 1}}},
    "options without end": {"two": {**ONE_ENTRY, "options": MANY}},
    "numbers that are none": {"two": {**ONE_ENTRY, "options": {"worker_cores": float("nan")}}},
    "cores without end": {"two": {**ONE_ENTRY, "options": {"worker_cores": 10**300}}},
    "memory that is a text": {"two": {**ONE_ENTRY, "options": {"worker_memory": "4 GiB"}}},
    "a route that is a number": {"two": {**ONE_ENTRY, "dashboard_route": 5}},
    "a route to another host": {"two": {**ONE_ENTRY, "dashboard_route": "http://192.0.2.1/"}},
    "one more key": {"two": {**ONE_ENTRY, "color": "green"}},
    "the same name twice": {"a": ONE_ENTRY, "b": ONE_ENTRY},
    "another name than its key": {"other": ONE_ENTRY},
    "labels and workers": {"two": {**ONE_ENTRY, "label": 5, "workers": 7, "memory": "much"}},
}
OF_ALL: dict[str, bytes] = {
    "half of an answer": b'{"two": {"name": "tw',
    "HTML": b"<html>Log in</html>",
    "empty": b"",
    "bytes": bytes(range(256)),
    "nested deep": DEEP.encode(),
    "brackets": b"[" * 200_000,
    "large": b'{"a": "' + b"x" * (33 * 2**20) + b'"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "a zip bomb's look": b"\x1f\x8b\x08\x00" + b"\0" * 100,
}
OF_VERSIONS: dict[str, Any] = {
    "a number": {"version": 2026},
    "a mapping": {"version": {"major": 1}},
    "a surrogate": {"version": "\ud800"},
    "a long one": {"version": LONG},
    "a list": [],
}
OF_ERRORS: dict[str, Any] = {
    "a list": {"error": ["a", "b"]},
    "a mapping": {"error": {"code": 5}},
    "a surrogate": {"error": "\ud800 went wrong"},
    "a long one": {"error": LONG},
    "lines": {"error": "a\nb\r\nc\0"},
    "none": {},
    "a text": "no",
}
OF_OPTIONS: dict[str, Any] = {
    "a list": [],
    "a text": {"cluster_options": "none"},
    "a mapping": {"cluster_options": {"a": 1}},
    "options that are none": {"cluster_options": [None, 1, "a", [], {}, {"field": None}]},
    "no spec": {"cluster_options": [{"field": "a"}]},
    "a spec that is a list": {"cluster_options": [{"field": "a", "spec": []}]},
    "a type of tomorrow": {"cluster_options": [{"field": "a", "spec": {"type": "color"}}]},
    "a type that is a list": {"cluster_options": [{"field": "a", "spec": {"type": ["int"]}}]},
    "a default of another type": {
        "cluster_options": [{"field": "a", "default": {"b": 1}, "spec": {"type": "int"}}]
    },
    "limits that are texts": {
        "cluster_options": [{"field": "a", "spec": {"type": "int", "min": "one", "max": []}}]
    },
    "limits that are none": {
        "cluster_options": [{"field": "a", "spec": {"type": "float", "min": float("nan")}}]
    },
    "choices that are no list": {
        "cluster_options": [{"field": "a", "spec": {"type": "select", "options": 5}}]
    },
    "choices that are no texts": {
        "cluster_options": [{"field": "a", "spec": {"type": "select", "options": [1, None, {}]}}]
    },
    "the same option twice": {"cluster_options": [{"field": "a"}, {"field": "a"}]},
    "a label that is a number": {"cluster_options": [{"field": "a", "label": 7}]},
    "an environment that is a mapping": {
        "cluster_options": [{"field": "conda_env", "spec": {"type": "mapping"}}]
    },
    "variables that are a list": {
        "cluster_options": [{"field": "env", "default": [1], "spec": {"type": "mapping"}}]
    },
    "a default nested deep": {
        "cluster_options": [{"field": "a", "default": NESTED, "spec": {"type": "mapping"}}]
    },
    "surrogates": {"cluster_options": [{"field": "\ud800", "label": "\udfff"}]},
}
OF_COUNTS: dict[str, Any] = {
    "a list": [],
    "nothing in it": {},
    "texts": dict.fromkeys(COUNTS, "many"),
    "negative": {**COUNTS, "workers": -5},
    "without end": {**COUNTS, "workers": 10**30},
    "not whole": {**COUNTS, "tasks": 0.5},
    "nulls": dict.fromkeys(COUNTS),
    "booleans": {**COUNTS, "workers": True},
}


def lies() -> Iterator[Any]:
    """Where the lie is told, the status it comes with, and its body."""
    for name, value in OF_LISTS.items():
        yield pytest.param(LIST, 200, json.dumps(value).encode(), id=f"list: {name}")
    for name, body in OF_ALL.items():
        yield pytest.param(LIST, 200, body, id=f"list: {name}")
    for name, value in OF_VERSIONS.items():
        yield pytest.param(VERSION, 200, json.dumps(value).encode(), id=f"version: {name}")
    for name, value in OF_OPTIONS.items():
        yield pytest.param(OPTIONS, 200, json.dumps(value).encode(), id=f"options: {name}")
    for name, value in OF_COUNTS.items():
        yield pytest.param(COUNT, 200, json.dumps(value).encode(), id=f"counts: {name}")
    for name, value in OF_ERRORS.items():
        for status in (403, 422, 500):
            yield pytest.param(
                LIST, status, json.dumps(value).encode(), id=f"error {status}: {name}"
            )


@pytest.fixture
def gateways(
    own_dask_configuration: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[tuple[FakeGateway, ...]]:
    """An honest one and a liar, with a running cluster each."""
    manager = fake_gateways(own_dask_configuration, "honest", "liar")
    with entered(jp_asyncio_loop, manager) as (honest, liar):
        honest.clusters["one"] = entry("one")
        liar.clusters["two"] = dict(ONE_ENTRY)
        yield honest, liar


@pytest.fixture
def services(
    gateways: tuple[FakeGateway, ...], tmp_path: Path, jp_asyncio_loop: asyncio.AbstractEventLoop
) -> Iterator[Services]:
    """The services that ask both."""
    with entered(jp_asyncio_loop, plain_services(tmp_path)) as found:
        yield found


async def honest_is_heard(services: Services) -> None:
    """Every answer comes, and holds the honest one's cluster as it is."""
    listed = await services.clusters.listing()
    listed.model_dump_json()
    near = [one for one in listed.clusters if one.gateway == "honest"]
    assert [(one.name, one.stale) for one in near] == [("one", False)]
    known = {one.id: one for one in await services.gateways()}
    assert known["honest"].status == "available"
    for one in known.values():
        one.model_dump_json()
    (await services.options("honest")).model_dump_json()


async def told(services: Services) -> bool:
    """Whether the liar is believed, and its cluster shown as it is."""
    listed = await services.clusters.listing()
    theirs = [one for one in listed.clusters if one.gateway == "liar"]
    return [(one.name, one.status, one.stale, one.workers.running) for one in theirs] == [
        ("two", "running", False, 2)
    ]


@pytest.mark.parametrize(("place", "status", "body"), list(lies()))
async def test_a_lie_harms_nobody_else_and_is_forgotten(
    services: Services,
    gateways: tuple[FakeGateway, ...],
    place: str,
    status: int,
    body: bytes,
) -> None:
    _, liar = gateways

    async def lie(_: web.Request) -> web.StreamResponse:
        return web.Response(status=status, body=body, content_type="application/json")

    await until(lambda: told(services))
    liar.answers[place] = lie
    liar.asked.clear()

    async def lied() -> bool:
        await honest_is_heard(services)
        try:
            (await services.options("liar")).model_dump_json()
        except DaskLabError as error:
            assert error.message.isprintable()
        # What may be chosen is kept for half a minute.
        return liar.asked.count(place) > (0 if place == OPTIONS else 1)

    await until(lied)
    await honest_is_heard(services)
    liar.answers.clear()
    await until(lambda: told(services))


@pytest.mark.parametrize(
    "body",
    [b'{"name": null}', b'{"name": "a/b"}', b'{"name": "' + b"x" * 400 + b'"}', b"{}", b"[", b"5"],
)
async def test_a_lie_about_a_new_cluster_is_refused(
    services: Services, gateways: tuple[FakeGateway, ...], body: bytes
) -> None:
    _, liar = gateways

    async def lie(_: web.Request) -> web.StreamResponse:
        return web.Response(status=201, body=body, content_type="application/json")

    liar.answers["POST /api/v1/clusters/"] = lie
    with pytest.raises(DaskLabError, match="not a Dask Gateway"):
        await services.clusters.create(NewCluster(gateway="liar"))
    await honest_is_heard(services)


@pytest.mark.parametrize(
    "said",
    [
        {"ok": False, "msg": ["a"]},
        {"ok": False},
        {"ok": "no", "msg": 5},
        {"ok": False, "msg": "Scaling to 99999999999999999999 instead"},
        {"ok": False, "msg": "\ud800"},
    ],
)
async def test_a_lie_about_a_scale_is_no_more_than_a_notice(
    services: Services, gateways: tuple[FakeGateway, ...], said: dict[str, Any]
) -> None:
    _, liar = gateways

    async def lie(_: web.Request) -> web.StreamResponse:
        return web.Response(body=json.dumps(said).encode(), content_type="application/json")

    await until(lambda: told(services))
    liar.answers["POST /api/v1/clusters/two/scale"] = lie
    scaled = await services.clusters.scale("liar", "two", Scale(workers=3))
    scaled.model_dump_json()
    assert scaled.workers.requested == 3


@pytest.mark.parametrize("status", [403, 500])
async def test_a_record_that_its_gateway_will_not_speak_of_hides_nothing(
    services: Services, gateways: tuple[FakeGateway, ...], status: int
) -> None:
    _, liar = gateways
    made = await services.clusters.create(NewCluster(gateway="liar"))

    async def no(_: web.Request) -> web.StreamResponse:
        return web.json_response({"error": "no"}, status=status)

    await until(lambda: told_of(services, made.name))
    del liar.clusters[made.name]
    liar.answers[f"GET /api/v1/clusters/{made.name}"] = no
    liar.asked.clear()

    async def asked() -> bool:
        await honest_is_heard(services)
        listed = await services.clusters.listing()
        assert {one.status for one in listed.gateways} == {"available"}
        assert {"one", "two"} <= {one.name for one in listed.clusters if not one.stale}
        return liar.asked.count(f"GET /api/v1/clusters/{made.name}") > 1

    await until(asked)


async def told_of(services: Services, name: str) -> bool:
    """Whether a cluster is listed."""
    return name in {one.name for one in (await services.clusters.listing()).clusters}
