"""The JSON Schema of ``labextension.yaml``, by which editors complete and check it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from .marks import hyphens
from .schema import SectionSettings

FILE = Path(__file__).with_name("labextension.schema.json")
_DURATION = {"type": ["number", "string"], "examples": ["2 minutes", "1h", 90]}
_MEMORY = {"type": ["number", "string"], "examples": ["400 GB", 64]}


def schema() -> dict[str, Any]:
    """Return the schema, made from the models that read the file."""
    document = SectionSettings.model_json_schema(by_alias=True, mode="validation")
    definitions = document.pop("$defs")
    gateway = definitions["GatewaySettings"]
    # A gateway's key is its id; a cluster class has a key of its own.
    for key in ("id", "factory"):
        gateway["properties"].pop(key)
    gateway["properties"]["type"]["enum"].remove("factory")
    gateway.pop("required", None)
    for key in ("start-timeout", "idle-timeout", "lifetime"):
        gateway["properties"][key] = dict(_DURATION)
    definitions["LimitSettings"]["properties"]["memory"] = dict(_MEMORY)
    factory = definitions["FactorySettings"]["properties"]
    for key in ("default", "initial"):
        factory.pop(key)
    definitions["Section"] = document
    for definition in definitions.values():
        _both_spellings(definition)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Dask in JupyterLab",
        "description": "labextension.yaml, or any other file that Dask's configuration is in.",
        "type": "object",
        "properties": {"labextension": {"$ref": "#/$defs/Section"}},
        "$defs": definitions,
    }


def text() -> str:
    """Return the schema as it is shipped."""
    return json.dumps(schema(), indent=2) + "\n"


def _both_spellings(definition: dict[str, Any]) -> None:
    """Allow ``_`` for ``-`` in keys, as Dask does; descriptions stay at the first spelling."""
    properties = definition.get("properties", {})
    for name, described in list(properties.items()):
        described.pop("title", None)
        described.pop("default", None)
        for other in {hyphens(name), name.replace("-", "_")} - {name}:
            properties[other] = described
    definition.pop("title", None)
