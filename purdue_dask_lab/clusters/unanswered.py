"""Requests for clusters that a gateway did not answer, and may carry out all the same."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from ..gateways.report import Report
from .records import now
from .store import ClusterStore

ABANDONED = timedelta(minutes=1)
"""Age of a request that another Jupyter server of this user has left unanswered."""

Log = logging.Logger | logging.LoggerAdapter[Any]


class UnansweredRequests:
    """Finds the clusters that come of them.

    Parameters
    ----------
    store
        Keeps each request from before it is sent.
    """

    def __init__(self, store: ClusterStore, log: Log, *, abandoned: timedelta = ABANDONED) -> None:
        self._store = store
        self._log = log
        self._abandoned = abandoned
        self._given_up: set[str] = set()

    def give_up(self, key: str) -> None:
        """Wait no more for the answer to a request of this server."""
        self._given_up.add(key)

    async def claim(self, report: Report) -> None:
        """Give a cluster that nobody has announced the request that it must come from."""
        if self._store.get(report.name) is not None:
            return
        for key, request in self._store.unanswered.items():
            # While the answer may still come, whoever waits for it knows the name better.
            given_up = key in self._given_up or now() - request.made_at > self._abandoned
            if given_up and request.matches(report.options, report.created_at):
                await self._store.save(report.name, request.updated(sent=None))
                await self._forget(key)
                self._log.info("%s turned out to be %s", request.label, report.name)
                return

    async def prune(self) -> None:
        """Forget what will not be carried out any more."""
        for key, request in self._store.unanswered.items():
            if request.is_overdue:
                await self._forget(key)

    async def _forget(self, key: str) -> None:
        await self._store.remove(key)
        self._given_up.discard(key)
