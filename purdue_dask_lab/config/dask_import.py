"""Imports Dask without letting it read anybody's files, and gives it what could be read.

``dask.config`` parses all of its files when it is imported, and raises with the
first that is odd; one on a disk that hangs would hang the import, and whoever
waits for it.
"""

from __future__ import annotations

import ast
import importlib
import importlib.util
import os
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from types import CodeType, ModuleType
from typing import Any

from . import environ
from .files import ConfigFileReader
from .marks import ConfigProblem

_NAME = "dask.config"
_lock = threading.Lock()


def import_dask() -> None:
    """Import ``dask.config``, unless that was done; called in a thread.

    What of the files and variables is valid is set, as Dask would have done.
    """
    with _lock:
        if _NAME in sys.modules:
            return
        finder = _Finder()
        sys.meta_path.insert(0, finder)
        try:
            module = importlib.import_module(_NAME)
        finally:
            sys.meta_path.remove(finder)
        if finder.is_patched:
            _fill(module)


def _fill(module: ModuleType) -> None:
    found: list[Any] = [file.root for file in ConfigFileReader().read().files if file.root]
    problems: list[ConfigProblem] = []
    for root in [*found, environ.read(os.environ, problems)]:
        for key, value in root.children.items():
            # One key that Dask itself does not take must not cost the others.
            with suppress(Exception):
                module.update(module.config, {key: value.plain()}, priority="new")


class _Finder(MetaPathFinder):
    """Finds ``dask.config`` where it is, with a loader that leaves its last step out."""

    is_patched = False

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname != _NAME:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or not isinstance(spec.loader, SourceFileLoader):
            return spec
        self.is_patched = True
        spec.loader = _Loader(fullname, spec.loader.path)
        return spec


class _Loader(SourceFileLoader):
    """Loads a module without the top-level call that reads the files."""

    def get_code(self, fullname: str) -> CodeType:
        # Without the cache, which holds what the module is without us.
        source = ast.parse(self.get_data(self.path), self.path)
        source.body = [statement for statement in source.body if not _reads_files(statement)]
        return compile(source, self.path, "exec", dont_inherit=True)


def _reads_files(statement: ast.stmt) -> bool:
    call = statement.value if isinstance(statement, ast.Expr) else None
    return (
        isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "refresh"
    )
