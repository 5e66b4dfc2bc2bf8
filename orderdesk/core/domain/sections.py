"""The two primitives that make every operation, and the inverse of the first.

`carve` splits pieces off a section; `move` takes a whole section along one row of the
transition table; `merge` joins sections again (processing.md §6).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orderdesk.core.domain.orders import Item, Order, Origin, Section
from orderdesk.core.domain.payments import payment_of
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces
from orderdesk.core.domain.states import FINAL_STATES, UNDISPATCHED_STATES, SectionState, Trade

NOTES_BETWEEN = " / "
"""What stands between the delivery notes of sections that were joined."""


def refuse_pieces(order: Order, section: int, pieces: Pieces, by_channel: bool = False) -> Refusal | None:
    """Why *pieces* can't be taken from *section*, None when they can (processing.md §6.3).

    Some pieces of a channel's line go their own way only where the channel says so.
    """
    if not pieces:
        return Refusal.SPLIT_NOTHING
    held = {item.n: item.qty for item in order.items_of(section)}
    for n, qty in pieces:
        if n not in held:
            return Refusal.NO_ITEM
        if not 1 <= qty <= held[n]:
            return Refusal.BAD_QUANTITY
        if order.channel.external and qty != held[n] and not by_channel:
            return Refusal.CHANNEL_LINE
    return Refusal.BAD_QUANTITY if len({n for n, _ in pieces}) != len(pieces) else None


def covers(order: Order, section: int, pieces: Pieces) -> bool:
    """Whether *pieces* are all that *section* holds (or none are named, which means all)."""
    chosen = dict(pieces)
    return not pieces or all(chosen.get(item.n) == item.qty for item in order.items_of(section))


def splittable(order: Order, section: int) -> bool:
    """Whether *section* holds enough to be two: several pieces, on a channel several items."""
    items = order.items_of(section)
    return len(items) > 1 or (not order.channel.external and sum(item.qty for item in items) > 1)


def carve(order: Order, section: int, pieces: Pieces) -> tuple[Order, int]:
    """The order with *pieces* split off into a new section, and that section's number.

    The new section takes state, address, holds, delay, number and an open claim along; delivery fees stay.
    ValueError when the pieces are not a proper part of the section.
    """
    refusal = refuse_pieces(order, section, pieces, by_channel=True)
    if refusal or covers(order, section, pieces):
        raise ValueError((refusal or Refusal.SPLIT_ALL).code)
    source, made = order.section(section), order.sections_made + 1
    chosen, items, next_item = dict(pieces), [], order.items_made
    for item in order.items:
        qty = chosen.get(item.n)
        if item.section != section or qty is None:
            items.append(item)
        elif qty == item.qty:
            items.append(replace(item, section=made))
        else:
            next_item += 1
            items.append(replace(item, qty=item.qty - qty))
            items.append(Item(next_item, made, item.line, qty, item.channel_state))
    holds, next_hold = list(order.holds), max((h.n for h in order.holds), default=0)
    for hold in order.holds_of(section):
        next_hold += 1
        holds.append(replace(hold, n=next_hold, section=made))
    claim = order.open_claim(section)
    claims = () if claim is None else (replace(claim, n=next_claim(order), section=made),)
    new = replace(
        source,
        n=made,
        origin=Origin.SPLIT if source.origin is Origin.NORMAL else source.origin,
        fee_base=0,
        fee_remote=0,
        fee_extra=0,
        fee_discount=0,
    )
    carved = replace(
        order,
        sections=(*order.sections, new),
        items=tuple(sorted(items, key=lambda item: item.n)),
        holds=tuple(holds),
        claims=(*order.claims, *claims),
        sections_made=made,
        items_made=next_item,
    )
    return carved, made


def next_claim(order: Order) -> int:
    """The number the next claim gets."""
    return max((claim.n for claim in order.claims), default=0) + 1


def move(order: Order, section: int, to: SectionState, may_close: bool) -> Order:
    """The order with *section* in state *to*; its trade state follows.

    The order opens when something is left to process. It closes when nothing is, but only on
    a forward move (`may_close`), so that a reopened order stays open until then.
    """
    moved = replace_section(order, section, state=to)
    done = all(s.state in FINAL_STATES for s in moved.sections)
    if not done and moved.trade is Trade.CLOSED:
        return replace(moved, trade=Trade.OPEN)
    if done and may_close and moved.trade is Trade.OPEN:
        return replace(moved, trade=Trade.CLOSED)
    return moved


def replace_section(order: Order, section: int, **fields: object) -> Order:
    """The order with some fields of *section* replaced."""
    sections = tuple(
        replace(s, **fields) if s.n == section else s  # type: ignore[arg-type]  # fields are Section's own
        for s in order.sections
    )
    return replace(order, sections=sections)


def refuse_merge(order: Order, sections: Sequence[int]) -> Refusal | None:
    """Why *sections* can't be joined, None when they can (processing.md §6.3)."""
    chosen = [s for s in order.sections if s.n in sections]
    if len(chosen) < 2 or len(chosen) != len(set(sections)):
        return Refusal.MERGE_ALONE
    for section in chosen:
        if section.state not in UNDISPATCHED_STATES:
            return Refusal.SPLIT_STATE
        if section.tracking is not None:
            return Refusal.HAS_TRACKING
        if order.holds_of(section.n):
            return Refusal.HELD
    if len({_alike(s) for s in chosen}) > 1:
        return Refusal.MERGE_DIFFERS
    paid = {s.paid_by for s in chosen}
    return None if len(paid) == 1 or all(payment_of(order, n).settled for n in paid) else Refusal.UNPAID


def _alike(section: Section) -> tuple[object, ...]:
    return section.state, section.address, section.delivery, section.freight


def merge(order: Order, sections: Sequence[int]) -> Order:
    """The order with *sections* joined into the lowest of them.

    Lines are moved, never summed; delivery fees add up; past claims go along. Nothing that was said is lost:
    different delivery notes stand beside each other, and of several delays the latest holds. ValueError
    when they may not be joined.
    """
    refusal = refuse_merge(order, sections)
    if refusal:
        raise ValueError(refusal.code)
    target = min(sections)
    gone = set(sections) - {target}
    joined = [s for s in order.sections if s.n in sections]
    latest = max(joined, key=lambda s: (s.delay_until or 0, -s.n))
    notes = dict.fromkeys(note for s in joined for note in s.note.split(NOTES_BETWEEN) if note)
    kept = replace(
        order.section(target),
        note=NOTES_BETWEEN.join(notes),
        delay_until=latest.delay_until,
        delay_reason=latest.delay_reason,
        delay_note=latest.delay_note,
        fee_base=sum(s.fee_base for s in joined),
        fee_remote=sum(s.fee_remote for s in joined),
        fee_extra=sum(s.fee_extra for s in joined),
        fee_discount=sum(s.fee_discount for s in joined),
    )
    return replace(
        order,
        sections=tuple(kept if s.n == target else s for s in order.sections if s.n not in gone),
        items=tuple(replace(i, section=target) if i.section in gone else i for i in order.items),
        claims=tuple(replace(c, section=target) if c.section in gone else c for c in order.claims),
    )
