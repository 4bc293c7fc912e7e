"""Each gateway: is it found, does it answer, does it know the user, what does it offer."""

from __future__ import annotations

import asyncio
import socket
from urllib.parse import urlsplit

from ..clusters.diagnosis import in_words
from ..config.schema import LOCAL, GatewaySettings
from ..errors import DaskLabError
from ..gateways.endpoint import configured_endpoint
from ..schemas.doctor import Finding, Level, Section
from ..schemas.gateways import Gateway, GatewayStatus, Limits, OptionsForm
from ..services import Services
from ..system.concurrency import executors
from ..translation import trans, trans_n

CONNECT_TIMEOUT = 5.0
"""Seconds that a gateway's machine may take to accept a connection."""

_PORTS = {"http": 80, "https": 443}


async def sections(services: Services) -> list[Section]:
    """Look at all gateways side by side."""
    gateways = await services.gateways()
    return list(await asyncio.gather(*(_section(services, one) for one in gateways)))


async def _section(services: Services, gateway: Gateway) -> Section:
    title = trans("Gateway {label} ({id})", label=gateway.label, id=gateway.id)
    if gateway.status is GatewayStatus.not_allowed:
        return Section(
            title=title,
            findings=[Finding(level=Level.ok, message=gateway.reason or trans("Not open."))],
        )
    settings = services.clusters.gateway(gateway.id).settings
    findings = [_status(gateway, settings)]
    if gateway.status is GatewayStatus.unavailable:
        findings += await _why(settings)
    # What runs as a child of Jupyter is not started for a look.
    elif settings.type != LOCAL:
        findings.append(await _options(services, gateway))
    findings.append(_rules(gateway))
    findings += await _environments(services, gateway)
    return Section(title=title, findings=findings)


def _status(gateway: Gateway, settings: GatewaySettings) -> Finding:
    if gateway.status is GatewayStatus.unavailable:
        return Finding(level=Level.error, message=gateway.reason or trans("It cannot be used."))
    if settings.type == LOCAL:
        return Finding(
            level=Level.ok, message=trans("It starts on this machine with the first cluster.")
        )
    version = trans(" dask-gateway {version},", version=gateway.version) if gateway.version else ""
    return Finding(
        level=Level.ok,
        message=trans_n(
            "It answers:{version} knows you, and runs {number} of your workers.",
            "It answers:{version} knows you, and runs {number} of your workers.",
            gateway.usage.workers,
            version=version,
        ),
    )


async def _why(settings: GatewaySettings) -> list[Finding]:
    """Find out how far one gets on the way to a gateway that cannot be used."""
    if settings.type == LOCAL or settings.factory is not None:
        return []
    try:
        address = configured_endpoint(settings, "").address
    except DaskLabError:
        # Its own message names the key.
        return []
    parts = urlsplit(address)
    host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
    key = f"{settings.key}.address"
    try:
        await executors.network.run(
            trans("The name {host}", host=host), socket.getaddrinfo, host, port
        )
    except DaskLabError as error:
        return [Finding(level=Level.error, message=error.message)]
    except (OSError, UnicodeError) as error:
        said = getattr(error, "strerror", None) or error
        return [
            Finding(
                level=Level.error,
                message=trans("No machine is called {host}: {said}.", host=host, said=said),
                mend=trans(
                    "Correct {key}, or connect to the network that knows this name.", key=key
                ),
            )
        ]
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(host, port), CONNECT_TIMEOUT)
    except (OSError, asyncio.TimeoutError) as error:
        said = getattr(error, "strerror", None) or trans(
            "no answer in {connect_timeout:.0f} s", connect_timeout=CONNECT_TIMEOUT
        )
        return [
            Finding(
                level=Level.error,
                message=trans(
                    "{host} takes no connection at port {port}: {said}.",
                    host=host,
                    port=port,
                    said=said,
                ),
                mend=trans(
                    "Ask whether the gateway runs and whether a firewall lies "
                    "between; try curl -sS {address}/api/version",
                    address=address,
                ),
            )
        ]
    writer.close()
    return [
        Finding(
            level=Level.warning,
            message=trans(
                "{host} takes connections at port {port}, so its machine is there.",
                host=host,
                port=port,
            ),
            mend=trans(
                "See what answers: curl -sS {address}/api/version. If that shows "
                "a version, look at {key}.auth.",
                address=address,
                key=settings.key,
            ),
        )
    ]


async def _options(services: Services, gateway: Gateway) -> Finding:
    try:
        form = await services.options(gateway.id)
    except DaskLabError as error:
        return Finding(
            level=Level.error,
            message=trans("Its options cannot be read: {message}", message=error.message),
        )
    return Finding(
        level=Level.ok, message=trans("Clusters have the options {form}.", form=_named(form))
    )


def _named(form: OptionsForm) -> str:
    names = list(form.form_schema.get("properties", {}))
    names += [trans("the environment")] if form.takes_environment else []
    names += [trans("environment variables")] if form.takes_variables else []
    return ", ".join(names) or trans("that its administrator chose")


def _rules(gateway: Gateway) -> Finding:
    """Say what is configured of how long clusters live and how large they may be."""
    times = [
        trans("start within {start_timeout}", start_timeout=in_words(gateway.start_timeout))
        if gateway.start_timeout
        else "",
        trans("end after {idle_timeout} without work", idle_timeout=in_words(gateway.idle_timeout))
        if gateway.idle_timeout
        else "",
        trans("live {lifetime} at most", lifetime=in_words(gateway.lifetime))
        if gateway.lifetime
        else "",
    ]
    said = ", ".join(filter(None, times)) or trans(
        "start, rest and live as long as the gateway allows"
    )
    return Finding(
        level=Level.ok,
        message=trans("Clusters {said}; {limits}.", said=said, limits=_limits(gateway.limits)),
    )


def _limits(limits: Limits) -> str:
    known = [
        trans_n("{number} worker", "{number} workers", limits.workers)
        if limits.workers is not None
        else "",
        trans("{cores:g} cores", cores=limits.cores) if limits.cores is not None else "",
        trans("{memory_gib:g} GiB", memory_gib=limits.memory_gib)
        if limits.memory_gib is not None
        else "",
    ]
    return (
        ", ".join(filter(None, known)) + trans(" for all of yours")
        if any(known)
        else trans("no limit known")
    )


async def _environments(services: Services, gateway: Gateway) -> list[Finding]:
    """Say which environments its workers can run in, and what keeps them from others."""
    try:
        found = await services.environments(gateway.id, None, None)
    except DaskLabError as error:
        return [Finding(level=Level.error, message=error.message)]
    usable = [one for one in found if not any(problem.blocks for problem in one.problems)]
    names = ", ".join(one.display_name for one in usable[:8])
    more = trans(" and {number} more", number=len(usable) - 8) if len(usable) > 8 else ""
    findings = [
        Finding(
            level=Level.ok,
            message=trans("Workers can run in {names}{more}.", names=names, more=more),
        )
        if usable
        else Finding(
            level=Level.error,
            message=trans("Workers can run in no environment that was found."),
            mend=trans(
                "See the reasons below; an environment needs dask, distributed "
                "and dask-gateway, and a place that workers can read."
            ),
        )
    ]
    return findings + [
        Finding(
            level=Level.warning,
            message=f"{one.display_name}: {problem.message}",
            mend=problem.mend,
        )
        for one in found
        for problem in one.problems
    ]
