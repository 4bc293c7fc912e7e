"""Collects the texts of both halves and brings each translation up to date: ``jlpm catalog``.

New texts get an empty translation, texts that are gone leave, and what is read of the catalogs is
made again. ``python scripts/catalog.py de_DE`` begins a language.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po
from catalogs import DOMAIN, LOCALE, compile_all, read
from jupyterlab_server.translation_utils import DEFAULT_SCHEMA_SELECTORS

ROOT = Path(__file__).parent.parent
_KEYWORDS = {"trans": None, "trans_n": (1, 2), "later": None}
_SELECTORS = {
    re.compile(f"/{pattern}"): context for pattern, context in DEFAULT_SCHEMA_SELECTORS.items()
}


def template() -> Catalog:
    """Return all texts: of TypeScript, of the settings, and of Python."""
    catalog = Catalog(project="purdue-dask-lab", domain=DOMAIN, fuzzy=False)
    _add_typescript(catalog)
    for path in sorted((ROOT / "schema").glob("*.json")):
        schema = json.loads(path.read_text(encoding="utf-8"))
        if not schema.get("jupyter.lab.setting-deprecated"):
            _add_schema(catalog, schema, f"schema/{path.name}", "")
    found = extract_from_dir(
        ROOT / DOMAIN, method_map=[("**.py", "python")], keywords=_KEYWORDS, strip_comment_tags=True
    )
    for name, line, text, _, context in found:
        catalog.add(text, locations=[(f"{DOMAIN}/{name}", line)], context=context)
    return catalog


def _add_typescript(catalog: Catalog) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "browser.pot")
        subprocess.run(["node", "scripts/catalog.mjs", path], cwd=ROOT, check=True)
        for message in read(path):
            if message.id:
                catalog.add(message.id, locations=message.locations, context=message.context)


def _add_schema(catalog: Catalog, part: Any, file: str, place: str) -> None:
    """Add the texts that JupyterLab's server translates in a schema of settings."""
    entries = part.items() if isinstance(part, dict) else enumerate(part)
    for key, value in entries:
        inner = f"{place}/{key}" if isinstance(part, dict) else f"{place}[{key}]"
        if isinstance(value, (dict, list)):
            _add_schema(catalog, value, file, inner)
        elif isinstance(value, str):
            contexts = [context for one, context in _SELECTORS.items() if one.fullmatch(inner)]
            if contexts:
                catalog.add(value, locations=[(file, 1)], context=contexts[0])


def update(path: Path, texts: Catalog) -> Catalog:
    """Bring one language's catalog up to date, and return it."""
    language = path.parent.parent.name
    catalog = read(path, locale=language) if path.exists() else Catalog(language, DOMAIN)
    catalog.update(texts, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.fuzzy = False
    return catalog


def write(path: Path, catalog: Catalog) -> None:
    """Write a catalog without what changes by itself: lines of the sources, and dates."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(
            file, catalog, width=100, include_lineno=False, omit_header=True, sort_by_file=True
        )
    language = path.parent.parent.name
    header = (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n'
        f'"Plural-Forms: {catalog.plural_forms}\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n'
        '"Content-Transfer-Encoding: 8bit\\n"\n\n'
    )
    path.write_text(header + path.read_text(encoding="utf-8"), encoding="utf-8")


def paths() -> list[Path]:
    """Return the catalogs of all languages."""
    return sorted(LOCALE.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))


def main(languages: list[str]) -> None:
    """Update all languages, and begin those that are named."""
    texts = template()
    begun = [LOCALE / language / "LC_MESSAGES" / f"{DOMAIN}.po" for language in languages]
    for path in sorted({*paths(), *begun}):
        catalog = update(path, texts)
        write(path, catalog)
        empty = sum(not all(_strings(message.string)) for message in catalog if message.id)
        print(f"{path.relative_to(ROOT)}: {len(catalog)} texts, {empty} not translated")
    compile_all()


def _strings(string: str | tuple[str, ...] | list[str] | None) -> tuple[str, ...]:
    return (string or "",) if isinstance(string, str | None) else tuple(string)


if __name__ == "__main__":
    main(sys.argv[1:])
