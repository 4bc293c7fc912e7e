"""Who is let in: the Jupyter user with what a browser of theirs sends, and nobody else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from fake_gateway import entry, fake_gateways
from rest import Ask
from tornado.httpclient import HTTPClientError, HTTPResponse

from purdue_dask_lab.handlers import routes

CLUSTER = "purdue-dask-lab/clusters/near/one"
ROUTES = [
    ("GET", "purdue-dask-lab/gateways"),
    ("GET", "purdue-dask-lab/gateways/near/options"),
    ("GET", "purdue-dask-lab/environments"),
    ("GET", "purdue-dask-lab/worker-variables"),
    ("POST", "purdue-dask-lab/worker-variables"),
    *((verb, "purdue-dask-lab/worker-variables/file") for verb in ("GET", "POST", "PUT")),
    ("GET", "purdue-dask-lab/machine"),
    ("GET", "purdue-dask-lab/doctor"),
    ("GET", "purdue-dask-lab/openapi.json"),
    ("POST", "purdue-dask-lab/creation-code"),
    ("GET", "purdue-dask-lab/clusters"),
    ("POST", "purdue-dask-lab/clusters"),
    ("GET", CLUSTER),
    ("PATCH", CLUSTER),
    ("DELETE", CLUSTER),
    ("POST", f"{CLUSTER}/retry"),
    ("GET", f"{CLUSTER}/client-code"),
    ("GET", f"{CLUSTER}/logs"),
    ("GET", f"{CLUSTER}/workers"),
    ("POST", f"{CLUSTER}/workers/restart"),
    ("GET", f"{CLUSTER}/activity"),
    *((verb, "purdue-dask-lab/ended-clusters") for verb in ("GET", "DELETE")),
    *((verb, "purdue-dask-lab/ended-clusters/near/one") for verb in ("POST", "DELETE")),
    *((verb, f"{CLUSTER}/dashboard/status") for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")),
    ("HEAD", f"{CLUSTER}/dashboard/status"),
    ("OPTIONS", f"{CLUSTER}/dashboard/status"),
    *((verb, "purdue-dask-lab/dashboards/1/status") for verb in ("GET", "POST", "HEAD")),
]
CHANGING = [route for route in ROUTES if route[0] in ("POST", "PUT", "PATCH", "DELETE")]


@pytest.fixture
def plainly(http_server_client: Any, jp_base_url: str, jp_serverapp: Any) -> Any:
    """Ask with nothing but the headers given."""

    async def ask(method: str, path: str, **options: Any) -> HTTPResponse:
        body = options.pop("body", "{}" if method in ("POST", "PUT", "PATCH") else None)
        try:
            return await http_server_client.fetch(  # type: ignore[no-any-return]
                jp_base_url + path,
                method=method,
                body=body,
                follow_redirects=False,
                allow_nonstandard_methods=True,
                **options,
            )
        except HTTPClientError as error:
            assert error.response is not None, error
            return error.response

    return ask


@pytest.fixture
def logged_in(plainly: Any, jp_serverapp: Any) -> Any:
    """The cookies of somebody who has filled in the login page."""

    async def log_in() -> dict[str, str]:
        page = await plainly("GET", "login")
        cookies = cookies_of(page)
        form = f"password={jp_serverapp.identity_provider.token}&_xsrf={cookies['_xsrf']}"
        answer = await plainly("POST", "login", body=form, headers={"Cookie": header(cookies)})
        assert answer.code == 302, answer.body
        return {**cookies, **cookies_of(answer)}

    return log_in


def cookies_of(answer: HTTPResponse) -> dict[str, str]:
    given = answer.headers.get_list("Set-Cookie")
    return dict(one.split(";")[0].split("=", 1) for one in given)


def header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


def test_the_routes_tried_here_are_all_there_are() -> None:
    patterns = [re.compile(pattern + "$") for pattern, _ in routes()]
    unmatched = [
        pattern for pattern in patterns if not any(pattern.match("/" + path) for _, path in ROUTES)
    ]
    assert unmatched == []


async def test_without_login_nothing_is_answered_and_no_gateway_is_asked(
    plainly: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        for method, path in ROUTES:
            for headers in ({}, {"Authorization": "token wrong"}):
                answer = await plainly(method, path, headers=headers)
                # Whoever opens a page is sent to the login.
                page = "dashboard" in path and "/login?next=" in answer.headers.get("Location", "")
                assert answer.code in (401, 403) or page, (method, path, answer.code)
        assert near.asked == []


async def test_without_login_no_websocket_opens(
    jp_ws_fetch: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        with pytest.raises(HTTPClientError) as refused:
            await jp_ws_fetch(
                *CLUSTER.split("/"),
                *("dashboard", "status", "ws"),
                headers={"Authorization": "token wrong"},
            )
        assert refused.value.code in (401, 403)
        assert near.asked == []


async def test_another_sites_page_cannot_change_anything_with_the_users_cookies(
    plainly: Any, logged_in: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        cookies = await logged_in()
        own = {"X-XSRFToken": cookies["_xsrf"]}
        for method, path in CHANGING:
            near.clusters["one"] = entry("one")
            forged = await plainly(method, path, headers={"Cookie": header(cookies)})
            assert forged.code == 403, (method, path, forged.code)
            assert near.asked == []
        for method, path in CHANGING:
            answer = await plainly(method, path, headers={"Cookie": header(cookies), **own})
            assert answer.code != 403, (method, path)


async def test_another_sites_page_cannot_open_a_websocket_with_the_users_cookies(
    jp_ws_fetch: Any, logged_in: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        cookies = await logged_in()
        with pytest.raises(HTTPClientError) as refused:
            await jp_ws_fetch(
                *CLUSTER.split("/"),
                *("dashboard", "status", "ws"),
                headers={
                    "Authorization": "",
                    "Cookie": header(cookies),
                    "Origin": "https://elsewhere.example",
                },
            )
        assert refused.value.code == 403
        assert not [asked for asked in near.asked if "/ws" in asked]


async def test_a_cluster_the_gateway_does_not_list_for_this_user_has_no_dashboard(
    plainly: Any, jp_auth_header: dict[str, str], own_dask_configuration: Path
) -> None:
    # The proxy of a gateway serves everybody's: it asks nobody who they are.
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        around = ("../others", "%2e%2e/others", "..%2Fothers", "./../others", "a/../../others")
        for path in (
            "others/dashboard/status",
            *(f"one/dashboard/{way}/status" for way in around),
            "one%2F..%2Fothers/dashboard/status",
        ):
            answer = await plainly(
                "GET", f"purdue-dask-lab/clusters/near/{path}", headers=jp_auth_header
            )
            assert answer.code == 404, path
        assert not [asked for asked in near.asked if "others" in asked.split("/api/")[0]]


async def test_only_configured_gateways_are_reached(ask: Ask, own_dask_configuration: Path) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        for gateway in ("http:%2F%2F127.0.0.1", near.address.split("//")[1], "local"):
            answer = await ask(f"clusters/{gateway}/one/dashboard/status")
            assert answer.status == 404
        assert near.asked == []


async def test_jupyters_token_stays_here_and_a_dashboards_own_goes_on(
    plainly: Any, logged_in: Any, jp_serverapp: Any, own_dask_configuration: Path
) -> None:
    async with fake_gateways(own_dask_configuration, "near") as (near,):
        near.clusters["one"] = entry("one")
        seen: list[str] = []

        async def note(request: web.Request) -> web.StreamResponse:
            seen.append(request.query_string)
            return web.Response()

        near.answers["GET /clusters/one/status"] = note
        cookies = {"Cookie": header(await logged_in())}
        for token in (jp_serverapp.identity_provider.token, "its-own"):
            page = f"{CLUSTER}/dashboard/status?a=1&token={token}"
            assert (await plainly("GET", page, headers=cookies)).code == 200
        assert seen == ["a=1", "a=1&token=its-own"]
