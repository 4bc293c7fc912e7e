"""A translated sentence says what the English one says, or the English one is said."""

from __future__ import annotations

import gettext

import pytest

from purdue_dask_lab import translation
from purdue_dask_lab.translation import later, trans, trans_n


class Catalog(gettext.NullTranslations):
    """Translates what it is given, and hands the rest back."""

    def __init__(self, **texts: str) -> None:
        super().__init__()
        self.texts = {key.replace("_", " "): text for key, text in texts.items()}

    def gettext(self, message: str) -> str:
        return self.texts.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.texts.get(msgid1 if n == 1 else msgid2, msgid1 if n == 1 else msgid2)


@pytest.fixture
def speak(monkeypatch: pytest.MonkeyPatch) -> None:
    catalog = Catalog()
    catalog.texts = {
        "{label} has {what}.": "{what} hat {label}.",
        "{label} waits.": "{name} wartet.",
        "{size:g} GB": "{size:y} GB",
        "half": "{halb",
        "{number} worker": "ein Worker",
        "{number} workers": "{number} Stück Worker",
        "stopped": "beendet",
    }
    monkeypatch.setattr(translation, "_catalog", [catalog])


def test_without_a_catalog_a_sentence_is_said_as_it_was_written() -> None:
    assert trans("{label} has {what}.", label="A", what="{braces}") == "A has {braces}."
    assert trans_n("{number} worker", "{number} workers", 1) == "1 worker"
    assert trans_n("{number} worker", "{number} workers", 2) == "2 workers"


def test_values_stand_where_the_language_wants_them(speak: None) -> None:
    assert trans("{label} has {what}.", label="A", what="recht") == "recht hat A."


def test_each_language_has_its_own_plurals(speak: None) -> None:
    assert trans_n("{number} worker", "{number} workers", 1) == "ein Worker"
    assert trans_n("{number} worker", "{number} workers", 3) == "3 Stück Worker"


@pytest.mark.parametrize("text", ["{label} waits.", "{size:g} GB", "half"])
def test_a_translation_that_does_not_fit_gives_way_to_english(speak: None, text: str) -> None:
    values = {"label": "A", "size": 1.5}
    assert trans(text, **values) == text.format(**values)


def test_what_a_constant_holds_is_translated_when_it_is_said(speak: None) -> None:
    constant = later("stopped")
    assert constant == "stopped"
    assert trans(constant) == "beendet"


def test_no_text_stays_none(speak: None) -> None:
    # gettext would answer with the header of the catalog.
    assert trans("") == ""


def test_numbers_have_the_mark_of_the_language_and_texts_stay_as_they_are(
    speak: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert trans("{size:.1f} of {limit} GB", size=1.5, limit=23.5) == "1.5 of 23.5 GB"
    monkeypatch.setattr(translation._formatter, "decimal_mark", ",")
    assert trans("{size:.1f} of {limit} GB", size=1.5, limit=23.5) == "1,5 of 23,5 GB"
    assert trans("pip install dask=={version} on {cores} cores", version="1.5", cores=2) == (
        "pip install dask==1.5 on 2 cores"
    )


@pytest.mark.parametrize(("locale", "mark"), [("de_DE", ","), ("pt_BR", ","), ("xx_XX", ".")])
def test_each_language_has_its_mark_and_one_that_is_not_known_the_point(
    locale: str, mark: str
) -> None:
    assert translation._decimal_mark(locale) == mark
