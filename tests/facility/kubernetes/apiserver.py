"""The API server: requests about objects, answered as the real one does."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import string
from pathlib import Path
from typing import Any

from aiohttp import web

from . import kinds, quota
from .access import Access
from .kinds import Kind, Target
from .patches import patched
from .pod import log_name
from .selectors import Matches, selected
from .store import Change, Conflict, Object, Store, timestamp

_REASONS = {
    401: "Unauthorized",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    409: "Conflict",
    410: "Expired",
    422: "Invalid",
}
_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch", "DELETE": "delete"}
_BOOKMARK_SECONDS = 5.0


class Refused(Exception):
    """A request that is not carried out."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


class ApiServer:
    """Answers for one store; ``handle`` takes every request."""

    def __init__(self, store: Store, pods: Path, master_token: str) -> None:
        self._store = store
        self._pods = pods
        self._access = Access(store, master_token)
        self._kinds = list(kinds.BUILT_IN)
        for one in store.list(kinds.DEFINITIONS):
            self._kinds += kinds.defined_by(one)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer, with a ``Status`` where something is wrong."""
        if request.path in ("/healthz", "/readyz"):
            return web.Response(text="ok")
        try:
            return await self._answer(request)
        except Refused as error:
            return web.json_response(_status(error.code, str(error)), status=error.code)
        except Conflict as error:
            return web.json_response(_status(409, str(error)), status=409)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        user = self._access.user(request.headers.get("Authorization", ""))
        if user is None:
            raise Refused(401, "Unauthorized")
        target = kinds.target(request.path, self._kinds)
        if target is None:
            raise Refused(404, "the server could not find the requested resource")
        watches = request.query.get("watch", "") in ("1", "true", "True")
        verb = _VERBS.get(request.method) or (
            "watch" if watches else "get" if target.name else "list"
        )
        if refusal := self._access.refusal(user, verb, target):
            raise Refused(403, refusal)
        if verb == "watch":
            return await self._watch(request, target)
        if verb == "list":
            return web.json_response(self._list(request, target))
        if verb == "create":
            return web.json_response(self._create(target, await request.json()), status=201)
        found = self._store.get(target.kind, target.namespace, target.name or "")
        if found is None:
            raise Refused(404, f'{target.kind.plural} "{target.name}" not found')
        if target.kind == kinds.PODS and target.part == "log":
            return self._log(found, request)
        if verb == "delete":
            body = await request.text()
            return web.json_response(self._delete(request, target, found, body))
        if verb != "get":
            sent = await request.json()
            found = self._change(target, found, sent, request)
        return web.json_response(found)

    def _list(self, request: web.Request, target: Target) -> Object:
        matches = _selected(request)
        return {
            "apiVersion": target.kind.api_version,
            "kind": f"{target.kind.name}List",
            "metadata": {"resourceVersion": str(self._store.version)},
            "items": list(filter(matches, self._store.list(target.kind, target.namespace))),
        }

    def _create(self, target: Target, made: Object) -> Object:
        kind, namespace = target.kind, target.namespace
        if target.name and kind == kinds.PODS and target.part == "binding":
            return self._bind(target, made)
        if target.name and kind == kinds.ACCOUNTS and target.part == "token":
            token = self._access.token_for(namespace or "", target.name)
            return {**made, "kind": "TokenRequest", "status": {"token": token}}
        metadata = made.setdefault("metadata", {})
        made.update({"apiVersion": kind.api_version, "kind": kind.name})
        if kind.namespaced:
            metadata["namespace"] = namespace
        if "name" not in metadata:
            letters = random.choices(string.ascii_lowercase + string.digits, k=5)
            metadata["name"] = metadata.get("generateName", "") + "".join(letters)
        if kind.has_status:
            made.pop("status", None)
        if kind == kinds.PODS:
            made["status"] = {"phase": "Pending", "qosClass": "Burstable"}
            made["spec"].setdefault("terminationGracePeriodSeconds", 30)
            if refusal := quota.refusal(self._store, made):
                raise Refused(403, refusal)
        created = self._store.create(kind, made)
        if kind == kinds.DEFINITIONS:
            self._kinds += kinds.defined_by(created)
        self._count(kind, namespace)
        return created

    def _log(self, pod: Object, request: web.Request) -> web.Response:
        """What the node has kept; the real one asks it."""
        containers = pod["status"].get("containerStatuses") or [{}]
        restarts = containers[0].get("restartCount", 0)
        if request.query.get("previous") in ("1", "true", "True"):
            restarts -= 1
        try:
            said = (self._pods / pod["metadata"]["uid"] / log_name(restarts)).read_text()
        except OSError:
            name = pod["metadata"]["name"]
            raise Refused(400, f'container of pod "{name}" has no such log') from None
        lines = said.splitlines(keepends=True)
        kept = "".join(lines[-int(request.query.get("tailLines", len(lines) + 1)) :])
        limit = int(request.query.get("limitBytes", len(kept) + 1))
        return web.Response(text=kept[:limit])

    def _bind(self, target: Target, binding: Object) -> Object:
        pod = self._store.get(kinds.PODS, target.namespace, target.name or "")
        if pod is None or pod["spec"].get("nodeName"):
            raise Refused(409, f"pod {target.name} is gone or already assigned to a node")
        pod["spec"]["nodeName"] = binding["target"]["name"]
        condition = {"type": "PodScheduled", "status": "True", "lastTransitionTime": timestamp()}
        pod["status"]["conditions"] = [condition]
        self._store.replace(kinds.PODS, pod)
        return _status(201, "")

    def _change(self, target: Target, before: Object, sent: Any, request: web.Request) -> Object:
        changed = sent
        if request.method == "PATCH":
            changed = patched(before, sent, request.content_type)
        if target.kind.has_status:
            # What is wished and what is so are changed by different people.
            kept, other = ("status", before) if target.part != "status" else ("status", changed)
            whole = dict(changed if target.part != "status" else before)
            if kept in other:
                whole[kept] = other[kept]
            else:
                whole.pop(kept, None)
            version = changed["metadata"].get("resourceVersion")
            whole["metadata"] = {**whole["metadata"]}
            if version is not None:
                whole["metadata"]["resourceVersion"] = version
            changed = whole
        stored = self._store.replace(target.kind, changed)
        self._count(target.kind, target.namespace)
        return stored

    def _delete(self, request: web.Request, target: Target, found: Object, body: str) -> Object:
        grace = request.query.get("gracePeriodSeconds")
        if body:
            grace = json.loads(body).get("gracePeriodSeconds", grace)
        # A pod that runs somewhere is ended by who runs it, and goes when it has ended.
        if target.kind == kinds.PODS and found["spec"].get("nodeName") and str(grace) != "0":
            if "deletionTimestamp" not in found["metadata"]:
                found["metadata"]["deletionTimestamp"] = timestamp()
                self._store.replace(kinds.PODS, found)
            return found
        self._store.delete(target.kind, target.namespace, target.name or "")
        self._count(target.kind, target.namespace)
        return found

    def _count(self, kind: Kind, namespace: str | None) -> None:
        if namespace and kind in (kinds.PODS, kinds.QUOTAS):
            quota.count(self._store, namespace)

    async def _watch(self, request: web.Request, target: Target) -> web.StreamResponse:
        matches = _selected(request)
        since = int(request.query.get("resourceVersion") or 0)
        seconds = float(request.query.get("timeoutSeconds") or random.uniform(1800, 3600))
        response = web.StreamResponse(headers={"Content-Type": "application/json"})
        await response.prepare(request)
        initial: list[Object] = []
        if since == 0:
            initial = [one for one in self._list(request, target)["items"] if matches(one)]
            since = self._store.version
        watched = self._store.watch(since)
        if watched is None:
            message = f"too old resource version: {since}"
            await _write(response, "ERROR", _status(410, message))
            return response
        past, queue = watched
        try:
            for one in initial:
                await _write(response, "ADDED", one)
            for change in past:
                await _tell(response, change, target, matches)
            bookmarks = request.query.get("allowWatchBookmarks", "") in ("1", "true", "True")
            await self._follow(response, queue, target, matches, seconds, bookmarks)
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            self._store.unwatch(queue)
        return response

    async def _follow(
        self,
        response: web.StreamResponse,
        queue: asyncio.Queue[Change],
        target: Target,
        matches: Matches,
        seconds: float,
        bookmarks: bool,
    ) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + seconds
        while (left := end - loop.time()) > 0:
            try:
                change = await asyncio.wait_for(queue.get(), min(left, _BOOKMARK_SECONDS))
            except asyncio.TimeoutError:
                if bookmarks:
                    mark = {"resourceVersion": str(self._store.version)}
                    await _write(response, "BOOKMARK", _described(target.kind, mark))
                continue
            await _tell(response, change, target, matches)


def _described(kind: Kind, metadata: dict[str, Any]) -> Object:
    return {"apiVersion": kind.api_version, "kind": kind.name, "metadata": metadata}


def _selected(request: web.Request) -> Matches:
    query = request.query
    return selected(query.get("labelSelector", ""), query.get("fieldSelector", ""))


async def _tell(
    response: web.StreamResponse, change: Change, target: Target, matches: Matches
) -> None:
    """One change, as somebody with a selector sees it: what matches no more has gone."""
    where = change.now["metadata"].get("namespace")
    if change.kind != target.kind or target.namespace not in (None, where):
        return
    is_now = change.type != "DELETED" and matches(change.now)
    was = change.before is not None and matches(change.before)
    if is_now or was:
        type = "DELETED" if not is_now else "MODIFIED" if was else "ADDED"
        await _write(response, type, change.now)


async def _write(response: web.StreamResponse, type: str, content: Object) -> None:
    await response.write(json.dumps({"type": type, "object": content}).encode() + b"\n")


def _status(code: int, message: str) -> Object:
    success = code < 400
    return {
        "apiVersion": "v1",
        "kind": "Status",
        "metadata": {},
        "status": "Success" if success else "Failure",
        "message": message,
        "reason": None if success else _REASONS.get(code),
        "code": code,
    }


def main() -> None:
    """Serve until SIGTERM."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--pods", type=Path, required=True)
    given = parser.parse_args()
    server = ApiServer(Store(given.store), given.pods, os.environ["KUBE_TOKEN"])
    app = web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", server.handle)
    web.run_app(app, host="127.0.0.1", port=given.port, print=None, shutdown_timeout=0.1)


if __name__ == "__main__":
    main()
