"""Times as they come: a date, a time and where on earth, as RFC 3339 writes them, and in no other way."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Final

from pydantic import AwareDatetime, BeforeValidator
from pydantic_core import PydanticCustomError

_FORM: Final = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", re.IGNORECASE)


def _written(value: object) -> object:
    """*value* where it is written so; else a number would be seconds, and a date its midnight in UTC."""
    if isinstance(value, datetime) or (isinstance(value, str) and _FORM.fullmatch(value)):
        return value
    raise PydanticCustomError("datetime_form", "not a time of RFC 3339 with its offset")


Moment = Annotated[AwareDatetime, BeforeValidator(_written)]
"""A moment with its offset."""
