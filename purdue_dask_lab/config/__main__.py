"""Prints the JSON Schema of labextension.yaml: ``python -m purdue_dask_lab.config``."""

from __future__ import annotations

import sys

from .json_schema import text

if __name__ == "__main__":
    sys.stdout.write(text())
