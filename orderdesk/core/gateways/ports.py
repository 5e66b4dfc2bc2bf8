"""The ports: what the desk asks of channels, couriers, trackers, payment companies and banks.

Every client implements every method of its port, or answers `Unsupported`. Transport faults are raised as
GatewayError; what is wrong with one line of many is that line's result, never an exception. Clients are
synchronous and run in workers; they hold no state of the desk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.channels import ChannelOrder, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.results import BatchResult, ItemResult
from orderdesk.core.gateways.shipments import (
    Contract,
    ContractState,
    NumberCheck,
    PrintBatch,
    PrintWindow,
    ResultPage,
    Shipment,
    ShipmentNews,
    TrackState,
)


@dataclass(frozen=True, slots=True)
class ChangePage:
    """A part of what changed: line numbers or order numbers, and where to go on.

    `cursor` is opaque text of the client's own. It may be stored only together with what `refs` brought;
    the same change may come again. `more`: ask again at once.
    """

    refs: tuple[LineRef, ...]
    cursor: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is sent: lines (with pieces where not whole), the desk's courier key, the number, when (UTC s)."""

    refs: tuple[LineRef, ...]
    courier: str
    tracking: str
    sent_at: int
    pieces: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClaimRef:
    """A claim as its channel knows it."""

    ref: LineRef
    kind: ClaimKind
    id: str = ""


@dataclass(frozen=True, slots=True)
class Pickup:
    """How returned goods come back: by whom (AUTO, MANUAL, BUYER, ETC), courier key, number, who pays."""

    way: str
    courier: str = ""
    tracking: str = ""
    pay: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class RefundTerms:
    """What a channel that lets us decide is to refund: exactly `amount` won, or all but `keep` won.

    `charge` are the won that an exchange asks of the buyer.
    """

    amount: int | None = None
    keep: int = 0
    keep_points: int = 0
    reason: str = ""
    detail: str = ""
    charge: int = 0


@dataclass(frozen=True, slots=True)
class CourierOption:
    """A courier as a channel calls it."""

    code: str
    name: str


class ChannelGateway(Protocol):
    """A channel: where orders come from and dispatches go to. Results are by `LineRef.line`."""

    system: System

    def allowance(self) -> Allowance | None:
        """How many calls it allows now, where the least is left; None before the first call."""

    def poll(self, cursor: str | None) -> ChangePage:
        """What changed since *cursor* (None: as far back as the client is set to look). Never loses one."""

    def fetch(self, refs: Sequence[LineRef]) -> list[ChannelOrder]:
        """What the channel now says of *refs*; one that it no longer knows is left out."""

    def confirm(self, refs: Sequence[LineRef]) -> BatchResult:
        """Accept new lines (발주확인)."""

    def dispatch(self, parcels: Sequence[Parcel]) -> BatchResult:
        """Tell of parcels on their way (발송처리)."""

    def amend_invoice(self, parcel: Parcel) -> BatchResult:
        """Replace the courier or number of what was dispatched."""

    def remove_invoice(self, refs: Sequence[LineRef]) -> BatchResult:
        """Take a tracking number away."""

    def delay(self, ref: LineRef, due_at: int, reason: str, note: str) -> ItemResult:
        """Announce a later dispatch (발송지연)."""

    def request_claim(
        self, kind: ClaimKind, ref: LineRef, qty: int | None, reason: str, note: str, pickup: Pickup | None
    ) -> ItemResult:
        """Ask for a claim in the buyer's name."""

    def approve_claim(self, claim: ClaimRef, terms: RefundTerms | None) -> ItemResult:
        """Grant a claim."""

    def reject_claim(self, claim: ClaimRef, note: str, ship_with: Parcel | None) -> ItemResult:
        """Deny a claim; a cancel is denied by shipping, with *ship_with*."""

    def hold_claim(self, claim: ClaimRef, reason: str, note: str, fee: int | None) -> ItemResult:
        """Withhold a claim (보류), charging *fee* won."""

    def release_claim(self, claim: ClaimRef) -> ItemResult:
        """End a withholding."""

    def mark_collected(self, claim: ClaimRef) -> ItemResult:
        """The goods came back (수거완료)."""

    def redeliver(self, claim: ClaimRef, parcel: Parcel | None) -> ItemResult:
        """The exchanged goods are on their way (교환 재배송)."""

    def confirm_deposit(self, order: str) -> ItemResult:
        """The buyer's bank transfer has come (입금 확인)."""

    def carriers(self) -> list[CourierOption]:
        """The channel's couriers with its codes."""


class CourierGateway(Protocol):
    """Who issues tracking numbers and prints labels."""

    def allowance(self) -> Allowance | None:
        """How many calls it allows now, where the least is left; None before the first call."""

    def check_contract(self, contract: Contract) -> ContractState:
        """Whether the courier knows the contract; only a checked one issues."""

    def register(self, contract: Contract, shipments: Sequence[Shipment]) -> PrintBatch:
        """Hand in what is to be printed; one result a shipment, by its key."""

    def print_window(self, batch: str) -> PrintWindow:
        """Where to print *batch*: a page to open on a workstation, with a token that works once."""

    def cancel(self, key: str) -> ItemResult:
        """Take shipment *key* back, before it is printed anew."""

    def known(self, key: str) -> ShipmentNews | None:
        """The number of shipment *key* and how far it is; None where it has none. Its `seq` says nothing."""

    def results(self, cursor: str | None) -> ResultPage:
        """Numbers issued and parcels moved since *cursor*; the same may come again until `ack`."""

    def ack(self, page: ResultPage) -> None:
        """What *page* told is stored here."""


class TrackingGateway(Protocol):
    """Who knows where a parcel is."""

    def allowance(self) -> Allowance | None:
        """How many calls it allows now, where the least is left; None before the first call."""

    def validate(self, courier: str, number: str) -> NumberCheck:
        """What can be said of a number without asking anybody."""

    def track(self, courier: str, number: str) -> TrackState:
        """Where the parcel is; not yet known is a state, not an error."""

    def supports(self, courier: str) -> bool:
        """Whether parcels of the desk's *courier* can be followed here."""
