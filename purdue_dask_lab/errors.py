"""One tree of named errors; each message is a sentence for the user."""

from __future__ import annotations


def sendable(text: str) -> str:
    """Return a text that can be sent as JSON: names of files need not be text."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def harmless(error: BaseException) -> Exception:
    """Return an error that ends nothing but what has raised it.

    Code that is not ours may call ``sys.exit``, which would end an event loop that hears of it,
    and Jupyter with that.
    """
    return (
        error if isinstance(error, Exception) else RuntimeError(f"{type(error).__name__}: {error}")
    )


class DaskLabError(Exception):
    """Anything that can be said to a user in one sentence.

    Parameters
    ----------
    message
        Names the thing and the way out.
    field
        Dotted path of the value at fault in the request, if there is one.
    """

    reason = "error"

    def __init__(self, message: str, *, field: str | None = None) -> None:
        message = sendable(message)
        super().__init__(message)
        self.message = message
        self.field = None if field is None else sendable(field)


class UnreadableRequest(DaskLabError):
    """The body is not the JSON that this route takes."""

    reason = "unreadable"


class InvalidValue(DaskLabError):
    """A value that we or the gateway refuse."""

    reason = "invalid"


class NotAllowed(DaskLabError):
    """The gateway, or the cluster, is not open to this user."""

    reason = "not_allowed"


class UnknownGateway(DaskLabError):
    """No gateway of this id is configured."""

    reason = "unknown_gateway"


class UnknownCluster(DaskLabError):
    """The gateway knows no such cluster."""

    reason = "unknown_cluster"


class UnknownEnvironment(DaskLabError):
    """No kernel or environment of this name."""

    reason = "unknown_environment"


class Conflict(DaskLabError):
    """The gateway cannot do this in the cluster's present state."""

    reason = "conflict"


class LimitReached(Conflict):
    """The gateway allows this user no more clusters or workers."""

    reason = "limit_reached"


class GatewayUnreachable(DaskLabError):
    """Nothing answers at the gateway's address, or what answers is no gateway."""

    reason = "unreachable"


class GatewayNotConnected(GatewayUnreachable):
    """The request has not reached the gateway, so that nothing can come of it."""


class BackendUnreachable(GatewayUnreachable):
    """The gateway answers, but what it runs clusters on does not answer the gateway."""


class GatewayTooSlow(DaskLabError):
    """The gateway did not answer within the time limit."""

    reason = "timeout"


class DiskTooSlow(DaskLabError):
    """A disk did not answer within the time limit."""

    reason = "timeout"


class CodeTooSlow(DaskLabError):
    """Code of a site or of another package did not come back within the time limit."""

    reason = "timeout"


class FileUnusable(DaskLabError):
    """A file of the user's cannot be read or written."""

    reason = "file"


class DashboardUnreachable(DaskLabError):
    """Nothing answers where a dashboard was looked for."""

    reason = "silent"


class NotADashboard(DaskLabError):
    """What answers there is no Dask dashboard."""

    reason = "other"


class HostNotAllowed(DaskLabError):
    """A machine that the administrator has not listed."""

    reason = "forbidden"


class PortOfAnotherUser(DaskLabError):
    """A port of this machine on which another user listens."""

    reason = "others"
