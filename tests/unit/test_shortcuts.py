"""Menus and keys that the settings declare: what they name exists, and takes nobody's place."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SCHEMA: dict[str, Any] = json.loads((ROOT / "schema" / "plugin.json").read_text())
OURS: list[dict[str, Any]] = SCHEMA["jupyter.lab.shortcuts"]


def commands_of(items: list[dict[str, Any]]) -> Iterator[str]:
    for item in items:
        if "command" in item:
            yield item["command"]
        yield from commands_of(item.get("submenu", {}).get("items", []))


def jupyterlabs_keys() -> set[tuple[str, ...]]:
    files = Path(sys.prefix, "share", "jupyter", "lab", "schemas").glob("@jupyter*/*/*.json")
    schemas = [json.loads(file.read_text()) for file in files]
    shortcuts = [one for schema in schemas for one in schema.get("jupyter.lab.shortcuts", [])]
    return {tuple(one["keys"]) for one in shortcuts if one.get("keys")}


def test_keys_are_nobody_elses() -> None:
    taken = jupyterlabs_keys()
    assert len(taken) > 50
    ours = [tuple(one["keys"]) for one in OURS if one["keys"] != [""]]
    assert ours and len(set(ours)) == len(ours)
    assert [keys for keys in ours if keys in taken] == []
    # Browsers and desktops keep those of Ctrl, and of Alt alone, for themselves.
    assert all(re.fullmatch("Alt Shift [A-Z]", key) for keys in ours for key in keys)


def test_menus_and_keys_call_commands_that_exist() -> None:
    known = (ROOT / "src" / "tokens" / "commands.ts").read_text()
    called = {one["command"] for one in OURS}
    called.update(commands_of(SCHEMA["jupyter.lab.menus"]["main"]))
    called.update(commands_of(SCHEMA["jupyter.lab.menus"]["context"]))
    assert len(called) > 10
    assert [one for one in sorted(called) if f"'{one}'" not in known] == []
