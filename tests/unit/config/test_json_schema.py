"""The schema that editors take is made from the models, and says what the reader says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from purdue_dask_lab.config import json_schema
from purdue_dask_lab.config.facility import installed

DOCS = Path(__file__).parents[3] / "docs" / "configuration.md"


def errors(content: Any) -> list[str]:
    validator = jsonschema.Draft202012Validator(json_schema.schema())
    return [error.message for error in validator.iter_errors(content)]


def test_the_schema_that_is_shipped_is_current() -> None:
    made = json_schema.text()
    assert json_schema.FILE.read_text() == made, (
        "run python -m purdue_dask_lab.config > purdue_dask_lab/config/labextension.schema.json"
    )


def test_facilities_fit_it() -> None:
    assert "purdue-af" in installed()
    for file in installed().values():
        assert errors(yaml.safe_load(file.read_text())) == [], file


def test_the_examples_of_the_documentation_fit_it() -> None:
    examples = re.findall(r"```yaml\n(labextension:.*?)```", DOCS.read_text(), re.DOTALL)
    assert len(examples) >= 2
    for example in examples:
        assert errors(yaml.safe_load(example)) == []


@pytest.mark.parametrize(
    "section",
    [
        {"gatways": {}},
        {"gateways": {"a": {"adress": "http://a"}}},
        {"gateways": {"a": {"limits": {"core": 1}}}},
        {"gateways": {"a": {"storage": [{"path": "/x", "access": "reed"}]}}},
        {"gateways": {"a": 5}},
        {"worker_variables": {"inherit": 5}},
    ],
)
def test_a_mistake_does_not(section: dict[str, Any]) -> None:
    assert errors({"labextension": section})


@pytest.mark.parametrize(
    "section",
    [
        {"gateways": {"a": False, "b": {"proxy_address": 8786, "start-timeout": "2 minutes"}}},
        {"env-override": {"A": 1, "B": True, "C": "x"}},
        {"factory": {"module": "dask", "class": "A"}, "default": {"workers": 1}, "initial": []},
    ],
)
def test_both_spellings_of_keys_fit_it(section: dict[str, Any]) -> None:
    assert errors({"labextension": section}) == []
