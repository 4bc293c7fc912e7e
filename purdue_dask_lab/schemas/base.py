"""What all objects on the wire have in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


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
