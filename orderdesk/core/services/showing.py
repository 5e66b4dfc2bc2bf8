"""Show: one order whole, with the derivation of its money and its timeline."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from orderdesk.core.domain.apply import may
from orderdesk.core.domain.box_records import PACKED, ScanRow, StrayScan, read_packed
from orderdesk.core.domain.boxes import GESTURE_WORDS, GestureKind
from orderdesk.core.domain.breakdown import MoneyLine, breakdown, mismatch
from orderdesk.core.domain.change_words import describe, item_names
from orderdesk.core.domain.guards import CANCELLED_UNPAID_STATES
from orderdesk.core.domain.list_words import (
    DONE_AGAIN,
    ERASED,
    MEMO,
    MEMO_EDITED,
    MEMO_RESOLVED,
    TAKEN_BACK,
)
from orderdesk.core.domain.masking import Names, mask_actor, mask_changes, mask_order, mask_text, names_of
from orderdesk.core.domain.orders import Actor, ActorKind, Memo, Order, Section
from orderdesk.core.domain.pack_words import PACK_VERDICTS, PackVerdict
from orderdesk.core.domain.payments import open_request, payment_of
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refund_verbs import to_settle
from orderdesk.core.domain.refusals import BY_CODE, Refusal
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import LADDER, SectionState
from orderdesk.core.domain.verbs import EVENT_WORDS, MEMO_VERBS
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.taking_back import Taking, takings
from orderdesk.core.store.boxes import scans_of_order
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.events import Event, events_of
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.stray_scans import strays_of_order
from orderdesk.core.store.unit import find

TAKEN_BACK_VERB = "undo"
"""The verb of an event that takes another back; its note is the other's verb."""

_WRITTEN = frozenset({"memo", "memo-edit"})
"""Events that the memo itself tells."""

_PLAIN = frozenset({PackVerdict.OPENED, PackVerdict.RIGHT_ITEM, PackVerdict.BY_HAND, PackVerdict.COMPLETE})
"""Answers of the packing station that what was done says already."""

_STEPS: Mapping[SectionState, str] = {
    **dict(zip(LADDER, ("ready", "ship", "deliver", "confirm"), strict=False)),
    SectionState.CANCEL_REQUESTED: "approve",
    SectionState.RETURN_REQUESTED: "pickup",
    SectionState.RETURN_COLLECTING: "pickup-done",
    SectionState.RETURN_COLLECTED: "approve",
    SectionState.EXCHANGE_REQUESTED: "pickup",
    SectionState.EXCHANGE_COLLECTING: "pickup-done",
    SectionState.EXCHANGE_COLLECTED: "approve",
}
"""The verb that takes a section of the ladder, or a claim, one step on."""


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """One line of the timeline: when (UTC seconds), who, what, on which section, and details.

    `details` is in one language, a line a change, outside text where people wrote it. `memo` is the memo's
    number, 0 for what was done to one, None for what happened to the order.
    """

    at: int
    who: Actor
    words: Word
    section: int | None
    details: str
    job: int | None = None
    memo: int | None = None


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order with what its detail screen derives from it.

    `mismatch` is won that the lines of `money` come to beyond what was paid and is still asked for.
    """

    order: Order
    money: tuple[MoneyLine, ...]
    mismatch: int
    timeline: tuple[TimelineLine, ...]


def view_of(order: Order, told: tuple[TimelineLine, ...]) -> OrderView:
    """*order* with its money explained, and what was *told* of it."""
    money = breakdown(order)
    return OrderView(order, money, mismatch(order, money), told)


class NoSuchOrder(LookupError):
    """No order has this number."""


def show(conn: Conn, number: str, lang: Lang = "ko", hide: bool = False) -> OrderView:
    """The order with *number*, its timeline's details in *lang*; NoSuchOrder when there is none.

    With *hide* personal data is masked in all of it.
    """
    order_id = find(conn, [number]).get(number)
    if order_id is None:
        raise NoSuchOrder(number)
    return show_id(conn, order_id, lang, hide)


def show_id(conn: Conn, order_id: int, lang: Lang = "ko", hide: bool = False) -> OrderView:
    """The order with store id *order_id*, as `show`; NoSuchOrder when there is none."""
    found = load_orders(conn, [order_id])
    if not found:
        raise NoSuchOrder(str(order_id))
    order, events = masked(found[0], events_of(conn, order_id), hide)
    scans, strays = scans_of_order(conn, order_id), strays_of_order(conn, order_id)
    return view_of(order, timeline(order, events, lang, scans, strays))


def masked(order: Order, events: Sequence[Event], hide: bool = True) -> tuple[Order, Sequence[Event]]:
    """*order* and what happened to it, with personal data masked in both where *hide* says so."""
    if not hide:
        return order, events
    names = names_of(order, (change for event in events for change in event.changes))
    return mask_order(order, names), [mask_event(event, names) for event in events]


def mask_event(event: Event, names: Names) -> Event:
    """*event* with personal data masked; *names* are those that its note may hold."""
    note = event.note if event.verb == TAKEN_BACK_VERB else mask_text(event.note, names)
    changes = mask_changes(event.changes, names)
    return replace(event, actor=mask_actor(event.actor), note=note, changes=changes)


def next_step(order: Order, section: Section, now: int, shop: Shop) -> tuple[str, Word | None] | None:
    """The next verb for *section* and why it can't run now (None when it can).

    What was given back waits for its refund, what is not paid for its deposit. What was cancelled before its
    deposit can only be taken back, if that may be.
    """
    actor = Actor(ActorKind.SELLER, "")
    if to_settle(order, section.n):
        return "refund", None
    if section.state is SectionState.CANCELLED:
        unpaid = payment_of(order, section.paid_by).state in CANCELLED_UNPAID_STATES
        fits = unpaid and may(order, section.n, "back", actor, now, shop).kind is Kind.APPLY
        return ("back", None) if fits else None
    verb = _STEPS.get(section.state)
    if verb is None:
        return None
    verdict = may(order, section.n, verb, actor, now, shop)
    if verdict.kind is Kind.APPLY or verdict.refusal is None:
        return verb, None
    if verdict.refusal is Refusal.UNPAID and open_request(order.entries) is not None:
        return "confirm-payment", None
    return verb, verdict.refusal.message


def may_delay(order: Order, section: Section, now: int, shop: Shop) -> bool:
    """Whether the dispatch of *section* can be delayed (발송지연) instead of its next step."""
    seller = Actor(ActorKind.SELLER, "")
    return may(order, section.n, "delay", seller, now, shop).kind is Kind.APPLY


def timeline(
    order: Order,
    events: Iterable[Event],
    lang: Lang = "ko",
    scans: Iterable[tuple[int, ScanRow]] = (),
    strays: Iterable[tuple[int, StrayScan]] = (),
) -> tuple[TimelineLine, ...]:
    """What happened to *order* and what people wrote, newest first; details in *lang*.

    A memo stands once, as it is now, where it was written; that it was edited is told with it. *scans* are
    the gestures at the packing station, *strays* the scans there that opened no box, each with its section.
    """
    known = list(events)
    names = item_names(order, (change for event in known for change in event.changes))
    lines = [_scan_line(section, row, lang) for section, row in scans]
    lines += [_stray_line(section, row, lang) for section, row in strays]
    back = takings(known)
    lines += [_line(event, back.get(event.id), names, lang) for event in known if event.verb not in _WRITTEN]
    lines.extend(_memo_line(memo, known, lang) for memo in order.memos)
    return tuple(sorted(reversed(lines), key=lambda line: -line.at))


def _scan_line(section: int, row: ScanRow, lang: Lang) -> TimelineLine:
    verdict = PACK_VERDICTS[row.verdict]
    about = (row.text or row.code) + (f" × {row.qty:,}" if row.qty > 1 else "")
    answer = "" if verdict in _PLAIN else verdict.large.text(lang)
    details = " · ".join(filter(None, (about, answer)))
    return TimelineLine(row.at, Actor(ActorKind.SELLER, row.who), GESTURE_WORDS[row.kind], section, details)


def _stray_line(section: int, row: StrayScan, lang: Lang) -> TimelineLine:
    """A scan that opened no box, and why; a reason of the rules where the answer itself names none."""
    verdict, why = PACK_VERDICTS[row.verdict], BY_CODE.get(row.why)
    reason = why.message.text(lang) if why is not None and verdict is PackVerdict.REFUSED else ""
    details = " · ".join(filter(None, (row.code, row.text, verdict.large.text(lang), reason)))
    words = GESTURE_WORDS[GestureKind.SCAN]
    return TimelineLine(row.at, Actor(ActorKind.SELLER, row.who), words, section, details)


def _memo_line(memo: Memo, events: Sequence[Event], lang: Lang) -> TimelineLine:
    words = MEMO_RESOLVED if memo.resolved else MEMO
    edited = f"\n({MEMO_EDITED.text(lang)} {_clock(memo.edited_at)})" if memo.edited_at is not None else ""
    job = next((event.job for event in events if _writes(event, memo)), None)
    who = Actor(ActorKind.SELLER, memo.author)
    return TimelineLine(memo.at, who, words, None, memo.text + edited, job, memo.n)


def _writes(event: Event, memo: Memo) -> bool:
    """Whether *event* brought *memo*."""
    return event.at == memo.at and any(
        (change.part, change.n, change.before) == ("memos", memo.n, None) for change in event.changes
    )


def _clock(at: int) -> str:
    return datetime.fromtimestamp(at, SEOUL).strftime("%m-%d %H:%M")


def earlier_texts(events: Iterable[Event], memo: int) -> tuple[tuple[int, str], ...]:
    """When memo number *memo* was edited and what it said until then, newest first.

    Numbers of deleted memos are given again: what another memo of that number said is not among it.
    """
    found: list[tuple[int, str]] = []
    for event in reversed(list(events)):
        for change in event.changes:
            if (change.part, change.n) == ("memos", memo):
                if change.field == "text":
                    found.append((event.at, change.before))
                elif not change.field and change.before is None and event.verb != TAKEN_BACK_VERB:
                    return tuple(found)
    return tuple(found)


def event_words(event: Event, taking: Taking | None = None) -> Word:
    """What *event* says was done; of one that took another back, what that was or what *taking* came to.

    Of a taking back that was itself taken back, and is not known, nothing is said but that.
    """
    back = taking or Taking(event.note, again=False)
    if event.verb == TAKEN_BACK_VERB and back.verb != TAKEN_BACK_VERB and back.verb in EVENT_WORDS:
        done, told = EVENT_WORDS[back.verb], DONE_AGAIN if back.again else TAKEN_BACK
        return Word(told.ko.format(done.ko), told.en.format(done.en))
    return EVENT_WORDS.get(event.verb, Word(event.verb, event.verb))


def _line(event: Event, taking: Taking | None, names: Mapping[int, str], lang: Lang) -> TimelineLine:
    verb = taking.verb if taking is not None else event.verb
    details = list(describe(event.changes, names, lang, event.section))
    if event.note and event.verb != TAKEN_BACK_VERB:
        box = read_packed(event.note) if event.verb == PACKED else None
        details.insert(0, box.words.text(lang) if box else event.note)
    if event.erased:
        details.append(ERASED.text(lang))
    memo = 0 if verb in MEMO_VERBS else None
    words = event_words(event, taking)
    return TimelineLine(event.at, event.actor, words, event.section, "\n".join(details), event.job, memo)
