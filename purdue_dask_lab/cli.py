"""``jupyter dask-lab``: what an administrator asks without opening JupyterLab."""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NATIVE_KERNEL_NAME, KernelSpecManager

from .config import json_schema, loader
from .doctor.examine import examine
from .environments.discovery import EnvironmentDiscovery
from .schemas.doctor import DoctorReport
from .services import Services
from .worker_env.redact import MASK, looks_secret, masked, masked_text

UNUSABLE = 1
"""Exit status where something was found that keeps clusters from working."""

_GATEWAY_TIMEOUT = 10.0


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command; ends the process with its status."""
    parser = argparse.ArgumentParser("jupyter dask-lab", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    doctor = commands.add_parser("doctor", help="look at everything that a cluster needs")
    doctor.add_argument("--json", action="store_true", help="print the report as JSON")
    doctor.set_defaults(run=_doctor)
    config = commands.add_parser("config", help="look at the configuration")
    looks = config.add_subparsers(dest="look", required=True)
    looks.add_parser("check", help="name what cannot be used").set_defaults(run=_check)
    looks.add_parser("schema", help="print its JSON Schema").set_defaults(run=_schema)
    looks.add_parser("show", help="print what holds, without secrets").set_defaults(run=_show)
    given = parser.parse_args(arguments)
    sys.exit(given.run(given))


def _doctor(given: argparse.Namespace) -> int:
    report = asyncio.run(_examined())
    if given.json:
        _say(report.model_dump_json(indent=2, exclude={"text"}))
    else:
        _say(report.text)
        _say(f"{_counted(report.errors, 'error')}, {_counted(report.warnings, 'warning')}.")
    return UNUSABLE if report.errors else 0


async def _examined() -> DoctorReport:
    """Examine this machine as Jupyter would find it, and leave nothing behind."""
    with tempfile.TemporaryDirectory() as records:
        services = Services(
            await asyncio.to_thread(loader.read),
            EnvironmentDiscovery(KernelSpecManager().get_all_specs, NATIVE_KERNEL_NAME, Path.cwd()),
            base_url="/",
            data_directory=Path(records),
            publish=lambda changes: None,
            gateway_timeout=_GATEWAY_TIMEOUT,
            poll_seconds=1.0,
            watch_seconds=0.0,
            # What it would say stands in the report.
            log=_silent(),
        )
        try:
            return await examine(services)
        finally:
            await services.close()


def _silent() -> logging.Logger:
    log = logging.getLogger("jupyter-dask-lab")
    log.addHandler(logging.NullHandler())
    log.propagate = False
    return log


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _check(_: argparse.Namespace) -> int:
    found = loader.read()
    for problem in found.errors:
        _say(masked_text(problem))
    if not found.errors:
        names = ", ".join(one.id for one in found.gateways)
        files = _counted(len(found.files), "file")
        _say(f"{files}, nothing to complain about. Gateways: {names}.")
    return UNUSABLE if found.errors else 0


def _schema(_: argparse.Namespace) -> int:
    _say(json_schema.text().rstrip())
    return 0


def _show(_: argparse.Namespace) -> int:
    found = loader.read()
    shown: dict[str, Any] = {
        "files": [str(file) for file in found.files],
        "gateways": {
            one.id: masked(
                one.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude={"id"})
            )
            for one in found.gateways
        },
        "env_override": {
            name: MASK if looks_secret(name, one.value) else one.value
            for name, one in found.env_override.items()
        },
        "worker-variables": found.variable_rules.model_dump(mode="json", by_alias=True),
    }
    _say(json.dumps(shown, indent=2))
    return 0
