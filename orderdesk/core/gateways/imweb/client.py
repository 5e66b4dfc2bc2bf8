"""imweb as a channel of the desk: orders of the shop itself, and those of Naver and Kakao that it holds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import httpx

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.channels import ChannelOrder, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.gateways.courier_names import CourierList
from orderdesk.core.gateways.imweb.api import Api, of_section
from orderdesk.core.gateways.imweb.claims import Claims, sent_instead
from orderdesk.core.gateways.imweb.pieces import WAITING, in_claim, of_line, order_of
from orderdesk.core.gateways.imweb.reading import channel_order, paid_at
from orderdesk.core.gateways.imweb.settings import ImwebSettings
from orderdesk.core.gateways.imweb.shapes import Section
from orderdesk.core.gateways.imweb.shipping import NO_ORDER, Load, Shipping, by_order
from orderdesk.core.gateways.imweb.sweep import Sweep
from orderdesk.core.gateways.imweb.tokens import Grant
from orderdesk.core.gateways.ports import ChangePage, ClaimRef, CourierOption, Parcel, Pickup, RefundTerms
from orderdesk.core.gateways.results import AlreadyDone, BatchResult, ItemResult, Rejected, Unsupported
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.settling import in_turn, settled
from orderdesk.core.gateways.wire import Pace, Times, Wire

_REAL: Final = Times()


class Imweb:
    """A `ChannelGateway` to one imweb site.

    `secret` tells the app's secret, `refresh` the refresh token that was stored last, `keep` stores the next.
    """

    system = System.IMWEB

    def __init__(
        self,
        settings: ImwebSettings,
        secret: Callable[[], Secret],
        refresh: Callable[[], Secret],
        keep: Callable[[str], None],
        *,
        times: Times = _REAL,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        pace = Pace(settings.rate, settings.burst)
        lobby = Wire(settings.base, transport=transport, times=times, pace=pace)
        self.grant = Grant(settings, lobby, secret, refresh, keep, times.now)
        wire = Wire(settings.base, self.grant, transport=transport, times=times, pace=pace)
        self._wires = (lobby, wire)
        self._now = times.now
        self.api = Api(settings, wire)
        self._couriers = CourierList(self.api.couriers, times.now)
        self._shipping = Shipping(self.api, self._couriers)
        self._claims = Claims(self.api, self._couriers, self._shipping.ship)
        self._sweep = Sweep(self.api)

    def close(self) -> None:
        """Give the connections back."""
        for wire in self._wires:
            wire.close()

    def allowance(self) -> Allowance | None:
        """As the port says."""
        return self._wires[-1].allowance()

    def poll(self, cursor: str | None) -> ChangePage:
        """The next page of a sweep over imweb's lists: whole orders, by their numbers."""
        return self._sweep.go_on(cursor, int(self._now()))

    def fetch(self, refs: Sequence[LineRef]) -> list[ChannelOrder]:
        """The orders of *refs*, whole."""
        numbers = dict.fromkeys(order_of(ref) for ref in refs)
        orders = (self.api.order(number) for number in numbers)
        return [channel_order(order, self._couriers.name) for order in orders if order is not None]

    def confirm(self, refs: Sequence[LineRef]) -> BatchResult:
        """Mostly nothing: imweb itself takes what is paid into 상품준비. Told where settings say so."""
        return in_turn(([ref.line], partial(self._confirm, ref)) for ref in refs)

    def _confirm(self, ref: LineRef) -> ItemResult:
        order = self.api.order(order_of(ref))
        parts = of_line(order, ref) if order else []
        waiting = [each.section for each in parts if each.can_go]
        if order is None or not parts:
            return NO_ORDER
        if paid_at(order) is None or (not waiting and not any(each.are_sent for each in parts)):
            return Rejected(parts[0].section.order_section_status, "")
        state = self.api.settings.confirm_state
        if not state or not waiting or waiting[0].order_section_status == state:
            return AlreadyDone()
        path = of_section(order.order_no, waiting[0].order_section_code, "shipping-operation")
        return settled(lambda: self.api.tell(path, {"orderSectionStatus": state}), lambda: None)

    def dispatch(self, parcels: Sequence[Parcel]) -> BatchResult:
        """Bring what is in *parcels* to 배송중, order by order; pieces are split off."""
        return in_turn(
            ([ref.line for ref in group], partial(self._shipping.ship, group, parcel))
            for parcel in parcels
            for group in by_order(parcel.refs)
        )

    def amend_invoice(self, parcel: Parcel) -> BatchResult:
        """Replace courier and number of what is in *parcel*."""
        return in_turn(
            ([ref.line for ref in group], partial(self._shipping.amend, group, parcel))
            for group in by_order(parcel.refs)
        )

    def remove_invoice(self, refs: Sequence[LineRef]) -> BatchResult:
        """Take the numbers of *refs* away, which a cancel needs."""
        return in_turn(
            ([ref.line for ref in group], partial(self._shipping.remove, group)) for group in by_order(refs)
        )

    def delay(self, ref: LineRef, due_at: int, reason: str, note: str) -> ItemResult:
        """Not at imweb."""
        return Unsupported()

    def request_claim(
        self, kind: ClaimKind, ref: LineRef, qty: int | None, reason: str, note: str, pickup: Pickup | None
    ) -> ItemResult:
        """Put an item, or *qty* pieces of it, into a claim."""
        return self._claims.ask(kind, ref, qty, reason, note, pickup)

    def approve_claim(self, claim: ClaimRef, terms: RefundTerms | None) -> ItemResult:
        """Grant the claim of a section, refunding as *terms* say."""
        return self._claims.approve(claim, terms)

    def reject_claim(self, claim: ClaimRef, note: str, ship_with: Parcel | None) -> ItemResult:
        """Deny the claim of a section."""
        return self._claims.reject(claim, note, ship_with)

    def hold_claim(self, claim: ClaimRef, reason: str, note: str, fee: int | None) -> ItemResult:
        """Not at imweb."""
        return Unsupported()

    def release_claim(self, claim: ClaimRef) -> ItemResult:
        """Not at imweb."""
        return Unsupported()

    def mark_collected(self, claim: ClaimRef) -> ItemResult:
        """The goods of a return or exchange came back."""
        return self._claims.collected(claim)

    def redeliver(self, claim: ClaimRef, parcel: Parcel | None) -> ItemResult:
        """Ship the section that the exchange has added.

        It is the only one with the same goods that is in no claim and has not been sent.
        """
        order_no = order_of(claim.ref)
        order = self.api.order(order_no)
        claimed = in_claim(order, claim.ref, claim.kind, claim.id) if order else None
        if order is None or claimed is None:
            return NO_ORDER
        goods = self._shipping.goods([claim.ref], parcel or Parcel((), "", "", 0))
        if isinstance(goods, Rejected):
            return goods
        added = sent_instead(order, claimed)
        if any(each.invoice_no == goods.tracking and not _waits(each) for each in added):
            return AlreadyDone()
        waiting = [each for each in added if _waits(each)]
        if len(waiting) != 1:
            return Rejected("exchange", f"{len(waiting)} sections")
        items = waiting[0].section_items
        load = Load(waiting[0], {item.order_section_item_no: item.qty for item in items})

        def look() -> ItemResult | None:
            now = self.api.order(order_no)
            there = sent_instead(now, claimed) if now else []
            sent = any(each.invoice_no == goods.tracking and not _waits(each) for each in there)
            return AlreadyDone() if sent else None

        return settled(lambda: self._shipping.bring(order_no, load, goods), look)

    def confirm_deposit(self, order: str) -> ItemResult:
        """The bank transfer of *order* has come; imweb's refusal mostly means that it knows."""

        def look() -> ItemResult | None:
            found = self.api.order(order)
            return AlreadyDone() if found and paid_at(found) is not None else None

        return settled(lambda: self.api.tell(f"/payments/{order}/bank-transfer/confirm"), look)

    def carriers(self) -> list[CourierOption]:
        """imweb's couriers with its numbers, asked for once a day."""
        return self._couriers.options()


def _waits(section: Section) -> bool:
    return section.order_section_status in WAITING
