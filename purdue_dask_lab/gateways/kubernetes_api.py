"""One way into Kubernetes: a connection, and answers as bytes that nobody has parsed yet."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from ..config.schema import KubernetesSettings
from ..errors import DaskLabError
from ..system.account import expand_user
from ..system.concurrency import executors
from ..translation import trans
from .pods import items_of, part_of
from .untrusted import clean_text, decode_json

IMPORT_TIMEOUT = 60.0
"""Seconds that the client's import may take: it has some thousand classes."""

ANSWER_SECONDS = 5.0
"""Seconds that one answer may take."""

_PAGE = 500
"""Objects in one answer, as kubectl asks for them."""

_MOST_PAGES = 20
_LARGEST = 2**24
_SERVICE_ACCOUNT = "/var/run/secrets/kubernetes.io/serviceaccount/namespace"


class RequestRefused(Exception):
    """Kubernetes answers with an error; ``status`` is HTTP's, as with its client's own errors."""

    def __init__(self, status: int) -> None:
        super().__init__(f"status {status}")
        self.status = status


class KubernetesApi:
    """Asks an API server, as the pod's service account or as a kubeconfig says.

    Parameters
    ----------
    label
        What the gateway is called.
    settings
        Which namespace, and how to get in.
    """

    def __init__(self, label: str, settings: KubernetesSettings) -> None:
        self._label = label
        self._settings = settings
        self._client: Any = None
        self._connecting = asyncio.Lock()
        self.namespace = settings.namespace or ""
        """Where is asked; known after the first question at the latest."""

    async def ask(self, method: str, *arguments: Any, **query: Any) -> bytes:
        """Return the body of an answer, of 16 MiB at most.

        Parameters
        ----------
        method
            Of ``kubernetes_asyncio.client.CoreV1Api``; the namespace is added to its arguments.

        Raises
        ------
        ImportError
            The client is not installed.
        RequestRefused
            The answer is an error.
        Exception
            Whatever else stands in the way: the client's errors have no common root, and what
            a kubeconfig runs may raise anything.
        """
        async with self._connecting:
            if self._client is None:
                self._client = await self._connect()
        asked: Callable[..., Awaitable[Any]] = getattr(self._client, method)
        answer = await asked(
            *arguments,
            self.namespace,
            **query,
            _preload_content=False,
            _request_timeout=ANSWER_SECONDS,
        )
        try:
            if answer.status >= 400:
                raise RequestRefused(answer.status)
            body: bytes = await answer.content.read(_LARGEST)
            while len(body) < _LARGEST and (more := await answer.content.read(_LARGEST)):
                body += more
        finally:
            answer.release()
        return body

    async def list_all(self, method: str, **query: str) -> list[Any]:
        """Return all objects of a listing, which a server gives in pages; raises as ``ask``."""
        found: list[Any] = []
        place: dict[str, str] = {}
        for _ in range(_MOST_PAGES):
            body = await self.ask(method, limit=_PAGE, **query, **place)
            items, next_page = await executors.work.run(self._label, _page_of, body)
            found += items
            if not next_page:
                break
            place = {"_continue": next_page}
        return found

    def explain(self, error: Exception, doing: str) -> str:
        """Return why a question had no answer, as a clause without its full stop.

        Parameters
        ----------
        doing
            What was asked for: ``list pods``; English as it stands in the catalogs.
        """
        if isinstance(error, DaskLabError):
            return error.message.rstrip(".")
        if isinstance(error, ImportError):
            return trans(
                "kubernetes_asyncio is not installed: install purdue-dask-lab[kubernetes] where "
                "Jupyter runs"
            )
        if isinstance(error, asyncio.TimeoutError):
            return trans("Kubernetes did not answer within {timeout:g} s", timeout=ANSWER_SECONDS)
        # Not all errors with a status are of one class.
        status = getattr(error, "status", None)
        if status in (401, 403):
            return trans(
                "this session may not {doing} in the namespace {namespace} (status {status}); its "
                "administrators can allow it",
                doing=trans(doing),
                namespace=self.namespace,
                status=status,
            )
        said = clean_text(str(error), 120) or trans("no reason")
        return f"{type(error).__name__}: {said.rstrip('.')}"

    async def close(self) -> None:
        """Give the connection back."""
        if self._client is not None:
            with suppress(Exception):
                await self._client.api_client.close()

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
        if not self.namespace:
            self.namespace = await executors.work.run(_SERVICE_ACCOUNT, _own_namespace)
        return client.CoreV1Api(client.ApiClient(configuration))


def _page_of(body: bytes) -> tuple[list[Any], str]:
    """The objects of one page, and where the next one begins; empty for the last."""
    answer = decode_json(body)
    following = part_of(answer, "metadata").get("continue")
    return items_of(answer, "objects"), following if isinstance(following, str) else ""


def _own_namespace() -> str:
    try:
        with open(_SERVICE_ACCOUNT) as file:
            return file.read().strip() or "default"
    except OSError:
        return "default"
