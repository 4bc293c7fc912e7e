"""One Dask Gateway through its REST API; what it answers is read into our own types here."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..errors import DaskLabError, GatewayUnreachable
from ..metrics import GATEWAY_ERRORS, GATEWAY_SECONDS
from ..system.concurrency import executors
from ..translation import trans
from .endpoint import Endpoint
from .exchange import GatewayConnection
from .options import DeclaredOptions, read_options
from .report import Counts, Report, ReportReader
from .untrusted import InvalidAnswer, clean_text, cluster_name
from .worker_report import PAGE_BYTES, WorkerList, read_workers

if TYPE_CHECKING:
    from ..config.schema import GatewaySettings

ALIVE = "pending,running,stopping"
OPTIONS_KEPT_SECONDS = 30.0

VERSION_TIMEOUT = 2.0
"""Seconds a gateway may take to say its version: the list of all of them waits for it."""

LOG_PAGE_BYTES = 2**19
LOG_PAGE_TIMEOUT = 10.0
"""What is read of a page of logs, and seconds that it may take: a worker is asked for its own."""

WORKERS_TIMEOUT = 5.0
"""Seconds that a scheduler may take to tell of its workers: somebody looks and waits."""

_PARSED_IN_PLACE = 50
_PAGE_READ_IN_PLACE = 50_000
"""Entries of a list, and characters of a page of workers, that are read on the event loop: a
thread for fewer costs more."""


@dataclass(frozen=True)
class Listing:
    """A gateway's list of clusters that have not ended, and the entries that make no sense."""

    reports: dict[str, Report]
    unreadable: list[str]


class GatewayClient:
    """Speaks to one gateway; each call has a time limit and ends in a named error.

    Parameters
    ----------
    settings
        What the administrator said about it.
    endpoint
        Finds the gateway, starting it first if need be.
    option_defaults
        Defaults of its options that the configuration sets.
    timeout
        Seconds that one answer may take.
    counts_timeout
        Seconds that a scheduler's counts may take.
    """

    def __init__(
        self,
        settings: GatewaySettings,
        endpoint: Callable[[], Awaitable[Endpoint]],
        *,
        option_defaults: dict[str, Any] | None = None,
        timeout: float = 10.0,
        counts_timeout: float = 2.0,
    ) -> None:
        self.settings = settings
        self.id = settings.id
        self._endpoint = endpoint
        self.option_defaults = option_defaults or {}
        self._timeout = timeout
        self._counts_timeout = counts_timeout
        self._connection = GatewayConnection(settings)
        self._is_direct = settings.factory is not None
        self._reader = ReportReader(direct=self._is_direct)
        self._options: tuple[float, DeclaredOptions] | None = None

    async def endpoint(self) -> Endpoint:
        """Where the gateway answers.

        Raises
        ------
        DaskLabError
            It cannot be found or started; the message says why.
        """
        return await self._endpoint()

    async def version(self) -> str | None:
        """The gateway server's version."""
        limit = min(self._timeout, VERSION_TIMEOUT)
        return clean_text((await self._ask("GET", "/api/version", timeout=limit)).get("version"))

    async def options(self) -> DeclaredOptions:
        """What it lets its user choose.

        Kept for half a minute, so that a creation right after the dialog does
        not ask twice.
        """
        kept = self._options
        if kept is None or time.monotonic() - kept[0] >= OPTIONS_KEPT_SECONDS:
            path = "/api/v1/options"
            try:
                fields = read_options(await self._ask("GET", path))
            except InvalidAnswer:
                raise self._connection.nonsense(path) from None
            declared = DeclaredOptions(fields, self.settings.options, self.option_defaults)
            self._options = kept = time.monotonic(), declared
        return kept[1]

    async def clusters(self) -> Listing:
        """The user's clusters that have not ended."""
        listing = await self._ask("GET", f"/api/v1/clusters/?status={ALIVE}")
        if any("." in str(name) for name in listing):
            # Only there the namespace stands before the name.
            self._connection.backend = "Kubernetes"
        if len(listing) <= _PARSED_IN_PLACE:
            return Listing(*self._reader.read(listing))
        return Listing(*await executors.work.run(self.id, self._reader.read, listing))

    async def cluster(self, name: str) -> Report:
        """One cluster, ended ones too for as long as the gateway remembers them.

        Raises
        ------
        UnknownCluster
            The gateway has never had it, or has forgotten it.
        """
        path = f"/api/v1/clusters/{quote(name, safe='')}"
        entry = await self._ask("GET", path)
        try:
            return Report.from_json(entry, direct=self._is_direct)
        except InvalidAnswer:
            raise self._connection.nonsense(path) from None

    async def submit(self, options: dict[str, Any]) -> str:
        """Ask for a new cluster and return its name; does not wait for its start."""
        path = "/api/v1/clusters/"
        answer = await self._ask("POST", path, {"cluster_options": options})
        try:
            return cluster_name(answer.get("name"))
        except InvalidAnswer:
            raise self._connection.nonsense(path) from None

    async def scale(self, name: str, workers: int) -> str | None:
        """Fix the number of workers; returns what the gateway capped, in its words."""
        return await self._resize(name, "scale", {"count": workers})

    async def adapt(self, name: str, minimum: int, maximum: int) -> str | None:
        """Let the number of workers follow the load; returns what the gateway capped."""
        return await self._resize(
            name, "adapt", {"minimum": minimum, "maximum": maximum, "active": True}
        )

    async def stop(self, name: str) -> None:
        """Shut a cluster down; harmless when it is gone already."""
        await self._ask("DELETE", f"/api/v1/clusters/{quote(name, safe='')}")

    async def counts(self, name: str) -> Counts:
        """The scheduler's counts, through the gateway, without a scheduler connection.

        Raises
        ------
        GatewayTooSlow, GatewayUnreachable
            The scheduler does not answer.
        """
        path = f"/clusters/{quote(name, safe='')}/json/counts.json"
        found = await self._ask("GET", path, timeout=self._counts_timeout)
        try:
            return Counts.from_json(found)
        except InvalidAnswer:
            raise GatewayUnreachable(trans("The scheduler's counts make no sense.")) from None

    async def workers(self, name: str) -> WorkerList:
        """What each of a cluster's workers does and uses.

        Raises
        ------
        GatewayTooSlow, GatewayUnreachable
            The scheduler does not answer.
        """
        path = f"/clusters/{quote(name, safe='')}/info/main/workers.html"
        page = await self._connection.page(
            await self._endpoint(), path, PAGE_BYTES, WORKERS_TIMEOUT
        )
        try:
            if len(page) <= _PAGE_READ_IN_PLACE:
                return read_workers(page)
            return await executors.work.run((name, "workers"), read_workers, page)
        except InvalidAnswer:
            raise GatewayUnreachable(
                trans("What the scheduler says of workers makes no sense.")
            ) from None

    async def log_page(self, name: str, worker: str | None = None) -> str:
        """The page of a scheduler's log, the newest lines first; or of a worker's, by its address.

        Of a long page only the beginning.

        Raises
        ------
        GatewayTooSlow, GatewayUnreachable
            The scheduler does not answer, or has no such worker.
        """
        page = "main/logs" if worker is None else f"logs/{quote(worker, safe='')}"
        path = f"/clusters/{quote(name, safe='')}/info/{page}.html"
        return await self._connection.page(
            await self._endpoint(), path, LOG_PAGE_BYTES, LOG_PAGE_TIMEOUT
        )

    async def close(self) -> None:
        """Give the connections back; a question that comes later is refused."""
        await self._connection.close()

    async def _resize(self, name: str, verb: str, body: dict[str, Any]) -> str | None:
        answer = await self._ask("POST", f"/api/v1/clusters/{quote(name, safe='')}/{verb}", body)
        return None if answer.get("ok", True) is True else clean_text(answer.get("msg"))

    async def _ask(
        self, method: str, path: str, body: Any = None, timeout: float | None = None
    ) -> dict[str, Any]:
        # Starting a gateway has its own, longer limit.
        endpoint = await self._endpoint()
        limit = timeout or self._timeout
        try:
            with GATEWAY_SECONDS.labels(self.id, method).time():
                return await self._connection.ask(endpoint, method, path, body, limit)
        except DaskLabError as error:
            GATEWAY_ERRORS.labels(self.id, error.reason).inc()
            raise
