"""The last piece in stock: of two desks that saw it there, one has it and the other is told."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace

import pytest

from orderdesk.core.domain.goods import Option, Product
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.stock import counters
from orderdesk.core.services.drafting import DraftRefused, create_order, priced
from orderdesk.core.services.goods import put_products
from orderdesk.core.services.retrying import apply_retry, plan_retry
from orderdesk.core.services.stock import moves_of_option, option_of, receive
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, LEE, NOW, Desk, codes, sections, sold
from tests.services.processes import go, line_of, running
from tests.services.stock_worker import SKU, draft_of_one

RICE = Product("F101", "유기농 쌀 10kg", 10_000, (Option(SKU, tracked=True),))


def shipped(n: int) -> Order:
    """Order *n*: a piece of rice that left before the shop began to count."""
    order = sold(n)
    (line,), (section,) = order.lines, order.sections
    sent = replace(
        section, state=SectionState.DELIVERED, courier="CJ", tracking=f"68012345678{n}", sent_at=NOW
    )
    return replace(order, lines=(replace(line, sku=SKU),), sections=(replace(sent, done_at=NOW),))


def one_left(store: Store, pieces: int = 1) -> Desk:
    """A shop that counts rice and has so many pieces of it, and two delivered orders."""
    put_products(store, KIM, NOW, [RICE])
    desk = Desk(store)
    desk.add(shipped(1), shipped(2))
    receive(store, KIM, NOW, SKU, pieces)
    return desk


def collected(desk: Desk) -> None:
    """Both orders' rice came back to be exchanged."""
    for n in (1, 2):
        desk.do("exchange", *sections(n, 1), reason="BROKEN")
        desk.do("pickup", *sections(n, 1), pickup="ETC", note="가져옴")
        desk.do("pickup-done", *sections(n, 1))


def counted(desk: Desk) -> tuple[int, int]:
    """(on hand, allocated), which must be what the ledger adds up to."""
    with desk.store.reader() as conn:
        option = option_of(conn, SKU)
        moves = [counters(move.kind, move.qty) for move in moves_of_option(conn, option)]
    assert (option.on_hand, option.allocated) == tuple(map(sum, zip(*moves, strict=True)))
    return option.on_hand, option.allocated


@pytest.mark.parametrize("way", ["add", "swap", "approve", "by-hand"])
def test_of_two_desks_that_each_take_the_last_piece_exactly_one_does(store: Store, way: str) -> None:
    desk = one_left(store)
    if way == "approve":
        collected(desk)
    with ExitStack() as stack:
        asked = (way, "1", KIM.name), (way, "2", LEE.name)
        both = [stack.enter_context(running("stock_worker", store, *words)) for words in asked]
        assert [line_of(process) for process in both] == ["ready", "ready"]
        for process in both:
            go(process)
        assert sorted(line_of(process) for process in both) == ["done", "stock-gone"]
        assert [process.wait(60) for process in both] == [0, 0]
    assert counted(desk) == (1, 1)
    assert desk.sound()


def test_who_saw_too_little_may_go_on(store: Store) -> None:
    """The seller knows what comes in: what was warned of is done."""
    desk = one_left(store)
    for n in (1, 2):
        desk.do("add", n, sku=SKU, qty="1", pay="free")
    assert counted(desk) == (1, 2)


def test_rows_of_one_job_take_what_is_left_one_after_the_other(store: Store) -> None:
    """Two were left for two exchanges when they were looked at, and one is gone when they are approved."""
    desk = one_left(store, 2)
    collected(desk)
    plan = desk.plan("approve", 1, 2)
    desk.add(sold(3))
    desk.do("add", 3, sku=SKU, qty="1", pay="free")
    job = desk.apply(plan)
    assert sorted(codes(desk.outcomes(job))) == [("apply", None), ("refuse", "stock-gone")]
    with store.reader() as conn:
        again = plan_retry(conn, job, KIM, NOW)
    assert codes(desk.outcomes(apply_retry(store, job, again, KIM, desk.clock))) == [("apply", None)]
    assert counted(desk) == (2, 3) and desk.sound()


def test_an_order_by_hand_says_what_is_left_and_is_made_by_who_saw_that(store: Store) -> None:
    desk = one_left(store)
    with store.reader() as conn:
        draft = draft_of_one(conn, "홍길동")
        seen = priced(conn, draft, NOW)
    create_order(store, KIM, NOW, draft, seen=seen)
    with pytest.raises(DraftRefused, match="stock-gone"):
        create_order(store, LEE, NOW, draft, seen=seen)
    with store.reader() as conn:
        now = priced(conn, draft, NOW)
    assert [*now.lacking.values()] == [0]
    create_order(store, LEE, NOW, draft, seen=now)
    assert counted(desk) == (1, 2) and desk.sound()
