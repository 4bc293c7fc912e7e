"""Refuses the pages of a scheduler or worker to everybody but its own user.

Loaded by ``dask scheduler --preload`` and ``dask worker --preload`` in whatever
environment these run, so that it needs nothing but distributed. Dask's HTTP
servers know no users: on a machine with several accounts each could read the
tasks, logs and addresses of the others. Only Jupyter knows the token.
"""

from __future__ import annotations

import hmac
import os
from typing import Any

from distributed import node
from tornado.httpserver import HTTPServer
from tornado.httputil import (
    HTTPConnection,
    HTTPHeaders,
    HTTPMessageDelegate,
    RequestStartLine,
    ResponseStartLine,
)

TOKEN = os.environ.get("DASK_LAB_PAGE_TOKEN", "")
HEADER = "X-Dask-Lab-Page-Token"


class _GuardedMessage(HTTPMessageDelegate):
    """One request, which reaches the application only with the token."""

    def __init__(self, delegate: HTTPMessageDelegate, connection: HTTPConnection) -> None:
        self._delegate: HTTPMessageDelegate | None = delegate
        self._connection = connection

    def headers_received(
        self, start_line: RequestStartLine | ResponseStartLine, headers: HTTPHeaders
    ) -> Any:
        given = headers.get(HEADER, "")
        if TOKEN and hmac.compare_digest(given.encode(), TOKEN.encode()):
            assert self._delegate is not None
            return self._delegate.headers_received(start_line, headers)
        self._delegate = None
        self._connection.write_headers(
            ResponseStartLine("HTTP/1.1", 403, "Forbidden"), HTTPHeaders({"Content-Length": "0"})
        )
        self._connection.finish()
        return None

    def data_received(self, chunk: bytes) -> Any:
        return self._delegate.data_received(chunk) if self._delegate else None

    def finish(self) -> None:
        if self._delegate:
            self._delegate.finish()

    def on_connection_close(self) -> None:
        if self._delegate:
            self._delegate.on_connection_close()


class GuardedHTTPServer(HTTPServer):
    """An HTTP server that looks at each request's token first."""

    def start_request(
        self, server_conn: object, request_conn: HTTPConnection
    ) -> HTTPMessageDelegate:
        delegate = super().start_request(server_conn, request_conn)
        return _GuardedMessage(delegate, request_conn)


# Preloads are imported before the server that they are loaded into listens.
node.HTTPServer = GuardedHTTPServer  # type: ignore[attr-defined]


def dask_setup(server: Any) -> None:
    """Make sure that the server is a guarded one, whatever this version of Dask does first.

    Raises
    ------
    RuntimeError
        It is not: the process had better not run.
    """
    http_server = getattr(server, "http_server", None)
    if http_server is not None and not isinstance(http_server, GuardedHTTPServer):
        http_server.stop()
        raise RuntimeError("The pages of this process would be open to every user of the machine.")
