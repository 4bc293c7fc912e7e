"""The table of what was run, in docs/compatibility.md.

``python scripts/compatibility.py row``: a row, with the versions that are installed here.
``python scripts/compatibility.py write ROW...``: replace the rows of the table.
"""

from __future__ import annotations

import re
import sys
from datetime import datetime, timezone
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
TABLE = ROOT / "docs" / "compatibility.md"
_HEAD = (
    "| JupyterLab | Notebook | Python | jupyter_server | run on |\n"
    "| ---------- | -------- | ------ | -------------- | ------ |\n"
)


def listed(script: str) -> list[str]:
    """Return the versions that the script runs if none is named."""
    (names,) = re.findall(r"^all=\((.*)\)$", script, re.MULTILINE)
    return str(names).split()


def rows_of(text: str) -> list[str]:
    """Return the JupyterLab of each row of the table."""
    return re.findall(r"^\| (\d+\.\d+)\.\S* ", text, re.MULTILINE)


def row() -> str:
    """Return a row with the versions of this environment."""
    names = ("jupyterlab", "notebook", "jupyter_server")
    lab, notebook, server = (metadata.version(name) for name in names)
    python = ".".join(map(str, sys.version_info[:3]))
    day = datetime.now(tz=timezone.utc).date()
    return f"| {lab} | {notebook} | {python} | {server} | {day} |"


def write(rows: list[str]) -> None:
    """Replace the rows of the table by others."""
    before, _, rest = TABLE.read_text().partition("| JupyterLab |")
    after = rest.partition("\n\n")[2]
    TABLE.write_text(f"{before}{_HEAD}" + "\n".join(rows) + f"\n\n{after}")


if __name__ == "__main__":
    if sys.argv[1] == "row":
        print(row())
    else:
        write(sys.argv[2:])
