"""Marks are planted wherever a secret can come from; none of them may show anywhere."""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

import pytest
import yaml
from aiohttp import web
from fake_gateway import entry, fake_gateways
from plain_services import plain_services
from rest import until

from purdue_dask_lab.errors import DaskLabError
from purdue_dask_lab.handlers.base import answer_of
from purdue_dask_lab.schemas.clusters import ClusterChanges, NewCluster, Scale
from purdue_dask_lab.schemas.variables import VariablesQuery


class Marks:
    """Makes values that are secrets by their place, and finds them again."""

    def __init__(self) -> None:
        self.planted: dict[str, str] = {}

    def plant(self, place: str) -> str:
        """A secret that is known to come from here."""
        mark = f"s3cr3t{len(self.planted):02d}Zq7Xk29Lw"
        self.planted[place] = mark
        return mark

    def shown(self, text: str) -> list[str]:
        """The places whose secrets stand in a text."""
        return [place for place, mark in self.planted.items() if mark in text]


JUPYTERS = (
    *("MY_TOKEN", "DB_PASSWORD", "AWS_SECRET_ACCESS_KEY", "OPENAI_API_KEY", "SITE_JWT"),
    *("GH_PAT", "HTTP_AUTHORIZATION", "BEARER", "OAUTH2_CLIENT_SECRET", "SENTRY_DSN"),
    *("SLACK_WEBHOOK_URL", "SESSION_COOKIE", "AZURE_STORAGE_CONNECTION_STRING", "SSH_PASSPHRASE"),
    *("JUPYTERHUB_API_TOKEN", "DASK_GATEWAY__AUTH__KWARGS__PASSWORD", "REGISTRY_CREDENTIALS"),
)


async def test_no_secret_leaves_the_process(
    own_dask_configuration: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    marks = Marks()
    for name in JUPYTERS:
        monkeypatch.setenv(name, marks.plant(f"Jupyter's {name}"))
    token, password = (marks.planted[f"Jupyter's {name}"] for name in ("MY_TOKEN", "DB_PASSWORD"))
    key = marks.plant("a private key")
    pem = f"-----BEGIN PRIVATE KEY-----\n{key}\n-----END PRIVATE KEY-----"
    monkeypatch.setenv("SITE_BLOB", pem)
    monkeypatch.setenv("SITE_URL", f"ftp://user:{marks.plant('a URL')}@host/x")
    monkeypatch.setenv("SITE_JSON", json.dumps({"private_key": marks.plant("JSON")}))
    monkeypatch.setenv("HARMLESS", f"https://x/{token}/y")
    logs = tmp_path / "logs"
    own = {
        "scheduler-logs": str(logs),
        "auth": {"type": "basic", "kwargs": {"password": marks.plant("auth.kwargs.password")}},
    }
    async with fake_gateways(own_dask_configuration, "near", each=own) as (near,):
        file = own_dask_configuration / "labextension.yaml"
        content = yaml.safe_load(file.read_text())
        section = content["labextension"]
        user, host = f"pete:{marks.plant('the address')}", near.address.split("://")[1]
        section["gateways"]["other"] = {
            "label": "Other",
            "address": f"http://{user}@{host}",
            "public-address": f"http://me:{marks.plant('the public address')}@{host}",
        }
        section["gateways"]["broken"] = {
            "address": f"http://x:{marks.plant('a broken address')}@[::1",
        }
        section["env_override"] = {
            "MY_API_KEY": marks.plant("env_override"),
            "PLAIN": f"Bearer {marks.plant('a bearer token')}",
        }
        section["factory"] = {
            "module": "nowhere",
            "class": "SiteCluster",
            "args": [],
            "kwargs": {
                "password": marks.plant("factory.kwargs"),
                "options": {"api_token": marks.plant("nested factory.kwargs")},
            },
        }
        file.write_text(yaml.safe_dump(content))
        near.options = [
            {
                "field": "env",
                "default": {"SITE_TOKEN": marks.plant("an option's default")},
                "spec": {"type": "mapping"},
                "label": "",
            },
            {"field": "registry_password", "default": "", "spec": {"type": "string"}, "label": ""},
        ]
        theirs = {
            "env": {
                "SOME_TOKEN": marks.plant("a cluster's env"),
                "X": f"{password}/x",
                "TNS": f"a://b:{marks.plant('an address in env')}@c",
            },
            "sidecar": [{"name": "HUB_TOKEN", "value": marks.plant("a name and value")}],
            "args": [f"API_KEY={marks.plant('an argument')}"],
            "registry_password": marks.plant("an option's value"),
        }
        near.clusters["one"] = entry(
            "one",
            options=theirs,
            tls_key=marks.plant("the TLS key"),
            tls_cert=marks.plant("the certificate"),
        )
        near.clusters["two"] = entry("two", "PENDING", options=theirs)
        (logs / "two").mkdir(parents=True)
        (logs / "two" / "dask-scheduler-two.log").write_text(
            f"Error: {token} and tls://a:{marks.plant('a log')}@b\n"
        )

        async def echo(request: web.Request) -> web.StreamResponse:
            sent = await request.text()
            return web.json_response({"error": f"no: {sent}"[:900]}, status=422)

        published: list[ClusterChanges] = []
        said: list[str] = []
        async with plain_services(tmp_path, published) as services:

            async def listed() -> bool:
                answer = await services.clusters.listing()
                said.append(answer.model_dump_json())
                return len(answer.clusters) >= 4

            await until(listed)
            said += [one.model_dump_json() for one in await services.gateways()]
            for gateway in ("near", "other", "factory", "broken"):
                request = NewCluster.model_validate(
                    {
                        "gateway": gateway,
                        "options": {"registry_password": marks.plant(f"an option for {gateway}")}
                        if gateway in ("near", "other")
                        else {},
                        "variables": {
                            "NEW_TOKEN": marks.plant(f"a variable for {gateway}"),
                            "NEW_URL": f"x://y:{marks.plant(f'a URL for {gateway}')}@z",
                        },
                        "let_through": ["MY_TOKEN"],
                    }
                )
                near.answers["POST /api/v1/clusters/"] = echo
                for ask in (
                    lambda gateway=gateway: services.options(gateway),
                    lambda request=request: services.code.creation_code(request),
                    lambda gateway=gateway: services.code.client_code(gateway, "one"),
                    lambda request=request: services.clusters.create(request),
                    lambda gateway=gateway: services.clusters.scale(
                        gateway, "one", Scale(workers=1)
                    ),
                    lambda gateway=gateway: services.worker_variables(
                        VariablesQuery(gateway=gateway)
                    ),
                    lambda gateway=gateway: services.environments(gateway, None, None),
                ):
                    said.append(await answered(ask))
            near.end("two", "FAILED")

            async def failed() -> bool:
                one = await answered(lambda: services.clusters.get("near", "two"))
                said.append(one)
                return '"failed"' in one and '"failure":{' in one

            await until(failed)
        said += [one.model_dump_json() for one in published]
        assert len(marks.planted) >= 40
        for one in said:
            assert marks.shown(one) == [], one[:3000]
        assert marks.shown(caplog.text) == []


async def answered(ask: Any) -> str:
    """What goes to the browser: an answer, or a named error."""
    try:
        found = await ask()
    except DaskLabError as error:
        return json.dumps(answer_of(error))
    parts = found if isinstance(found, list) else [found]
    return "\n".join(part.model_dump_json() for part in parts)
