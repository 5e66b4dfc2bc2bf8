"""What the packing station looks at: which sections a code means, whether they may leave, what belongs in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from orderdesk.core.domain.boxes import Box, Want, code_key, next_requests, verdict_on, wanted
from orderdesk.core.domain.identifiers import read_section, section_number
from orderdesk.core.domain.orders import Actor, Order, Section
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import UNDISPATCHED_STATES
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import choice_words
from orderdesk.core.domain.words import Word
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.tracking_rules import Reason, courier_names
from orderdesk.core.services.whole_parcels import WAITING, decide_all
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.goods import is_goods_code, is_ordered_code, products_by_code, products_of_skus
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.names import sections_of
from orderdesk.core.store.parcels import mates, numbers_in_use, parcels_of
from orderdesk.core.store.unit import find

V = PackVerdict
Target = tuple[int, int]
"""(order id, section)."""

NO_WORDS = Word("", "")


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to a gesture: the verdict, the box as it is now (None: there is none), and particulars.

    `why` is the reason of the rules behind a refusal. `detail` names what it is about: goods, a section with
    the reason of its hold, or whose box it is; texts of people stand in it as they were written. `again`: the
    gesture had been made before, and nothing was done now. `leaves`: what is left is to send the box.
    """

    verdict: PackVerdict
    box: Box | None = None
    why: Reason | None = None
    detail: Word = NO_WORDS
    again: bool = False
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """The sections of a parcel as they are now, and what belongs into a box for them."""

    orders: Mapping[int, Order]
    members: tuple[Target, ...]
    wants: tuple[Want, ...]

    def sections(self) -> list[tuple[Order, Section]]:
        """Each section with its order."""
        return [(self.orders[order], self.orders[order].section(n)) for order, n in self.members]

    def is_label(self, code: str) -> bool:
        """Whether *code* is the tracking number of the parcel."""
        number = normalise_number(clean(code))
        return bool(number) and any(section.tracking == number for _, section in self.sections())


def find_members(conn: Conn, code: str) -> tuple[Target, ...] | PackVerdict:
    """The sections of the parcel that *code* means, by a section's number, a label's, or an order's.

    Of a parcel only what waits is meant, as long as anything of it does.
    """
    text = clean(code)
    for written in dict.fromkeys((text, text.upper())):
        if found := _named(conn, written):
            return found
    number = normalise_number(text)
    there: dict[int, list[Target]] = {}
    for (order, section, _, _), parcel in parcels_of(conn, [number] if number else []).items():
        there.setdefault(parcel, []).append((order, section))
    live = set(numbers_in_use(conn, [number]).get(number, ()))
    using = [parcel for parcel, members in there.items() if live.intersection(members)]
    if len(using) > 1:
        return V.SEVERAL
    if not there:
        return V.UNKNOWN
    return whole(conn, sorted(there[using[0] if using else max(there)]))


def _named(conn: Conn, text: str) -> tuple[Target, ...] | PackVerdict:
    """What the number of a section means, or of an order with one that waits; empty for nothing."""
    try:
        number, section = read_section(text)
    except ValueError:
        number, section = text, 0
    order_id = find(conn, [number]).get(number)
    if order_id is None:
        return ()
    if section:
        return (
            whole(conn, [(order_id, section)]) if section in sections_of(conn, [order_id])[order_id] else ()
        )
    (order,) = load_orders(conn, [order_id])
    waiting = [s.n for s in order.sections if s.state in UNDISPATCHED_STATES]
    if len(waiting) > 1:
        return V.SEVERAL
    return whole(conn, [(order_id, n) for n in waiting or [order.sections[0].n]])


def whole(conn: Conn, members: Sequence[Target]) -> tuple[Target, ...]:
    """*members* with all others of their parcels that wait; those of them that wait alone, if any does."""
    loaded = load_orders(conn, {order for order, _ in members})
    return whole_of(conn, members, {order.id: order for order in loaded})


def whole_of(conn: Conn, members: Sequence[Target], orders: Mapping[int, Order]) -> tuple[Target, ...]:
    """As `whole`, where the *orders* of *members* were loaded already."""
    chosen = set(members)
    waiting = {
        (order.id, section.n)
        for order in orders.values()
        for section in order.sections
        if (order.id, section.n) in chosen and section.state in WAITING
    }
    for one in mates(conn, orders):
        if (one.order_id, one.section) in chosen and one.other_state in WAITING:
            waiting.add((one.other_order, one.other))
    return tuple(sorted(waiting or chosen))


def look(conn: Conn, members: Iterable[Target]) -> Looked:
    """*members* as they are now; sections that are gone are left out."""
    named = tuple(members)
    return looked_at(conn, {o.id: o for o in load_orders(conn, {order for order, _ in named})}, named)


def looked_at(conn: Conn, orders: Mapping[int, Order], named: Iterable[Target]) -> Looked:
    """As `look`, where the *orders* were loaded already."""
    there = {(order.id, section.n) for order in orders.values() for section in order.sections}
    known = tuple(member for member in named if member in there)
    return Looked(orders, known, wanted(orders, known, _barcodes(conn, orders.values())))


def _barcodes(conn: Conn, orders: Iterable[Order]) -> dict[tuple[int, int], tuple[str, ...]]:
    """The barcodes of the lines of *orders* by (order id, line), by SKU, else by product code and option."""
    lines = [(order.id, line) for order in orders for line in order.lines]
    by_sku = {
        option.sku: option.barcode
        for product in products_of_skus(conn, {line.sku for _, line in lines if line.sku})
        for option in product.options
    }
    products = products_by_code(conn, {line.product for _, line in lines if line.product and not line.sku})
    found: dict[tuple[int, int], tuple[str, ...]] = {}
    for order, line in lines:
        codes = [by_sku.get(line.sku, "")] if line.sku else []
        if not line.sku and line.product in products:
            own = [o for o in products[line.product].options if code_key(o.option) == code_key(line.option)]
            codes = [code for option in own for code in (option.barcode, option.sku)]
        found[order, line.n] = tuple(filter(None, codes))
    return found


def known_goods(conn: Conn, code: str) -> bool:
    """Whether *code* is the barcode, SKU or code of any product of the shop."""
    return is_goods_code(conn, clean(code))


def refused(conn: Conn, looked: Looked, actor: Actor, now: int) -> Told | None:
    """Why the sections of *looked* may not leave as things are, by the rules that shipping goes by."""
    if not looked.members:
        return Told(V.CHANGED, why=Refusal.NO_SECTION)
    shop = shop_of(conn)
    probe = f"{courier_names()[0]} {'0' * 12}"
    for order, section in looked.sections():
        verdict, _ = decide_all(order, section.n, next_requests(section, probe), actor, now, shop)
        if verdict.kind is Kind.APPLY:
            continue
        answer = verdict_on(section.state, verdict.refusal)
        return Told(answer, why=verdict.refusal, detail=_about(order, section, answer))
    if not looked.wants:
        return Told(V.REFUSED, why=Refusal.NOT_PHYSICAL)
    return None


def _about(order: Order, section: Section, answer: PackVerdict) -> Word:
    """What a refusal is about: the section, and where it is held, why."""
    name = section_number(order.number, section.n)
    if answer is not V.HELD:
        return Word(name, name)
    notes = [
        Word(*(f"{choice_words('hold', hold.reason, lang)} {hold.note}".strip() for lang in ("ko", "en")))
        for hold in order.holds_of(section.n)
    ]
    return Word(
        f"{name}: {', '.join(clean(note.ko) for note in notes)}",
        f"{name}: {', '.join(clean(note.en) for note in notes)}",
    )


def filled(box: Box, looked: Looked) -> Box:
    """*box* with the texts and codes of its goods, which stand in the orders."""
    known = {(want.order_id, want.section, want.line): want for want in looked.wants}
    wants = []
    for want in box.wants:
        like = known.get((want.order_id, want.section, want.line))
        if like is not None:
            want = replace(want, text=like.text, mark=like.mark, codes=like.codes)
        wants.append(want)
    return replace(box, wants=tuple(wants))


def none_of(conn: Conn, code: str) -> PackVerdict:
    """What *code* is that no goods of the box have: that of other goods, or of none that the shop knows.

    A shop need not register its products: what came with an order is known, too. Goods whose code nobody
    registered are not to be taken out for that.
    """
    known = known_goods(conn, code) or is_ordered_code(conn, clean(code))
    return V.WRONG_ITEM if known else V.NO_GOODS_CODE
