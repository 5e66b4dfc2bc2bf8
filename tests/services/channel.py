"""A channel that lives in the test: it holds lines, takes what it is told, and can fail on the way."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.channel_caps import System
from orderdesk.core.domain.channels import (
    ChannelClaim,
    ChannelLine,
    ChannelOrder,
    ClaimStage,
    LineRef,
    Recipient,
)
from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.orders import Channel, Method
from orderdesk.core.domain.states import ChannelState
from orderdesk.core.gateways.ports import ChangePage, ClaimRef, CourierOption, Parcel, Pickup, RefundTerms
from orderdesk.core.gateways.results import (
    AlreadyDone,
    BatchResult,
    Done,
    Fault,
    GatewayError,
    ItemResult,
    Rejected,
    Unsupported,
)
from tests.services.desk import NOW

HOME = Recipient("받는이", "010-0000-1234", "06236", "서울 강남구 테헤란로 1", "101호")
MOVED = Recipient("받는이", "010-0000-1234", "48058", "부산 해운대구 센텀로 2", "202호")
SENT = (ChannelState.SHIPPING, ChannelState.DELIVERED, ChannelState.CONFIRMED)


class FakeChannel:
    """Keeps orders, a feed of changed lines, and a book of every effect; `lose_next` loses answers."""

    system = System.NAVER

    def __init__(self) -> None:
        self.orders: dict[str, ChannelOrder] = {}
        self.feed: list[LineRef] = []
        self.effects: Counter[tuple[str, str]] = Counter()
        self.mishaps: deque[tuple[Fault, bool]] = deque()
        self.now = NOW
        self.meanwhile: Callable[[], None] = lambda: None

    def allowance(self) -> Allowance | None:
        """As many calls as a test could want."""
        return Allowance(100.0, 100, 100)

    # --- buyers and the channel itself ---

    def sell(self, number: str, *quantities: int, paid: bool = True) -> ChannelOrder:
        """A buyer orders one line for each quantity, at 10,000 won a piece."""
        state = ChannelState.PAID if paid else ChannelState.WAITING
        lines = tuple(
            ChannelLine(
                LineRef(number, f"{number}-{n}"),
                f"상품{n}",
                "",
                qty,
                qty,
                10_000,
                10_000 * qty,
                state,
                state.name,
                changed_at=self.now,
            )
            for n, qty in enumerate(quantities or (1,), 1)
        )
        paid_won = sum(line.total for line in lines)
        order = ChannelOrder(
            Channel.NAVER,
            number,
            self.now - 60,
            self.now if paid else None,
            "홍길동",
            "010-0000-0001",
            HOME,
            Method.NAVERPAY,
            paid_won,
            0,
            lines,
        )
        self.orders[number] = order
        self.feed += [line.ref for line in lines]
        return order

    def change(self, number: str, n: int = 1, **fields: object) -> None:
        """Something of line *n* changes, and the feed tells so."""
        self._set(number, f"{number}-{n}", **fields)

    def move_away(self, number: str) -> None:
        """The buyer writes another address."""
        order = self.orders[number]
        self.orders[number] = replace(order, recipient=MOVED)
        for line in order.lines:
            self._set(number, line.ref.line, address_changed=True)

    def pay(self, number: str) -> None:
        self.orders[number] = replace(self.orders[number], paid_at=self.now)
        for line in self.orders[number].lines:
            self._set(number, line.ref.line, state=ChannelState.PAID)

    def claim(self, number: str, kind: ClaimKind, stage: ClaimStage, n: int = 1, **more: object) -> None:
        claim = ChannelClaim(kind, stage, id=f"{number}-{n}-C", reason="INTENT_CHANGED", **more)  # type: ignore[arg-type] # fields of a claim
        self._set(number, f"{number}-{n}", claim=claim)

    def line(self, number: str, n: int = 1) -> ChannelLine:
        return next(line for line in self.orders[number].lines if line.ref.line == f"{number}-{n}")

    def _set(self, number: str, name: str, **fields: object) -> None:
        order = self.orders[number]
        lines = tuple(
            replace(line, changed_at=self.now, **fields) if line.ref.line == name else line  # type: ignore[arg-type] # fields of a line
            for line in order.lines
        )
        self.orders[number] = replace(order, lines=lines)
        self.feed.append(LineRef(number, name))

    # --- the port ---

    def lose_next(self, fault: Fault, effect: bool) -> None:
        """The next call fails, with or without its effect."""
        self.mishaps.append((fault, effect))

    def poll(self, cursor: str | None) -> ChangePage:
        at = int(cursor or 0)
        page = self.feed[at : at + 2]
        return ChangePage(tuple(page), str(at + len(page)), more=at + len(page) < len(self.feed))

    def fetch(self, refs: Sequence[LineRef]) -> list[ChannelOrder]:
        if self.mishaps and self.mishaps[0][0] is Fault.TEMPORARY:
            self.mishaps.popleft()
            raise GatewayError(Fault.TEMPORARY, "503")
        found = [self.orders[number] for number in dict.fromkeys(ref.order for ref in refs)]
        self.meanwhile()
        return found

    def confirm(self, refs: Sequence[LineRef]) -> BatchResult:
        return self._told(
            "confirm",
            refs,
            lambda line: {
                "confirmed": True,
                "state": ChannelState.PREPARING if line.state is ChannelState.PAID else line.state,
            },
        )

    def dispatch(self, parcels: Sequence[Parcel]) -> BatchResult:
        told: dict[str, ItemResult] = {}
        for parcel in parcels:
            told.update(
                self._told(
                    "dispatch",
                    parcel.refs,
                    lambda line, parcel=parcel: (
                        None  # type: ignore[misc] # bound now
                        if line.state in SENT
                        else {
                            "state": ChannelState.SHIPPING,
                            "courier": parcel.courier,
                            "tracking": parcel.tracking,
                            "sent_at": parcel.sent_at,
                        }
                    ),
                )
            )
        return told

    def amend_invoice(self, parcel: Parcel) -> BatchResult:
        return {ref.line: Unsupported() for ref in parcel.refs}

    def remove_invoice(self, refs: Sequence[LineRef]) -> BatchResult:
        return {ref.line: Unsupported() for ref in refs}

    def delay(self, ref: LineRef, due_at: int, reason: str, note: str) -> ItemResult:
        return self._one("delay", ref, {"due_at": due_at})

    def request_claim(
        self, kind: ClaimKind, ref: LineRef, qty: int | None, reason: str, note: str, pickup: Pickup | None
    ) -> ItemResult:
        claim = ChannelClaim(kind, ClaimStage.REQUESTED, f"{ref.line}-C", reason=reason, by_buyer=False)
        return self._one("request", ref, {"claim": claim})

    def approve_claim(self, claim: ClaimRef, terms: RefundTerms | None) -> ItemResult:
        return self._claim("approve", claim, stage=ClaimStage.DONE)

    def reject_claim(self, claim: ClaimRef, note: str, ship_with: Parcel | None) -> ItemResult:
        if ship_with is not None:
            self._one("unclaim", claim.ref, {"claim": None})
            return self.dispatch([ship_with])[claim.ref.line]
        return self._claim("reject", claim, stage=ClaimStage.REJECTED)

    def hold_claim(self, claim: ClaimRef, reason: str, note: str, fee: int | None) -> ItemResult:
        return self._claim("hold", claim, held=True, hold_reason=reason)

    def release_claim(self, claim: ClaimRef) -> ItemResult:
        return self._claim("release", claim, held=False)

    def mark_collected(self, claim: ClaimRef) -> ItemResult:
        return self._claim("collected", claim, stage=ClaimStage.COLLECTED)

    def redeliver(self, claim: ClaimRef, parcel: Parcel | None) -> ItemResult:
        return self._claim("redeliver", claim, stage=ClaimStage.REDELIVERING)

    def confirm_deposit(self, order: str) -> ItemResult:
        return Unsupported()

    def carriers(self) -> list[CourierOption]:
        return []

    def _claim(self, effect: str, claim: ClaimRef, **fields: object) -> ItemResult:
        line = self._line(claim.ref)
        if line.claim is None:
            return Rejected("no-claim", "클레임이 없습니다")
        return self._one(effect, claim.ref, {"claim": replace(line.claim, **fields)})  # type: ignore[arg-type] # fields of a claim

    def _one(self, effect: str, ref: LineRef, fields: Mapping[str, object]) -> ItemResult:
        return self._told(effect, [ref], lambda _line: fields)[ref.line]

    def _line(self, ref: LineRef) -> ChannelLine:
        return next(line for line in self.orders[ref.order].lines if line.ref.line == ref.line)

    def _told(
        self,
        effect: str,
        refs: Iterable[LineRef],
        fields: Callable[[ChannelLine], Mapping[str, object] | None],
    ) -> dict[str, ItemResult]:
        mishap = self.mishaps.popleft() if self.mishaps else None
        if mishap is not None and not mishap[1]:
            raise GatewayError(
                mishap[0], "lost", retry_after=3.0 if mishap[0] is Fault.RATE_LIMITED else None
            )
        told: dict[str, ItemResult] = {}
        for ref in refs:
            new = fields(self._line(ref))
            if new is None:
                told[ref.line] = Rejected("9999", "주문상태 및 클레임상태를 확인하세요")
                continue
            if effect == "confirm" and self._line(ref).confirmed:
                told[ref.line] = AlreadyDone()
                continue
            self.effects[effect, ref.line] += 1
            self._set(ref.order, ref.line, **new)
            told[ref.line] = Done()
        if mishap is not None:
            raise GatewayError(mishap[0], "lost")
        return told
