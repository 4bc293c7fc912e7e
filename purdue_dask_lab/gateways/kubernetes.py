"""The pods of the user's clusters, where this session may read them: an optional source."""

from __future__ import annotations

import asyncio
import importlib
import re
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from .._account import expand_user
from .._concurrency import executors
from ..config.schema import KubernetesSettings
from ..errors import DaskLabError
from ..schemas.clusters import JobRole
from .jobs import Job
from .untrusted import InvalidAnswer, clean_text, decode_json

ASK_SECONDS = 5.0
"""Between two questions: an API server answers many users."""

IMPORT_TIMEOUT = 60.0
"""Seconds that the client's import may take: it has some thousand classes."""

_TIMEOUT = 5.0
_MOST_PODS = 500
_LARGEST = 2**24
_NAME = re.compile(r"[A-Za-z0-9]([-._A-Za-z0-9]{0,251}[A-Za-z0-9])?")
_CLUSTER = "gateway.dask.org/cluster"
_COMPONENT = "app.kubernetes.io/component"
_ROLES = {"dask-scheduler": JobRole.scheduler, "dask-worker": JobRole.worker}
_SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"


class KubernetesPods:
    """Lists the pods of dask-gateway in one namespace now and then.

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
        self._asked_at = float("-inf")
        self._asking: asyncio.Task[None] | None = None
        self._api: Any = None
        self._namespace = settings.namespace or ""
        self.problem: str | None = None
        """Why pods are not known, for the list of problems."""

    def jobs(self, cluster: str) -> list[Job]:
        """The pods of one cluster, as last known; asks anew in the background."""
        now = self._clock()
        if self._asking is None and now - self._asked_at > ASK_SECONDS:
            self._asked_at = now
            self._asking = asyncio.create_task(self._ask())
        return self._jobs.get(cluster, [])

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
            self._jobs = await asyncio.wait_for(self._list(), 2 * _TIMEOUT)
            self.problem = None
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

    async def _list(self) -> dict[str, list[Job]]:
        answer = await self._api.list_namespaced_pod(
            self._namespace,
            label_selector=_CLUSTER,
            limit=_MOST_PODS,
            _preload_content=False,
            _request_timeout=_TIMEOUT,
        )
        try:
            if answer.status >= 400:
                raise _Refused(answer.status)
            body = await answer.content.read(_LARGEST)
            while len(body) < _LARGEST and (more := await answer.content.read(_LARGEST)):
                body += more
        finally:
            answer.release()
        found: dict[str, list[Job]] = {}
        for job in await executors.work.run(self._label, _jobs_of, body):
            found.setdefault(job.cluster, []).append(job)
        return found


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


def _is_name(value: Any) -> bool:
    """Whether Kubernetes could have named something so: it becomes a part of a command."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def _jobs_of(body: bytes) -> list[Job]:
    return list(read_pods(decode_json(body)))


def read_pods(answer: Any) -> Iterator[Job]:
    """Read a list of pods; what is none of dask-gateway's is left out.

    Raises
    ------
    InvalidAnswer
        It is no list of pods.
    """
    items = answer.get("items") if isinstance(answer, Mapping) else None
    if not isinstance(items, list):
        raise InvalidAnswer("pods are not a list")
    for pod in items:
        metadata, status = _part(pod, "metadata"), _part(pod, "status")
        labels = _part(metadata, "labels")
        cluster, role = labels.get(_CLUSTER), _ROLES.get(str(labels.get(_COMPONENT)))
        namespace, name = metadata.get("namespace"), metadata.get("name")
        if role is None or not all(map(_is_name, (cluster, namespace, name))):
            continue
        yield Job(
            id=str(name),
            cluster=f"{namespace}.{cluster}",
            role=role,
            state=(clean_text(status.get("phase"), 40) or "Unknown").upper(),
            reason=_reason(status),
            ends_at=None,
            command=f"kubectl get pods --namespace {namespace} --selector {_CLUSTER}={cluster}",
        )


def _reason(status: Mapping[str, Any]) -> str | None:
    """Why a pod waits, was ended or was begun again, in Kubernetes' words."""
    for condition in _list_of(status, "conditions"):
        if condition.get("type") == "PodScheduled" and condition.get("status") == "False":
            return _said(condition)
    for container in _list_of(status, "containerStatuses"):
        state, before = _part(container, "state"), _part(container, "lastState")
        for part in (
            _part(state, "waiting"),
            _part(state, "terminated"),
            _part(before, "terminated"),
        ):
            if part.get("reason") not in (None, "ContainerCreating", "Completed"):
                return _said(part)
    return _said(status)


def _said(part: Mapping[str, Any]) -> str | None:
    reason, message = clean_text(part.get("reason"), 60), clean_text(part.get("message"), 200)
    code = part.get("exitCode")
    said = reason if not isinstance(code, int) else f"{reason or 'ended'}, exit code {code}"
    return ": ".join(one for one in (said, message) if one) or None


def _part(value: Any, key: str) -> Mapping[str, Any]:
    found = value.get(key) if isinstance(value, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _list_of(value: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    found = value.get(key)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []
