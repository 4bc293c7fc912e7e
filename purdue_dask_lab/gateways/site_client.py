"""A gateway's client of a site's own, on an event loop of its own and under a limit."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import DaskLabError, GatewayTooSlow, GatewayUnreachable, harmless
from ..system.concurrency import executors
from ..translation import trans
from .client import GatewayClient, Listing
from .endpoint import Endpoint
from .options import DeclaredOptions
from .report import Counts, Report
from .worker_report import WorkerList

if TYPE_CHECKING:
    from ..config.schema import GatewaySettings

Found = TypeVar("Found")

_SPARE_SECONDS = 20.0
"""Seconds beyond the time of one answer, in which a gateway may be looked for or started."""


class SiteGatewayClient(GatewayClient):
    """Does what a site's class does, so that it can neither block Jupyter nor hang for ever.

    Parameters
    ----------
    make
        The site's class, a subclass of ``GatewayClient``; made when first asked, off the
        event loop of Jupyter.
    """

    def __init__(
        self,
        make: type[GatewayClient],
        settings: GatewaySettings,
        endpoint: Callable[[], Awaitable[Endpoint]],
        *,
        option_defaults: dict[str, Any] | None = None,
        timeout: float = 10.0,
        counts_timeout: float = 2.0,
    ) -> None:
        super().__init__(
            settings,
            endpoint,
            option_defaults=option_defaults,
            timeout=timeout,
            counts_timeout=counts_timeout,
        )
        self._name = f"{make.__module__}.{make.__qualname__}"
        self._limit = timeout + _SPARE_SECONDS
        self._make = make
        self._site: GatewayClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._ours: asyncio.AbstractEventLoop | None = None

    async def version(self) -> str | None:
        """The gateway server's version."""
        return await self._there(lambda site: site.version())

    async def options(self) -> DeclaredOptions:
        """What it lets its user choose."""
        return await self._there(lambda site: site.options())

    async def clusters(self) -> Listing:
        """The user's clusters that have not ended."""
        return await self._there(lambda site: site.clusters())

    async def cluster(self, name: str) -> Report:
        """One cluster, ended ones too."""
        return await self._there(lambda site: site.cluster(name))

    async def submit(self, options: dict[str, Any]) -> str:
        """Ask for a new cluster and return its name."""
        return await self._there(lambda site: site.submit(options))

    async def scale(self, name: str, workers: int) -> str | None:
        """Fix the number of workers."""
        return await self._there(lambda site: site.scale(name, workers))

    async def adapt(self, name: str, minimum: int, maximum: int) -> str | None:
        """Let the number of workers follow the load."""
        return await self._there(lambda site: site.adapt(name, minimum, maximum))

    async def stop(self, name: str) -> None:
        """Shut a cluster down."""
        await self._there(lambda site: site.stop(name))

    async def counts(self, name: str) -> Counts:
        """The scheduler's counts."""
        return await self._there(lambda site: site.counts(name))

    async def workers(self, name: str) -> WorkerList:
        """What each of a cluster's workers does and uses."""
        return await self._there(lambda site: site.workers(name))

    async def log_page(self, name: str, worker: str | None = None) -> str:
        """The page of a scheduler's or worker's log."""
        return await self._there(lambda site: site.log_page(name, worker))

    async def close(self) -> None:
        """Give the connections back and end the loop."""
        await super().close()
        loop, self._loop = self._loop, None
        if loop is None:
            return
        if self._site is not None:
            closing = asyncio.run_coroutine_threadsafe(self._site.close(), loop)
            await asyncio.wait([asyncio.wrap_future(closing)], timeout=2.0)
        loop.call_soon_threadsafe(loop.stop)
        if self._thread is not None:
            with suppress(DaskLabError):
                await executors.code.run((id(self), self._name), self._thread.join, timeout=2.0)

    async def _there(self, ask: Callable[[GatewayClient], Coroutine[Any, Any, Found]]) -> Found:
        """Ask the site's class on its own loop, and wait for it no longer than the limit."""
        self._ours = asyncio.get_running_loop()
        if self._loop is None:
            self._loop = loop = asyncio.new_event_loop()
            self._thread = threading.Thread(
                target=_run, args=(loop,), name=f"gateway {self.id}", daemon=True
            )
            self._thread.start()

        async def asked() -> Found:
            try:
                if self._site is None:
                    self._site = self._make(
                        self.settings,
                        self._endpoint_there,
                        option_defaults=self.option_defaults,
                        timeout=self._timeout,
                        counts_timeout=self._counts_timeout,
                    )
                return await ask(self._site)
            except (SystemExit, KeyboardInterrupt) as error:
                # It would end the loop.
                raise harmless(error) from None

        future = asyncio.run_coroutine_threadsafe(asked(), self._loop)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), self._limit)
        except DaskLabError:
            raise
        except (asyncio.TimeoutError, TimeoutError):
            raise GatewayTooSlow(trans("{name} did not answer in time.", name=self._name)) from None
        except Exception as error:
            # A class of a site's own may raise anything.
            said = f"{type(error).__name__}: {str(error)[:300]}"
            raise GatewayUnreachable(
                trans("{name} failed: {said}.", name=self._name, said=said)
            ) from None

    async def _endpoint_there(self) -> Endpoint:
        """Find the gateway on Jupyter's loop, where it is started and looked for."""
        assert self._ours is not None

        async def found() -> Endpoint:
            return await self._endpoint()

        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(found(), self._ours))


def _run(loop: asyncio.AbstractEventLoop) -> None:
    try:
        loop.run_forever()
    finally:
        loop.close()


def client_of(make: type[GatewayClient], *args: Any, **kwargs: Any) -> GatewayClient:
    """Make ours as it is, and one of a site's own behind a limit."""
    if make is GatewayClient:
        return GatewayClient(*args, **kwargs)
    return SiteGatewayClient(make, *args, **kwargs)
