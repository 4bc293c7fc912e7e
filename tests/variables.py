"""What the dialog asks about variables, and the user's file of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rest import Ask


async def known(ask: Ask, **choice: Any) -> dict[str, Any]:
    answer = await ask("worker-variables", "POST", {"gateway": "local", **choice})
    assert answer.status == 200, answer.body
    return answer.body  # type: ignore[no-any-return]


async def values(ask: Ask, **choice: Any) -> dict[str, tuple[str, str]]:
    found = (await known(ask, **choice))["variables"]
    return {one["name"]: (one["value"], one["source"]) for one in found}


def user_file(directory: Path, text: str) -> Path:
    file = directory / "labextension.yaml"
    file.write_text(text)
    return file
