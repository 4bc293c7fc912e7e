"""The pods of the user's clusters, where this session may read them: an optional source."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from ..config.schema import KubernetesSettings
from ..system.concurrency import executors
from ..translation import later, trans
from .jobs import Job
from .kubernetes_api import ANSWER_SECONDS, KubernetesApi
from .pod_reasons import PodReasons, read_events, read_quotas
from .pods import CLUSTER_LABEL, is_name, pods_among

ASK_SECONDS = 5.0
"""Between two questions: an API server answers many users."""

_MOST_NAMED = 50
"""Clusters that are asked for by their names, which make the address long."""

_FORGOTTEN_SECONDS = 60.0
_SETTLED_SECONDS = 2.0
"""After which a new cluster's scheduler has a pod, unless it is refused one."""


@dataclass
class _Sought:
    """A cluster whose pods are looked for: since when, and until when."""

    since: float
    last: float


class KubernetesPods:
    """Lists the pods of dask-gateway in one namespace now and then, and why they wait.

    Parameters
    ----------
    label
        What the gateway is called.
    settings
        Which namespace, and how to get in.
    """

    def __init__(
        self,
        label: str,
        settings: KubernetesSettings,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._label = label
        self._settings = settings
        self._clock = clock
        self._jobs: dict[str, list[Job]] = {}
        self._reasons = PodReasons()
        self._listed_at = float("-inf")
        self._sought: dict[str, _Sought] = {}
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None
        self._api = KubernetesApi(label, settings)
        self.problem: str | None = None
        """Why pods are not known, for the list of problems."""

    def jobs(self, cluster: str, workers: int | None = None) -> list[Job]:
        """The pods of one cluster, as last known; asks anew in the background.

        Those that were refused, by a quota for example, are among them.
        """
        now = self._clock()
        sought = self._sought.setdefault(cluster, _Sought(since=now, last=now))
        sought.last = now
        if self._asking is None and now - self._asked_at > ASK_SECONDS:
            self._asked_at = now
            self._asking = asyncio.create_task(self._ask())
        found = self._jobs.get(cluster, [])
        if self._listed_at < sought.since + _SETTLED_SECONDS:
            return found
        return [*found, *self._reasons.missing(cluster, found, workers)]

    def queue_wait(self) -> None:
        """Not known here."""

    async def close(self) -> None:
        """End an open question and the connection."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        await self._api.close()

    async def _ask(self) -> None:
        try:
            asked_at = self._clock()
            self._sought = {
                cluster: sought
                for cluster, sought in self._sought.items()
                if asked_at - sought.last < _FORGOTTEN_SECONDS
            }
            pods = await self._list_pods()
            self._reasons, self.problem = await self._list_reasons()
            self._jobs = {}
            for pod in map(self._reasons.explained, pods):
                self._jobs.setdefault(pod.cluster, []).append(pod)
            self._listed_at = asked_at
        except Exception as error:
            # Of whatever kind: this runs in the background, and is told.
            self._jobs = {}
            self._reasons = PodReasons()
            why = self._api.explain(error, later("list pods"))
            self.problem = trans(
                "Pods of {label} are not shown: {reason}.", label=self._label, reason=why
            )
        finally:
            self._asking = None

    async def _list_pods(self) -> list[Job]:
        # Of a namespace that others share, only what is this user's: they may have thousands.
        selector = _selector(self._sought)
        pods = await self._api.list_all("list_namespaced_pod", label_selector=selector)
        return await executors.work.run(self._label, pods_among, pods)

    async def _list_reasons(self) -> tuple[PodReasons, str | None]:
        """What is known of why pods wait, and a sentence about what may not be known."""
        reasons = PodReasons()
        refused: list[str] = []
        if self._settings.events:
            listing = self._api.list_all("list_namespaced_event", field_selector="type=Warning")
            events = await self._optional(listing, "events", refused)
            if events is not None:
                reasons = await executors.work.run(self._label, _events_of, events)
        if self._settings.quotas:
            listing = self._api.list_all("list_namespaced_resource_quota")
            quotas = await self._optional(listing, "resourcequotas", refused)
            if quotas is not None:
                quota = await executors.work.run(self._label, _quota_of, quotas)
                reasons = replace(reasons, quota=quota)
        if not refused:
            return reasons, None
        return reasons, (
            trans(
                "Why pods of {label} wait is known only in part: this session cannot list "
                "{refused} in the namespace {namespace}; its administrators can allow it.",
                label=self._label,
                refused=", ".join(refused),
                namespace=self._api.namespace,
            )
        )

    async def _optional(
        self, listing: Awaitable[list[Any]], what: str, refused: list[str]
    ) -> list[Any] | None:
        """An answer that pods are shown without; what is refused is noted."""
        try:
            return await asyncio.wait_for(listing, ANSWER_SECONDS)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            status = getattr(error, "status", None)
            refused.append(f"{what} (status {status})" if status else what)
            return None


def _selector(clusters: Iterable[str]) -> str:
    """What names the pods of these clusters, which have their namespace in front."""
    names = sorted({name for one in clusters if is_name(name := one.partition(".")[2])})
    if not 0 < len(names) <= _MOST_NAMED:
        return CLUSTER_LABEL
    return f"{CLUSTER_LABEL} in ({','.join(names)})"


def _events_of(events: list[Any]) -> PodReasons:
    return read_events({"items": events})


def _quota_of(quotas: list[Any]) -> str | None:
    return read_quotas({"items": quotas})
