"""Whoever has set JupyterLab to German reads the server's sentences in German."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyterlab_server.translation_utils import translator
from rest import Ask

from purdue_dask_lab import translation
from purdue_dask_lab.translation import trans

LANGUAGE = ("lab", "api", "settings", "@jupyterlab/translation-extension:plugin")
OURS = ("lab", "api", "settings", "purdue-dask-lab:plugin")

SCHEMA = Path(__file__).parents[2] / "schema" / "plugin.json"


@pytest.fixture
def jp_server_config(jp_server_config: dict[str, Any]) -> dict[str, Any]:
    jp_server_config["ServerApp"]["jpserver_extensions"]["jupyterlab"] = True
    return jp_server_config


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """The language is that of the whole process."""
    translator.set_locale("en")
    yield
    translator.set_locale("en")


@pytest.fixture
def speak(jp_fetch: Any) -> Any:
    async def speak(locale: str) -> None:
        """What JupyterLab asks for when the language was changed and the page is loaded again."""
        raw = json.dumps({"raw": json.dumps({"locale": locale})})
        await jp_fetch(*LANGUAGE, method="PUT", body=raw)
        await jp_fetch(*LANGUAGE)
        await jp_fetch("lab", "api", "translations", locale)

    return speak


async def refusal(ask: Ask) -> str:
    return str((await ask("gateways/nowhere/options")).body["message"])


async def test_an_error_follows_the_setting_without_a_restart(ask: Ask, speak: Any) -> None:
    assert await refusal(ask) == "There is no gateway nowhere; there are: local."
    await speak("de_DE")
    assert await refusal(ask) == "Es gibt kein Gateway nowhere, sondern: local."
    await speak("en")
    assert await refusal(ask) == "There is no gateway nowhere; there are: local."


async def test_the_gateway_on_this_machine_is_called_in_german(ask: Ask, speak: Any) -> None:
    [gateway] = (await ask("gateways")).body
    assert gateway["label"] == "This machine"
    await speak("de_DE")
    [gateway] = (await ask("gateways")).body
    assert gateway["label"] == "Jupyter-Rechner"
    assert gateway["description"] == "Läuft auf demselben Rechner wie Jupyter"


async def test_numbers_are_written_as_in_the_language(ask: Ask, speak: Any) -> None:
    assert trans("{cores:g} cores", cores=0.5) == "0.5 cores"
    await speak("de_DE")
    assert trans("{cores:g} cores", cores=0.5) == "0,5 Kerne"
    await speak("en")
    assert trans("{cores:g} cores", cores=0.5) == "0.5 cores"


@pytest.fixture
def installed(jp_data_dir: Path) -> None:
    """The schema of our settings, where JupyterLab's server finds it."""
    place = jp_data_dir / "labextensions" / "purdue-dask-lab" / "schemas" / "purdue-dask-lab"
    place.mkdir(parents=True)
    shutil.copy(SCHEMA, place)


async def test_the_settings_of_this_extension_are_described_in_german(
    installed: None, jp_fetch: Any, speak: Any
) -> None:
    await speak("de_DE")
    schema = json.loads((await jp_fetch(*OURS)).body)["schema"]
    assert schema["properties"]["hideClusterManager"]["title"] == "Cluster ausblenden"
    modes = schema["properties"]["defaultLayout"]["additionalProperties"]["properties"]["mode"]
    assert [one["title"] for one in modes["oneOf"]][:2] == ["Oben", "Links"]


async def test_the_browser_is_handed_the_texts_with_their_plurals(jp_fetch: Any) -> None:
    answer = json.loads((await jp_fetch("lab", "api", "translations", "de_DE")).body)
    ours = answer["data"]["purdue_dask_lab"]
    assert ours[""]["plural_forms"] == "nplurals=2; plural=(n != 1);"
    assert ours["%1 core"] == ["%1 Kern", "%1 Kerne"]
    assert ours["New cluster"] == ["Neuer Cluster"]


async def test_without_jupyterlabs_language_pack_all_stays_english(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    # JupyterLab's page is in English then, also where the system's locale is German.
    monkeypatch.setattr(translation, "find_spec", lambda name: None)
    translator.set_locale("de_DE")
    assert await refusal(ask) == "There is no gateway nowhere; there are: local."
