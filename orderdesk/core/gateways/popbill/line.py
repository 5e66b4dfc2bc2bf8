"""The line to Popbill, and what its replies share: a no is a negative number, never under status 200."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import httpx
from pydantic import BaseModel

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.gateways.popbill.authority import Member
from orderdesk.core.gateways.popbill.settings import PopbillSettings
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Times, Wire, parsed

Shape = TypeVar("Shape", bound=BaseModel)

NO_SUCH_KEY = -14_000_003
"""No receipt has this key: it surely was not issued."""


class No(BaseModel):
    """A no: its number and words."""

    code: int
    message: str = ""


class PopbillLine:
    """Calls to Popbill as the member of *settings*, for those of one *scope*."""

    def __init__(
        self,
        settings: PopbillSettings,
        secret: Callable[[], Secret],
        scope: tuple[str, ...],
        *,
        times: Times,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self.times = times
        self._member = Member(settings, secret, scope, times=times, transport=transport)
        self.wire = Wire(settings.base, self._member, times=times, transport=transport)

    def close(self) -> None:
        """Give the connections back."""
        self.wire.close()
        self._member.close()

    def allowance(self) -> Allowance | None:
        """What is allowed now where the least is left; None before the first call."""
        return self.wire.allowance()


def told(reply: httpx.Response, shape: type[Shape]) -> Shape | No:
    """The reply as *shape*, or the no that it is. GatewayError where it is neither."""
    return parsed(reply, shape) if reply.status_code == 200 else parsed(reply, No)
