"""What Popbill's replies have in common: a no is a negative number with words, under any status but 200."""

from __future__ import annotations

from typing import TypeVar

import httpx
from pydantic import BaseModel

from orderdesk.core.gateways.wire import parsed

Shape = TypeVar("Shape", bound=BaseModel)

NO_SUCH_KEY = -14_000_003
"""No receipt has this key: it surely was not issued."""


class No(BaseModel):
    """A no: its number and words."""

    code: int
    message: str = ""


def told(reply: httpx.Response, shape: type[Shape]) -> Shape | No:
    """The reply as *shape*, or the no that it is. GatewayError where it is neither."""
    return parsed(reply, shape) if reply.status_code == 200 else parsed(reply, No)
