"""The desk's client for Naver's commerce API (스마트스토어, and 주문형 네이버페이 in the same words)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Final

import httpx

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.channels import ChannelLine, ChannelOrder, LineRef
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.naver import claims, polling
from orderdesk.core.gateways.naver.asking import LINES, ORDERS, NaverLine
from orderdesk.core.gateways.naver.claims import Ask
from orderdesk.core.gateways.naver.faults import Refused
from orderdesk.core.gateways.naver.reading import line_of, order_of
from orderdesk.core.gateways.naver.settings import NaverSettings
from orderdesk.core.gateways.naver.shapes import NumbersReply, Row, RowsReply
from orderdesk.core.gateways.naver.writing import Wanted, Writer
from orderdesk.core.gateways.ports import (
    ChangePage,
    ClaimRef,
    CourierOption,
    Parcel,
    Pickup,
    RefundTerms,
)
from orderdesk.core.gateways.results import (
    BatchResult,
    Fault,
    GatewayError,
    ItemResult,
    Rejected,
    Unsupported,
)
from orderdesk.core.gateways.secrets import Secret
from orderdesk.core.gateways.wire import Call, Shape, Times, parsed
from orderdesk.core.reference import courier_codes, couriers

READ_BATCH: Final = 300

NO_COURIER: Final = "courier-unknown"
NO_PARCEL: Final = "parcel-missing"
"""Our own codes of what was not sent, for Naver would not take it: a courier that it has no code for, a
refusal of a cancel without what to ship."""

_REAL: Final = Times()
_GONE: Final = frozenset({ChannelState.SHIPPING, ChannelState.DELIVERED, ChannelState.CONFIRMED})


class Naver:
    """A shop at Naver, as ChannelGateway. `secret` is asked for whenever a token is got."""

    system: System = System.NAVER

    def __init__(
        self,
        settings: NaverSettings,
        secret: Callable[[], Secret],
        *,
        times: Times = _REAL,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._settings = settings
        self._times = times
        self._line = NaverLine(settings, secret, times, transport)
        self._writer = Writer(self._line, self._now)

    def close(self) -> None:
        """Give the connections back."""
        self._line.close()

    def allowance(self) -> Allowance | None:
        """As the port says."""
        return self._line.allowance()

    def poll(self, cursor: str | None) -> ChangePage:
        """A page of what changed, and of what `polling` says. GatewayError."""
        try:
            return polling.poll(self._line, cursor, self._times.now(), self._settings.look_back)
        except Refused as refused:
            raise _protocol(refused) from refused

    def fetch(self, refs: Sequence[LineRef]) -> list[ChannelOrder]:
        """What Naver says of the lines, by orders. A ref without a line stands for all lines of its order.

        Naver tells of lines alone, so an order is `whole` only where it was asked for so. GatewayError.
        """
        whole = {ref.order for ref in refs if not ref.line}
        lines = [ref.line for ref in refs if ref.line and ref.order not in whole]
        for order in dict.fromkeys(ref.order for ref in refs if not ref.line):
            lines += self._lines_of(order)
        orders: dict[str, list[Row]] = {}
        for row in self._rows(lines):
            orders.setdefault(row.order.order_id, []).append(row)
        moved = {ref.line for ref in refs if ref.address_changed}
        return [order_of(rows, moved, number in whole, self._settings) for number, rows in orders.items()]

    def confirm(self, refs: Sequence[LineRef]) -> BatchResult:
        """발주확인, 30 lines a call. GatewayError."""
        wanted = [Wanted(ref, ref.line, lambda line: line.confirmed) for ref in _once(refs)]
        return self._writer.all(
            wanted,
            lambda ids: Call("POST", f"{LINES}/confirm", "confirm", body={"productOrderIds": ids}),
        )

    def dispatch(self, parcels: Sequence[Parcel]) -> BatchResult:
        """발송처리, 30 lines a call, of whatever parcel. GatewayError.

        A line goes as a whole only: with all pieces that claims have left of it.
        """
        results: dict[str, ItemResult] = {}
        wanted: dict[str, Wanted] = {}
        counted = [ref for parcel in parcels for ref in parcel.refs if ref.line in parcel.pieces]
        left = {number: line.left for number, line in self._now(counted).items()}
        for parcel in parcels:
            code = courier_codes()["naver"].get(parcel.courier)
            for ref in parcel.refs:
                if parcel.pieces.get(ref.line, left.get(ref.line, 0)) < left.get(ref.line, 0):
                    results[ref.line] = Unsupported()
                elif code is None:
                    results[ref.line] = Rejected(NO_COURIER, "")
                else:
                    wanted[ref.line] = Wanted(ref, _sent(ref, parcel, code), _sent_with(code, parcel))
        done = self._writer.all(
            list(wanted.values()),
            lambda bodies: Call(
                "POST", f"{LINES}/dispatch", "dispatch", body={"dispatchProductOrders": bodies}
            ),
        )
        return results | done

    def amend_invoice(self, parcel: Parcel) -> BatchResult:
        """Naver lets nobody change a number that was sent."""
        return {ref.line: Unsupported() for ref in parcel.refs}

    def remove_invoice(self, refs: Sequence[LineRef]) -> BatchResult:
        """Naver forgets no number."""
        return {ref.line: Unsupported() for ref in refs}

    def delay(self, ref: LineRef, due_at: int, reason: str, note: str) -> ItemResult:
        """발송지연. GatewayError."""
        return self._ask(ref, claims.delayed(due_at, reason, note))

    def request_claim(
        self, kind: ClaimKind, ref: LineRef, qty: int | None, reason: str, note: str, pickup: Pickup | None
    ) -> ItemResult:
        """Cancel or return for the buyer; only the buyer can ask for an exchange. GatewayError."""
        if kind is ClaimKind.EXCHANGE:
            return Unsupported()
        code = courier_codes()["naver"].get(pickup.courier) if pickup and pickup.courier else ""
        if code is None:
            return Rejected(NO_COURIER, "")
        before = claims.trace(self._now([ref]).get(ref.line))
        return self._ask(ref, claims.requested(kind, qty, reason, note, pickup, code, before))

    def approve_claim(self, claim: ClaimRef, terms: RefundTerms | None) -> ItemResult:
        """Grant a cancel or return; Naver itself reckons what goes back. GatewayError."""
        return self._ask(claim.ref, claims.approved(claim))

    def reject_claim(self, claim: ClaimRef, note: str, ship_with: Parcel | None) -> ItemResult:
        """Deny a return or exchange; a cancel by dispatching with *ship_with*. GatewayError."""
        if claim.kind is not ClaimKind.CANCEL:
            return self._ask(claim.ref, claims.rejected(claim, note))
        if not self._settings.ships_over_cancel:
            return Unsupported()
        if ship_with is None:
            return Rejected(NO_PARCEL, "")
        parcel = Parcel((claim.ref,), ship_with.courier, ship_with.tracking, ship_with.sent_at)
        return self.dispatch([parcel])[claim.ref.line]

    def hold_claim(self, claim: ClaimRef, reason: str, note: str, fee: int | None) -> ItemResult:
        """Withhold a return or exchange; *reason* is Naver's own code. GatewayError."""
        return self._ask(claim.ref, claims.held(claim, reason, note, fee))

    def release_claim(self, claim: ClaimRef) -> ItemResult:
        """End a withholding. GatewayError."""
        return self._ask(claim.ref, claims.released(claim))

    def mark_collected(self, claim: ClaimRef) -> ItemResult:
        """The goods of an exchange came back. GatewayError."""
        return self._ask(claim.ref, claims.collected(claim))

    def redeliver(self, claim: ClaimRef, parcel: Parcel | None) -> ItemResult:
        """The goods of an exchange are on their way. GatewayError."""
        code = courier_codes()["naver"].get(parcel.courier) if parcel else ""
        if code is None:
            return Rejected(NO_COURIER, "")
        return self._ask(claim.ref, claims.redelivered(claim, code, parcel.tracking if parcel else ""))

    def confirm_deposit(self, order: str) -> ItemResult:
        """Naver checks deposits itself."""
        return Unsupported()

    def carriers(self) -> list[CourierOption]:
        """The desk's couriers with Naver's codes; it has no call that lists them."""
        codes = courier_codes()["naver"]
        return [CourierOption(codes[each.key], each.name) for each in couriers() if each.key in codes]

    def _ask(self, ref: LineRef, ask: Ask | None) -> ItemResult:
        if ask is None:
            return Unsupported()
        call = Call("POST", f"{LINES}/{ref.line}/{ask.path}", ask.path, body=ask.body)
        return self._writer.one(Wanted(ref, None, ask.met), call)

    def _now(self, refs: Sequence[LineRef]) -> dict[str, ChannelLine]:
        """The lines as Naver knows them now, by number. GatewayError."""
        found = (line_of(row) for row in self._rows([ref.line for ref in refs]))
        return {line.ref.line: line for line in found}

    def _rows(self, lines: Sequence[str]) -> list[Row]:
        unique = list(dict.fromkeys(lines))
        rows: list[Row] = []
        for start in range(0, len(unique), READ_BATCH):
            body = {
                "productOrderIds": unique[start : start + READ_BATCH],
                "quantityClaimCompatibility": True,
            }
            rows += self._read(Call("POST", f"{LINES}/query", "query", body=body), RowsReply).data
        return rows

    def _lines_of(self, order: str) -> list[str]:
        call = Call("GET", f"{ORDERS}/{order}/product-order-ids", "product-order-ids")
        try:
            return parsed(self._line.read(call), NumbersReply).data
        except Refused as refused:
            if refused.status != 404:
                raise _protocol(refused) from refused
            return []

    def _read(self, call: Call, shape: type[Shape]) -> Shape:
        try:
            return parsed(self._line.read(call), shape)
        except Refused as refused:
            raise _protocol(refused) from refused


def _protocol(refused: Refused) -> GatewayError:
    return GatewayError(Fault.PROTOCOL, refused.told.code, refused.told.message)


def _once(refs: Iterable[LineRef]) -> list[LineRef]:
    return list({ref.line: ref for ref in refs}.values())


def _sent(ref: LineRef, parcel: Parcel, code: str) -> dict[str, str]:
    return {
        "productOrderId": ref.line,
        "deliveryMethod": "DELIVERY",
        "deliveryCompanyCode": code,
        "trackingNumber": parcel.tracking,
        "dispatchDate": polling.stamp(parcel.sent_at),
    }


def _sent_with(code: str, parcel: Parcel) -> Callable[[ChannelLine], bool]:
    """Whether a line is on its way with that very number."""
    return lambda line: line.state in _GONE and (line.courier, line.tracking) == (code, parcel.tracking)
