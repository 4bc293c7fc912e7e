"""Who writes the code that connects notebooks to clusters; a site may bring its own."""

from __future__ import annotations

from collections.abc import Callable

from ..errors import CodeTooSlow, Conflict, DaskLabError
from ..system.concurrency import executors
from ..translation import trans
from . import code_snippets
from .code_snippets import GatewayAccess, VariablesPlugin

WRITER_TIMEOUT = 5.0
"""Seconds that a site's own class may take."""

_LONGEST = 100_000


class ClientCodeWriter:
    """Writes Python for notebooks. A site names a subclass in ``c.DaskLab.client_code_class``."""

    def of_gateway(
        self, cluster: str, access: GatewayAccess, plugin: VariablesPlugin | None
    ) -> str:
        """Return source that leaves a connected ``client``.

        Parameters
        ----------
        cluster
            The name of the cluster.
        access
            How a notebook reaches its gateway; no secret is in it.
        plugin
            Takes variables to workers where the gateway does not.
        """
        return code_snippets.client_code(cluster, access, plugin)

    def of_scheduler(self, address: str, plugin: VariablesPlugin | None) -> str:
        """Return source that connects to a scheduler without a gateway."""
        return code_snippets.direct_code(address, plugin)


async def written(writer: ClientCodeWriter, write: Callable[[], str]) -> str:
    """Let a writer write: one of a site's own off the event loop, and under a limit.

    Raises
    ------
    Conflict
        It failed, took too long, or wrote no text.
    """
    kind = type(writer)
    if kind is ClientCodeWriter:
        return write()
    name = f"{kind.__module__}.{kind.__qualname__}"
    try:
        found = await executors.code.run((id(writer), name), write, timeout=WRITER_TIMEOUT)
    except CodeTooSlow:
        raise Conflict(
            trans(
                "{name} did not write the code within {writer_timeout:g} s.",
                name=name,
                writer_timeout=WRITER_TIMEOUT,
            )
        ) from None
    except DaskLabError:
        raise
    except Exception as error:
        # Code of a site's own may raise anything.
        said = f"{type(error).__name__}: {str(error)[:300]}"
        raise Conflict(
            trans("{name} could not write the code: {said}.", name=name, said=said)
        ) from None
    if not isinstance(found, str) or len(found) > _LONGEST:
        raise Conflict(
            trans(
                "{name} wrote no code: {kind} is no text of usual length.",
                name=name,
                kind=type(found).__name__,
            )
        )
    return found
