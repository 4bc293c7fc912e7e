"""Each language says all that both halves say; `jlpm catalog` shows what is to be translated."""

from __future__ import annotations

import gettext
import importlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
LANGUAGES = [path.name for path in (SCRIPTS.parent / "purdue_dask_lab" / "locale").iterdir()]

Texts = tuple[str, ...]


@pytest.fixture(scope="module")
def scripts() -> Iterator[tuple[ModuleType, ModuleType]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPTS))
        yield importlib.import_module("catalogs"), importlib.import_module("catalog")
        for name in ("catalogs", "catalog"):
            del sys.modules[name]


@pytest.fixture(scope="module")
def said(scripts: tuple[ModuleType, ModuleType]) -> dict[tuple[str, Texts], Texts]:
    """All that the sources say: TypeScript, the settings and Python."""
    return texts_of(scripts[1].template())


def as_texts(found: Any) -> Texts:
    return (found or "",) if isinstance(found, str | None) else tuple(found)


def texts_of(catalog: Any) -> dict[tuple[str, Texts], Texts]:
    return {
        (one.context or "", as_texts(one.id)): as_texts(one.string) for one in catalog if one.id
    }


def translated(scripts: tuple[ModuleType, ModuleType], language: str) -> Any:
    path = scripts[0].LOCALE / language / "LC_MESSAGES" / f"{scripts[0].DOMAIN}.po"
    return scripts[0].read(path, locale=language)


def placeholders(text: str) -> set[str]:
    """What is filled in: `%1` in the browser, `{name:g}` on the server."""
    return set(re.findall(r"%\d|(?<!\{)\{\w+[^{}]*\}", text))


def test_texts_of_all_sources_are_found(said: dict[tuple[str, Texts], Texts]) -> None:
    assert ("", ("New cluster",)) in said
    assert ("", ("%1 core", "%1 cores")) in said
    assert ("settings", ("Hide clusters",)) in said
    assert ("", ("{label} has no cluster {name}; it may have ended.",)) in said
    assert ("", ("{number} worker", "{number} workers")) in said
    assert ("", ("This machine may be busy.",)) in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_says_everything_and_nothing_else(
    scripts: tuple[ModuleType, ModuleType], said: dict[tuple[str, Texts], Texts], language: str
) -> None:
    texts = texts_of(translated(scripts, language))
    mend = f"Run `jlpm catalog`, then translate what is empty in {language}."
    assert {"new": said.keys() - texts.keys(), "gone": texts.keys() - said.keys()} == {
        "new": set(),
        "gone": set(),
    }, mend
    assert [key for key, found in texts.items() if not all(found)] == [], mend


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_fills_in_the_same_values(
    scripts: tuple[ModuleType, ModuleType], language: str
) -> None:
    for (_, english), found in texts_of(translated(scripts, language)).items():
        for text in found:
            # "one worker" may say its number in a word, but no text knows other values.
            wanted = set().union(*map(placeholders, english))
            optional = {"%1", "{number}"} if len(found) > 1 and text == found[0] else set()
            assert wanted - optional <= placeholders(text) <= wanted, (english, text)


@pytest.mark.parametrize("language", LANGUAGES)
def test_python_and_jupyterlab_read_the_same(
    scripts: tuple[ModuleType, ModuleType], language: str, tmp_path: Path
) -> None:
    folder = tmp_path / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    scripts[1].write(folder / "purdue_dask_lab.po", translated(scripts, language))
    compiled, for_browser = scripts[0].compile_all(tmp_path)
    browser = json.loads(for_browser.read_text(encoding="utf-8"))
    with compiled.open("rb") as file:
        server = gettext.GNUTranslations(file)
    # A build a minute later is no other.
    assert server.info()["pot-creation-date"] == "2020-02-02 00:00+0000"
    assert browser[""]["language"] == language.replace("_", "-")
    assert server.gettext("New cluster") == browser["New cluster"][0] != "New cluster"
    assert [server.ngettext("%1 core", "%1 cores", n) for n in (1, 2)] == browser["%1 core"]
    assert server.pgettext("settings", "Hide clusters") == browser["settings\u0004Hide clusters"][0]
