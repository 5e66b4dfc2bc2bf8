"""The line to Toss: who we are, which noes pass by themselves, and the key that makes a call happen once.

A key's scope is the key, the shop and the address, not the body: what is asked under a used key is answered
as the first was, whatever it says now. So every refund and every receipt has a key of its own.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

import httpx
from pydantic import BaseModel

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.toss.settings import TossSettings
from orderdesk.core.gateways.toss.shapes import Trouble
from orderdesk.core.gateways.wire import TRIES, Call, Times, Wire, parsed

Shape = TypeVar("Shape", bound=BaseModel)

_PASSING: Final = frozenset({"PROVIDER_ERROR", "COMMON_ERROR"})
_NOT_US: Final = frozenset({"INVALID_API_KEY", "UNAUTHORIZED_KEY", "INCORRECT_BASIC_AUTH_FORMAT"})
_FIRST_WAIT: Final = 1.0


class _Key:
    """Says who we are: the secret key as the user of Basic authentication."""

    def __init__(self, secret: Callable[[], Secret]) -> None:
        self._secret = secret

    def headers(self) -> Mapping[str, str]:
        """The same for every call, until another key is kept."""
        return {"Authorization": "Basic " + b64encode(f"{self._secret().reveal()}:".encode()).decode()}

    def refused(self, _headers: Mapping[str, str]) -> bool:
        """There is no other key to try."""
        return False


@dataclass(frozen=True, slots=True)
class No:
    """A final no: Toss's code and words."""

    code: str
    message: str


class TossLine:
    """Calls to Toss. GatewayError where nobody can say what became of one, or who we are is not believed."""

    def __init__(
        self,
        settings: TossSettings,
        secret: Callable[[], Secret],
        *,
        times: Times,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.settings = settings
        self.times = times
        self._wire = Wire(settings.base, _Key(secret), transport=transport, times=times)

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def allowance(self) -> Allowance | None:
        """What is allowed now where the least is left; None before the first call."""
        return self._wire.allowance()

    def get(
        self, path: str, endpoint: str, shape: type[Shape], params: Mapping[str, str] | None = None
    ) -> Shape | None:
        """What stands at *path*; None where nothing does."""
        for wait in self._waits():
            reply = self._wire.read(Call("GET", path, endpoint, params=params))
            if reply.is_success:
                return parsed(reply, shape)
            if reply.status_code == 404:
                return None
            no = self._no(reply)
            if no.code not in _PASSING:
                raise GatewayError(Fault.PROTOCOL, no.code, no.message)
            self._pass(wait, no)
        raise AssertionError("the last wait ends in an error")

    def post(
        self, path: str, endpoint: str, body: Mapping[str, Any], key: str, shape: type[Shape]
    ) -> Shape | No:
        """What became of *body* under *key*; repeated with the same key as long as a no passes by itself."""
        call = Call("POST", path, endpoint, body=body, headers={"Idempotency-Key": key}, repeatable=True)
        for wait in self._waits():
            reply = self._wire.write(call)
            if reply.is_success:
                return parsed(reply, shape)
            no = self._no(reply)
            if reply.status_code != self.settings.busy_status and no.code not in _PASSING:
                return no
            self._pass(wait, no)
        raise AssertionError("the last wait ends in an error")

    def _no(self, reply: httpx.Response) -> No:
        trouble = parsed(reply, Trouble)
        if trouble.code in _NOT_US:
            raise GatewayError(Fault.AUTH, trouble.code, trouble.message)
        return No(trouble.code, trouble.message)

    def _waits(self) -> list[float | None]:
        return [*(_FIRST_WAIT * 2**n for n in range(TRIES - 1)), None]

    def _pass(self, wait: float | None, no: No) -> None:
        if wait is None:
            raise GatewayError(Fault.TEMPORARY, no.code, no.message)
        self.times.sleep(wait)
