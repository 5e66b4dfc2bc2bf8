"""Dispatching at imweb: a section goes up one step at a time, and pieces of it are split off on the way.

From 상품준비 to 배송대기 goes the invoice, and with it the items and pieces that are meant: what is less than
the section becomes a section of its own. Every step is decided by what was read just before it, so whoever
was interrupted may simply begin again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.gateways.courier_names import CourierList
from orderdesk.core.gateways.imweb.api import Api, of_order, of_section
from orderdesk.core.gateways.imweb.pieces import WAITING, Pieces, name_of, of_line, order_of, taken
from orderdesk.core.gateways.imweb.shapes import Order, Section
from orderdesk.core.gateways.imweb.states import PREPARATION, READY, SHIPPING
from orderdesk.core.gateways.ports import Parcel
from orderdesk.core.gateways.results import AlreadyDone, Done, ItemResult, Later, Rejected
from orderdesk.core.gateways.settling import settled

_TRIES = 3

NO_ORDER = Rejected("30001", "not found")
"""As imweb says it of what it does not know."""


@dataclass(frozen=True, slots=True)
class Goods:
    """What goes into a parcel from one order, and the parcel; `code` is imweb's number of the courier."""

    refs: tuple[LineRef, ...]
    pieces: Mapping[str, int]
    code: str
    tracking: str

    @property
    def order(self) -> str:
        """imweb's number of the order."""
        return order_of(self.refs[0])

    @property
    def invoice(self) -> dict[str, Any]:
        """The parcel as calls say it; nothing where there is none."""
        if not self.tracking:
            return {}
        return {"invoiceNo": self.tracking, "parcelCompanyIdx": number(self.code)}


@dataclass(frozen=True, slots=True)
class Load:
    """What of a section goes: pieces by the numbers of its items."""

    section: Section
    wanted: dict[str, int]

    @property
    def is_part(self) -> bool:
        """Whether it is less than the section."""
        return self.wanted != {item.order_section_item_no: item.qty for item in self.section.section_items}

    @property
    def listed(self) -> dict[str, Any]:
        """The pieces as calls say them; nothing where all goes."""
        if not self.is_part:
            return {}
        rows = [{"orderSectionItemNo": no, "qty": qty} for no, qty in self.wanted.items()]
        return {"orderSectionItemDataList": rows}


def number(code: str) -> str | int:
    """imweb's number of a courier, as a number where it is one."""
    return int(code) if code.isdecimal() else code


def by_order(refs: Sequence[LineRef]) -> list[list[LineRef]]:
    """*refs* of each order."""
    groups: dict[str, list[LineRef]] = {}
    for ref in refs:
        groups.setdefault(order_of(ref), []).append(ref)
    return list(groups.values())


class Shipping:
    """Parcels told to imweb over *api*."""

    def __init__(self, api: Api, couriers: CourierList) -> None:
        self._api = api
        self._couriers = couriers

    def goods(self, refs: Sequence[LineRef], parcel: Parcel) -> Goods | Rejected:
        """*refs* in *parcel*; refused where imweb doesn't list its courier. GatewayError."""
        code = self._couriers.code(parcel.courier) if parcel.tracking else ""
        if code is None:
            return Rejected("courier", parcel.courier)
        return Goods(tuple(refs), parcel.pieces, code, parcel.tracking)

    def ship(self, refs: Sequence[LineRef], parcel: Parcel) -> ItemResult:
        """Send *refs*, of one order, in *parcel*. GatewayError."""
        goods = self.goods(refs, parcel)
        if isinstance(goods, Rejected):
            return goods

        def look() -> ItemResult | None:
            order = self._api.order(goods.order)
            return AlreadyDone() if order and _is_sent(order, goods) else None

        return settled(lambda: self._send(goods), look)

    def _send(self, goods: Goods) -> ItemResult:
        """All of it up to 배송중, from wherever it stands.

        A refusal by an order that has moved meanwhile was of what it was: it is begun again.
        """
        order = self._api.order(goods.order)
        said: ItemResult = NO_ORDER
        for _ in range(_TRIES):
            said = self._try(order, goods) if order else NO_ORDER
            if not isinstance(said, Rejected):
                break
            before, order = order, self._api.order(goods.order)
            if order == before:
                break
        return said

    def _try(self, order: Order, goods: Goods) -> ItemResult:
        if _is_sent(order, goods):
            return AlreadyDone()
        loads = _loads(order, goods)
        if isinstance(loads, Rejected):
            return loads
        said: ItemResult = NO_ORDER
        for load in loads:
            said = self.bring(goods.order, load, goods)
            if not isinstance(said, Done):
                break
        return said

    def bring(self, order: str, load: Load, goods: Goods) -> ItemResult:
        """What *load* says, up to 배송중; Done with the code of its section. GatewayError."""
        code, listed = load.section.order_section_code, load.listed
        if load.section.order_section_status == PREPARATION:
            known = {each.order_section_code for each in self._sections(order)}
            body = {"orderSectionStatus": READY, **goods.invoice, **listed}
            said = self._api.tell(of_section(order, code, "shipping-operation"), body)
            if not isinstance(said, Done):
                return said
            if listed:
                added = {each.order_section_code for each in self._sections(order)} - known
                if len(added) != 1:
                    return Later("split", "the section that was split off is not to be seen yet")
                code, listed = added.pop(), {}
        elif load.section.invoice_no != goods.tracking:
            said = self._put_invoice(order, load.section, goods)
            if not isinstance(said, Done):
                return said
        body = {"orderSectionStatus": SHIPPING, **listed}
        said = self._api.tell(of_section(order, code, "shipping-operation"), body)
        return Done(code) if isinstance(said, Done) else said

    def _sections(self, number: str) -> tuple[Section, ...]:
        order = self._api.order(number)
        return order.sections if order else ()

    def _put_invoice(self, order: str, section: Section, goods: Goods) -> ItemResult:
        path = of_section(order, section.order_section_code, "invoice")
        if section.invoice_no:
            return self._api.tell(path, goods.invoice) if goods.tracking else Done()
        body = {"allInvoiceNo": goods.tracking, "allParcelCompanyIdx": number(goods.code)}
        return self._api.tell(path, body, "POST")

    def amend(self, refs: Sequence[LineRef], parcel: Parcel) -> ItemResult:
        """Put *parcel*'s number in place of what the sections of *refs*, of one order, have. GatewayError."""
        goods = self.goods(refs, parcel)
        if isinstance(goods, Rejected):
            return goods
        order = self._api.order(goods.order)
        if order is None:
            return NO_ORDER
        sections = _meant(order, goods)
        if not sections:
            return Rejected("invoice", f"{len(_labelled(order, goods.refs))} sections")
        wrong = [each for each in sections if each.invoice_no != goods.tracking or _other(each, goods)]
        if not wrong:
            return AlreadyDone()
        codes = {each.order_section_code for each in wrong}

        def send() -> ItemResult:
            said: ItemResult = Done()
            for section in wrong:
                path = of_section(goods.order, section.order_section_code, "invoice")
                said = self._api.tell(path, goods.invoice)
                if not isinstance(said, Done):
                    break
            return said

        def look() -> ItemResult | None:
            there = [each for each in self._sections(goods.order) if each.order_section_code in codes]
            done = bool(there) and all(each.invoice_no == goods.tracking for each in there)
            return AlreadyDone() if done else None

        return settled(send, look)

    def remove(self, refs: Sequence[LineRef]) -> ItemResult:
        """Take the numbers of what waits of *refs*, of one order, away. GatewayError."""
        order_no = order_of(refs[0])
        order = self._api.order(order_no)
        if order is None:
            return NO_ORDER
        sections = _labelled(order, refs)
        codes = [each.order_section_code for each in sections]
        if not codes:
            return AlreadyDone()

        def send() -> ItemResult:
            if len(codes) == 1:
                return self._api.tell(of_section(order_no, codes[0], "invoice"), None, "DELETE")
            return self._api.tell(of_order(order_no, "invoice"), {"orderSectionCodeList": codes}, "DELETE")

        def look() -> ItemResult | None:
            return None if _labelled(self._api.order(order_no), refs) else AlreadyDone()

        return settled(send, look)


def _other(section: Section, goods: Goods) -> bool:
    return bool(section.parcel_company_idx) and section.parcel_company_idx != goods.code


def _labelled(order: Order | None, refs: Sequence[LineRef]) -> list[Section]:
    """The sections of *refs* that carry a number, in no claim: those that wait, else those on their way."""
    parts = [each for ref in refs for each in of_line(order, ref)] if order else []
    found = {
        each.section.order_section_code: each
        for each in parts
        if each.section.invoice_no and each.stands.kind is None
    }
    waiting = [each.section for each in found.values() if each.section.order_section_status in WAITING]
    return waiting or [each.section for each in found.values()]


def _meant(order: Order, goods: Goods) -> list[Section]:
    """The sections whose number is amended: all that carry one, or the only one with just these pieces."""
    sections = _labelled(order, goods.refs)
    asked = {ref.line: goods.pieces[ref.line] for ref in goods.refs if ref.line in goods.pieces}
    held = [
        {name_of(order, item): item.qty for item in section.section_items if name_of(order, item) in asked}
        for section in sections
    ]
    totals = Counter[str]()
    for each in held:
        totals.update(each)
    if len(sections) < 2 or dict(totals) == asked:
        return sections
    exact = [section for section, pieces in zip(sections, held, strict=True) if pieces == asked]
    return exact if len(exact) == 1 else []


def _is_sent(order: Order, goods: Goods) -> bool:
    """Whether all of *goods* is on its way under their number."""
    for ref in goods.refs:
        parts = of_line(order, ref)
        sent = sum(
            each.item.qty for each in parts if each.are_sent and each.section.invoice_no == goods.tracking
        )
        asked = goods.pieces.get(ref.line)
        rest = any(each.can_go for each in parts)
        if not sent or (rest if asked is None else sent < asked):
            return False
    return True


def _loads(order: Order, goods: Goods) -> list[Load] | Rejected:
    """Which pieces of which sections go: what carries the number already first, then what has none."""

    def first(each: Pieces) -> tuple[bool, bool]:
        section = each.section
        ours = bool(goods.tracking) and section.invoice_no == goods.tracking
        return not ours, section.order_section_status == READY

    loads: dict[str, Load] = {}
    for ref in goods.refs:
        parts = of_line(order, ref)
        going = taken(sorted((e for e in parts if e.can_go), key=first), goods.pieces.get(ref.line))
        if not going:
            stuck = next((each.section for each in parts if not each.can_go), None)
            return Rejected(stuck.order_section_status, stuck.invoice_no) if stuck else NO_ORDER
        for each, qty in going:
            code = each.section.order_section_code
            load = loads.setdefault(code, Load(each.section, {}))
            load.wanted[each.item.order_section_item_no] = qty
    return list(loads.values())
