"""Makes of each catalog what Python and JupyterLab read, whenever a wheel is built.

In a tree that is used as it stands: ``python scripts/catalogs.py``.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

DOMAIN = "purdue_dask_lab"
LOCALE = Path(__file__).parent.parent / DOMAIN / "locale"

DATE = datetime(2020, 2, 2, tzinfo=timezone.utc)
"""What hatchling says of all files: the same sources make the same wheel whenever it is built."""


def read(path: Path, **options: Any) -> Catalog:
    """Read a catalog; a mistake in it is an error."""
    with path.open("rb") as file:
        return read_po(file, abort_invalid=True, **options)


def as_json(catalog: Catalog, language: str) -> dict[str, Any]:
    """Return a catalog as JupyterLab's language packs have it."""
    found: dict[str, Any] = {
        "": {"domain": DOMAIN, "language": language, "plural_forms": catalog.plural_forms}
    }
    for message in catalog:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and all(texts):
            text = message.id[0] if isinstance(message.id, tuple) else message.id
            key = f"{message.context}\u0004{text}" if message.context else text
            found[key] = list(texts)
    return found


def compile_all(locale: Path = LOCALE) -> list[Path]:
    """Write what is read of each catalog beside it, and return the files."""
    written = []
    for path in sorted(locale.glob(f"*/LC_MESSAGES/{DOMAIN}.po")):
        language = path.parent.parent.name
        catalog = read(path, locale=language)
        catalog.creation_date = DATE
        compiled = path.with_suffix(".mo")
        with compiled.open("wb") as file:
            write_mo(file, catalog)
        for_browser = path.with_suffix(".json")
        content = as_json(catalog, language.replace("_", "-"))
        for_browser.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        written += [compiled, for_browser]
    return written


try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # Outside of a build nobody needs the hook.
    pass
else:

    class CatalogsHook(BuildHookInterface):  # type: ignore[type-arg,misc,unused-ignore]
        """Puts them into the wheel."""

        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            """Compile the catalogs, which git ignores, and name them to hatch."""
            root = Path(self.root)
            for path in compile_all(root / DOMAIN / "locale"):
                build_data["artifacts"].append(f"/{path.relative_to(root)}")


if __name__ == "__main__":
    compile_all()
