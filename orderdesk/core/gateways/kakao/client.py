"""TalkCheckout as a channel of the desk: every verb is told of one line, and of all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any, Final

import httpx

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.channels import ChannelOrder, ClaimStage, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.domain.verbs import DELAY_REASONS, REASONS
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.courier_names import CourierList
from orderdesk.core.gateways.kakao.api import Api
from orderdesk.core.gateways.kakao.polling import Polling
from orderdesk.core.gateways.kakao.reading import orders_of, process_of, seconds, stamp, state_of
from orderdesk.core.gateways.kakao.settings import KakaoSettings
from orderdesk.core.gateways.kakao.shapes import OrderProduct
from orderdesk.core.gateways.kakao.words import DELAYS, NAMES, SENT, Process
from orderdesk.core.gateways.ports import ChangePage, ClaimRef, CourierOption, Parcel, Pickup, RefundTerms
from orderdesk.core.gateways.results import AlreadyDone, BatchResult, ItemResult, Rejected, Unsupported
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.settling import in_turn, settled
from orderdesk.core.gateways.wire import Pace, Times, Wire

_REAL: Final = Times()
_CANCEL: Final = ClaimKind.CANCEL
_BURST: Final = 4

So = Callable[[OrderProduct], bool]
"""Whether a line stands as a write would have it."""


class Keys:
    """Who we are: the partner's key and the shop's, neither of which can be got anew."""

    def __init__(self, access: Callable[[], Secret], shop: Callable[[], Secret]) -> None:
        self._access = access
        self._shop = shop

    def headers(self) -> Mapping[str, str]:
        """Both keys."""
        return {"Access-Token": self._access().reveal(), "checkout-shop-key": self._shop().reveal()}

    def refused(self, headers: Mapping[str, str]) -> bool:
        """Asking again makes no sense."""
        return False


class Kakao:
    """A `ChannelGateway` to one shop's TalkCheckout. `access` tells the partner's key, `shop` the shop's."""

    system = System.KAKAO

    def __init__(
        self,
        settings: KakaoSettings,
        access: Callable[[], Secret],
        shop: Callable[[], Secret],
        *,
        times: Times = _REAL,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        pace = Pace(settings.rate, _BURST)
        keys = Keys(access, shop)
        self._wire = Wire(settings.base, keys, transport=transport, times=times, pace=pace)
        self._now = times.now
        self._settings = settings
        self._api = Api(settings, self._wire)
        self._couriers = CourierList(self._api.couriers, times.now)
        self._polling = Polling(self._api)

    def close(self) -> None:
        """Give the connections back."""
        self._wire.close()

    def allowance(self) -> Allowance | None:
        """As the port says."""
        return self._wire.allowance()

    def poll(self, cursor: str | None) -> ChangePage:
        """All that changed, line by line."""
        return self._polling.go_on(cursor, int(self._now()))

    def fetch(self, refs: Sequence[LineRef]) -> list[ChannelOrder]:
        """The lines of *refs*, by orders; all of an order are those that the last poll has seen of it."""
        known = self._polling.lines
        asked = [[ref.line] if ref.line else known.get(ref.order, []) for ref in refs]
        ids = dict.fromkeys(line for lines in asked for line in lines)
        return orders_of(self._api.lines(list(ids)), self._couriers.name, self._polling.first)

    def confirm(self, refs: Sequence[LineRef]) -> BatchResult:
        """Accept new lines, one by one."""
        return in_turn(([ref.line], partial(self._confirm, ref)) for ref in refs)

    def _confirm(self, ref: LineRef) -> ItemResult:
        return self._tell(ref, "confirm", {"orderProductId": ref.line}, _is_accepted)

    def dispatch(self, parcels: Sequence[Parcel]) -> BatchResult:
        """Tell of parcels on their way, line by line; a line goes whole.

        What is on its way already is never told again: it might be taken for another number.
        """
        ids = [ref.line for parcel in parcels for ref in parcel.refs]
        before = {line.id: line for line in self._api.lines(list(dict.fromkeys(ids)))}
        return in_turn(
            ([ref.line], partial(self._dispatch, ref, parcel, before.get(ref.line)))
            for parcel in parcels
            for ref in parcel.refs
        )

    def _dispatch(self, ref: LineRef, parcel: Parcel, before: OrderProduct | None) -> ItemResult:
        if before is not None and parcel.pieces.get(ref.line, before.quantity) != before.quantity:
            return _PART
        if before is not None and state_of(before) in SENT:
            same = _is_sent(before, parcel.tracking)
            return AlreadyDone() if same else Rejected(before.status, before.invoice_no)
        return self._deliver(ref, parcel)

    def _deliver(self, ref: LineRef, parcel: Parcel) -> ItemResult:
        sending = self._sending(parcel)
        if isinstance(sending, Rejected):
            return sending
        body = {"orderProductId": ref.line, **sending}
        return self._tell(ref, "delivery", body, lambda line: _is_sent(line, parcel.tracking))

    def amend_invoice(self, parcel: Parcel) -> BatchResult:
        """Tell of the dispatch again with another number; whether that is taken is not known."""
        return in_turn(([ref.line], partial(self._deliver, ref, parcel)) for ref in parcel.refs)

    def remove_invoice(self, refs: Sequence[LineRef]) -> BatchResult:
        """Not at TalkCheckout."""
        return {ref.line: Unsupported() for ref in refs}

    def delay(self, ref: LineRef, due_at: int, reason: str, note: str) -> ItemResult:
        """Announce a later dispatch of what is being prepared."""
        body = {
            "orderProductId": ref.line,
            "estimatedDeliveryDate": stamp(due_at),
            "reasonType": DELAYS.get(reason, reason),
            "message": note or in_words(DELAY_REASONS, reason),
        }
        return self._tell(ref, "delay", body, lambda line: seconds(line.estimated_delivery_date) == due_at)

    def request_claim(
        self, kind: ClaimKind, ref: LineRef, qty: int | None, reason: str, note: str, pickup: Pickup | None
    ) -> ItemResult:
        """Cancel a line outright, or have it come back; all of it."""
        if qty is not None and not self._is_whole(ref, qty):
            return _PART
        body: dict[str, Any] = {"requestType": reason, "requestReason": note or in_words(REASONS, reason)}
        if kind is _CANCEL:
            return self._cancel(ref, body)
        way = pickup or Pickup("AUTO")
        sending = self._sending(Parcel((), way.courier, way.tracking, 0)) if way.tracking else {}
        if isinstance(sending, Rejected):
            return sending
        body["collectMethodType"] = self._settings.collect_methods.get(way.way, way.way)
        verb = f"{NAMES[kind]}-request"
        return self._claim(ref, verb, {**body, **sending}, lambda line: _is_in(line, kind))

    def _cancel(self, ref: LineRef, body: dict[str, Any]) -> ItemResult:
        """Cancel outright; where the buyer has asked for it, by granting that."""

        def granted(line: OrderProduct) -> bool:
            return _is_granted(line, _CANCEL)

        said = self._claim(ref, "cancel-force", body, granted, "v2")
        if isinstance(said, Rejected) and any(_is_in(each, _CANCEL) for each in self._api.lines([ref.line])):
            return self._claim(ref, "cancel-approve", {}, granted)
        return said

    def approve_claim(self, claim: ClaimRef, terms: RefundTerms | None) -> ItemResult:
        """Grant a cancel or a return; TalkCheckout says what is refunded. Exchanges know no such step."""
        if claim.kind is ClaimKind.EXCHANGE:
            return Unsupported()
        verb = f"{NAMES[claim.kind]}-approve"
        return self._claim(claim.ref, verb, {}, lambda line: _is_granted(line, claim.kind))

    def reject_claim(self, claim: ClaimRef, note: str, ship_with: Parcel | None) -> ItemResult:
        """Deny a claim; a cancel by sending what is in *ship_with*, as where the buyer took it back."""
        if claim.kind is not _CANCEL:
            verb = f"{NAMES[claim.kind]}-reject"
            return self._claim(claim.ref, verb, {"reason": note}, lambda line: _is_denied(line, claim.kind))
        parcel = ship_with or Parcel((), "", "", 0)
        sending = self._sending(parcel)
        if isinstance(sending, Rejected):
            return sending
        body = {"deliveryMethod": self._settings.delivery_method, **sending}
        said = self._claim(
            claim.ref,
            "cancel-reject",
            body,
            lambda line: _is_denied(line, _CANCEL) and _is_sent(line, parcel.tracking),
        )
        if isinstance(said, Rejected) and any(
            not process_of(each) for each in self._api.lines([claim.ref.line])
        ):
            return self._deliver(claim.ref, parcel)
        return said

    def hold_claim(self, claim: ClaimRef, reason: str, note: str, fee: int | None) -> ItemResult:
        """Withhold a return or an exchange, charging *fee* won."""
        words = note if self._settings.hold_by_note else reason
        body = {"holdbackReason": words, "extraFee": fee or 0}
        return self._claim(claim.ref, f"{NAMES[claim.kind]}-holdback", body, _is_held)

    def release_claim(self, claim: ClaimRef) -> ItemResult:
        """Not known of TalkCheckout."""
        return Unsupported()

    def mark_collected(self, claim: ClaimRef) -> ItemResult:
        """Not known of TalkCheckout."""
        return Unsupported()

    def redeliver(self, claim: ClaimRef, parcel: Parcel | None) -> ItemResult:
        """The exchanged goods are on their way."""
        sending = self._sending(parcel or Parcel((), "", "", 0))
        if isinstance(sending, Rejected):
            return sending
        body = {"deliveryMethod": self._settings.delivery_method, **sending}
        return self._claim(claim.ref, "exchange-redelivery", body, _is_redelivered)

    def confirm_deposit(self, order: str) -> ItemResult:
        """TalkCheckout knows of deposits itself."""
        return Unsupported()

    def carriers(self) -> list[CourierOption]:
        """TalkCheckout's couriers with its codes, asked for once a day."""
        return self._couriers.options()

    # --- helpers -----------------------------------------------------------------------------

    def _sending(self, parcel: Parcel) -> dict[str, Any] | Rejected:
        """A parcel as calls say it; zeros where there is none to follow."""
        if not parcel.tracking:
            return {"logisticsCode": 0, "invoiceNo": 0}
        code = self._couriers.code(parcel.courier)
        if code is None:
            return Rejected("courier", parcel.courier)
        return {"logisticsCode": code, "invoiceNo": parcel.tracking}

    def _is_free(self, ref: LineRef) -> bool:
        """Whether the line is there and in no claim."""
        return any(process_of(line) is None for line in self._api.lines([ref.line]))

    def _is_whole(self, ref: LineRef, qty: int) -> bool:
        lines = self._api.lines([ref.line])
        return not lines or lines[0].quantity == qty

    def _claim(
        self, ref: LineRef, verb: str, body: dict[str, Any], so: So, version: str = "v1"
    ) -> ItemResult:
        return self._tell(
            ref, verb, {"orderId": ref.order, "orderProductIds": [ref.line], **body}, so, version
        )

    def _tell(self, ref: LineRef, verb: str, body: dict[str, Any], so: So, version: str = "v1") -> ItemResult:
        """Tell *verb*; after a refusal or a lost answer the line is read for whether it is *so*."""

        def look() -> ItemResult | None:
            lines = self._api.lines([ref.line])
            return AlreadyDone() if lines and so(lines[0]) else None

        return settled(lambda: self._api.tell(verb, body, version), look)


_PART: Final = Rejected("part", "a line goes whole at TalkCheckout")


def in_words(choices: Iterable[tuple[str, Word]], code: str) -> str:
    """What *code* means to a buyer, for where people wrote nothing; the code itself where nobody knows."""
    return next((words.ko for known, words in choices if known == code), code)


def _in(line: OrderProduct, kind: ClaimKind) -> Process | None:
    process = process_of(line)
    return process if process is not None and process.kind is kind else None


def _is_accepted(line: OrderProduct) -> bool:
    process = process_of(line)
    open_claim = process is not None and process.stage is not ClaimStage.REJECTED
    return not open_claim and state_of(line) in (ChannelState.PREPARING, *SENT)


def _is_sent(line: OrderProduct, tracking: str) -> bool:
    return state_of(line) in SENT and line.invoice_no == (tracking or "0")


def _is_in(line: OrderProduct, kind: ClaimKind) -> bool:
    process = _in(line, kind)
    return process is not None and process.stage is not ClaimStage.REJECTED


def _is_granted(line: OrderProduct, kind: ClaimKind) -> bool:
    process = _in(line, kind)
    return process is not None and process.granted


def _is_denied(line: OrderProduct, kind: ClaimKind) -> bool:
    process = _in(line, kind)
    return process is None or process.stage is ClaimStage.REJECTED


def _is_held(line: OrderProduct) -> bool:
    process = process_of(line)
    return process is not None and process.held


def _is_redelivered(line: OrderProduct) -> bool:
    process = _in(line, ClaimKind.EXCHANGE)
    return process is not None and process.stage in (ClaimStage.REDELIVERING, ClaimStage.DONE)
