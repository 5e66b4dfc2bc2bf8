"""What a file may change in an order that is here already: people, address and memo, before dispatch.

Any other difference is refused with its cell (DESIGN §3). Where the order here is further than the
file, the file is merely old: states never go back, and nothing is refused for it. A blank cell says
nothing, so that a template without a column changes nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from orderdesk.core.domain.differences import Difference
from orderdesk.core.domain.erasing import is_erased
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.glossary import CHANNEL_WORDS, DELIVERY_WORDS
from orderdesk.core.domain.identifiers import item_number
from orderdesk.core.domain.masking import mask_order
from orderdesk.core.domain.orders import Address, Order, Origin, Section
from orderdesk.core.domain.states import LADDER, TRADE_WORDS, UNDISPATCHED_STATES, Trade
from orderdesk.core.files.order_export import FileLine, FileOrder, FileSection
from orderdesk.core.files.problems import RowTrouble
from orderdesk.core.services.imported import BadOrder, region_of, source_of

_LINE_COLUMNS = (
    ("name", "상품명"),
    ("option", "옵션명"),
    ("qty", "구매수량"),
    ("unit_price", "판매가"),
    ("total", "품목실결제가"),
    ("product", "상품고유번호"),
)
_PEOPLE = (
    ("buyer_name", "주문자 이름"),
    ("buyer_phone", "주문자 번호"),
    ("buyer_email", "주문자 이메일"),
)
_ADDRESS = (
    ("receiver", "수령자명"),
    ("phone", "수령자 전화번호"),
    ("zip", "배송지 우편번호"),
    ("line1", "주소"),
    ("line2", "상세주소"),
)
_NUMBER: Final = "주문번호"
_ITEM: Final = "주문섹션품목번호"
_TELLING: Final = frozenset({"주문일", _ITEM, "상품명"})
"""Columns that, together with the buyer, tell two orders apart."""


def updated(known: Order, made: Order, file: FileOrder) -> Order:
    """*known* with what *file* changes, the same object when nothing; BadOrder for what it may not change."""
    found: dict[int, list[Difference]] = {}
    for row, difference in _differences(known, made, file):
        found.setdefault(row, []).append(difference)
    if found:
        raise _differing(known, made, found)
    people = _people(known, made, file)
    sections = tuple(_section_from(known, section, made, file) for section in known.sections)
    same = all(new is old for new, old in zip(sections, known.sections, strict=True))
    return known if same and not people else replace(known, sections=sections, **people)


def _bad(reason: RowTrouble, found: Mapping[int, Sequence[Difference]]) -> BadOrder:
    """The refusal for what is *found* by row, at the first of it."""
    row, first = next((row, of_row[0]) for row, of_row in found.items())
    bad = BadOrder(first.column, str(first.file), reason, row)
    bad.differences = found
    return bad


def _differing(known: Order, made: Order, found: Mapping[int, Sequence[Difference]]) -> BadOrder:
    """The refusal for differences, with who bought where the file names somebody else: that stays unless
    something else differs. Other people's goods or times are another order with the number of this one, and
    the number is then the cell to be corrected.
    """
    bad = _bad(RowTrouble.DIFFERS, found)
    buyer = _buyer(known, made)
    columns = {each.column for of_row in found.values() for each in of_row}
    if buyer and _somebody_else(known, made) and not columns.isdisjoint(_TELLING):
        bad.reason = RowTrouble.ANOTHER_ORDER
        bad.column, bad.value = _NUMBER, known.number
    bad.differences = {**found, bad.row: (*buyer, *found[bad.row])}
    return bad


def _somebody_else(known: Order, made: Order) -> bool:
    """Whether the buyers' names differ, and their phones as far as both are known; none where erased."""
    pairs = ((known.buyer_name, made.buyer_name), (known.buyer_phone, made.buyer_phone))
    said = [old != new for old, new in pairs if old and new]
    return not is_erased(known) and bool(made.buyer_name) and bool(said) and all(said)


def _buyer(known: Order, made: Order) -> tuple[Difference, ...]:
    """Where the file names another buyer. Who stands here is told masked: the words go into files, too."""
    shown = mask_order(known)
    values = ((name, column, getattr(made, name)) for name, column in _PEOPLE)
    return tuple(
        Difference(column, getattr(shown, name), value)
        for name, column, value in values
        if value and value != getattr(known, name)
    )


def _differences(known: Order, made: Order, file: FileOrder) -> Iterator[tuple[int, Difference]]:
    """What no file may change, by row: of the order, of its lines, of its sections."""
    for difference in _of_order(known, made, file):
        yield file.row, difference
    yield from _of_lines(known, made, file)
    for section in made.sections:
        source = source_of(file, section.n)
        for difference in _of_section(known, section, source):
            yield source.lines[0].row, difference


def _of_order(known: Order, made: Order, file: FileOrder) -> Iterator[Difference]:
    if known.channel is not made.channel:
        here = known.shop or CHANNEL_WORDS[known.channel].ko
        yield Difference("판매채널", here, file.shop_channel_label)
    if known.placed_at != made.placed_at:
        yield Difference("주문일", moment(known.placed_at) or "", moment(made.placed_at) or "")
    if known.entries[0].amount != made.entries[0].amount:
        yield Difference("최종주문금액", known.entries[0].amount, made.entries[0].amount)
    if made.trade is Trade.CLOSED and known.trade is not Trade.CLOSED:
        yield Difference("주문상태", TRADE_WORDS[known.trade].ko, file.trade_label)


def _of_lines(known: Order, made: Order, file: FileOrder) -> Iterator[tuple[int, Difference]]:
    bought = [line for line in known.lines if line.cause is Origin.NORMAL]
    rows: list[FileLine] = [row for n in _numbers(made) for row in source_of(file, n).lines]
    for old, new, row in zip(bought, made.lines, rows, strict=False):
        for name, column in _LINE_COLUMNS:
            if getattr(old, name) != getattr(new, name):
                yield row.row, Difference(column, getattr(old, name), getattr(new, name))
    for row in rows[len(bought) :]:
        yield row.row, Difference(_ITEM, "", row.number)
    for line in bought[len(made.lines) :]:
        items = [item_number(known.number, item.n) for item in known.items if item.line == line.n]
        yield rows[-1].row, Difference(_ITEM, ", ".join(items), "")


def _numbers(order: Order) -> list[int]:
    return [section.n for section in order.sections]


def _of_section(known: Order, new: Section, source: FileSection) -> Iterator[Difference]:
    """A section that never was, or one that the file takes further than it is here."""
    old = next((section for section in known.sections if section.n == new.n), None)
    if old is None:
        if new.n > known.sections_made:
            yield Difference("주문섹션번호", "", source.number)
        return
    if new.tracking and new.tracking != old.tracking:
        yield Difference("배송송장번호", old.tracking or "", new.tracking)
    if new.tracking and new.courier != old.courier:
        yield Difference("택배사명", old.courier or "", new.courier or "")
    if old.delivery is not new.delivery:
        yield Difference("배송방식", DELIVERY_WORDS[old.delivery].ko, source.delivery_label)
    claimed = any(claim.section == old.n for claim in known.claims)
    if new.state not in LADDER and not claimed:
        column = "취소사유" if source.cancel_reason else "반품사유"
        yield Difference(column, "", source.cancel_reason or source.return_reason)


def _people(known: Order, made: Order, file: FileOrder) -> dict[str, Any]:
    people: dict[str, Any] = {}
    for name, column in _PEOPLE:
        value = getattr(made, name)
        if value and value != getattr(known, name):
            if any(section.state not in UNDISPATCHED_STATES for section in known.sections):
                here = getattr(mask_order(known), name)
                raise _bad(RowTrouble.AFTER_DISPATCH, {file.row: [Difference(column, here, value)]})
            people[name] = value
    return people


def _section_from(known: Order, old: Section, made: Order, file: FileOrder) -> Section:
    new = next((section for section in made.sections if section.n == old.n), None)
    if new is None:
        return old
    address = _address_from(old.address, new.address)
    note = new.note or old.note
    if address == old.address and note == old.note:
        return old
    if old.state not in UNDISPATCHED_STATES:
        found = {source_of(file, old.n).lines[0].row: list(_late(known, old, address, note))}
        raise _bad(RowTrouble.AFTER_DISPATCH, found)
    stale = old.tracking is not None and address != old.address
    return replace(old, address=address, note=note, label_stale=old.label_stale or stale)


def _late(known: Order, old: Section, address: Address, note: str) -> Iterator[Difference]:
    """What is too late to change of a section that is on its way."""
    shown = next(section for section in mask_order(known).sections if section.n == old.n)
    for name, column in _ADDRESS:
        if (value := getattr(address, name)) != getattr(old.address, name):
            yield Difference(column, getattr(shown.address, name), value)
    if note != old.note:
        yield Difference("배송메모", shown.note, note)


def _address_from(old: Address, new: Address) -> Address:
    """*old* with what *new* has; a detail that is blank beside a new street is gone with the old street."""
    values = {name: getattr(new, name) or getattr(old, name) for name, _ in _ADDRESS}
    if new.line1 and new.line1 != old.line1:
        values["line2"] = new.line2
    if values == {name: getattr(old, name) for name, _ in _ADDRESS}:
        return old
    country = new.country if new.zip else old.country
    return Address(**values, country=country, region=region_of(country, values["zip"]))
