"""Classes that a site brings in place of ours, named in Jupyter's configuration."""

from __future__ import annotations

import importlib
import inspect
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .clusters.client_code import ClientCodeWriter
from .config.dask_import import import_dask
from .environments.finder import EnvironmentFinder
from .errors import DaskLabError
from .gateways.client import GatewayClient
from .system.concurrency import executors
from .translation import trans

Base = TypeVar("Base")


@dataclass(frozen=True)
class SiteClasses:
    """What a site may bring, and a sentence for each that is unusable."""

    gateway_client: type[GatewayClient] = GatewayClient
    environment_finder: EnvironmentFinder = field(default_factory=EnvironmentFinder)
    client_code: ClientCodeWriter = field(default_factory=ClientCodeWriter)
    problems: list[str] = field(default_factory=list)


BASES: Mapping[str, type] = {
    "gateway_client": GatewayClient,
    "environment_finder": EnvironmentFinder,
    "client_code": ClientCodeWriter,
}


async def load(named: Mapping[str, str | type]) -> SiteClasses:
    """Import what a site names, off the event loop; ours takes the place of what is unusable.

    Parameters
    ----------
    named
        Classes, or their dotted paths, by the fields of ``SiteClasses``.
    """
    found: dict[str, Any] = {}
    problems: list[str] = []
    for name, given in named.items():
        trait = f"DaskLab.{name}_class"
        try:
            found[name] = await executors.code.run(trait, _made, name, given)
        except DaskLabError as error:
            problems.append(trans("{message} Ours takes its place.", message=error.message))
        except Exception as error:
            # A module of a site's own may raise anything.
            said = trans(
                "{trait} is {given}, which cannot be used: {kind}: {error}",
                trait=trait,
                given=given,
                kind=type(error).__name__,
                error=error,
            )
            problems.append(trans("{said}. Ours takes its place.", said=said[:500].rstrip(".")))
    return SiteClasses(**found, problems=problems)


def _made(name: str, given: str | type) -> Any:
    found = _class(given, BASES[name])
    # There is one client for each gateway, made when that is asked.
    return found if name == "gateway_client" else found()


def _class(given: str | type, base: type) -> type:
    found: Any = base if given == f"{base.__module__}.{base.__qualname__}" else given
    if isinstance(found, str):
        module, _, name = found.rpartition(".")
        if not module:
            raise ImportError(trans("it is no path of a class, such as my_site.MyClass"))
        # It may import Dask, which must not stumble over anybody's odd file.
        import_dask()
        found = getattr(importlib.import_module(module), name)
    if not inspect.isclass(found) or not issubclass(found, base):
        raise TypeError(
            trans(
                "it is no subclass of {module}.{qualname}",
                module=base.__module__,
                qualname=base.__qualname__,
            )
        )
    return found
