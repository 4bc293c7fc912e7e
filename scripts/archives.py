"""Whether the archives of a release hold what they must, and nothing that they must not.

``python scripts/archives.py dist/*``: one line for each fault, and the exit status is 1.
"""

from __future__ import annotations

import re
import sys
import tarfile
import zipfile
from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path

IN_BOTH = (
    "*purdue_dask_lab/app.py",
    "*purdue_dask_lab/config/labextension.schema.json",
    "*purdue_dask_lab/config/facilities/purdue-af.yaml",
    "*purdue_dask_lab/events/clusters.yaml",
    "*purdue_dask_lab/schemas/openapi.json",
    "*purdue_dask_lab/locale/de_DE/LC_MESSAGES/purdue_dask_lab.po",
    "*LICENSE",
)
_FRONT_END = (
    "package.json",
    "static/style.js",
    "static/remoteEntry.*.js",
    "schemas/*/plugin.json",
    "schemas/*/takeover.json",
)
# Texts of the licenses of all JavaScript that is bundled.
LICENSES = "static/third-party-licenses.json"
IN_WHEEL = (
    *IN_BOTH,
    *(
        f"*share/jupyter/labextensions/purdue-dask-lab/{name}"
        for name in (*_FRONT_END, LICENSES, "install.json")
    ),
    "*etc/jupyter/jupyter_server_config.d/purdue_dask_lab.json",
    # What Python and JupyterLab read of a translation.
    "*purdue_dask_lab/locale/de_DE/LC_MESSAGES/purdue_dask_lab.mo",
    "*purdue_dask_lab/locale/de_DE/LC_MESSAGES/purdue_dask_lab.json",
    "*.dist-info/entry_points.txt",
)
IN_SDIST = (
    *IN_BOTH,
    *(f"*purdue_dask_lab/labextension/{name}" for name in (*_FRONT_END, LICENSES)),
    *("*src/index.ts", "*package.json", "*yarn.lock", "*pyproject.toml", "*README.md"),
    "*scripts/catalogs.py",
)
NOWHERE = (
    "*node_modules/*",
    "*.env",
    "*__pycache__*",
    "*.pyc",
    "*/tests/*",
    "*.js.map",
    "*/.venv*",
)
# Bytes that JupyterLab may load of us whenever it starts, for everybody, Dask or not.
START_BUDGET = 20_000
_ENTRY = re.compile(r"static/remoteEntry\.\w+\.js$")
_LOADED_AT_START = re.compile(r'"\./extension":\(\)=>(.*?)\.then')


def faults(names: Iterable[str], required: Iterable[str]) -> list[str]:
    """Return a sentence for each pattern that nothing fits, and each name that should not be."""
    held = list(names)
    missing = [one for one in required if not any(fnmatchcase(name, one) for name in held)]
    odd = [name for name in held if any(fnmatchcase(name, one) for one in NOWHERE)]
    return [f"holds no {one}" for one in missing] + [f"holds {name}" for name in odd]


def start_bytes(sizes: Mapping[str, int], entry: str) -> int:
    """Return how many bytes JupyterLab loads at its start: the entry and the chunks it asks for.

    Args:
        sizes: The bytes of each file, by its name in the archive.
        entry: The text of the file that the entry is in.
    """
    extension = _LOADED_AT_START.search(entry)
    assert extension is not None, "the entry is not written as it was"
    chunks = "|".join(re.findall(r"\.e\((\d+)\)", extension[1]))
    loaded = re.compile(rf"static/(remoteEntry|{chunks})\.\w+\.js$")
    return sum(size for name, size in sizes.items() if loaded.search(name))


def _over_budget(wheel: zipfile.ZipFile) -> list[str]:
    """Return a sentence if JupyterLab's start costs more than it may."""
    sizes = {file.filename: file.file_size for file in wheel.infolist()}
    entries = [name for name in sizes if _ENTRY.search(name)]
    cost = max((start_bytes(sizes, wheel.read(name).decode()) for name in entries), default=0)
    return [f"costs JupyterLab's start {cost} bytes"] if cost > START_BUDGET else []


def main(archives: list[str]) -> int:
    """Check each archive, and that there is one of each kind."""
    said = []
    for archive in archives:
        if archive.endswith(".whl"):
            with zipfile.ZipFile(archive) as wheel:
                found = faults(wheel.namelist(), IN_WHEEL) + _over_budget(wheel)
        else:
            with tarfile.open(archive) as sdist:
                found = faults(sdist.getnames(), IN_SDIST)
        said += [f"{Path(archive).name} {fault}" for fault in found]
    if {Path(archive).suffix for archive in archives} != {".whl", ".gz"}:
        said.append("There must be one wheel and one source archive: remove old ones from dist.")
    print("\n".join(said) or "Both archives hold what they must.")
    return 1 if said else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
