"""What pydantic finds wrong is said as pydantic says it, or in the user's language."""

from __future__ import annotations

import gettext

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_core import PydanticKnownError

from purdue_dask_lab import translation
from purdue_dask_lab.schemas.faults import SENTENCES, explained

VALUES = {"gt": 1, "ge": 1, "lt": 1, "le": 1, "expected": "'a'", "error": "odd"}


class Sized(BaseModel):
    cores: float = Field(ge=0.5)
    label: str


def faults(**values: object) -> list[str]:
    with pytest.raises(ValidationError) as caught:
        Sized.model_validate(values)
    return [explained(fault) for fault in caught.value.errors()]


class German(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return {
            "Input should be greater than or equal to {ge}": "Muss mindestens {ge} sein",
            "Field required": "Fehlt",
        }.get(message, message)


@pytest.mark.parametrize("kind", SENTENCES)
def test_each_sentence_is_one_of_pydantics_of_today(kind: str) -> None:
    error = PydanticKnownError(kind, VALUES)  # type: ignore[arg-type]
    assert error.message_template == SENTENCES[kind]


def test_in_english_they_are_pydantics_own() -> None:
    assert faults(cores=0.1) == ["Input should be greater than or equal to 0.5", "Field required"]


def test_in_another_language_they_are_said_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(translation, "_catalog", [German()])
    assert faults(cores=0.1) == ["Muss mindestens 0.5 sein", "Fehlt"]
    # What has no translation is not left out.
    assert faults(cores="much", label="a")[0].startswith("Input should be a valid number")
