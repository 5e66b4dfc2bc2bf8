"""Where a poll goes on, as the text that is stored for it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import TYPE_CHECKING, TypeVar

from orderdesk.core.gateways.results import Fault, GatewayError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Cursor = TypeVar("Cursor")


def as_text(cursor: DataclassInstance) -> str:
    """A frozen dataclass of numbers and texts as text; what is empty in it is left out."""
    return json.dumps({name: value for name, value in asdict(cursor).items() if value})


def from_text(kind: Callable[..., Cursor], text: str | None) -> Cursor:
    """What `as_text` made of a *kind*; a new one where there is no text. GatewayError CONFIG."""
    try:
        return kind(**json.loads(text)) if text else kind()
    except (TypeError, ValueError) as error:
        raise GatewayError(Fault.CONFIG, "cursor", str(text)) from error
