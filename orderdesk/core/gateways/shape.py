"""The base of what is read of replies in camel case, tolerant of what other systems do with them."""

from __future__ import annotations

from typing import Any

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
