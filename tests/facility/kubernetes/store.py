"""All objects, their versions and the changes of a while: what etcd is to Kubernetes."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import uuid
from collections import deque
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .kinds import Kind

KEPT_CHANGES = 1000
"""Whoever has seen less than these has to list everything anew (410)."""

Object = dict[str, Any]


@dataclass(frozen=True)
class Change:
    """What became of an object, with what it was before."""

    version: int
    type: str
    kind: Kind
    now: Object
    before: Object | None


class Conflict(Exception):
    """Somebody else has changed it, or it is there already."""


def timestamp() -> str:
    """The time in Kubernetes' writing."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


class Store:
    """Objects by kind, namespace and name; they outlive the server in a file."""

    def __init__(self, file: Path) -> None:
        self._file = sqlite3.connect(file, isolation_level=None)
        self._file.execute("pragma synchronous=off")
        self._file.execute("create table if not exists objects (key text primary key, body text)")
        self._file.execute("create table if not exists tokens (token text primary key, user text)")
        self._objects: dict[tuple[str, str, str], Object] = {}
        for key, body in self._file.execute("select key, body from objects"):
            resource, namespace, name = key.split("|")
            self._objects[resource, namespace, name] = json.loads(body)
        versions = [int(one["metadata"]["resourceVersion"]) for one in self._objects.values()]
        # What happened before cannot be told any more.
        self.version = self._forgotten = max(versions, default=0) + 1
        self._changes: deque[Change] = deque()
        self._watchers: set[asyncio.Queue[Change]] = set()

    def get(self, kind: Kind, namespace: str | None, name: str) -> Object | None:
        """A copy of one object."""
        return deepcopy(self._objects.get(_key(kind, namespace, name)))

    def list(self, kind: Kind, namespace: str | None = None) -> list[Object]:
        """Copies of all objects of a kind, or of those in a namespace."""
        return [
            deepcopy(one)
            for (resource, where, _), one in sorted(self._objects.items())
            if resource == _resource(kind) and namespace in (None, "", where)
        ]

    def create(self, kind: Kind, made: Object) -> Object:
        """Keep a new object.

        Raises
        ------
        Conflict
            There is one of that name.
        """
        metadata = made["metadata"]
        key = _key(kind, metadata.get("namespace"), metadata["name"])
        if key in self._objects:
            raise Conflict(f'{kind.plural} "{metadata["name"]}" already exists')
        metadata |= {"uid": str(uuid.uuid4()), "creationTimestamp": timestamp()}
        return self._put(kind, key, made, "ADDED")

    def replace(self, kind: Kind, changed: Object) -> Object:
        """Keep what an object is now; what has not changed is not told.

        Raises
        ------
        Conflict
            It carries the version of what has been replaced since.
        """
        metadata = changed["metadata"]
        key = _key(kind, metadata.get("namespace"), metadata["name"])
        before = self._objects[key]
        current = before["metadata"]["resourceVersion"]
        if metadata.setdefault("resourceVersion", current) != current:
            raise Conflict(
                f'Operation cannot be fulfilled on {kind.plural} "{metadata["name"]}": the object '
                "has been modified; please apply your changes to the latest version and try again"
            )
        return before if before == changed else self._put(kind, key, changed, "MODIFIED")

    def delete(self, kind: Kind, namespace: str | None, name: str) -> Object | None:
        """Forget an object."""
        key = _key(kind, namespace, name)
        gone = self._objects.pop(key, None)
        if gone is not None:
            self._file.execute("delete from objects where key = ?", ("|".join(key),))
            self._tell(kind, "DELETED", {**gone, "metadata": {**gone["metadata"]}}, gone)
        return gone

    def watch(self, since: int) -> tuple[list[Change], asyncio.Queue[Change]] | None:
        """What has happened since a version, and what will; None if that is forgotten."""
        if since < self._forgotten:
            return None
        queue: asyncio.Queue[Change] = asyncio.Queue()
        self._watchers.add(queue)
        return [one for one in self._changes if one.version > since], queue

    def unwatch(self, queue: asyncio.Queue[Change]) -> None:
        """End a watch."""
        self._watchers.discard(queue)

    def forget_changes(self) -> None:
        """Let everybody who falls behind list anew."""
        self._changes.clear()
        self._forgotten = self.version

    def give_token(self, token: str, user: str) -> None:
        """Let a token be a user's."""
        self._file.execute("insert or replace into tokens values (?, ?)", (token, user))

    def user_of(self, token: str) -> str | None:
        """Whose token it is."""
        found = self._file.execute("select user from tokens where token = ?", (token,)).fetchone()
        return found and str(found[0])

    def _put(self, kind: Kind, key: tuple[str, str, str], put: Object, type: str) -> Object:
        before = self._objects.get(key)
        self._tell(kind, type, put, before)
        self._objects[key] = deepcopy(put)
        self._file.execute(
            "insert or replace into objects values (?, ?)", ("|".join(key), json.dumps(put))
        )
        return put

    def _tell(self, kind: Kind, type: str, now: Object, before: Object | None) -> None:
        self.version += 1
        now["metadata"]["resourceVersion"] = str(self.version)
        change = Change(self.version, type, kind, deepcopy(now), before)
        self._changes.append(change)
        if len(self._changes) > KEPT_CHANGES:
            self._forgotten = self._changes.popleft().version
        for queue in self._watchers:
            queue.put_nowait(change)


def _resource(kind: Kind) -> str:
    return f"{kind.plural}.{kind.group}"


def _key(kind: Kind, namespace: str | None, name: str) -> tuple[str, str, str]:
    return _resource(kind), (namespace or "") if kind.namespaced else "", name


def namespace_of(found: Mapping[str, Any]) -> str:
    """The namespace that an object is in."""
    return str(found["metadata"].get("namespace", ""))
