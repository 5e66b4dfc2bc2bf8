"""Browse: what a tab, a search and conditions show, as rows, counts and ids.

A condition on a dimension of the facets is answered by the store; one on any other column is
checked on the column's value, order by order.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import NamedTuple, TypeVar

from orderdesk.core.domain import columns
from orderdesk.core.domain.claim_stages import STAGE_WORDS
from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.glossary import (
    CHANNEL_WORDS,
    DELIVERY_WORDS,
    MEMBER_WORDS,
    METHOD_WORDS,
    REGION_WORDS,
)
from orderdesk.core.domain.list_words import (
    AMOUNT_ADVICE,
    CONDITION_ADVICE,
    DATE_ADVICE,
    DISCOUNT_WORDS,
    KEY_ADVICE,
    PERIOD_ADVICE,
    RECEIPT_WORDS,
    TAB_ADVICE,
    TAKEN_WORDS,
    VALUE_ADVICE,
)
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.periods import period_days, period_of
from orderdesk.core.domain.seoul import SEOUL
from orderdesk.core.domain.states import PAYMENT_WORDS, SECTION_WORDS, TRADE_WORDS
from orderdesk.core.domain.stuck import SNAG_WORDS
from orderdesk.core.domain.taking import SHIFT
from orderdesk.core.domain.words import NO_YES, Lang, Word
from orderdesk.core.services.checks import NO, YES, AlsoHas, Check
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.tabs import ALL, FLAGS, Tab, read_tabs
from orderdesk.core.store import listing
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.listing import Contains, ListQuery
from orderdesk.core.store.listing.queries import Values
from orderdesk.core.store.load import load_orders

_CHUNK = 500

VALUE_WORDS: dict[str, Mapping[int, Word]] = {
    "channel": {int(k): v for k, v in CHANNEL_WORDS.items()},
    "trade": {int(k): v for k, v in TRADE_WORDS.items()},
    "pay": {int(k): v for k, v in PAYMENT_WORDS.items()},
    "method": {int(k): v for k, v in METHOD_WORDS.items()},
    "member": {int(k): v for k, v in MEMBER_WORDS.items()},
    "region": {int(k): v for k, v in REGION_WORDS.items()},
    "state": {int(k): v for k, v in SECTION_WORDS.items()},
    "claim": STAGE_WORDS,
}

DIMENSIONS: dict[str, str] = {
    "channel": "channel",
    "trade": "trade",
    "pay_status": "pay",
    "method": "method",
    "member": "member",
    "scope": "region",
    "remote": "region",
    "section": "state",
    "claim": "claim",
}
"""Condition keys that the facets answer, with the dimension of each."""

TIMES = {
    "ordered_at": "placed_at",
    "paid_at": "paid_at",
    "money_at": "money_at",
    "invoice_at": "tracked_at",
    "sent_at": "sent_at",
    "memo_at": "memo_at",
    "done_at": "done_at",
    "delay_at": "delay_until",
    "claim_due": "claim_due",
    "held_at": "held_at",
    "send_by": "send_by",
}
AMOUNTS = {"paid": "paid", "qty": "quantity", "item_count": "items", "job": "job"}
TEXTS = {
    "order_no": "number",
    "buyer": "buyer_name",
    "site": "site",
    "receiver": "receiver",
    "zip": "zip",
    "address": "address",
    "product": "product",
    "sku": "sku",
    "courier": "courier",
    "invoice": "tracking",
}
WHETHER = {"invoiced": "tracked", "memo_open": "memo_open", "separate": "separate"}
"""Condition keys that the store answers itself, with its name of each."""

CODES: dict[str, tuple[str, Mapping[int, Word]]] = {
    "delivery": ("delivery", {int(k): v for k, v in DELIVERY_WORDS.items()}),
    "discounts": ("discount", dict(enumerate(DISCOUNT_WORDS, 1))),
    "stuck": ("stuck", {int(snag): words for snag, words in SNAG_WORDS.items()}),
}
"""Condition keys whose values have words, with the store's name and its values."""

FLAG_KEYS = {
    "hold": "held",
    "delayed": "delayed",
    "pending": "pending",
    "assumed": "assumed",
    "channel_differs": "differs",
}
_HOLDS = "~"
"""Before a text: the value need only hold it."""


Range = tuple[int | None, int | None]
Code = TypeVar("Code", int, str)


class BadCondition(ValueError):
    """A condition can't be read; `args` are (text, what to do) as words."""

    def __init__(self, text: str, advice: Word) -> None:
        super().__init__(text)
        self.text = text
        self.advice = advice


@dataclass(frozen=True, slots=True)
class View:
    """What a list shows: a query that the store answers, and checks on what it finds."""

    query: ListQuery
    checks: tuple[Check | AlsoHas, ...] = ()


class Listed(NamedTuple):
    """One row of the list: the order's id and version, and its cells by column key."""

    id: int
    version: int
    cells: Mapping[str, Cell]


def find_tab(conn: Conn, name: str) -> Tab:
    """The tab called *name*; one that the shop began with in either language.

    BadCondition names the tabs there are.
    """
    wanted = name.strip().casefold()
    known = read_tabs(conn)
    for tab in known:
        if tab.name.casefold() == wanted:
            return tab
    names = [Word(tab.label("ko"), tab.label("en")) for tab in known]
    for tab, words in zip(known, names, strict=True):
        if wanted in (words.ko.casefold(), words.en.casefold()):
            return tab
    raise BadCondition(name, _naming(TAB_ADVICE, names))


def _naming(advice: Word, names: Iterable[Word]) -> Word:
    """*advice* with *names* in it, in each language."""
    listed = list(names)
    return Word(
        advice.ko.format(", ".join(name.ko for name in listed)),
        advice.en.format(", ".join(name.en for name in listed)),
    )


def make_view(
    tab: Tab = ALL, search: str = "", where: Iterable[str] = (), now: int | None = None, me: str = ""
) -> View:
    """The view of *tab* narrowed by a search and by `key=a,b`, `key=~part` or `key=from..to` conditions.

    Periods such as `ordered_at=last7` count from *now*, UTC seconds; the machine's clock where it is None.
    *me* is the name of who asks, for conditions such as `taken=me`.
    """
    conditions = dict(tab.conditions)
    extra: list[tuple[str, Values]] = []
    checks: list[Check | AlsoHas] = []
    today = datetime.fromtimestamp(time.time() if now is None else now, SEOUL).date()
    for text in where:
        key, mark, value = (part.strip() for part in text.partition("="))
        if not mark or not value:
            raise BadCondition(text, CONDITION_ADVICE)
        if key == "taken":
            extra += _taken(value, int(time.time()) if now is None else now, me)
            continue
        answered = _answered(key, value, today)
        if key in DIMENSIONS:
            checks += _narrow(conditions, DIMENSIONS[key], _values(VALUE_WORDS[DIMENSIONS[key]], value))
        elif key in FLAG_KEYS and value.lower() in YES:
            checks += _narrow(conditions, "flag", frozenset({FLAGS[FLAG_KEYS[key]]}))
        elif answered is not None:
            extra.append(answered)
        else:
            checks.append(_check(key, value, text))
    return View(ListQuery(conditions=conditions, search=search, extra=tuple(extra)), tuple(checks))


def _answered(key: str, value: str, today: date) -> tuple[str, Values] | None:
    """The filter of the store that a condition is, None when it has none for that key."""
    if key in TIMES:
        return TIMES[key], _period(value, today)
    if key in AMOUNTS:
        return AMOUNTS[key], _amounts(value if ".." in value else f"{value}..{value}")
    if key in TEXTS and value.startswith(_HOLDS):
        return TEXTS[key], Contains(value.removeprefix(_HOLDS).strip())
    if key in TEXTS:
        return TEXTS[key], frozenset(part.strip() for part in value.split(","))
    if key in CODES:
        name, words = CODES[key]
        return name, _values(words, value)
    if key == "receipt":
        return key, _values(RECEIPT_WORDS, value)
    if key in WHETHER or key in FLAG_KEYS:
        if value.lower() not in YES | NO:
            raise BadCondition(value, _naming(VALUE_ADVICE, NO_YES[::-1]))
        return {**WHETHER, **FLAG_KEYS}[key], frozenset({int(value.lower() in YES)})
    return None


def _taken(value: str, now: int, me: str) -> list[tuple[str, Values]]:
    """The filters of `taken`: by me, by others, by anyone, by nobody, or by people of these names."""
    asked, since = value.casefold(), (now - SHIFT + 1, None)
    if asked in TAKEN_WORDS["nobody"]:
        return [("not_taken", since)]
    if asked in TAKEN_WORDS["me"]:
        return [("taken", since), ("taken_by", frozenset({me}))]
    if asked in TAKEN_WORDS["others"]:
        return [("taken", since), ("taken_by_others", frozenset({me}))]
    if asked in TAKEN_WORDS["anyone"]:
        return [("taken", since)]
    return [("taken", since), ("taken_by", frozenset(part.strip() for part in value.split(",")))]


def _narrow(
    conditions: dict[str, frozenset[int]], dimension: str, values: frozenset[int]
) -> tuple[AlsoHas, ...]:
    """Add a condition to those there are; what the store can't answer comes back as a check.

    An order has one channel, so two conditions on it narrow to what both name. It has many sections,
    so that it may have both 상품준비 and 배송중: two conditions on states must each hold.
    """
    known = conditions.get(dimension)
    if known is None or values <= known:
        conditions[dimension] = values
    elif dimension in ("state", "flag", "claim"):
        bits = sum(1 << value if dimension == "state" else value for value in values)
        return () if known <= values else (AlsoHas(bits),)
    else:
        conditions[dimension] = known & values or frozenset({-1})
    return ()


def _values(words: Mapping[Code, Word], text: str) -> frozenset[Code]:
    """The values that the words in *text*, with commas between them, name in either language."""
    found: set[Code] = set()
    for part in (piece.strip() for piece in text.split(",")):
        fitting = [
            value for value, word in words.items() if part.replace(" ", "").casefold() in _spellings(word)
        ]
        if not fitting:
            raise BadCondition(part, _naming(VALUE_ADVICE, (word for word in words.values() if word.ko)))
        found.update(fitting)
    return frozenset(found)


def _spellings(word: Word) -> set[str]:
    return {text.replace(" ", "").casefold() for text in word}


def _check(key: str, value: str, text: str) -> Check:
    if key not in columns.BY_KEY:
        known = dict.fromkeys(
            (
                *(*DIMENSIONS, *TIMES, *AMOUNTS, *TEXTS, *CODES, "receipt", "taken"),
                *(*WHETHER, *FLAG_KEYS, *columns.BY_KEY),
            )
        )
        raise BadCondition(text, _naming(KEY_ADVICE, (Word(each, each) for each in known)))
    if ".." in value:
        if columns.BY_KEY[key].number:
            _amounts(value)
        low, _, high = (part.strip().replace(",", "") or None for part in value.partition(".."))
        return Check(key, low=low, high=high)
    return Check(key, frozenset(part.strip() for part in value.split(",")))


def _amounts(value: str) -> Range:
    low, _, high = (part.strip().replace(",", "") for part in value.partition(".."))
    try:
        return (int(low) if low else None, int(high) if high else None)
    except ValueError:
        raise BadCondition(value, AMOUNT_ADVICE) from None


def _period(value: str, today: date) -> Range:
    """Seconds UTC of a period of Seoul days, both days included."""
    named = period_of(value)
    if named is not None:
        value = "..".join(day.isoformat() for day in period_days(named, today))
    low, _, high = (
        part.strip() for part in (value if ".." in value else f"{value}..{value}").partition("..")
    )
    try:
        start = _midnight(low) if low else None
        end = _midnight(high) + 24 * 3600 - 1 if high else None
    except ValueError:
        raise BadCondition(value, DATE_ADVICE) from None
    if start is not None and end is not None and start > end:
        raise BadCondition(value, PERIOD_ADVICE)
    return (start, end)


def _midnight(text: str) -> int:
    day = date.fromisoformat(text)
    return int(datetime(day.year, day.month, day.day, tzinfo=SEOUL).timestamp())


def tab_counts(conn: Conn, tabs: Sequence[Tab]) -> list[int]:
    """How many orders each tab holds, exact, without scanning orders."""
    return listing.counts(conn, [ListQuery(conditions=tab.conditions) for tab in tabs])


def count(conn: Conn, view: View) -> int:
    """How many orders *view* shows."""
    if not view.checks:
        return listing.count(conn, view.query)
    return sum(1 for _ in orders(conn, view))


def ids(conn: Conn, view: View) -> list[int]:
    """The ids of every order that *view* shows now, newest first."""
    if not view.checks:
        return listing.ids(conn, view.query)
    return [order.id for order in orders(conn, view)]


def orders(conn: Conn, view: View, limit: int | None = None) -> Iterator[Order]:
    """The orders that *view* shows, newest first, a chunk at a time in memory."""
    left = limit
    if limit and not view.checks:
        found = chunks(listing.window(conn, view.query, 0, limit), _CHUNK)
    else:
        found = listing.stream(conn, view.query, _CHUNK)
    for chunk in found:
        for order in load_orders(conn, chunk):
            if all(check.fits(order) for check in view.checks):
                if left is not None:
                    if left == 0:
                        return
                    left -= 1
                yield order


def window(
    conn: Conn, view: View, offset: int, limit: int, keys: tuple[str, ...] | None = None, lang: Lang = "ko"
) -> list[Listed]:
    """Rows *offset* to *offset + limit* of *view*, newest first."""
    if walked(view):
        _, found = listing.Walk(conn, view.query).window(conn, offset, limit)
    else:
        found = load_orders(conn, window_ids(conn, view, offset, limit))
    return listed(found, keys, lang)


def window_ids(conn: Conn, view: View, offset: int, limit: int) -> list[int]:
    """The ids of *limit* orders from row *offset* of *view*; it passes the rows before."""
    if not view.checks:
        return listing.window(conn, view.query, offset, limit)
    return [order.id for order in islice(orders(conn, view), offset, offset + limit)]


def walked(view: View) -> bool:
    """Whether *view* is a list by conditions alone in the order of the dates, of which any row is near."""
    return view.query.plain and view.query.sort.key == "placed_at" and not view.checks


def listed(found: Iterable[Order], keys: tuple[str, ...] | None = None, lang: Lang = "ko") -> list[Listed]:
    """The rows of the orders *found*, with the cells *keys*; all of them where it is None."""
    return [Listed(order.id, order.version, columns.row(order, keys, lang)) for order in found]
