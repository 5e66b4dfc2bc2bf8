"""What a file may change in an order that is here already: people, address and memo, before dispatch.

Any other difference is refused with its cell (DESIGN §3). Where the order here is further than the
file, the file is merely old: states never go back, and nothing is refused for it. A blank cell says
nothing, so that a template without a column changes nothing of it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.orders import Address, Order, Origin, Section
from orderdesk.core.domain.states import LADDER, UNDISPATCHED_STATES, Trade
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


def updated(known: Order, made: Order, file: FileOrder) -> Order:
    """*known* with what *file* changes, the same object when nothing; BadOrder for what it may not change."""
    _refuse_order(known, made, file)
    _refuse_lines(known, made, file)
    for section in made.sections:
        _refuse_section(known, section, source_of(file, section.n))
    people = _people(known, made)
    sections = tuple(_section_from(known, section, made, file) for section in known.sections)
    same = all(new is old for new, old in zip(sections, known.sections, strict=True))
    return known if same and not people else replace(known, sections=sections, **people)


def _refuse_order(known: Order, made: Order, file: FileOrder) -> None:
    if known.channel is not made.channel:
        raise BadOrder("판매채널", file.shop_channel_label, RowTrouble.DIFFERS)
    if known.placed_at != made.placed_at:
        raise BadOrder("주문일", seoul_time(made.placed_at) or "", RowTrouble.DIFFERS)
    if known.entries[0].amount != made.entries[0].amount:
        raise BadOrder("최종주문금액", str(made.entries[0].amount), RowTrouble.DIFFERS)
    if made.trade is Trade.CLOSED and known.trade is not Trade.CLOSED:
        raise BadOrder("주문상태", file.trade_label, RowTrouble.DIFFERS)


def _refuse_lines(known: Order, made: Order, file: FileOrder) -> None:
    bought = [line for line in known.lines if line.cause is Origin.NORMAL]
    rows: list[FileLine] = [row for n in _numbers(made) for row in source_of(file, n).lines]
    for old, new, row in zip(bought, made.lines, rows, strict=False):
        for name, column in _LINE_COLUMNS:
            if getattr(old, name) != getattr(new, name):
                raise BadOrder(column, str(getattr(new, name)), RowTrouble.DIFFERS, row.row)
    if len(bought) != len(made.lines):
        row = rows[min(len(bought), len(rows) - 1)]
        raise BadOrder("주문섹션품목번호", row.number, RowTrouble.DIFFERS, row.row)


def _numbers(order: Order) -> list[int]:
    return [section.n for section in order.sections]


def _refuse_section(known: Order, new: Section, source: FileSection) -> None:
    """A section that never was, or one that the file takes further than it is here."""
    row = source.lines[0].row
    old = next((section for section in known.sections if section.n == new.n), None)
    if old is None:
        if new.n > known.sections_made:
            raise BadOrder("주문섹션번호", source.number, RowTrouble.DIFFERS, row)
        return
    if new.tracking and (new.tracking, new.courier) != (old.tracking, old.courier):
        raise BadOrder("배송송장번호", new.tracking, RowTrouble.DIFFERS, row)
    if old.delivery is not new.delivery:
        raise BadOrder("배송방식", source.delivery_label, RowTrouble.DIFFERS, row)
    claimed = any(claim.section == old.n for claim in known.claims)
    if new.state not in LADDER and not claimed:
        column = "취소사유" if source.cancel_reason else "반품사유"
        raise BadOrder(column, source.cancel_reason or source.return_reason, RowTrouble.DIFFERS, row)


def _people(known: Order, made: Order) -> dict[str, Any]:
    people: dict[str, Any] = {}
    for name, column in _PEOPLE:
        value = getattr(made, name)
        if value and value != getattr(known, name):
            if any(section.state not in UNDISPATCHED_STATES for section in known.sections):
                raise BadOrder(column, value, RowTrouble.AFTER_DISPATCH)
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
        row = source_of(file, old.n).lines[0].row
        for name, column in _ADDRESS:
            if getattr(address, name) != getattr(old.address, name):
                raise BadOrder(column, getattr(address, name), RowTrouble.AFTER_DISPATCH, row)
        raise BadOrder("배송메모", note, RowTrouble.AFTER_DISPATCH, row)
    stale = old.tracking is not None and address != old.address
    return replace(old, address=address, note=note, label_stale=old.label_stale or stale)


def _address_from(old: Address, new: Address) -> Address:
    """*old* with what *new* has; a detail that is blank beside a new street is gone with the old street."""
    values = {name: getattr(new, name) or getattr(old, name) for name, _ in _ADDRESS}
    if new.line1 and new.line1 != old.line1:
        values["line2"] = new.line2
    if values == {name: getattr(old, name) for name, _ in _ADDRESS}:
        return old
    country = new.country if new.zip else old.country
    return Address(**values, country=country, region=region_of(country, values["zip"]))
