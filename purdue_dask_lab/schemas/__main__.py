"""Prints the JSON schema of everything on the wire: ``python -m purdue_dask_lab.schemas``."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from . import base, clusters, doctor, environments, gateways, history, logs, variables, workers

_ROOTS: list[tuple[type[BaseModel], JsonSchemaMode]] = [
    (gateways.Gateway, "serialization"),
    (gateways.OptionsForm, "serialization"),
    (environments.Environment, "serialization"),
    (variables.WorkerVariables, "serialization"),
    (variables.UserFile, "serialization"),
    (clusters.ClusterList, "serialization"),
    (clusters.ClusterChanges, "serialization"),
    (clusters.ClientCode, "serialization"),
    (history.EndedClusters, "serialization"),
    (history.ClusterActivity, "serialization"),
    (logs.ClusterLog, "serialization"),
    (workers.ClusterWorkers, "serialization"),
    (doctor.DoctorReport, "serialization"),
    (base.Machine, "serialization"),
    (base.ErrorAnswer, "serialization"),
    (clusters.NewCluster, "validation"),
    (variables.VariablesQuery, "validation"),
    (variables.NewContent, "validation"),
    (clusters.Scale, "validation"),
    (clusters.ClusterPatch, "validation"),
    (workers.WorkerRestart, "validation"),
]


def schema() -> dict[str, Any]:
    """Return one JSON schema: an object with a property for each of the wire's roots.

    Answers are described as they are sent (every key is there), requests as
    they may come (keys with a default may be left out).
    """
    references, document = models_json_schema(_ROOTS)
    for definition in document["$defs"].values():
        for described in definition.get("properties", {}).values():
            described.pop("title", None)
            described.pop("default", None)
    return {
        "title": "Wire",
        "type": "object",
        "additionalProperties": False,
        "properties": {model.__name__: references[model, mode] for model, mode in _ROOTS},
        "required": [model.__name__ for model, _ in _ROOTS],
        **document,
    }


if __name__ == "__main__":
    json.dump(schema(), sys.stdout, indent=2)
