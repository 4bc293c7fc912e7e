"""The documentation as a site: ``scripts/docs``."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path
from typing import Any

from purdue_dask_lab.config import json_schema

HERE = Path(__file__).parent

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
# Links lead to files of the repository, too, which are no pages.
suppress_warnings = ["myst.xref_missing"]


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


def _table(definition: dict[str, Any]) -> str:
    rows = ["| key | value | meaning |", "| --- | --- | --- |"]
    rows += [
        f"| `{key}` | {_words(described)} | {described.get('description', '')} |"
        for key, described in definition.get("properties", {}).items()
        # Each key may be written with `_` as well.
        if "_" not in key or key == "env_override"
    ]
    return "\n".join(rows)


def _write_reference(*_: object) -> None:
    """Make the page of all keys from the models, so that it cannot be stale."""
    definitions = json_schema.schema()["$defs"]
    parts = ["# All keys of the configuration", "Made from the code that reads them."]
    parts += ["## Below `labextension`", _table(definitions["Section"])]
    for name, definition in sorted(definitions.items()):
        if name != "Section" and definition.get("properties"):
            parts += [f"## {name.removesuffix('Settings')}", definition.get("description", "")]
            parts.append(_table(definition))
    text = "\n\n".join(part for part in parts if part) + "\n"
    (HERE / "reference.md").write_text(text, encoding="utf-8")


def setup(app: Any) -> None:
    """Write the pages that are made."""
    app.connect("config-inited", _write_reference)
