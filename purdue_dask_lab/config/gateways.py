"""The gateways of the configuration, each read on its own."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import Any

from ..translation import trans
from .gateway_cluster import is_gateway_cluster, with_its_gateway
from .marks import EMPTY, ConfigProblem, Keys, MarkedValue
from .schema import (
    DASK_GATEWAY,
    FACTORY,
    LOCAL,
    LOCAL_GATEWAY,
    FactorySettings,
    GatewaySettings,
)
from .templates import TemplateError, filled_in
from .validation import validated

_SECTION = "labextension"
_ADDRESSES = ("address", "proxy-address", "public-address")


Defaults = dict[str, MarkedValue]


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
    defaults = _defaults(section, own, problems)
    found: list[GatewaySettings] = []
    for name, given in _mapping(section, "gateways", problems).children.items():
        if given.value is False:
            continue
        keys = (_SECTION, "gateways", name)
        if not isinstance(given.value, dict):
            problems.append(ConfigProblem(given.origin, trans("must be a mapping."), keys))
            continue
        gateway = _gateway(name, given, defaults, keys, problems)
        if gateway is not None:
            found.append(gateway)
    found += _dask_gateway(own, defaults, found, problems)
    factory = factory_settings(section, problems)
    if factory is not None and is_gateway_cluster(factory):

        def one_more(given: MarkedValue, keys: Keys) -> GatewaySettings | None:
            extra = {"id": DASK_GATEWAY, "label": "Dask Gateway"}
            return validated(
                GatewaySettings, _with_defaults(given, defaults), keys, problems, extra
            )

        origin = _mapping(section, "factory", []).origin
        found = with_its_gateway(factory, MarkedValue({}, origin), found, one_more, problems)
        factory = None
    if not found:
        found.append(LOCAL_GATEWAY)
    if factory is not None:
        found += _factory(section, factory, found, problems)
    return found


def _mapping(section: MarkedValue, key: str, problems: list[ConfigProblem]) -> MarkedValue:
    part = section.child(key)
    if part is None or part.value is None or part.value is False:
        return EMPTY
    if isinstance(part.value, dict):
        return part
    said = trans("must be a mapping of keys to values.")
    problems.append(ConfigProblem(part.origin, said, (_SECTION, key)))
    return EMPTY


def _defaults(section: MarkedValue, own: MarkedValue, problems: list[ConfigProblem]) -> Defaults:
    """Return what gateways have that say nothing else themselves.

    As for ``dask_gateway.Gateway``, ``gateway.auth`` and ``gateway.http-client``
    hold for all of them.
    """
    auth, client = own.child("auth"), own.child("http-client")
    kind = auth.child("type") if auth is not None else None
    proxy = client.child("proxy") if client is not None else None
    offered = {
        "monitoring-url": (section.child("monitoring-url"), (_SECTION,)),
        "auth": (auth if kind is not None and kind.value else None, ("gateway",)),
        "http-proxy": (_filled(proxy, ("gateway", "http-client", "proxy"), problems), ("gateway",)),
    }
    defaults: Defaults = {}
    for key, (value, keys) in offered.items():
        if value is None or value.value is None:
            continue
        # Checked once, not once for each gateway.
        count = len(problems)
        alone = MarkedValue({key: value}, value.origin)
        validated(GatewaySettings, alone, keys, problems, {"id": LOCAL, "label": LOCAL})
        if len(problems) == count:
            defaults[key] = value
    return defaults


def _filled(
    value: MarkedValue | None, keys: Keys, problems: list[ConfigProblem]
) -> MarkedValue | None:
    """Fill a template of dask-gateway's in; None where it cannot be, with a problem."""
    if value is None or not isinstance(value.value, str):
        return value
    try:
        return replace(value, value=filled_in(value.value, os.environ))
    except TemplateError as error:
        problems.append(ConfigProblem(value.origin, str(error), keys))
        return None


def _with_defaults(given: MarkedValue, defaults: Defaults) -> MarkedValue:
    missing = {key: value for key, value in defaults.items() if given.child(key) is None}
    return replace(given, value={**missing, **given.children})


def _gateway(
    name: str,
    given: MarkedValue,
    defaults: Defaults,
    keys: Keys,
    problems: list[ConfigProblem],
) -> GatewaySettings | None:
    own_id = given.child("id")
    if own_id is not None:
        said = trans("is not known; its key is its id.")
        problems.append(ConfigProblem(own_id.origin, said, (*keys, "id")))
        return None
    kind = given.child("type")
    extra: dict[str, Any] = {"label": name}
    if kind is not None and kind.value == LOCAL:
        extra = LOCAL_GATEWAY.model_dump(exclude={"id"}, by_alias=True, exclude_none=True)
        defaults = {key: value for key, value in defaults.items() if key == "monitoring-url"}
    extra = {key: value for key, value in extra.items() if given.child(key) is None}
    gateway = validated(
        GatewaySettings, _with_defaults(given, defaults), keys, problems, {**extra, "id": name}
    )
    if gateway is None:
        return None
    if gateway.type == FACTORY or gateway.factory is not None:
        said = trans("is refused: a cluster class is named by labextension.factory.")
        problems.append(ConfigProblem(given.origin, said, keys))
        return None
    return gateway


def _dask_gateway(
    own: MarkedValue,
    defaults: Defaults,
    others: list[GatewaySettings],
    problems: list[ConfigProblem],
) -> list[GatewaySettings]:
    """Return dask-gateway's own gateway, unless it is one of the others."""
    keys = ("gateway",)
    addresses: Defaults = {}
    for name in _ADDRESSES:
        value = own.child(name)
        filled = _filled(value, (*keys, name), problems)
        if filled is not None and filled.value is not None and filled.value != "":
            addresses[name] = filled
    if "address" not in addresses:
        return []
    known = [(gateway.address or "").rstrip("/") for gateway in others]
    if str(addresses["address"].value).rstrip("/") in known:
        return []
    if any(gateway.id == DASK_GATEWAY for gateway in others):
        return []
    given = _with_defaults(MarkedValue(addresses, own.origin), defaults)
    extra = {"id": DASK_GATEWAY, "label": "Dask Gateway"}
    gateway = validated(GatewaySettings, given, keys, problems, extra)
    return [gateway] if gateway is not None else []


def factory_settings(section: MarkedValue, problems: list[ConfigProblem]) -> FactorySettings | None:
    """Return the cluster class of dask-labextension, where somebody has named one.

    Its own default, LocalCluster, is not in any file: the gateway on this
    machine does the same.
    """
    given = _mapping(section, "factory", problems)
    if not given.children:
        return None
    sizes = {
        key: value
        for key in ("default", "initial")
        for value in [section.child(key)]
        if value is not None and value.value
    }
    content = replace(given, value={**given.children, **sizes})
    return validated(FactorySettings, content, (_SECTION, "factory"), problems)


def _factory(
    section: MarkedValue,
    factory: FactorySettings,
    others: list[GatewaySettings],
    problems: list[ConfigProblem],
) -> list[GatewaySettings]:
    """Return a cluster class as one more gateway."""
    if any(gateway.id == FACTORY for gateway in others):
        message = trans("is left out: a gateway has the id factory. Give that one another id.")
        origin = _mapping(section, "factory", []).origin
        problems.append(ConfigProblem(origin, message, (_SECTION, "factory")))
        return []
    return [
        GatewaySettings(
            id=FACTORY,
            type="factory",
            label=factory.class_,
            description=trans(
                "Made by {module}, on the same machine as Jupyter", module=factory.module
            ),
            factory=factory,
            start_timeout=120,
        )
    ]
