"""Dask's configuration as this package understands it, with what could not be used."""

from __future__ import annotations

import importlib.util
import math
import os
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..translation import trans
from . import environ, facility, gateways
from .files import USER_FILE, ConfigFile, ConfigFileReader, parsed, user_file
from .gateway_cluster import is_gateway_cluster, option_defaults
from .marks import EMPTY, ConfigProblem, MarkedValue, hyphens, merged
from .schema import GatewaySettings, SectionSettings, VariableRules
from .suggestions import suggestion, unknown
from .templates import TemplateError, filled_in
from .validation import validated
from .worker_env import SECTION, Setting, WorkerEnvReader

__all__ = ["Configuration", "read", "user_file"]

_OF_OTHERS = (
    "cloudprovider",
    "coiled",
    "distributed",
    "gateway",
    "jobqueue",
    "kubernetes",
    "mpi",
    "rapidsai",
    "rmm",
    "scheduler",
    "ucx",
    "yarn",
)
"""Keys of Dask's configuration besides those that are in its own defaults."""


@dataclass
class Configuration:
    """Everything that was read, and what could not be used."""

    gateways: list[GatewaySettings]
    env_override: dict[str, Setting] = field(default_factory=dict)
    variable_rules: VariableRules = field(default_factory=VariableRules)
    option_defaults: dict[str, Any] = field(default_factory=dict)
    problems: list[ConfigProblem] = field(default_factory=list)
    files: tuple[Path, ...] = ()

    @property
    def errors(self) -> list[str]:
        """The problems in words, each once."""
        return list(dict.fromkeys(map(str, self.problems)))


_reader = ConfigFileReader()


def read() -> Configuration:
    """Read Dask's configuration files; called in a thread, for disks can be slow.

    Whatever cannot be understood, be it a file, a key or a gateway, is a
    problem of its own; all else holds. Never raises.
    """
    found = _reader.read()
    problems = list(found.problems)
    return _understood(found.files, problems)


def _understood(files: list[ConfigFile], problems: list[ConfigProblem]) -> Configuration:
    variables = environ.read(os.environ, problems)
    section, own = EMPTY, EMPTY
    worker_env = WorkerEnvReader()
    for file in files:
        if file.root is None:
            continue
        _check_top(file.root, problems)
        if file.path.name == USER_FILE or file.path == user_file():
            worker_env.read_plain(file.root, _dask_keys())
        given = _part(file.root, SECTION, problems)
        worker_env.read_section(given)
        section = merged(section, given, (SECTION,), problems)
        own = merged(own, _part(file.root, "gateway", problems), ("gateway",), problems)
    given = _part(variables, SECTION, problems)
    worker_env.read_section(given)
    section = merged(section, given, (SECTION,), problems)
    own = merged(own, _part(variables, "gateway", problems), ("gateway",), problems)
    brought = facility.read(section.child("facility"), problems)
    section = merged(brought, section, (SECTION,), problems)
    _check_section(section, problems)
    problems += worker_env.problems
    return Configuration(
        gateways.read(section, own, problems),
        worker_env.settings,
        _variable_rules(section, problems),
        {**_factory_options(section), **_option_defaults(own, problems)},
        problems,
        tuple(file.path for file in files),
    )


def _part(root: MarkedValue, key: str, problems: list[ConfigProblem]) -> MarkedValue:
    """Return one file's part of a mapping; an empty one where it is anything else."""
    part = root.child(key)
    if part is None or part.value is None:
        return EMPTY
    if isinstance(part.value, dict):
        return part
    problems.append(
        ConfigProblem(part.origin, trans("must be a mapping of keys to values."), (key,))
    )
    return EMPTY


def _check_top(root: MarkedValue, problems: list[ConfigProblem]) -> None:
    """Name a misspelled ``labextension``, which would be no one's key."""
    for key, value in root.children.items():
        if key != SECTION and isinstance(value.value, dict) and suggestion(key, [SECTION]):
            said = trans("is not known. Did you mean {section}?", section=SECTION)
            problems.append(ConfigProblem(value.origin, said, (key,)))


def _check_section(section: MarkedValue, problems: list[ConfigProblem]) -> None:
    known = {one.alias or name for name, one in SectionSettings.model_fields.items()}
    for key, value in section.children.items():
        if hyphens(key) not in known:
            problems.append(ConfigProblem(value.origin, unknown(key, known), (SECTION, key)))


def _variable_rules(section: MarkedValue, problems: list[ConfigProblem]) -> VariableRules:
    given = section.child("worker-variables")
    if given is None or given.value is None:
        return VariableRules()
    keys = (SECTION, "worker-variables")
    if not isinstance(given.value, dict):
        problems.append(
            ConfigProblem(given.origin, trans("must be a mapping of keys to values."), keys)
        )
        return VariableRules()
    return validated(VariableRules, given, keys, problems) or VariableRules()


def _option_defaults(own: MarkedValue, problems: list[ConfigProblem]) -> dict[str, Any]:
    """Return the options that dask-gateway's own configuration presets, filled in."""
    cluster = own.child("cluster")
    options = cluster.child("options") if cluster is not None else None
    filled: dict[str, Any] = {}
    for name, value in options.children.items() if options is not None else ():
        try:
            plain = _sendable(value)
            filled[name] = filled_in(plain, os.environ) if isinstance(plain, str) else plain
        except TemplateError as error:
            keys = ("gateway", "cluster", "options", name)
            problems.append(ConfigProblem(value.origin, str(error), keys))
    return filled


def _sendable(value: MarkedValue) -> Any:
    """Return a value as JSON has it: what has no place there, such as a date, as it is written."""
    if isinstance(value.value, dict):
        return {name: _sendable(child) for name, child in value.children.items()}
    if isinstance(value.value, list):
        return [_sendable(child) for child in value.value]
    is_number = isinstance(value.value, float) and math.isfinite(value.value)
    is_plain = value.value is None or isinstance(value.value, (str, bool, int))
    return value.value if is_plain or is_number else value.text


def _factory_options(section: MarkedValue) -> dict[str, Any]:
    """Return the options that a GatewayCluster of ``labextension.factory`` is given."""
    factory = gateways.factory_settings(section, [])
    return option_defaults(factory) if factory and is_gateway_cluster(factory) else {}


@lru_cache(maxsize=1)
def _dask_keys() -> frozenset[str]:
    """Return the plain keys that are Dask's own, without importing it.

    Importing Dask reads everybody's files, and fails with the first that is odd.
    """
    keys = set(_OF_OTHERS)
    for package, name in (("dask", "dask.yaml"), ("distributed", "distributed.yaml")):
        spec = importlib.util.find_spec(package)
        if spec is not None and spec.origin is not None:
            file = Path(spec.origin).with_name(name)
            try:
                root = parsed(file, file.read_bytes()).root
            except OSError:
                continue
            keys |= {hyphens(key) for key in (root.children if root is not None else ())}
    return frozenset(keys)
