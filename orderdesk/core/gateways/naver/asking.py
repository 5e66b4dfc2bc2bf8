"""Calls to Naver's order API, with what its gateway says turned into our own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import httpx

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.gateways.naver.faults import TRACE, checked, limits, named
from orderdesk.core.gateways.naver.settings import NaverSettings
from orderdesk.core.gateways.naver.signing import NaverAuthority
from orderdesk.core.gateways.results import GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Call, Pace, Times, Wire

LINES: Final = "/v1/pay-order/seller/product-orders"
ORDERS: Final = "/v1/pay-order/seller/orders"


class NaverLine:
    """The line to Naver; a token is got when the first call needs one."""

    def __init__(
        self,
        settings: NaverSettings,
        secret: Callable[[], Secret],
        times: Times,
        transport: httpx.BaseTransport | None,
    ) -> None:
        def wire(authority: NaverAuthority | None) -> Wire:
            return Wire(
                settings.base,
                authority,
                transport=transport,
                times=times,
                pace=Pace(settings.rate, max(1, int(settings.rate))),
                limits=limits,
                trace=TRACE,
            )

        self._door = wire(None)
        self._wire = wire(NaverAuthority(self._door, settings, secret, times))

    def close(self) -> None:
        """Give the connections back."""
        self._door.close()
        self._wire.close()

    def allowance(self) -> Allowance | None:
        """What is allowed now where the least is left; None before the first call."""
        return self._wire.allowance()

    def read(self, call: Call) -> httpx.Response:
        """The answer to *call*, which changes nothing. GatewayError, Refused."""
        return self._asked(self._wire.read, call)

    def write(self, call: Call) -> httpx.Response:
        """The answer to *call*, which is sent once. GatewayError, Refused (nothing of it was done)."""
        return self._asked(self._wire.write, call)

    def _asked(self, how: Callable[[Call], httpx.Response], call: Call) -> httpx.Response:
        try:
            reply = how(call)
        except GatewayError as error:
            raise named(error) from error
        return checked(reply)
