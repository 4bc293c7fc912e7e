"""A cluster class that is dask-gateway's own: its clusters are those of a gateway."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..translation import trans
from .marks import ConfigProblem, Keys, MarkedValue, marked
from .schema import DASK_GATEWAY, FactorySettings, GatewaySettings

KEYS: Keys = ("labextension", "factory")

_CLASS = "GatewayCluster"
_MODULES = ("dask_gateway", "dask_gateway.client")
_ADDRESSES = ("address", "proxy-address", "public-address")
_OF_THE_CLASS = (*_ADDRESSES, "auth", "cluster-options", "shutdown-on-close", "asynchronous")

Reader = Callable[[MarkedValue, Keys], "GatewaySettings | None"]
"""Reads a gateway by what is said of it."""


def is_gateway_cluster(factory: FactorySettings) -> bool:
    """Return whether a class makes clusters of a gateway."""
    return factory.class_ == _CLASS and factory.module in _MODULES


def option_defaults(factory: FactorySettings) -> dict[str, Any]:
    """Return the gateway's options that the class would be given."""
    nested = _argument(factory, "cluster-options")
    others = {
        name: value
        for name, value in factory.kwargs.items()
        if name.replace("_", "-") not in _OF_THE_CLASS
    }
    return {**(nested if isinstance(nested, dict) else {}), **others}


def with_its_gateway(
    factory: FactorySettings,
    given: MarkedValue,
    found: list[GatewaySettings],
    read: Reader,
    problems: list[ConfigProblem],
) -> list[GatewaySettings]:
    """Return the gateways with the one that a ``GatewayCluster`` is made on, which is there once.

    Parameters
    ----------
    given
        What the configuration says of the class.
    found
        The gateways that are configured.
    read
        Reads one more.
    """
    if factory.initial:
        said = trans(
            "is not used with a GatewayCluster, whose clusters outlive "
            "Jupyter: each start of it would add some. Create them in the "
            "panel."
        )
        problems.append(ConfigProblem(given.origin, said, ("labextension", "initial")))
    address = _argument(factory, "address") or next(iter(factory.args), None)
    at = _place(found, address)
    if at is None and address is None:
        said = trans(
            "is a GatewayCluster and names no address: say it in "
            "gateway.address, or in labextension.gateways."
        )
        problems.append(ConfigProblem(given.origin, said, KEYS))
        return found
    if at is None:
        said_of_it: dict[str, Any] = {
            name: value for name in _ADDRESSES if (value := _argument(factory, name)) is not None
        }
        auth = _argument(factory, "auth")
        if isinstance(auth, str):
            said_of_it["auth"] = {"type": auth}
        made = read(marked({"address": address, **said_of_it}, given.origin), KEYS)
        if made is None:
            return found
        at, found = len(found), [*found, made]
    if factory.default and not found[at].size:
        found = list(found)
        found[at] = found[at].model_copy(update={"size": factory.default})
    return found


def _place(found: list[GatewaySettings], address: Any) -> int | None:
    """Where the gateway of an address is; without one, dask-gateway's own or the only one."""
    remote = [at for at, one in enumerate(found) if one.address]
    if address is not None:
        wanted = str(address).rstrip("/")
        return next((at for at in remote if (found[at].address or "").rstrip("/") == wanted), None)
    own = [at for at in remote if found[at].id == DASK_GATEWAY]
    return next(iter(own or (remote if len(remote) == 1 else [])), None)


def _argument(factory: FactorySettings, name: str) -> Any:
    return factory.kwargs.get(name, factory.kwargs.get(name.replace("-", "_")))
