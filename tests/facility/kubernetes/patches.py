"""Changes to a part of an object, in the two ways that are sent here."""

from __future__ import annotations

from copy import deepcopy
from typing import Any


def patched(before: Any, patch: Any, content_type: str) -> Any:
    """What an object becomes by a JSON patch, or else by a merge patch."""
    if "json-patch" in content_type:
        return _operated(before, patch)
    return _merged(before, patch)


def _merged(before: Any, patch: Any) -> Any:
    if not isinstance(patch, dict):
        return patch
    merged = dict(before) if isinstance(before, dict) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = _merged(merged.get(key), value)
    return merged


def _operated(before: Any, operations: list[dict[str, Any]]) -> Any:
    changed = deepcopy(before)
    for one in operations:
        words = [word.replace("~1", "/").replace("~0", "~") for word in one["path"].split("/")[1:]]
        place = changed
        for word in words[:-1]:
            place = place[int(word)] if isinstance(place, list) else place[word]
        last = words[-1]
        if one["op"] == "remove":
            del place[int(last) if isinstance(place, list) else last]
        elif isinstance(place, list):
            place.insert(len(place) if last == "-" else int(last), one["value"])
        else:
            place[last] = one["value"]
    return changed
