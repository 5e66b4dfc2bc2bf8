"""The ordinary rows of a form, judged by what their sections are like, without loading the orders.

Ordinary is what fills most forms: rows that are about a section, whole, with a number that no other has or
gets, while no other row is about its order. Nothing else in the form has a say in them. Every other row is
judged on its order (`tracking.py`), with whatever belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.money import share
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.domain.plans import Kind, Verdict
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.job_requests import Further, OwnLabel, own_label
from orderdesk.core.services.planning import PlanRow, Target
from orderdesk.core.services.tracking_requests import give_number
from orderdesk.core.services.tracking_rows import (
    BadRow,
    Options,
    RowVerdict,
    numbers_meant,
    refuse_unpaid,
    target_of,
)
from orderdesk.core.services.tracking_rules import BadLabel, Label, read_label
from orderdesk.core.services.whole_parcels import decide_all
from orderdesk.core.store.alike import Likeness, goods, labelled_by_number
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.parcels import numbers_in_use
from orderdesk.core.uncollected import uncollected

_CHUNK = 10_000
"""How many orders are looked at with one statement."""


@dataclass(slots=True)
class Ordinary:
    """What was told of ordinary rows: the verdicts on rows and the rows of the plan, each by its first place
    among the form's rows, and what is asked of their sections.
    """

    verdicts: dict[int, RowVerdict] = field(default_factory=dict)
    rows: dict[int, PlanRow] = field(default_factory=dict)
    each: dict[Target, tuple[Request, ...]] = field(default_factory=dict)


Holding = tuple[int, int, int]
"""An item of a section: its number, its pieces, and what they are worth in won."""


class _Asked(NamedTuple):
    """Rows that give one section one number; `places` are theirs among the form's rows."""

    places: list[int]
    order: str
    section: int
    label: Label
    state: str


def judge_ordinary(
    conn: Conn,
    rows: Sequence[TrackingRow],
    unread: Iterable[TrackingRow],
    actor: Actor,
    now: int,
    options: Options,
) -> Ordinary:
    """What is told of the ordinary ones among *rows*; *unread* are rows that were refused already."""
    asked = _ordinary(rows, unread, options)
    judge = _Judge(actor, now, options, shop_of(conn))
    told = Ordinary()
    for names in chunks(asked, _CHUNK):
        with uncollected():
            _tell(conn, rows, {name: asked[name] for name in names}, judge, told)
    return told


def _ordinary(
    rows: Sequence[TrackingRow], unread: Iterable[TrackingRow], options: Options
) -> dict[str, _Asked]:
    """By order the rows that may be ordinary, as far as the form tells."""
    named: dict[str, list[int]] = {}
    others = {name for row in unread for name in numbers_meant(row)}
    users: dict[str, str] = {}
    for place, row in enumerate(rows):
        name, number = _order_of(row), normalise_number(row.number)
        if name:
            named.setdefault(name, []).append(place)
        else:
            others.update(numbers_meant(row))
        if users.setdefault(number, name) != name:
            users[number] = ""
    asked: dict[str, _Asked] = {}
    for name, places in named.items():
        row = rows[places[0]]
        alone = name not in others and users.get(row.number) == name
        if alone and (len(places) == 1 or _one_parcel([rows[place] for place in places])):
            try:
                label = read_label(row.courier, row.number, options.default_courier, options.strict_lotte)
            except BadLabel:
                continue
            section = int((row.section or row.order).rpartition("-S")[2])
            asked[name] = _Asked(places, name, section, label, row.state)
    return asked


def _order_of(row: TrackingRow) -> str:
    """The order whose section, or an item of it, *row* names and gives a number; "" where it is not plain."""
    if not row.number or (row.section and row.order):
        return ""
    name, mark, n = (row.section or row.order).rpartition("-S")
    plain = mark and n.isdecimal() and (not row.item or row.item.rpartition("-")[0] == name)
    return name if plain else ""


def _one_parcel(rows: Sequence[TrackingRow]) -> bool:
    """Whether *rows* give the items of one section one number, each item once."""
    alike = {(row.section, row.order, row.courier, row.number, row.state) for row in rows}
    return len(alike) == 1 and len({row.item for row in rows}) == len(rows)


@dataclass(frozen=True, slots=True)
class _Answer:
    """What becomes of all sections that are alike: the verdict, and how they are asked."""

    verdict: Verdict
    further: Further


class _Judge:
    """The answers by what sections are like and what is asked of them, as they become known."""

    def __init__(self, actor: Actor, now: int, options: Options, shop: Shop) -> None:
        self.now = now
        self._shop = shop
        self._actor = actor
        self.overwrite = options.overwrite
        self._options = options
        self._known: dict[tuple[Likeness, str, str, bool], _Answer | None] = {}

    def judge(
        self, conn: Conn, order: int, section: int, likeness: Likeness, asked: _Asked, again: bool
    ) -> _Answer | None:
        """What becomes of a section, None where it must be looked at. *again*: it has the number already."""
        kin = likeness, asked.label.courier, asked.state, again
        if kin not in self._known:
            self._known[kin] = self._look(conn, order, section, asked)
        return self._known[kin]

    def _look(self, conn: Conn, number: int, n: int, asked: _Asked) -> _Answer | None:
        (order,) = load_orders(conn, [number])
        section = order.section(n)
        try:
            to = target_of(asked.state, section, self._options)
            refuse_unpaid(order, section, self._actor, self.now)
        except BadRow:
            return None
        label = asked.label
        request = give_number(label.courier, label.number, to, self.overwrite)
        own = own_label([request])
        verdict, _ = decide_all(order, n, [request], self._actor, self.now, self._shop)
        return _Answer(verdict, own.further) if own else None


def _tell(
    conn: Conn, rows: Sequence[TrackingRow], asked: Mapping[str, _Asked], judge: _Judge, told: Ordinary
) -> None:
    """Tell what becomes of the sections that *asked* names by their orders, where they are alike."""
    used = numbers_in_use(conn, [each.label.number for each in asked.values()])
    found: list[tuple[int, int, int, _Asked, _Answer]] = []
    for (order, n, name, version, _, _, likeness), there in labelled_by_number(conn, asked, judge.now):
        each = asked[name]
        again = there == each.label[:2]
        frees_none = again or there == (None, None) or not judge.overwrite
        others = each.label.number in used and used[each.label.number] != [(order, n)]
        if n == each.section and frees_none and not others:
            answer = judge.judge(conn, order, n, likeness, each, again)
            if answer:
                found.append((order, n, version, each, answer))
    holding: dict[tuple[int, int], list[Holding]] = {}
    for order, n, qty, bought, total, item in goods(conn, dict.fromkeys(each[0] for each in found)):
        holding.setdefault((order, n), []).append((item, qty, share(total, bought, min(qty, bought))))
    for order, n, version, each, answer in found:
        held = holding.get((order, n), [])
        if _whole(rows, each, held):
            _tell_one(rows, order, version, each, answer, held, told)


def _tell_one(
    rows: Sequence[TrackingRow],
    order: int,
    version: int,
    asked: _Asked,
    answer: _Answer,
    held: Sequence[Holding],
    told: Ordinary,
) -> None:
    """Tell what becomes of the section that *asked* is about, and of its rows."""
    verdict, places, label = answer.verdict, asked.places, asked.label
    pieces, won = held[0][1:] if len(held) == 1 else (sum(q for _, q, _ in held), sum(w for *_, w in held))
    told.rows[places[0]] = PlanRow(order, asked.order, asked.section, version, verdict, pieces, won)
    if verdict.kind is not Kind.SKIP:
        told.each[order, asked.section] = (OwnLabel(*label[:2], answer.further).request(label.number),)
    number = section_number(asked.order, asked.section)
    for place in places:
        told.verdicts[place] = RowVerdict(
            rows[place].row, number, verdict.kind, verdict.refusal, label.odd, label=label[:2]
        )


def _whole(rows: Sequence[TrackingRow], asked: _Asked, held: Sequence[Holding]) -> bool:
    """Whether the rows of *asked* name all that a section *held*: by its items, or as a whole."""
    row = rows[asked.places[0]]
    if not row.item:
        return row.qty in (None, sum(qty for _, qty, _ in held))
    if len(asked.places) != len(held):
        return False
    named = {rows[place].item: rows[place].qty for place in asked.places}
    return all(named.get(item_number(asked.order, item), 0) in (None, qty) for item, qty, _ in held)
