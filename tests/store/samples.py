"""Orders to store: simple ones by number, and one with every part there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.claims import Claim, ClaimKind, Decision
from orderdesk.core.domain.orders import (
    Actor,
    ActorKind,
    Address,
    Channel,
    Delivery,
    Device,
    Entry,
    EntryKind,
    Freight,
    Hold,
    Item,
    Line,
    Member,
    Memo,
    Method,
    Order,
    Origin,
    Receipt,
    Region,
    Section,
)
from orderdesk.core.domain.states import ChannelState, SectionState, Trade
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.unit import UnitOfWork

NOW = 1_790_000_000
ME = Actor(ActorKind.SELLER, "김영희")


def order(
    n: int, buyer: str = "홍길동", receiver: str = "", state: SectionState = SectionState.PREPARING
) -> Order:
    """Order number *n*: one line, one section, paid by card, an hour after number *n* - 1."""
    placed = NOW + n * 3600
    phone = f"010-0000-{n:04d}"
    address = Address(receiver or buyer, phone, "06000", f"서울특별시 강남구 테헤란로 {n}", "101호")
    return Order(
        id=0,
        number=f"20261122{n:07d}",
        channel=Channel.OWN,
        placed_at=placed,
        buyer_name=buyer,
        buyer_phone=phone,
        sections=(Section(1, state, address, fee_base=3000),),
        items=(Item(1, 1, 1, 2),),
        lines=(Line(1, "유기농 쌀 10kg", "현미", 2, 10_000, 20_000),),
        entries=(Entry(1, EntryKind.PAID, Method.CARD, 23_000, placed),),
        items_made=1,
    )


def rich_order() -> Order:
    """An order that uses every part and every field with something else than its default."""
    home = Address("김수령", "010-0000-0001", "63000", "제주시 첫길 1", "2층", "KR", Region.JEJU)
    abroad = Address("Kim", "+1 000", "90001", "1 Main St", "", "US", Region.ABROAD)
    return Order(
        id=0,
        number="R-20261122-1",
        channel=Channel.NAVER,
        placed_at=NOW,
        buyer_name="[/red] 이\u200d순신",
        buyer_phone="010-0000-9999",
        sections=(
            Section(
                1,
                SectionState.SHIPPING,
                home,
                Delivery.PARCEL,
                Freight.COLLECT,
                Origin.NORMAL,
                1,
                3000,
                3000,
                500,
                1000,
                "문 앞에",
                "cj",
                "123456789012",
                False,
                True,
                NOW + 1,
                NOW + 2,
                NOW + 3,
                NOW + 4,
                NOW + 5,
                "stock",
                "다음 주",
            ),
            Section(
                2,
                SectionState.RETURN_REQUESTED,
                home,
                origin=Origin.SPLIT,
                courier="cj",
                tracking="123456789012",
            ),
            Section(3, SectionState.PREPARING, abroad, Delivery.DIRECT, origin=Origin.ADDED, paid_by=3),
        ),
        items=(Item(1, 1, 1, 2, ChannelState.SHIPPING), Item(2, 2, 1, 1), Item(3, 3, 2, 1)),
        lines=(
            Line(1, "사과", "1kg", 3, 5000, 13_000, "P-1", "SKU1", 500, 500, 500, 500),
            Line(2, "이용권", "", 1, 9000, 9000, physical=False, cause=Origin.ADDED),
        ),
        entries=(
            Entry(1, EntryKind.REQUEST, Method.BANK, 13_000, NOW, due_at=NOW + 9, depositor="이순신"),
            Entry(2, EntryKind.PAID, Method.BANK, 13_000, NOW + 1, follows=1, assumed=True, note="확인"),
            Entry(3, EntryKind.REQUEST, Method.CARD, 9000, NOW + 2, extra=True),
            Entry(
                4,
                EntryKind.REFUND_DUE,
                Method.BANK,
                -4000,
                NOW + 3,
                2,
                None,
                False,
                False,
                "",
                "은행 1",
                1,
                ((1, 1, 4000),),
            ),
        ),
        trade=Trade.OPEN,
        version=1,
        buyer_email="lee@example.invalid",
        channel_number="N-1",
        shop="본점",
        device=Device.MOBILE,
        member=Member.GUEST,
        first=True,
        gift=True,
        pending=True,
        sections_made=3,
        items_made=3,
        separate=True,
        claims=(
            Claim(
                n=1,
                kind=ClaimKind.RETURN,
                section=2,
                by=ActorKind.BUYER,
                at=NOW + 5,
                before=SectionState.DELIVERED,
                reason="change-of-mind",
                detail="작아요",
                buyer_fault=True,
                pickup="courier",
                pickup_courier="cj",
                pickup_number="999",
                pickup_note="경비실",
                collected_at=NOW + 6,
                held="검수",
                decision=Decision.APPROVED,
                decided_at=NOW + 7,
                decision_note="네",
                fee_withheld=3000,
                fee_charged=100,
                points_back=50,
                coupons_back="ITEMS",
                restock=True,
                held_amount=200,
                points_withheld=20,
                resent=4,
            ),
        ),
        holds=(Hold(1, 3, "stock", "입고 전", "김영희", NOW + 8),),
        receipts=(Receipt(2, "income", "010-0000-0001", "done", "manual", "A1", NOW + 9),),
        memos=(Memo(1, "여러\n줄", "김영희", NOW + 10, NOW + 11, True), Memo(2, "둘", "박", NOW)),
    )


def add(store: Store, orders: Sequence[Order]) -> list[Order]:
    """Store new orders; as they were stored."""
    with store.unit(ME, NOW) as unit:
        return unit.insert(orders)


def change(store: Store, pairs: Sequence[tuple[Order, Order]], job: int | None = None) -> list[Order]:
    """Store changes, an event an order; the orders as they are stored now."""
    with store.unit(ME, NOW + 1) as unit:
        return save(unit, pairs, job)


def save(unit: UnitOfWork, pairs: Sequence[tuple[Order, Order]], job: int | None = None) -> list[Order]:
    """Save with one event an order that carries all that changed."""
    events = [NewEvent(a.id, "change", None, unit.now, unit.actor, diff(b, a)) for b, a in pairs]
    return unit.save(pairs, events, job)


def ship(before: Order, number: str | None = None, shared: bool = False) -> Order:
    """The order with its first section shipped under *number*, by default one of its own."""
    first, *others = before.sections
    sent = replace(
        first,
        state=SectionState.SHIPPING,
        courier="cj",
        tracking=number or f"6000{before.id:08d}",
        shared=shared,
        tracked_at=NOW,
        sent_at=NOW,
    )
    return replace(before, sections=(sent, *others))
