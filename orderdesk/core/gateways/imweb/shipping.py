"""Dispatching at imweb: a section goes up one step at a time, and pieces of it are split off on the way.

From 상품준비 to 배송대기 goes the invoice, and with it the items and pieces that are meant: what is less than
the section becomes a section of its own. Every step is decided by what was read just before it, so whoever
was interrupted may simply begin again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from orderdesk.core.domain.channels import LineRef
from orderdesk.core.gateways.courier_names import CourierList
from orderdesk.core.gateways.imweb.api import Api, of_order, of_section
from orderdesk.core.gateways.imweb.shapes import Order, Section
from orderdesk.core.gateways.imweb.states import PREPARATION, READY, SENT, SHIPPING, standing
from orderdesk.core.gateways.ports import Parcel
from orderdesk.core.gateways.results import AlreadyDone, Done, ItemResult, Later, Rejected
from orderdesk.core.gateways.settling import settled

NO_ORDER = Rejected("30001", "not found")
"""As imweb says it of what it does not know."""


def section_of(order: Order | None, ref: LineRef) -> Section | None:
    """The section that *ref* means: the one that now holds its item, else the one of its code."""
    sections = order.sections if order else ()
    for section in sections:
        if any(item.order_section_item_no == ref.line for item in section.section_items):
            return section
    return next((each for each in sections if each.order_section_code == ref.section), None)


def by_section(refs: Sequence[LineRef]) -> dict[tuple[str, str], list[LineRef]]:
    """*refs* of each order and section."""
    groups: dict[tuple[str, str], list[LineRef]] = {}
    for ref in refs:
        groups.setdefault((ref.order, ref.section), []).append(ref)
    return groups


@dataclass(frozen=True, slots=True)
class Goods:
    """What goes into a parcel from one section, and the parcel; `code` is imweb's number of the courier."""

    refs: tuple[LineRef, ...]
    pieces: Mapping[str, int]
    code: str
    tracking: str

    @property
    def order(self) -> str:
        """The order's number."""
        return self.refs[0].order

    @property
    def invoice(self) -> dict[str, str | int]:
        """The parcel as calls say it; nothing where there is none."""
        if not self.tracking:
            return {}
        return {"invoiceNo": self.tracking, "parcelCompanyIdx": number(self.code)}

    def wanted(self, section: Section) -> dict[str, int]:
        """How many pieces of which items of *section* are meant."""
        held = {item.order_section_item_no: item.qty for item in section.section_items}
        lines = {ref.line for ref in self.refs}
        return {line: self.pieces.get(line, qty) for line, qty in held.items() if line in lines}

    def is_part(self, section: Section) -> bool:
        """Whether less than all of *section* is meant."""
        held = {item.order_section_item_no: item.qty for item in section.section_items}
        return self.wanted(section) != held


def number(code: str) -> str | int:
    """imweb's number of a courier, as a number where it is one."""
    return int(code) if code.isdecimal() else code


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
        """Send *refs*, of one section, in *parcel*. GatewayError."""
        goods = self.goods(refs, parcel)
        if isinstance(goods, Rejected):
            return goods
        return settled(lambda: self._send(goods), lambda: self._sent(goods))

    def _send(self, goods: Goods) -> ItemResult:
        """Up to 배송중, from wherever it stands."""
        order = self._api.order(goods.order)
        section = self._find(order, goods)
        if section is None:
            return NO_ORDER
        stands = standing(section.order_section_status)
        if stands.kind is None and stands.state in SENT:
            return self._sent_already(section, goods)
        if section.order_section_status == PREPARATION:
            said = self._make_ready(section, goods)
            if not isinstance(said, Done):
                return said
            part = goods.is_part(section)
            section = self._find(self._api.order(goods.order), goods)
            if section is None or (part and section.order_section_status == PREPARATION):
                return Later("split", "the section that was split off is not to be seen yet")
        elif section.order_section_status == READY and section.invoice_no != goods.tracking:
            said = self._put_invoice(section, goods)
            if not isinstance(said, Done):
                return said
        path = of_section(goods.order, section.order_section_code, "shipping-operation")
        said = self._api.tell(path, {"orderSectionStatus": SHIPPING})
        return Done(section.order_section_code) if isinstance(said, Done) else said

    def _make_ready(self, section: Section, goods: Goods) -> ItemResult:
        body: dict[str, Any] = {"orderSectionStatus": READY, **goods.invoice}
        if goods.is_part(section):
            body["orderSectionItemDataList"] = [
                {"orderSectionItemNo": line, "qty": qty} for line, qty in goods.wanted(section).items()
            ]
        return self._api.tell(of_section(goods.order, section.order_section_code, "shipping-operation"), body)

    def _put_invoice(self, section: Section, goods: Goods) -> ItemResult:
        path = of_section(goods.order, section.order_section_code, "invoice")
        if section.invoice_no:
            return self._api.tell(path, goods.invoice) if goods.tracking else Done()
        body = {"allInvoiceNo": goods.tracking, "allParcelCompanyIdx": number(goods.code)}
        return self._api.tell(path, body, "POST")

    def _sent(self, goods: Goods) -> ItemResult | None:
        """Whether it is so by now."""
        section = self._find(self._api.order(goods.order), goods)
        if section is None or section.invoice_no != goods.tracking:
            return None
        stands = standing(section.order_section_status)
        on_way = stands.kind is None and stands.state in SENT
        return AlreadyDone(section.order_section_code) if on_way else None

    def _sent_already(self, section: Section, goods: Goods) -> ItemResult:
        if section.invoice_no == goods.tracking:
            return AlreadyDone(section.order_section_code)
        return Rejected(section.order_section_status, section.invoice_no)

    def _find(self, order: Order | None, goods: Goods) -> Section | None:
        """The section of *goods*: what was split off for them by an earlier try, else where they are."""
        home = section_of(order, goods.refs[0])
        if order is None or not goods.tracking or (home and home.invoice_no == goods.tracking):
            return home
        asked = goods.wanted(home) if home else {}
        if home and asked and not goods.pieces:
            return home
        items = home.section_items if home else ()
        codes = {
            i.order_item_code: asked[i.order_section_item_no]
            for i in items
            if i.order_section_item_no in asked
        }
        for section in order.sections:
            held = {item.order_item_code: item.qty for item in section.section_items}
            if section.invoice_no == goods.tracking and codes in ({}, held):
                return section
        return home

    def amend(self, refs: Sequence[LineRef], parcel: Parcel) -> ItemResult:
        """Put *parcel*'s number in place of what the section of *refs* has. GatewayError."""
        goods = self.goods(refs, parcel)
        if isinstance(goods, Rejected):
            return goods
        section = section_of(self._api.order(goods.order), goods.refs[0])
        if section is None:
            return NO_ORDER
        if (section.invoice_no, section.parcel_company_idx) == (goods.tracking, goods.code):
            return AlreadyDone(section.order_section_code)
        path = of_section(goods.order, section.order_section_code, "invoice")
        return settled(lambda: self._api.tell(path, goods.invoice), lambda: self._has(goods))

    def _has(self, goods: Goods) -> ItemResult | None:
        section = section_of(self._api.order(goods.order), goods.refs[0])
        same = section is not None and section.invoice_no == goods.tracking
        return AlreadyDone() if same else None

    def remove(self, refs: Sequence[LineRef]) -> ItemResult:
        """Take the numbers of the sections of *refs*, of one order, away. GatewayError."""
        order = refs[0].order
        codes = list(dict.fromkeys(ref.section for ref in refs))

        def send() -> ItemResult:
            if len(codes) == 1:
                return self._api.tell(of_section(order, codes[0], "invoice"), None, "DELETE")
            body = {"orderSectionCodeList": codes}
            return self._api.tell(of_order(order, "invoice"), body, "DELETE")

        def bare() -> ItemResult | None:
            found = self._api.order(order)
            there = [each for each in found.sections if each.order_section_code in codes] if found else []
            done = len(there) == len(codes) and not any(each.invoice_no for each in there)
            return AlreadyDone() if done else None

        return settled(send, bare)
