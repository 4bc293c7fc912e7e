"""Whether what is installed, and so measured, is what stands in this tree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

PACKAGE = "purdue_dask_lab"
HERE = Path(__file__).parent.parent / PACKAGE


def require_this_tree() -> None:
    """End with a message where the installed package differs from the tree's.

    The servers that are measured import what is installed; an older wheel
    would lend its figures to newer code.
    """
    found = subprocess.run(
        [sys.executable, "-I", "-c", f"import {PACKAGE}; print({PACKAGE}.__path__[0])"],
        capture_output=True,
        text=True,
        check=True,
    )
    installed = Path(found.stdout.strip())
    for file in HERE.rglob("*.py"):
        other = installed / file.relative_to(HERE)
        if not other.is_file() or other.read_bytes() != file.read_bytes():
            raise SystemExit(
                f"{other} is not {file.relative_to(HERE.parent)} of this tree: "
                "install it first (pip install .)."
            )
