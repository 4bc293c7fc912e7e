"""Values as Python source, in which no secret stands."""

from __future__ import annotations

import json
import keyword
from collections.abc import Mapping
from typing import Any

from ..worker_env.redact import contains_secret, looks_secret


class SourceWriter:
    """Writes values; whoever runs the source is asked for the secrets among them.

    Parameters
    ----------
    secrets
        Secrets that are known besides what looks like one.
    """

    def __init__(self, secrets: frozenset[str] = frozenset()) -> None:
        self._secrets = secrets
        self._asks = False

    @property
    def imports(self) -> list[str]:
        """What the source needs because of what was written."""
        return ["from getpass import getpass"] if self._asks else []

    def value(self, value: Any, name: str = "") -> str:
        """A value of JSON as Python has it, with double quotes."""
        if isinstance(value, str):
            if name and self.is_secret(name, value):
                self._asks = True
                return f"getpass({self.value(f'{name}: ')})"
            return json.dumps(value, ensure_ascii=False)
        if isinstance(value, Mapping):
            inner = (
                f"{self.value(str(key))}: {self.value(one, str(key))}" for key, one in value.items()
            )
            return f"{{{', '.join(inner)}}}"
        if isinstance(value, (list, tuple)):
            return f"[{', '.join(self.value(one, name) for one in value)}]"
        return repr(value)

    def arguments(self, values: Mapping[str, Any]) -> list[str]:
        """Keyword arguments, those whose names are none in a mapping."""
        plain = {name: value for name, value in values.items() if _is_argument(name)}
        others = {name: value for name, value in values.items() if name not in plain}
        written = [f"{name}={self.value(value, name)}" for name, value in plain.items()]
        return [*written, *([f"**{self.value(others)}"] if others else [])]

    def is_secret(self, name: str, value: str) -> bool:
        """Whether a value may not be written down."""
        return looks_secret(name, value) or contains_secret(value, self._secrets)


def _is_argument(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)
