"""The pods of the user's clusters, where this session may read them: an optional source."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

from .._account import expand_user
from .._concurrency import executors
from ..config.schema import KubernetesSettings
from ..errors import DaskLabError
from .jobs import Job
from .pod_reasons import PodReasons, read_events, read_quotas
from .pods import CLUSTER_LABEL, read_pods
from .untrusted import clean_text, decode_json

ASK_SECONDS = 5.0
"""Between two questions: an API server answers many users."""

IMPORT_TIMEOUT = 60.0
"""Seconds that the client's import may take: it has some thousand classes."""

_TIMEOUT = 5.0
_MOST_PODS = 500
_MOST_EVENTS = 500
_MOST_QUOTAS = 20
_LARGEST = 2**24
_SETTLED_SECONDS = 2.0
"""After which a new cluster's scheduler has a pod, unless it is refused one."""

_SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"


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
        self._first_asked: dict[str, float] = {}
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None
        self._api: Any = None
        self._namespace = settings.namespace or ""
        self.problem: str | None = None
        """Why pods are not known, for the list of problems."""

    def jobs(self, cluster: str, workers: int | None = None) -> list[Job]:
        """The pods of one cluster, as last known; asks anew in the background.

        Those that were refused, by a quota for example, are among them.
        """
        now = self._clock()
        first_asked = self._first_asked.setdefault(cluster, now)
        if self._asking is None and now - self._asked_at > ASK_SECONDS:
            self._asked_at = now
            self._asking = asyncio.create_task(self._ask())
        found = self._jobs.get(cluster, [])
        if self._listed_at < first_asked + _SETTLED_SECONDS:
            return found
        return [*found, *self._reasons.missing(cluster, found, workers)]

    def queue_wait(self) -> None:
        """Not known here."""

    async def close(self) -> None:
        """End an open question and the connection."""
        if self._asking is not None:
            self._asking.cancel()
            await asyncio.gather(self._asking, return_exceptions=True)
        if self._api is not None:
            with suppress(Exception):
                await self._api.api_client.close()

    async def _ask(self) -> None:
        try:
            if self._api is None:
                self._api = await self._connect()
            asked_at = self._clock()
            pods = await asyncio.wait_for(self._list_pods(), 2 * _TIMEOUT)
            self._reasons, self.problem = await self._list_reasons()
            self._jobs = {}
            for pod in map(self._reasons.explained, pods):
                self._jobs.setdefault(pod.cluster, []).append(pod)
            self._listed_at = asked_at
        except DaskLabError as error:
            self._say(error.message)
        except ImportError:
            self._say(
                "kubernetes_asyncio is not installed: install purdue-dask-lab[kubernetes] where "
                "Jupyter runs"
            )
        except asyncio.TimeoutError:
            self._say(f"Kubernetes did not answer within {_TIMEOUT:g} s")
        except Exception as error:
            # The client's errors have no common root; what a kubeconfig runs may raise anything.
            status = getattr(error, "status", None)
            if status in (401, 403):
                self._say(
                    f"this session may not list pods in the namespace {self._namespace} (status "
                    f"{status}); its administrators can allow it"
                )
            else:
                self._say(f"{type(error).__name__}: {clean_text(str(error), 120) or 'no reason'}")
        finally:
            self._asking = None

    def _say(self, reason: str) -> None:
        self._jobs = {}
        self._reasons = PodReasons()
        self.problem = f"Pods of {self._label} are not shown: {reason.rstrip('.')}."

    async def _connect(self) -> Any:
        names = ("kubernetes_asyncio.client", "kubernetes_asyncio.config")
        client, config = [
            await executors.code.run(name, importlib.import_module, name, timeout=IMPORT_TIMEOUT)
            for name in names
        ]
        configuration = client.Configuration()
        settings = self._settings
        if settings.kubeconfig is not None:
            loading = config.load_kube_config(
                config_file=str(expand_user(settings.kubeconfig)),
                context=settings.context,
                client_configuration=configuration,
            )
            # It reads files, and may run a program that fetches a token.
            await executors.code.run("kubeconfig", asyncio.run, loading)
        else:
            await executors.code.run("service account", config.load_incluster_config, configuration)
        if not self._namespace:
            self._namespace = await executors.work.run(_SERVICE_ACCOUNT, _own_namespace)
        return client.CoreV1Api(client.ApiClient(configuration))

    async def _list_pods(self) -> list[Job]:
        answer = await self._body(
            self._api.list_namespaced_pod, label_selector=CLUSTER_LABEL, limit=_MOST_PODS
        )
        return await executors.work.run(self._label, _jobs_of, answer)

    async def _list_reasons(self) -> tuple[PodReasons, str | None]:
        """What is known of why pods wait, and a sentence about what may not be known."""
        reasons = PodReasons()
        refused: list[str] = []
        if self._settings.events:
            listing = self._body(
                self._api.list_namespaced_event, field_selector="type=Warning", limit=_MOST_EVENTS
            )
            events = await self._optional(listing, "events", refused)
            if events is not None:
                reasons = await executors.work.run(self._label, _events_of, events)
        if self._settings.quotas:
            listing = self._body(self._api.list_namespaced_resource_quota, limit=_MOST_QUOTAS)
            quotas = await self._optional(listing, "resourcequotas", refused)
            if quotas is not None:
                quota = await executors.work.run(self._label, _quota_of, quotas)
                reasons = replace(reasons, quota=quota)
        if not refused:
            return reasons, None
        return reasons, (
            f"Why pods of {self._label} wait is known only in part: this session cannot list "
            f"{', '.join(refused)} in the namespace {self._namespace}; its administrators can "
            "allow it."
        )

    async def _optional(
        self, listing: Awaitable[bytes], what: str, refused: list[str]
    ) -> bytes | None:
        """An answer that pods are shown without; what is refused is noted."""
        try:
            return await asyncio.wait_for(listing, _TIMEOUT)
        except asyncio.CancelledError:
            raise
        except Exception as error:
            status = getattr(error, "status", None)
            refused.append(f"{what} (status {status})" if status else what)
            return None

    async def _body(self, listing: Callable[..., Awaitable[Any]], **query: Any) -> bytes:
        answer = await listing(
            self._namespace, **query, _preload_content=False, _request_timeout=_TIMEOUT
        )
        try:
            if answer.status >= 400:
                raise _Refused(answer.status)
            body: bytes = await answer.content.read(_LARGEST)
            while len(body) < _LARGEST and (more := await answer.content.read(_LARGEST)):
                body += more
        finally:
            answer.release()
        return body


class _Refused(Exception):
    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


def _own_namespace() -> str:
    try:
        with open(_SERVICE_ACCOUNT) as file:
            return file.read().strip() or "default"
    except OSError:
        return "default"


def _jobs_of(body: bytes) -> list[Job]:
    return list(read_pods(decode_json(body)))


def _events_of(body: bytes) -> PodReasons:
    return read_events(decode_json(body))


def _quota_of(body: bytes) -> str | None:
    return read_quotas(decode_json(body))
