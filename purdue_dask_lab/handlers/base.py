"""What every route shares: the services, the body, and one map from error to status."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

from jupyter_server.base.handlers import APIHandler
from jupyter_server.extension.handler import ExtensionHandlerMixin

from .. import errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import BaseModel

    from ..services import Services

    Model = TypeVar("Model", bound=BaseModel)

STATUS: dict[type[errors.DaskLabError], int] = {
    errors.UnreadableRequest: 400,
    errors.InvalidValue: 422,
    errors.UnknownEnvironment: 422,
    errors.NotAllowed: 403,
    errors.UnknownGateway: 404,
    errors.UnknownCluster: 404,
    errors.Conflict: 409,
    errors.GatewayUnreachable: 502,
    errors.GatewayTooSlow: 504,
    errors.DiskTooSlow: 504,
    errors.CodeTooSlow: 504,
    errors.FileUnusable: 409,
    errors.DashboardUnreachable: 502,
    errors.NotADashboard: 404,
    errors.HostNotAllowed: 403,
    errors.PortOfAnotherUser: 403,
}
"""Statuses by kind of error; a kind that is not here has the status of what it is a kind of."""


def status_of(error: errors.DaskLabError) -> int:
    """The HTTP status that says a named error."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def answer_of(error: errors.DaskLabError) -> dict[str, str | None]:
    """The body that says a named error; a gateway's words may repeat what it was sent."""
    from ..worker_env.redact import masked_text, process_secrets

    message = masked_text(error.message, process_secrets())
    return {"message": message, "reason": error.reason, "field": error.field}


class BaseHandler(ExtensionHandlerMixin, APIHandler):
    """Speaks HTTP and nothing else."""

    auth_resource = "purdue_dask_lab"

    async def services(self) -> Services:
        """The services behind all routes."""
        services: Services = await self.settings[self.name].services()
        return services

    def body(self, model: type[Model]) -> Model:
        """The request's body as a model.

        Raises
        ------
        UnreadableRequest, InvalidValue
            It is not JSON, or not what the model takes; names the field.
        """
        from ..schemas.base import read

        return read(model, self.request.body or b"{}")

    def reply(self, answer: BaseModel | Sequence[BaseModel], status: int = 200) -> None:
        """Send one model, or a list of them."""
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        if isinstance(answer, (list, tuple)):
            self.finish(f"[{','.join(part.model_dump_json(by_alias=True) for part in answer)}]")
        else:
            self.finish(answer.model_dump_json(by_alias=True))  # type: ignore[union-attr]

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """One sentence, never a traceback."""
        cause = kwargs.get("exc_info", (None, None, None))[1]
        if isinstance(cause, errors.DaskLabError):
            self.set_status(status_of(cause))
            answer = answer_of(cause)
        else:
            said = getattr(cause, "log_message", None) or self._reason
            answer = {"message": said, "reason": "http", "field": None}
        self.set_header("Content-Type", "application/json")
        self.finish(json.dumps(answer))

    def log_exception(self, *exc_info: Any) -> None:
        """A named error is an answer, not a fault of this server."""
        if not isinstance(exc_info[1], errors.DaskLabError):
            super().log_exception(*exc_info)
