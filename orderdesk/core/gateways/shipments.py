"""What is said about parcels between the desk, couriers and trackers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from orderdesk.core.gateways.results import ItemResult


class ContractState(StrEnum):
    """What a courier says about a contract: 미등록, 확인중, 확인완료, 거절."""

    UNREGISTERED = "unregistered"
    CHECKING = "checking"
    CHECKED = "checked"
    REFUSED = "refused"


class Settlement(StrEnum):
    """정산기준: who settles a box's fee, and when."""

    CREDIT = "credit"
    PREPAID = "prepaid"
    COLLECT = "collect"


@dataclass(frozen=True, slots=True)
class Place:
    """One end of a parcel's way."""

    name: str
    phone: str
    postcode: str
    line1: str
    line2: str = ""


@dataclass(frozen=True, slots=True)
class Contract:
    """A seller's contract with a courier: `vendor_code` (업체코드) is 우체국's alone, and required there.

    `fees` are the contract's own, in won, by box size.
    """

    courier: str
    business_number: str
    contract_code: str
    sender: Place
    settlement: Settlement
    vendor_code: str = ""
    fees: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """A kind of goods in a parcel: our item number, name and count."""

    key: str
    name: str
    qty: int


@dataclass(frozen=True, slots=True)
class Shipment:
    """A parcel to be labelled: `key` is unique for ever (a re-issue has a new one).

    `back`: it fetches a return, so that sender and receiver have changed places.
    """

    key: str
    order: str
    placed_at: int
    sender: Place
    receiver: Place
    pieces: tuple[Piece, ...]
    note: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class PrintBatch:
    """A batch that was handed in: its name there, and what became of each shipment."""

    id: str
    results: Mapping[str, ItemResult]


@dataclass(frozen=True, slots=True)
class PrintWindow:
    """A page to open in a browser, the form fields to post to it, and the token within, which works once."""

    url: str
    fields: Mapping[str, str]


class TrackCode(IntEnum):
    """Where a parcel is, in the order of its way; stored, so never renumbered."""

    NOT_YET_KNOWN = 0
    INFORMATION_RECEIVED = 1
    AT_PICKUP = 2
    IN_TRANSIT = 3
    OUT_FOR_DELIVERY = 4
    AVAILABLE_FOR_PICKUP = 5
    ATTEMPT_FAIL = 6
    DELIVERED = 7
    EXCEPTION = 8
    UNKNOWN = 9

    @property
    def picked_up(self) -> bool:
        """Whether the courier has it: couriers differ in whether they tell of the pickup itself."""
        return TrackCode.AT_PICKUP <= self <= TrackCode.DELIVERED


@dataclass(frozen=True, slots=True)
class TrackEvent:
    """One thing that happened to a parcel: when (seconds UTC), where, in the courier's words."""

    at: int
    code: TrackCode
    where: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class TrackState:
    """Where a parcel is: the code to go by, and all that happened, oldest first."""

    code: TrackCode
    events: tuple[TrackEvent, ...] = ()

    @property
    def at(self) -> int | None:
        """When the newest thing happened, seconds UTC."""
        return self.events[-1].at if self.events else None


@dataclass(frozen=True, slots=True)
class ShipmentNews:
    """News of a shipment from its courier: the number it was given, or where it is."""

    key: str
    seq: int
    at: int
    code: TrackCode
    courier: str = ""
    tracking: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class ResultPage:
    """A part of the news, and where to go on."""

    news: tuple[ShipmentNews, ...]
    cursor: str
    more: bool = False


class NumberVerdict(StrEnum):
    """What can be said of a number offline."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class NumberCheck:
    """The verdict on a number, and why, as a code of `parcels.NumberProblem`."""

    verdict: NumberVerdict
    why: str = ""
