"""Show: one order whole, with the derivation of its money and its timeline."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from orderdesk.core.domain.apply import Shop, decide, may
from orderdesk.core.domain.changes import Change
from orderdesk.core.domain.list_words import MEMO, MEMO_RESOLVED, TAKEN_BACK
from orderdesk.core.domain.money import MoneyLine, breakdown
from orderdesk.core.domain.orders import Actor, ActorKind, Entry, Hold, Item, Memo, Order, Section
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import LADDER, SECTION_WORDS, SectionState
from orderdesk.core.domain.verbs import EVENT_WORDS, HOLD_REASONS
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.events import Event, events_of
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import find

_STEPS = dict(zip(LADDER, ("ready", "ship", "deliver", "confirm"), strict=False))
"""The verb that takes a section of the ladder one step on."""

_HOLD_WORDS = dict(HOLD_REASONS)


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of the timeline: when (UTC seconds), who, what, on which section, and details.

    `details` is in one language, outside text where people wrote it; `memo` tells memos from order events.
    """

    at: int
    who: Actor
    words: Word
    section: int | None
    details: str
    job: int | None = None
    memo: bool = False


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with what its detail screen derives from it."""

    order: Order
    money: tuple[MoneyLine, ...]
    timeline: tuple[TimelineLine, ...]


class NoSuchOrder(LookupError):
    """No order has this number."""


def show(conn: Conn, number: str, lang: Lang = "ko") -> OrderView:
    """The order with *number*, its timeline's details in *lang*; NoSuchOrder when there is none."""
    order_id = find(conn, [number]).get(number)
    if order_id is None:
        raise NoSuchOrder(number)
    return show_id(conn, order_id, lang)


def show_id(conn: Conn, order_id: int, lang: Lang = "ko") -> OrderView:
    """The order with store id *order_id*, its details in *lang*; NoSuchOrder when there is none."""
    found = load_orders(conn, [order_id])
    if not found:
        raise NoSuchOrder(str(order_id))
    order = found[0]
    return OrderView(order, breakdown(order), timeline(order, events_of(conn, order_id), lang))


def next_step(order: Order, section: Section, now: int, shop: Shop) -> tuple[str, Word | None] | None:
    """The ladder's next verb for *section* and why it can't run now (None when it can)."""
    verb = _STEPS.get(section.state)
    if verb is None:
        return None
    actor = Actor(ActorKind.SELLER, "")
    verdict = decide(order, section.n, Request(verb), actor, now, shop)
    if verdict.kind is Kind.APPLY or verdict.refusal is None:
        return verb, None
    return verb, verdict.refusal.message


def may_delay(order: Order, section: Section, now: int, shop: Shop) -> bool:
    """Whether the dispatch of *section* can be delayed (발송지연) instead of its next step."""
    seller = Actor(ActorKind.SELLER, "")
    return may(order, section.n, "delay", seller, now, shop).kind is Kind.APPLY


def timeline(order: Order, events: Iterable[Event], lang: Lang = "ko") -> tuple[TimelineLine, ...]:
    """What happened to *order* and what people wrote, newest first; details in *lang*."""
    lines = [_line(event, lang) for event in events if event.verb != "memo"]
    lines.extend(_memo_line(memo) for memo in order.memos)
    return tuple(sorted(reversed(lines), key=lambda line: -line.at))


def _memo_line(memo: Memo) -> TimelineLine:
    words = MEMO_RESOLVED if memo.resolved else MEMO
    return TimelineLine(memo.at, Actor(ActorKind.SELLER, memo.author), words, None, memo.text, memo=True)


def _line(event: Event, lang: Lang) -> TimelineLine:
    words = EVENT_WORDS.get(event.verb, Word(event.verb, event.verb))
    if event.verb == "undo" and event.note in EVENT_WORDS:
        done = EVENT_WORDS[event.note]
        words = Word(TAKEN_BACK.ko.format(done.ko), TAKEN_BACK.en.format(done.en))
    details = ", ".join(part for change in event.changes if (part := describe(change, lang)))
    if event.note and event.verb != "undo":
        details = f"{event.note} {details}".strip()
    return TimelineLine(event.at, event.actor, words, event.section, details, event.job)


def describe(change: Change, lang: Lang = "ko") -> str:
    """A change in a few words of *lang*, before → after; "" for what people need not read."""
    match change.part, change.field:
        case "sections", "state":
            before, after = (SECTION_WORDS[SectionState(v)].text(lang) for v in (change.before, change.after))
            return f"{before} → {after}"
        case "sections", "tracking" | "courier":
            return f"{change.before or '-'} → {change.after or '-'}"
        case "items", "section":
            return f"-{change.n}: S{change.before} → S{change.after}"
        case "items", "qty":
            return f"-{change.n}: {change.before} → {change.after}"
        case "items", "" if isinstance(change.after, Item):
            return f"-{change.n} ×{change.after.qty} → S{change.after.section}"
        case "entries", "" if isinstance(change.after, Entry):
            return f"{change.after.amount:+,}"
        case "holds", "" if isinstance(change.after, Hold):
            reason = change.after.reason
            return change.after.note or _HOLD_WORDS.get(reason, Word(reason, reason)).text(lang)
        case _:
            return ""
