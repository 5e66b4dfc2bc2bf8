"""A morning of a small warehouse: a wave, its walk, boxes, exceptions, the day's close, and the sums."""

from __future__ import annotations

from datetime import date

import pytest

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.waves import Ended, WalkGesture, WalkKind, Wish
from orderdesk.core.services.day_close import close_day
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.packing import box_shown, boxes_waiting
from orderdesk.core.services.stuck import board
from orderdesk.core.services.waves import close_wave, make_wave, walk_on, wave_view
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, LEE, NOW, Desk, sections
from tests.services.station import K, Packer, goods, labelled

ORDERS = 60
PLACES = {"A": "C-03", "B": "A-01", "C": "B-02"}


def cj(n: int) -> str:
    """A number of CJ with its check digit."""
    body = f"68{n:09d}"
    return f"{body}{int(body[2:]) % 7}"


@pytest.mark.slow
def test_a_morning_adds_up(store: Store) -> None:
    desk = Desk(store)
    put_products(
        store, KIM, NOW, [Product(f"P{sku}", sku, 1, (Option(sku),), place=p) for sku, p in PLACES.items()]
    )
    desk.add(*(goods(n, *(1 + (n + k) % 2 for k in range(1 + n % 3))) for n in range(1, ORDERS + 1)))
    for n in range(1, ORDERS + 1, 2):
        labelled(desk, n, cj(n))
    kim, lee = Packer(desk), Packer(desk, LEE)
    wave = make_wave(store, KIM, NOW, Wish())
    assert wave is not None
    walked = 0
    assert walk_on(kim.at, WalkGesture("short", WalkKind.SHORT, line=2, qty=2), wave).verdict.code == "short"
    while True:
        with store.reader() as conn:
            view = wave_view(conn, wave)
        assert view is not None
        if view.next is None:
            break
        walked += 1
        kind = WalkKind.SKIP if walked == 1 else WalkKind.PICK
        gesture = WalkGesture(f"w-{walked}", kind, "", view.next.n, view.next.left)
        assert walk_on(kim.at, gesture, wave).verdict.fine
    ended = close_wave(store, KIM, NOW, wave)
    assert isinstance(ended, Ended) and len(ended.picked) == ORDERS and ended.spare == {}
    desk.do("hold", *sections(1, 1), reason="BUYER")
    desk.do("cancel", *sections(2, 1), reason="SOLD_OUT")
    desk.do("address", *sections(3, 1), line1="서울 중구 을지로 2")
    answers = [packs(kim if n % 2 else lee, n) for n in range(1, ORDERS + 1)]
    assert answers[:4] == ["held", "claim-open", "address-newer", "shipped"]
    assert answers.count("shipped") == ORDERS - 3
    kim.open(1)
    with store.reader() as conn:
        closed = close_day(conn, date(2026, 9, 21), {"cj": ORDERS - 3})
        stuck = {each.kind.code: each.count for each in board(conn, NOW) if each.count}
        assert boxes_waiting(conn) == []
    assert (closed.sections, closed.parcels, closed.boxed, closed.agrees) == (ORDERS - 3,) * 3 + (True,)
    out = [
        item.qty
        for order in (desk.order(n) for n in range(1, ORDERS + 1))
        for item in order.items
        if order.section(item.section).state is SectionState.SHIPPING
    ]
    assert closed.pieces == sum(out) and closed.by_hand == sum(n % 10 == 0 for n in range(1, ORDERS + 1))
    assert stuck["printed"] == 2 and stuck["claims"] == 1 and desk.sound()


def packs(packer: Packer, n: int) -> str:
    """Pack order *n*, every tenth with a piece confirmed by hand; the last answer."""
    told = packer.told(sections(n, 1)[0], K.OPEN)
    if told.box is None or not told.verdict.fine:
        return told.verdict.code
    with packer.at.store.reader() as conn:
        box = box_shown(conn, told.box.id)
    assert box is not None
    for want in box.wants:
        for piece in range(want.qty):
            by_hand = n % 10 == 0 and want.n == 1 and piece == 0
            told = packer.told("" if by_hand else want.mark[4:], K.HAND if by_hand else K.SCAN, want=want.n)
    if told.verdict.code == "complete":
        told = packer.told(cj(n), courier="CJ")
    return told.verdict.code
