"""Prints the JSON schema of everything on the wire: ``python -m purdue_dask_lab.wire``."""

from __future__ import annotations

import json
import sys
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from . import models, worker_models

_ROOTS: list[tuple[type[BaseModel], JsonSchemaMode]] = [
    (models.Gateway, "serialization"),
    (models.OptionsForm, "serialization"),
    (worker_models.Environment, "serialization"),
    (worker_models.WorkerVariables, "serialization"),
    (worker_models.UsersFile, "serialization"),
    (models.ClusterList, "serialization"),
    (models.ClusterChanges, "serialization"),
    (models.ClientCode, "serialization"),
    (models.Machine, "serialization"),
    (models.ErrorAnswer, "serialization"),
    (models.NewCluster, "validation"),
    (worker_models.VariablesQuery, "validation"),
    (worker_models.NewContent, "validation"),
    (models.Scale, "validation"),
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
