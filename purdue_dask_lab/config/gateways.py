"""The gateways of the configuration, each read on its own."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from .marks import EMPTY, ConfigProblem, Keys, MarkedValue, merged
from .schema import (
    FACTORY,
    LOCAL,
    LOCAL_GATEWAY,
    FactorySettings,
    GatewaySettings,
)
from .templates import TemplateError, filled_in
from .validation import validated

OWN = "dask-gateway"
_SECTION = "labextension"
_ADDRESSES = ("address", "proxy-address", "public-address")


def read(
    section: MarkedValue, own: MarkedValue, problems: list[ConfigProblem]
) -> list[GatewaySettings]:
    """Return the configured gateways; without any, the one on this machine.

    Parameters
    ----------
    section
        What is below ``labextension``.
    own
        What dask-gateway's own configuration says, below ``gateway``.
    """
    common = _common(section, problems)
    found: list[GatewaySettings] = []
    for name, given in _mapping(section, "gateways", problems).children.items():
        if given.value is False:
            continue
        keys = (_SECTION, "gateways", name)
        if not isinstance(given.value, dict):
            problems.append(ConfigProblem(given.origin, "must be a mapping.", keys))
            continue
        gateway = _gateway(name, merged(common, given, keys, problems), keys, problems)
        if gateway is not None:
            found.append(gateway)
    found += _own(own, common, found, problems)
    if not found:
        found.append(LOCAL_GATEWAY)
    return [*found, *_factory(section, found, problems)]


def _mapping(section: MarkedValue, key: str, problems: list[ConfigProblem]) -> MarkedValue:
    part = section.child(key)
    if part is None or part.value is None or part.value is False:
        return EMPTY
    if isinstance(part.value, dict):
        return part
    said = "must be a mapping of keys to values."
    problems.append(ConfigProblem(part.origin, said, (_SECTION, key)))
    return EMPTY


def _common(section: MarkedValue, problems: list[ConfigProblem]) -> MarkedValue:
    """Return what all gateways have that say nothing else themselves."""
    given = section.child("monitoring-url")
    if given is None or not given.value:
        return EMPTY
    common = MarkedValue({"monitoring-url": given}, given.origin)
    count = len(problems)
    # Once for all gateways, not once for each.
    validated(GatewaySettings, common, (_SECTION,), problems, {"id": LOCAL, "label": LOCAL})
    return EMPTY if len(problems) > count else common


def _gateway(
    name: str, given: MarkedValue, keys: Keys, problems: list[ConfigProblem]
) -> GatewaySettings | None:
    extra: dict[str, Any] = {"id": name}
    kind = given.child("type")
    if kind is not None and kind.value == LOCAL:
        defaults = LOCAL_GATEWAY.model_dump(exclude={"id"}, by_alias=True, exclude_none=True)
    else:
        defaults = {"label": name}
    extra |= {key: value for key, value in defaults.items() if given.child(key) is None}
    said = given.child("id")
    if said is not None:
        problems.append(
            ConfigProblem(said.origin, "is not known; its key is its id.", (*keys, "id"))
        )
        return None
    gateway = validated(GatewaySettings, given, keys, problems, extra)
    if gateway is None:
        return None
    if gateway.type == FACTORY or gateway.factory is not None:
        message = "is refused: a cluster class is named by labextension.factory."
        problems.append(ConfigProblem(given.origin, message, keys))
        return None
    return gateway


def _own(
    own: MarkedValue,
    common: MarkedValue,
    others: list[GatewaySettings],
    problems: list[ConfigProblem],
) -> list[GatewaySettings]:
    """Return dask-gateway's own gateway, unless it is one of the others."""
    keys = ("gateway",)
    address = own.child("address")
    if address is None or not address.value:
        return []
    children = {}
    for name in _ADDRESSES:
        value = own.child(name)
        if value is None or value.value is None:
            continue
        try:
            text = (
                filled_in(value.value, os.environ) if isinstance(value.value, str) else value.value
            )
        except TemplateError as error:
            problems.append(ConfigProblem(value.origin, str(error), (*keys, name)))
            if name == "address":
                return []
            continue
        children[name] = replace(value, value=text)
    auth = own.child("auth")
    kind = auth.child("type") if auth is not None else None
    if auth is not None and kind is not None and kind.value:
        children["auth"] = auth
    known = [(gateway.address or "").rstrip("/") for gateway in others]
    if str(children["address"].value).rstrip("/") in known:
        return []
    given = merged(common, MarkedValue(children, own.origin), keys, problems)
    if any(gateway.id == OWN for gateway in others):
        return []
    extra = {"id": OWN, "label": "Dask Gateway"}
    gateway = validated(GatewaySettings, given, keys, problems, extra)
    return [gateway] if gateway is not None else []


def _factory(
    section: MarkedValue, others: list[GatewaySettings], problems: list[ConfigProblem]
) -> list[GatewaySettings]:
    """Return the cluster class of dask-labextension, where somebody has named one.

    Its own default, LocalCluster, is not in any file: the gateway on this
    machine does the same.
    """
    keys = (_SECTION, "factory")
    given = _mapping(section, "factory", problems)
    if not given.children:
        return []
    if any(gateway.id == FACTORY for gateway in others):
        message = "is left out: a gateway has the id factory. Give that one another id."
        problems.append(ConfigProblem(given.origin, message, keys))
        return []
    sizes = {
        key: value
        for key in ("default", "initial")
        for value in [section.child(key)]
        if value is not None and value.value
    }
    factory = validated(
        FactorySettings, replace(given, value={**given.children, **sizes}), keys, problems
    )
    if factory is None:
        return []
    return [
        GatewaySettings(
            id=FACTORY,
            type="factory",
            label=factory.class_,
            description=f"Made by {factory.module}, beside Jupyter",
            factory=factory,
            start_timeout=120,
        )
    ]
