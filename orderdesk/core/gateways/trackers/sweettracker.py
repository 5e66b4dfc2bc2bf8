"""The client of SweetTracker (스마트택배): one parcel a call, an account's key, a quota a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

import httpx
from pydantic import BaseModel, BeforeValidator, ConfigDict

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.gateways.results import Fault, GatewayError
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.shipments import NumberCheck, TrackCode, TrackEvent, TrackState
from orderdesk.core.gateways.trackers.checking import checked
from orderdesk.core.gateways.wire import Call, Times, Wire, parsed
from orderdesk.core.reference import courier_codes

_LEVELS: Final = {
    1: TrackCode.INFORMATION_RECEIVED,
    2: TrackCode.AT_PICKUP,
    3: TrackCode.IN_TRANSIT,
    4: TrackCode.IN_TRANSIT,
    5: TrackCode.OUT_FOR_DELIVERY,
    6: TrackCode.DELIVERED,
}
_ARRIVED: Final = 6
_BAD_KEY: Final = frozenset({"101", "102"})
_ENOUGH: Final = frozenset({"103", "105"})
_NOT_YET: Final = frozenset({"104", "106"})

_Text = Annotated[str, BeforeValidator(lambda value: "" if value is None else str(value))]
_Level = Annotated[int, BeforeValidator(lambda value: int(value) if str(value).isdigit() else 0)]


@dataclass(frozen=True, slots=True)
class SweetTrackerSettings:
    """The account's key and where SweetTracker is."""

    key: Secret
    base: str = "https://info.sweettracker.co.kr"


class _Detail(BaseModel):
    model_config = ConfigDict(extra="ignore")

    time: int | None = None
    timeString: _Text = ""
    where: _Text = ""
    kind: _Text = ""
    level: _Level = 0


class _Reply(BaseModel):
    """A parcel, or a refusal: both come with HTTP 200."""

    model_config = ConfigDict(extra="ignore")

    status: bool | None = None
    result: _Text = ""
    msg: _Text = ""
    code: _Text = ""
    level: _Level = 0
    complete: bool | None = None
    completeYN: _Text = ""
    trackingDetails: list[_Detail] | None = None

    @property
    def refused(self) -> bool:
        """Whether it is a refusal; older replies say so by `result`."""
        return self.status is False or self.result == "E"


class SweetTracker:
    """SweetTracker as *settings* say; a TrackingGateway."""

    def __init__(
        self,
        settings: SweetTrackerSettings,
        *,
        times: Times | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._times = times or Times()
        self._wire = Wire(settings.base, times=self._times, transport=transport)
        self._codes = courier_codes()["sweettracker"]

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def allowance(self) -> Allowance | None:
        """As the port says."""
        return self._wire.allowance()

    def supports(self, courier: str) -> bool:
        """As the port says."""
        return courier in self._codes

    def validate(self, courier: str, number: str) -> NumberCheck:
        """As the port says."""
        return checked(courier, number)

    def track(self, courier: str, number: str) -> TrackState:
        """As the port says. Enough for today is RATE_LIMITED, with the seconds to Seoul's midnight."""
        if courier not in self._codes:
            raise GatewayError(Fault.CONFIG, "courier", courier)
        params = {
            "t_key": self._settings.key.reveal(),
            "t_code": self._codes[courier],
            "t_invoice": normalise_number(number),
        }
        reply = parsed(
            self._wire.read(Call("GET", "/api/v1/trackingInfo", "trackingInfo", params=params)), _Reply
        )
        return self._refused(reply) if reply.refused else self._state(reply)

    def _state(self, reply: _Reply) -> TrackState:
        """By the highest level of all that happened: couriers leave steps out and tell them late."""
        details = reply.trackingDetails or []
        level = max([reply.level, *(detail.level for detail in details)])
        if reply.complete or reply.completeYN == "Y":
            level = _ARRIVED
        events = sorted((self._event(detail) for detail in details), key=lambda event: event.at)
        return TrackState(_LEVELS.get(level, TrackCode.NOT_YET_KNOWN), tuple(events))

    def _event(self, detail: _Detail) -> TrackEvent:
        code = _LEVELS.get(detail.level, TrackCode.UNKNOWN)
        return TrackEvent(_seconds(detail), code, detail.where, detail.kind)

    def _refused(self, reply: _Reply) -> TrackState:
        if reply.code in _NOT_YET:
            return TrackState(TrackCode.NOT_YET_KNOWN)
        if reply.code in _BAD_KEY:
            raise GatewayError(Fault.AUTH, reply.code, reply.msg)
        if reply.code in _ENOUGH:
            raise GatewayError(Fault.RATE_LIMITED, reply.code, reply.msg, self._to_midnight())
        raise GatewayError(Fault.PROTOCOL, reply.code, reply.msg)

    def _to_midnight(self) -> float:
        now = datetime.fromtimestamp(self._times.now(), SEOUL)
        midnight = (now + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return (midnight - now).total_seconds()


def _seconds(detail: _Detail) -> int:
    """When it happened: milliseconds, or one of the two ways in which the time is written (Seoul)."""
    if detail.time:
        return detail.time // 1000
    digits = "".join(char for char in detail.timeString if char.isdigit())
    try:
        return int(datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=SEOUL).timestamp())
    except ValueError:
        return 0
