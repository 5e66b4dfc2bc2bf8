"""Foresee: what the rows of a plan would make of their orders, before → after, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.change_words import describe, item_names
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.masking import mask_changes, mask_order, names_of
from orderdesk.core.domain.orders import Actor, Item, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import BADGE_WORDS, SECTION_WORDS
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.folding import fold_back
from orderdesk.core.services.planning import Plan, PlanRow, Target
from orderdesk.core.services.whole_parcels import decide_all
from orderdesk.core.store.dialect import Conn


class Foreseen(NamedTuple):
    """What a row is about and would change; every text may hold what people wrote.

    `about` is the buyer and the first goods, `step` the state before → after ("" where it stays), `details`
    all changes, a text each.
    """

    about: str
    step: str = ""
    details: tuple[str, ...] = ()


class Eyes(NamedTuple):
    """For whom and when it is foreseen: `hide` masks people's data, `shop` is what rules know of the shop."""

    actor: Actor
    now: int
    shop: Shop
    lang: Lang = "ko"
    hide: bool = False


def foresee(
    conn: Conn,
    plan: Plan,
    rows: Sequence[PlanRow],
    orders: Sequence[Order],
    eyes: Eyes,
    undone: int | None = None,
) -> Mapping[Target, Foreseen]:
    """What *rows* of *plan*, which takes back the job *undone* where it takes back one, would do.

    *orders* are those of the rows, as they are now.

    Of rows that change nothing, and of what is no action of people, it is told only what they are about.
    """
    by_order: dict[int, list[PlanRow]] = {}
    for row in rows:
        by_order.setdefault(row.order_id, []).append(row)
    folded = fold_back(conn, undone, orders)[0] if undone is not None else {}
    found: dict[Target, Foreseen] = {}
    for order in orders:
        state = order
        for row in by_order[order.id]:
            before = state
            if row.verdict.kind is not Kind.APPLY:
                after = before
            elif undone is not None:
                after = folded[order.id].earlier if order.id in folded else before
            else:
                after = state = _after(before, plan, row, eyes)
            found[order.id, row.section] = _told(before, after, row, eyes)
    return found


def _after(order: Order, plan: Plan, row: PlanRow, eyes: Eyes) -> Order:
    """*order* after what *plan* asks for *row*; as it is where that can't be said beforehand."""
    requests = plan.asked(row)
    if not all(request.verb in BY_ID for request in requests):
        return order
    return decide_all(order, row.section, requests, eyes.actor, eyes.now, eyes.shop)[1]


def _told(before: Order, after: Order, row: PlanRow, eyes: Eyes) -> Foreseen:
    changes = diff(before, after)
    step = _step(before, after, row)
    shown = before
    if eyes.hide:
        names = names_of(before, changes)
        shown, changes = mask_order(before, names), mask_changes(changes, names)
    texts = describe(changes, item_names(shown, changes), eyes.lang, row.section)
    items = after.items_of(_made(before, after)) if row.left and row.section is not None else ()
    return Foreseen(_about(shown, row.section, items), step.text(eyes.lang), texts)


def _made(before: Order, after: Order) -> int:
    """The first section that came into being between *before* and *after*; 0 for none."""
    return next((section.n for section in after.sections if section.n > before.sections_made), 0)


def _step(before: Order, after: Order, row: PlanRow) -> Word:
    """The state of the row's pieces before → after; of a whole order its badge."""
    if row.section is None:
        was, now = BADGE_WORDS[badge(before)], BADGE_WORDS[badge(after)]
    else:
        there = {section.n: section for section in after.sections}
        n = (row.left and _made(before, after)) or row.section
        if n not in there:
            return Word("", "")
        was = SECTION_WORDS[before.section(row.section).state]
        now = SECTION_WORDS[there[n].state]
    return Word("", "") if was == now else Word(f"{was.ko} → {now.ko}", f"{was.en} → {now.en}")


def _about(order: Order, section: int | None, items: Sequence[Item] = ()) -> str:
    """The buyer and the goods of *items*, else of *section* or all of *order*: the first, how many others."""
    items = items or (order.items if section is None else order.items_of(section))
    lines = list(dict.fromkeys(item.line for item in items))
    goods = item_text(order.line(lines[0])) if lines else ""
    return " ".join(
        part for part in (order.buyer_name, goods, f"+{len(lines) - 1}" * (len(lines) > 1)) if part
    )


def steps_of(foreseen: Iterable[Foreseen]) -> tuple[str, ...]:
    """The steps that *foreseen* take, the most frequent first, with their numbers where they differ."""
    steps = Counter(each.step for each in foreseen if each.step)
    return tuple(step if len(steps) == 1 else f"{step} {n:,}" for step, n in steps.most_common())
