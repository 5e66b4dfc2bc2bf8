"""Reading replies of systems that write JSON in camel case, and whatever else on bad days."""

from __future__ import annotations

import json
from typing import Any

import httpx
from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class Shape(BaseModel):
    """Anything in a reply: unknown fields are passed over, numbers taken for text, null is absence."""

    model_config = ConfigDict(
        alias_generator=to_camel, coerce_numbers_to_str=True, extra="ignore", frozen=True
    )

    @model_validator(mode="before")
    @classmethod
    def _absent(cls, data: Any) -> Any:  # noqa: ANN401 - whatever a reply holds
        return _without_nulls(data)


def _without_nulls(data: Any) -> Any:  # noqa: ANN401 - whatever a reply holds
    """Also of what is within, for some of it is reached by a path."""
    if not isinstance(data, dict):
        return data
    return {name: _without_nulls(value) for name, value in data.items() if value is not None}


def json_object(reply: httpx.Response) -> dict[str, Any]:
    """The object that *reply* is; an empty one where it is anything else."""
    try:
        body = json.loads(reply.content)
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def in_a_line(text: object) -> str:
    """The beginning of what an error says, in one line."""
    return " ".join(str(text).split())[:300]
