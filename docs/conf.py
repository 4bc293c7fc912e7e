"""The documentation as a site: ``scripts/docs``."""

from __future__ import annotations

import json
import sys
from importlib import metadata
from pathlib import Path
from typing import Any

from purdue_dask_lab.config import json_schema
from purdue_dask_lab.config import schema as models

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from _reference import EXAMPLES, MEANINGS  # noqa: E402

project = "purdue-dask-lab"
author = "The purdue-dask-lab developers"
release = metadata.version("purdue-dask-lab")
extensions = ["myst_parser"]
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "pydata_sphinx_theme"
html_title = "Dask in JupyterLab"
html_sidebars = {"**": []}
html_extra_path = ["grafana-dashboard.json"]
html_theme_options = {"show_toc_level": 2, "secondary_sidebar_items": ["page-toc"]}


def _words(described: dict[str, Any]) -> str:
    """What kind of value a key takes."""
    if "anyOf" in described:
        kinds = [_words(one) for one in described["anyOf"]]
        return " or ".join(dict.fromkeys(kind for kind in kinds if kind != "null"))
    if "$ref" in described:
        return str(described["$ref"]).rpartition("/")[2].removesuffix("Settings").lower()
    if "const" in described:
        return f"`{json.dumps(described['const'])}`"
    if "enum" in described:
        return ", ".join(f"`{one}`" for one in described["enum"])
    return str(described.get("type", "anything"))


def _table(title: str, definition: dict[str, Any]) -> str:
    """All keys of a part: what each takes, what holds without it, and an example."""
    rows = ["| key | value | default | example | meaning |", "| --- | --- | --- | --- | --- |"]
    rows += [
        f"| `{key}` | {_words(described)} | {_default(title, key)} "
        f"| `{EXAMPLES[f'{title}.{key}']}` | {_meaning(title, key, described)} |"
        for key, described in definition.get("properties", {}).items()
        # Each key may be written with `_` as well.
        if "_" not in key
    ]
    return "\n".join(rows)


def _default(title: str, key: str) -> str:
    """What holds where a key is not written, as the models have it."""
    model = getattr(models, "SectionSettings" if title == "Section" else title, None)
    if model is None:
        return ""
    field = next(one for one in model.model_fields.values() if one.alias == key)
    if field.is_required():
        # A gateway of dask-gateway's own has none, and is called by its id.
        return "its id" if key == "label" else "has to be said"
    default = field.get_default(call_default_factory=True)
    if isinstance(default, models.Settings):
        return "see there"
    return "none" if default is None else f"`{json.dumps(default)}`"


def _meaning(title: str, key: str, described: dict[str, Any]) -> str:
    return described.get("description") or MEANINGS.get(f"{title}.{key}", "")


def _write_reference(*_: object) -> None:
    """Make the page of all keys from the models, so that it cannot be stale."""
    definitions = json_schema.schema()["$defs"]
    parts = ["# All keys of the configuration", "Made from the code that reads them."]
    parts += ["## Below `labextension`", _table("Section", definitions["Section"])]
    for name, definition in sorted(definitions.items()):
        if name != "Section" and definition.get("properties"):
            parts += [f"## {name.removesuffix('Settings')}", definition.get("description", "")]
            parts.append(_table(name, definition))
    text = "\n\n".join(part for part in parts if part) + "\n"
    (HERE / "reference.md").write_text(text, encoding="utf-8")


def setup(app: Any) -> None:
    """Write the pages that are made."""
    app.connect("config-inited", _write_reference)
