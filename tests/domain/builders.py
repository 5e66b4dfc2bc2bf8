"""Orders for tests: small, sound and plain, with what matters to the test said in its arguments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from orderdesk.core.domain import apply
from orderdesk.core.domain.apply import Happening
from orderdesk.core.domain.effects import Call
from orderdesk.core.domain.orders import (
    Actor,
    ActorKind,
    Address,
    Channel,
    Delivery,
    Entry,
    EntryKind,
    Hold,
    Item,
    Line,
    Method,
    Order,
    Section,
)
from orderdesk.core.domain.plans import Kind, Verdict
from orderdesk.core.domain.requests import Request, make_request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import LADDER, SectionState

NOW = 1_790_000_000
"""The fixed clock: a Monday afternoon in Seoul, seconds UTC."""
DAY = 24 * 3600

SELLER = Actor(ActorKind.SELLER, "김영희")
BUYER = Actor(ActorKind.BUYER, "홍길동")
SYSTEM = Actor(ActorKind.SYSTEM, "시스템")
CHANNEL = Actor(ActorKind.CHANNEL, "네이버페이")
ACTORS = (SELLER, BUYER, SYSTEM, CHANNEL)

NUMBER = "202609210000017"
ACCOUNT: dict[str, Any] = {"bank": "국민은행", "number": "000000-00-000000", "holder": "홍길동"}
"""Where a refund by transfer goes."""
HOME = Address("홍길동", "010-0000-1234", "06234", "서울 강남구 테헤란로 1", "101호")


def line(n: int = 1, qty: int = 1, total: int | None = None, unit_price: int = 10_000, **more: Any) -> Line:  # noqa: ANN401
    """Line *n*; without a total it costs its list price."""
    paid = unit_price * qty if total is None else total
    return Line(n, more.pop("name", f"상품 {n}"), more.pop("option", ""), qty, unit_price, paid, **more)


def section(n: int = 1, state: SectionState = SectionState.PREPARING, **more: Any) -> Section:  # noqa: ANN401
    """Section *n* in *state*, with the number and times that a section of that state has."""
    sent = state in LADDER and state >= SectionState.SHIPPING
    if sent and more.get("delivery", Delivery.PARCEL) is Delivery.PARCEL:
        more = {"courier": "CJ", "tracking": f"52185312345{n}", "tracked_at": NOW - 2 * DAY} | more
    if sent:
        more = {"sent_at": NOW - 2 * DAY} | more
    if sent and state >= SectionState.DELIVERED:
        more = {"done_at": NOW - DAY} | more
    if state is SectionState.CONFIRMED:
        more = {"confirmed_at": NOW} | more
    return Section(n, state, more.pop("address", HOME), **more)


def paid(amount: int, method: Method = Method.CARD, n: int = 1) -> Entry:
    """A payment that was complete at once."""
    return Entry(n, EntryKind.PAID, method, amount, NOW - 3 * DAY)


def asked(amount: int, method: Method = Method.BANK, n: int = 1) -> Entry:
    """A payment that waits for its deposit."""
    return Entry(n, EntryKind.REQUEST, method, amount, NOW - DAY, due_at=NOW + DAY)


def order(
    *lines: Line,
    state: SectionState = SectionState.PREPARING,
    method: Method | None = None,
    unpaid: bool = False,
    fee: int = 0,
    delivery: Delivery = Delivery.PARCEL,
    held: bool = False,
    sections: Sequence[Section] = (),
    items: Sequence[Item] = (),
    **more: Any,  # noqa: ANN401
) -> Order:
    """An order of *lines* (one piece at 10,000 won by default) in one section, paid by one payment.

    It was paid by card, or it waits for a bank transfer when *unpaid*.

    With *sections* and *items* given, those are taken as they are; else every line stands in S1.
    """
    lines = lines or (line(),)
    method = method or (Method.BANK if unpaid else Method.CARD)
    if not sections:
        sections = (section(1, state, delivery=delivery, fee_base=fee),)
    if not items:
        items = [Item(bought.n, sections[0].n, bought.n, bought.qty) for bought in lines]
    amount = sum(bought.total for bought in lines) + sum(s.fee for s in sections)
    entry = asked(amount, method) if unpaid else paid(amount, method)
    holds = (Hold(1, sections[0].n, "STOCK", "", "김영희", NOW),) if held else ()
    made = Order(
        1,
        NUMBER,
        more.pop("channel", Channel.OWN),
        NOW - 3 * DAY,
        "홍길동",
        "010-0000-1234",
        tuple(sections),
        tuple(items),
        tuple(lines),
        (entry,),
        sections_made=max(s.n for s in sections),
        items_made=max(i.n for i in items),
        holds=holds,
    )
    return replace(made, **more)


def decide(
    of: Order,
    verb: str | Request,
    section: int | None = 1,
    actor: Actor = SELLER,
    now: int = NOW,
    shop: Shop | None = None,
    **fields: str,
) -> Verdict:
    """The verdict of *verb* with its fields as people type them (`no_pickup` is `no-pickup`)."""
    return apply.decide(of, section, _request(verb, fields), actor, now, shop or Shop())


def do(
    of: Order,
    verb: str | Request,
    section: int | None = 1,
    actor: Actor = SELLER,
    now: int = NOW,
    **fields: str,
) -> Order:
    """The order after *verb*, which must apply."""
    return told(of, verb, section, actor, now, **fields)[0]


def told(
    of: Order,
    verb: str | Request,
    section: int | None = 1,
    actor: Actor = SELLER,
    now: int = NOW,
    **fields: str,
) -> tuple[Order, list[Happening]]:
    """The order after *verb*, which must apply, and what happened."""
    request = _request(verb, fields)
    verdict = apply.decide(of, section, request, actor, now, Shop())
    assert verdict.kind is Kind.APPLY, verdict
    return apply.carry_out(of, section, verdict, Call(request, actor, now))


def _request(verb: str | Request, fields: dict[str, str]) -> Request:
    if isinstance(verb, Request):
        return verb
    return make_request(verb, {key.replace("_", "-"): text for key, text in fields.items()})


def refusal(
    of: Order,
    verb: str | Request,
    section: int | None = 1,
    actor: Actor = SELLER,
    now: int = NOW,
    **fields: str,
) -> str:
    """The code of why *verb* is not done; it must not apply."""
    verdict = decide(of, _request(verb, fields), section, actor, now)
    assert verdict.kind is not Kind.APPLY
    return verdict.code


def states(of: Order) -> dict[int, SectionState]:
    """The state of every section by its number."""
    return {s.n: s.state for s in of.sections}
