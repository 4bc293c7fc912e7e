"""What controllers need of an API server: requests, and a picture that follows its changes."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import aiohttp

from .kinds import EVENTS, Kind
from .store import Object, timestamp

log = logging.getLogger("facility.kubernetes")

_AGAIN_SECONDS = 0.3
_WATCH_SECONDS = 300


class ApiError(Exception):
    """The API server refuses."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Client:
    """A connection to the API server that ``KUBE_APISERVER`` and ``KUBE_TOKEN`` name."""

    def __init__(self) -> None:
        self._url = os.environ["KUBE_APISERVER"].rstrip("/")
        authority = os.environ.get("KUBE_CA_FILE")
        self._ssl = _context(authority) if authority else None
        self._session = aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {os.environ['KUBE_TOKEN']}"},
            timeout=aiohttp.ClientTimeout(sock_connect=5),
        )

    async def close(self) -> None:
        """End it."""
        await self._session.close()

    async def ask(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        """One request; raises ``ApiError`` with what is said against it."""
        type = "merge-patch+json" if method == "PATCH" else "json"
        async with self._session.request(
            method,
            self._url + path,
            params=query,
            data=None if body is None else json.dumps(body),
            headers={"Content-Type": f"application/{type}"},
            **self._security,
        ) as response:
            answer = await response.json()
            if response.status >= 400:
                raise ApiError(response.status, str(answer.get("message")))
            return answer

    async def set_status(self, kind: Kind, found: Object, status: Any) -> None:
        """Write what is so of an object; it may have gone."""
        metadata = found["metadata"]
        path = kind.path(metadata.get("namespace"), metadata["name"], "status")
        try:
            await self.ask("PATCH", path, {"status": status})
        except ApiError as error:
            if error.status != 404:
                raise

    async def tell(self, about: Object, component: str, type: str, reason: str, said: str) -> None:
        """Leave an event about an object; the same again is counted."""
        metadata = about["metadata"]
        namespace = metadata["namespace"]
        name = f"{metadata['name']}.{abs(hash((metadata['uid'], reason, said))):x}"
        path = EVENTS.path(namespace, name)
        try:
            known = await self.ask("GET", path)
            again = {"count": known["count"] + 1, "lastTimestamp": timestamp()}
            await self.ask("PATCH", path, again)
        except ApiError:
            event = {
                "metadata": {"name": name},
                "involvedObject": {
                    "kind": about["kind"],
                    "apiVersion": about["apiVersion"],
                    "namespace": namespace,
                    "name": metadata["name"],
                    "uid": metadata["uid"],
                },
                "type": type,
                "reason": reason,
                "message": said,
                "source": {"component": component},
                "firstTimestamp": timestamp(),
                "lastTimestamp": timestamp(),
                "count": 1,
            }
            await self.ask("POST", EVENTS.path(namespace), event)

    async def follow(self, kind: Kind, picture: Picture) -> None:
        """Keep a picture of all objects of a kind, for ever."""
        while True:
            try:
                listed = await self.ask("GET", kind.path())
                # Items of a list do not say what they are.
                own = {"apiVersion": kind.api_version, "kind": kind.name}
                picture.replace(kind, [{**own, **one} for one in listed["items"]])
                await self._watch(kind, picture, listed["metadata"]["resourceVersion"])
            except (aiohttp.ClientError, asyncio.TimeoutError, ApiError, ValueError) as error:
                log.info("%s: %s", kind.plural, error)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _watch(self, kind: Kind, picture: Picture, version: str) -> None:
        query = {
            "watch": "true",
            "resourceVersion": version,
            "allowWatchBookmarks": "true",
            "timeoutSeconds": str(_WATCH_SECONDS),
        }
        timeout = aiohttp.ClientTimeout(total=None, sock_read=30)
        async with self._session.get(
            self._url + kind.path(), params=query, timeout=timeout, **self._security
        ) as response:
            while line := await response.content.readline():
                event = json.loads(line)
                if event["type"] == "ERROR":
                    return
                if event["type"] != "BOOKMARK":
                    picture.change(kind, event["type"], event["object"])

    @property
    def _security(self) -> dict[str, Any]:
        return {} if self._ssl is None else {"ssl": self._ssl}


class Picture:
    """All objects of some kinds, as last told, and a signal for every change."""

    def __init__(self) -> None:
        self._objects: dict[str, dict[tuple[str, str], Object]] = {}
        self._changed = asyncio.Event()

    def all(self, kind: Kind) -> Sequence[Object]:
        """All of a kind."""
        return list(self._objects.get(kind.plural, {}).values())

    def get(self, kind: Kind, namespace: str, name: str) -> Object | None:
        """One of them."""
        return self._objects.get(kind.plural, {}).get((namespace, name))

    def replace(self, kind: Kind, found: list[Object]) -> None:
        """Know all of a kind anew."""
        self._objects[kind.plural] = {_key(one): one for one in found}
        self._changed.set()

    def change(self, kind: Kind, type: str, now: Object) -> None:
        """Know of one change."""
        known = self._objects.setdefault(kind.plural, {})
        if type == "DELETED":
            known.pop(_key(now), None)
        else:
            known[_key(now)] = now
        self._changed.set()

    def knows(self, *kinds: Kind) -> bool:
        """Whether these have been listed."""
        return all(kind.plural in self._objects for kind in kinds)

    async def changed(self, at_most: float) -> None:
        """Wait for a change, but not for longer than so many seconds."""
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._changed.wait(), at_most)
        self._changed.clear()


async def control(
    kinds: Sequence[Kind], act: Callable[[Client, Picture], Awaitable[None]], at_most: float = 1.0
) -> None:
    """Follow these kinds and act upon each change, for ever."""
    client, picture = Client(), Picture()
    following = [asyncio.create_task(client.follow(kind, picture)) for kind in kinds]
    try:
        while True:
            await picture.changed(at_most)
            if not picture.knows(*kinds):
                continue
            try:
                await act(client, picture)
            except (aiohttp.ClientError, asyncio.TimeoutError, ApiError, ValueError) as error:
                log.info("%s: %s", act, error)
                await asyncio.sleep(_AGAIN_SECONDS)
            except Exception:
                # One odd object must not end what all others need.
                log.exception("%s", act)
                await asyncio.sleep(_AGAIN_SECONDS)
    finally:
        for one in following:
            one.cancel()
        await client.close()


def _context(authority: str) -> Any:
    import ssl

    return ssl.create_default_context(cafile=authority)


def _key(found: Object) -> tuple[str, str]:
    return found["metadata"].get("namespace", ""), found["metadata"]["name"]
