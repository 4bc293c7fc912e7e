"""Sentences for users in the language that JupyterLab's settings name.

A sentence is translated when it is made, never when a module is imported: users switch.
"""

from __future__ import annotations

import gettext
import string
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

DOMAIN = "purdue_dask_lab"
"""The name of the catalogs; the browser's half uses it, too."""

CATALOGS = Path(__file__).parent / "locale"

_catalog: list[gettext.NullTranslations] = [gettext.NullTranslations()]
"""What translates: nothing in a terminal, and JupyterLab's language behind JupyterLab."""


class _Formatter(string.Formatter):
    """Fills sentences, with numbers as the user's language writes them: `1.5`, in German `1,5`."""

    decimal_mark = "."

    def format_field(self, value: Any, format_spec: str) -> str:
        """Format one value; only numbers of Python's have a mark, whatever a text looks like."""
        said: str = super().format_field(value, format_spec)
        return said.replace(".", self.decimal_mark) if isinstance(value, float) else said


_formatter = _Formatter()


def follow_jupyterlab() -> None:
    """Translate from now on into the language that JupyterLab is set to, where there is one.

    JupyterLab's server looks for catalogs in language packs only; ours is in this package, and
    a language pack that has one of us goes before it.
    """
    # Importing it for its sake alone would cost each start of a server 60 ms and 4 MiB.
    if "jupyterlab_server" not in sys.modules:
        return
    from jupyterlab_server.translation_utils import TranslationBundle, translator

    class Bundle(TranslationBundle):
        def update_locale(self, locale_: str) -> None:
            super().update_locale(locale_)
            decimal_mark = _Formatter.decimal_mark
            # Without the pack JupyterLab's page is in English: half a translation helps nobody.
            if find_spec(f"jupyterlab_language_pack_{locale_}") is not None:
                ours = gettext.translation(DOMAIN, CATALOGS, [locale_], fallback=True)
                self._translator.add_fallback(ours)
                decimal_mark = _decimal_mark(locale_)
            _catalog[0] = self._translator
            _formatter.decimal_mark = decimal_mark

    # Titles of settings are translated by JupyterLab's server, which asks the same bundle.
    translator._TRANSLATORS[DOMAIN] = Bundle(DOMAIN, translator._LOCALE)


def _decimal_mark(locale: str) -> str:
    """Return the decimal mark of a language; a point where Babel does not know it."""
    from babel import UnknownLocaleError
    from babel.numbers import get_decimal_symbol

    try:
        return get_decimal_symbol(locale)
    except (UnknownLocaleError, ValueError):
        return _Formatter.decimal_mark


def trans(text: str, /, **values: object) -> str:
    """Return a sentence in the user's language, with values in place of their names.

    Args:
        text: The English sentence: `{label} has stopped.`
        values: What the names in braces stand for.
    """
    # The translation of no text is the catalog's header.
    return _filled(_catalog[0].gettext(text), text, values) if text else ""


def trans_n(one: str, many: str, number: int, /, **values: object) -> str:
    """Return a sentence about a number of things in the user's language.

    Args:
        one: The English sentence for one thing.
        many: The English sentence for any other number of them, with `{number}` in it.
        number: How many there are.
        values: What further names in braces stand for.
    """
    values = {"number": number, **values}
    english = one if number == 1 else many
    return _filled(_catalog[0].ngettext(one, many, number), english, values)


def later(text: str) -> str:
    """Return an English text as it is, that a constant holds: `trans` translates it at its use."""
    return text


def _filled(found: str, english: str, values: dict[str, object]) -> str:
    """Fill a translation in, or the English text where the translation does not fit."""
    try:
        return _formatter.vformat(found, (), values)
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return _formatter.vformat(english, (), values)
