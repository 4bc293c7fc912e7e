"""What all objects on the wire have in common."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import InvalidValue, UnreadableRequest
from ..translation import trans
from .faults import explained

Model = TypeVar("Model", bound=BaseModel)


class Answer(BaseModel):
    """What the server says: complete, and never more than it means to say."""

    model_config = ConfigDict(extra="forbid", json_schema_serialization_defaults_required=True)


class Request(BaseModel):
    """What the browser asks: an unknown key is a mistake worth naming."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class Machine(Answer):
    """The machine that Jupyter runs on."""

    names: list[str] = Field(description="Its names and addresses, as dashboards' links use them")


class ErrorAnswer(Answer):
    """Every refusal: one sentence that names the thing and the way out."""

    message: str
    reason: str
    field: str | None = None


def read(model: type[Model], given: bytes | dict[str, Any]) -> Model:
    """Read what is asked for, as JSON or as what JSON becomes.

    Raises
    ------
    UnreadableRequest, InvalidValue
        It is not JSON, or not what the model takes; names the field.
    """
    try:
        if isinstance(given, bytes):
            return model.model_validate_json(given)
        return model.model_validate(given)
    except ValidationError as error:
        fault = error.errors()[0]
    if fault["type"] == "json_invalid":
        raise UnreadableRequest(trans("The request's body is not JSON."))
    field = ".".join(str(part) for part in fault["loc"])
    said = explained(fault)
    message = f"{field}: {said}." if field else f"{said}."
    raise InvalidValue(message, field=field or None)
