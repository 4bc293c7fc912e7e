"""The page of all keys tells of each its value, default, example and meaning."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml

from purdue_dask_lab.config import json_schema
from purdue_dask_lab.config import schema as models

DOCS = Path(__file__).parents[3] / "docs"
KEYS = {
    f"{title}.{key}": described
    for title, definition in json_schema.schema()["$defs"].items()
    for key, described in definition.get("properties", {}).items()
    if "_" not in key
}


@pytest.fixture(scope="module")
def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", DOCS / "_reference.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_each_key_has_an_example_and_a_meaning(reference: ModuleType) -> None:
    assert set(reference.EXAMPLES) == set(KEYS)
    assert {key for key in KEYS if not KEYS[key].get("description")} == set(reference.MEANINGS)


@pytest.mark.parametrize("key", KEYS)
def test_the_examples_are_understood(reference: ModuleType, key: str) -> None:
    title, _, name = key.partition(".")
    model = getattr(models, "SectionSettings" if title == "Section" else title)
    written: Any = yaml.safe_load(reference.EXAMPLES[key])
    if key == "Section.gateways":
        written = {id: {"id": id, "label": id, **one} for id, one in written.items()}
    needed = {
        "StorageRule": {"path": "/x", "access": "read"},
        "FactorySettings": {"module": "a", "class": "B"},
        "GatewaySettings": {"id": "a", "label": "A"},
        "PresetSettings": {"label": "A"},
        "QueueWaitSettings": {"url": "https://a.example"},
    }.get(title, {})
    assert model.model_validate({**needed, name: written})
