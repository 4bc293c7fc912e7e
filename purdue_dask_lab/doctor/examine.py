"""One look at everything, and the report of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from ..config import loader
from ..errors import DaskLabError
from ..schemas.doctor import DoctorReport, Finding, Level, Section
from ..schemas.variables import VariablesQuery
from ..services import Services
from ..system.concurrency import executors
from ..translation import trans, trans_n
from ..worker_env.redact import masked_text, process_secrets
from . import gateways, installation

_SIGNS = {Level.ok: "ok", Level.warning: "warning", Level.error: "ERROR"}


async def examine(services: Services) -> DoctorReport:
    """Look at installation, configuration, variables, and each gateway with each environment."""
    looks = (_installation(), _configuration(), _variables(services))
    first, per_gateway = await asyncio.gather(asyncio.gather(*looks), gateways.sections(services))
    return report([*first, *per_gateway])


def report(sections: list[Section]) -> DoctorReport:
    """Put sections together, each text without secrets."""
    shown = [_without_secrets(section) for section in sections]
    levels = [finding.level for section in shown for finding in section.findings]
    return DoctorReport(
        sections=shown,
        errors=levels.count(Level.error),
        warnings=levels.count(Level.warning),
        text=as_text(shown),
    )


def as_text(sections: list[Section]) -> str:
    """Write a report for people."""
    lines: list[str] = []
    for section in sections:
        lines += [section.title, "-" * len(section.title)]
        for finding in section.findings:
            lines.append(f"{_SIGNS[finding.level]:>7}  {finding.message}")
            if finding.mend:
                lines.append(f"{'':>7}  -> {finding.mend}")
        lines.append("")
    return "\n".join(lines)


async def _installation() -> Section:
    return Section(
        title=trans("Installation"),
        findings=await _on_a_thread(trans("The installation"), installation.findings),
    )


async def _configuration() -> Section:
    return Section(
        title=trans("Configuration"),
        findings=await _on_a_thread(trans("Dask's configuration"), _read),
    )


def _read() -> list[Finding]:
    found = loader.read()
    files = ", ".join(map(str, found.files))
    said = (
        trans("Read: {files}.", files=files)
        if files
        else trans("There are no files; this machine alone is used.")
    )
    return [
        Finding(level=Level.ok, message=said),
        *(
            Finding(
                level=Level.error,
                message=problem,
                mend=trans("Correct the file; no restart needed."),
            )
            for problem in found.errors
        ),
    ]


async def _variables(services: Services) -> Section:
    title = trans("Environment variables of workers")
    try:
        found = await services.worker_variables(VariablesQuery())
    except DaskLabError as error:
        return Section(title=title, findings=[Finding(level=Level.error, message=error.message)])
    names = ", ".join(one.name for one in found.held_back)
    held = trans("; held back, as they look like secrets: {names}", names=names) if names else ""
    findings = [
        Finding(
            level=Level.ok,
            message=trans_n(
                "{number} travels to workers{held}.",
                "{number} travel to workers{held}.",
                len(found.variables),
                held=held,
            ),
        )
    ]
    for problem in found.problems:
        level = Level.error if problem.blocks else Level.warning
        findings.append(Finding(level=level, message=problem.message, mend=problem.mend))
    return Section(title=title, findings=findings)


async def _on_a_thread(name: str, look: Callable[[], list[Finding]]) -> list[Finding]:
    try:
        return await executors.work.run(name, look)
    except DaskLabError as error:
        return [Finding(level=Level.error, message=error.message)]
    except Exception as error:
        # The doctor is asked where something is odd: that must not cost the rest of the report.
        said = trans(
            "{name} could not be looked at: {kind}: {error}.",
            name=name,
            kind=type(error).__name__,
            error=str(error)[:300],
        )
        return [Finding(level=Level.error, message=said)]


def _without_secrets(section: Section) -> Section:
    secrets = process_secrets()
    return Section(
        title=masked_text(section.title, secrets),
        findings=[
            Finding(
                level=one.level,
                message=masked_text(one.message, secrets),
                mend=masked_text(one.mend, secrets) if one.mend else None,
            )
            for one in section.findings
        ],
    )
