"""A facility's configuration: one that ships here, in a package of the site's own, or in a file."""

from __future__ import annotations

import importlib.util
from functools import lru_cache
from importlib import metadata
from pathlib import Path

from ..system.account import expand_user
from ..translation import trans
from .files import ConfigFileReader
from .marks import EMPTY, ConfigProblem, MarkedValue

KEY = ("labextension", "facility")
GROUP = "purdue_dask_lab.facilities"
"""Entry points of this group name a facility and the package that holds its ``{name}.yaml``."""

_NONE = (None, False, "", "none")
_reader = ConfigFileReader()


def read(given: MarkedValue | None, problems: list[ConfigProblem]) -> MarkedValue:
    """Return the ``labextension`` section of the facility that the configuration names.

    Parameters
    ----------
    given
        The value of ``facility``: a name, the path of a YAML file, or nothing.
    """
    value = given.value if given is not None else None
    if given is None or (not isinstance(value, (dict, list)) and value in _NONE):
        return EMPTY
    if not isinstance(value, str):
        choices = ", ".join(sorted(installed()))
        said = trans(
            "must be the name of a facility or a path; choose one of {choices}, or remove it.",
            choices=choices,
        )
        problems.append(ConfigProblem(given.origin, said, KEY))
        return EMPTY
    file = _file(given, value, problems)
    if file is None:
        return EMPTY
    found = _reader.read_file(file)
    if found is None:
        said = trans(
            "names {file}, which is not there: correct the path, or remove the line.", file=file
        )
        problems.append(ConfigProblem(given.origin, said, KEY))
        return EMPTY
    problems += found.problems
    section = found.root.child(KEY[0]) if found.root is not None else None
    return section if section is not None and isinstance(section.value, dict) else EMPTY


def _file(given: MarkedValue, value: str, problems: list[ConfigProblem]) -> Path | None:
    """Return where a facility is written down; None, and a problem, if nobody knows it."""
    if "/" in value:
        file = expand_user(value)
        if file is not None and file.is_absolute():
            return file
        said = trans(
            "names {value}: give the whole path of the file, from / or ~ on.", value=value[:200]
        )
        problems.append(ConfigProblem(given.origin, said, KEY))
        return None
    known = installed()
    if value not in known:
        # It may have been installed a moment ago.
        installed.cache_clear()
        known = installed()
    if value in known:
        return known[value]
    choices = ", ".join(sorted(known))
    said = trans(
        "is refused: there is no facility {value}; choose one of {choices}, "
        "give the path of a YAML file, or remove the line.",
        value=value[:60],
        choices=choices,
    )
    problems.append(ConfigProblem(given.origin, said, KEY))
    return None


@lru_cache(maxsize=1)
def installed() -> dict[str, Path]:
    """The files of all facilities that are installed here, by name; nothing of them is imported."""
    found: dict[str, Path] = {}
    for entry in metadata.entry_points(group=GROUP):
        try:
            spec = importlib.util.find_spec(entry.module)
        except (ImportError, ValueError):
            continue
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            found.setdefault(entry.name, Path(folder) / f"{entry.name}.yaml")
    return found
