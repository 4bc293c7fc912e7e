"""An OpenAPI description of the REST API, made from the models and from one table of routes.

It is shipped as a file: ``python -m purdue_dask_lab.schemas.openapi`` prints that.
"""

from __future__ import annotations

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from . import base, clusters, doctor, environments, gateways, history, logs, variables, workers

API_VERSION = "1.0.0"
"""Of what the routes take and answer, whatever the version of the package."""

FILE = Path(__file__).with_name("openapi.json")

ROOT = "/purdue-dask-lab"
"""What comes after Jupyter's base URL."""

_REFUSALS = {
    "400": "The request cannot be read",
    "403": "The gateway or the request is not allowed for this user",
    "404": "There is no such gateway or cluster",
    "409": "Not in the present state, or a limit is reached",
    "422": "A value is refused, by the gateway or by us",
    "502": "The gateway does not answer, or not as a Dask Gateway",
    "504": "A gateway or a disk did not answer in time",
}


@dataclass(frozen=True)
class Route:
    """One verb on one path.

    Parameters
    ----------
    answer
        The model of the body, or a list's only element; None for no body.
    query
        Names of optional parameters, all of them texts.
    """

    path: str
    verb: str
    summary: str
    answer: type[BaseModel] | None
    is_list: bool = False
    body: type[BaseModel] | None = None
    query: tuple[str, ...] = ()
    status: str = "200"


_CLUSTER = "/clusters/{gateway}/{name}"
_ENDED = "/ended-clusters/{gateway}/{name}"
ROUTES = (
    Route("/gateways", "get", "Every configured gateway", gateways.Gateway, is_list=True),
    Route(
        "/gateways/{gateway}/options",
        "get",
        "What a gateway lets its user choose",
        gateways.OptionsForm,
    ),
    Route(
        "/environments",
        "get",
        "Kernels and environments that workers could run in, default first",
        environments.Environment,
        is_list=True,
        query=("gateway", "notebook", "kernel"),
    ),
    Route(
        "/worker-variables",
        "get",
        "The environment variables that workers would get",
        variables.WorkerVariables,
        query=("environment", "gateway", "notebook"),
    ),
    Route(
        "/worker-variables",
        "post",
        "The same with unsaved changes, which may be secret",
        variables.WorkerVariables,
        body=variables.VariablesQuery,
    ),
    Route("/worker-variables/file", "get", "The user's own labextension.yaml", variables.UserFile),
    Route("/worker-variables/file", "post", "Make that file if it is absent", variables.UserFile),
    Route(
        "/worker-variables/file",
        "put",
        "Write that file",
        variables.UserFile,
        body=variables.NewContent,
    ),
    Route("/doctor", "get", "What works and what does not", doctor.DoctorReport),
    Route("/machine", "get", "Names of the machine that Jupyter runs on", base.Machine),
    Route("/clusters", "get", "The user's clusters on all gateways", clusters.ClusterList),
    Route(
        "/clusters",
        "post",
        "Create a cluster; answers before it starts",
        clusters.Cluster,
        body=clusters.NewCluster,
        status="202",
    ),
    Route(_CLUSTER, "get", "One cluster", clusters.Cluster),
    Route(
        _CLUSTER, "patch", "Scale or rename a cluster", clusters.Cluster, body=clusters.ClusterPatch
    ),
    Route(_CLUSTER, "delete", "Shut a cluster down, or dismiss it", None, status="204"),
    Route(
        f"{_CLUSTER}/retry",
        "post",
        "The same cluster again, in its place",
        clusters.Cluster,
        status="202",
    ),
    Route(
        f"{_CLUSTER}/client-code", "get", "Python that connects to a cluster", clusters.ClientCode
    ),
    Route(
        f"{_CLUSTER}/logs",
        "get",
        "The end of one of a cluster's logs, or what is newer than an earlier answer",
        logs.ClusterLog,
        query=("source", "since"),
    ),
    Route(
        f"{_CLUSTER}/workers",
        "get",
        "What each of a cluster's workers does and uses",
        workers.ClusterWorkers,
    ),
    Route(
        f"{_CLUSTER}/workers/restart",
        "post",
        "Restart one worker; answers when it is back",
        None,
        body=workers.WorkerRestart,
        status="204",
    ),
    Route(
        f"{_CLUSTER}/activity",
        "get",
        "The last hour that was seen of a cluster, whether it runs or has ended",
        history.ClusterActivity,
    ),
    Route(
        "/ended-clusters",
        "get",
        "The clusters that have ended, the latest first",
        history.EndedClusters,
    ),
    Route("/ended-clusters", "delete", "Forget them all", None, status="204"),
    Route(
        _ENDED,
        "post",
        "Create such a cluster again",
        clusters.Cluster,
        status="202",
    ),
    Route(_ENDED, "delete", "Forget a cluster that has ended", None, status="204"),
    Route(
        "/creation-code",
        "post",
        "Python that creates such a cluster",
        clusters.ClientCode,
        body=clusters.NewCluster,
    ),
)


def openapi() -> dict[str, Any]:
    """Describe all routes but the dashboards', whose answers are the dashboards' own."""
    wanted: list[tuple[type[BaseModel], JsonSchemaMode]] = [(base.ErrorAnswer, "serialization")]
    for route in ROUTES:
        wanted += [(route.answer, "serialization")] if route.answer else []
        wanted += [(route.body, "validation")] if route.body else []
    references, document = models_json_schema(
        list(dict.fromkeys(wanted)), ref_template="#/components/schemas/{model}"
    )
    paths: dict[str, dict[str, Any]] = {}
    for route in ROUTES:
        paths.setdefault(f"{ROOT}{route.path}", {})[route.verb] = _operation(route, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "purdue-dask-lab",
            "version": API_VERSION,
            "description": "Dask Gateway clusters in JupyterLab: the REST API below Jupyter's base "
            "URL, for its authenticated user.",
        },
        "paths": paths,
        "components": {
            "schemas": document.get("$defs", {}),
            "securitySchemes": {
                "token": {"type": "apiKey", "in": "header", "name": "Authorization"}
            },
        },
        "security": [{"token": []}],
    }


def text() -> str:
    """Return the description as it is shipped."""
    return json.dumps(openapi(), indent=2) + "\n"


def _operation(route: Route, references: Any) -> dict[str, Any]:
    error = _json(references[base.ErrorAnswer, "serialization"])
    described: dict[str, Any] = {"description": route.summary}
    if route.answer is not None:
        schema = references[route.answer, "serialization"]
        described |= _json({"type": "array", "items": schema} if route.is_list else schema)
    operation: dict[str, Any] = {
        "summary": route.summary,
        "parameters": [
            *(
                _parameter(name, "path", required=True)
                for name in re.findall(r"\{(\w+)\}", route.path)
            ),
            *(_parameter(name, "query", required=False) for name in route.query),
        ],
        "responses": {
            route.status: described,
            **{status: {"description": said, **error} for status, said in _REFUSALS.items()},
        },
    }
    if route.body is not None:
        body = _json(references[route.body, "validation"])
        operation["requestBody"] = {"required": True, **body}
    return operation


def _json(schema: Any) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


def _parameter(name: str, place: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "required": required, "schema": {"type": "string"}}


if __name__ == "__main__":
    sys.stdout.write(text())
