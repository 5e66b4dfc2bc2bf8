"""What imweb lets be done to orders, sections and items, and what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from orderdesk.simulators.imweb.shop import (
    COMPANIES,
    COMPLETE,
    PREPARATION,
    READY,
    REASONS,
    SHIPPING,
    STEPS,
    Claim,
    Item,
    Order,
    Refused,
    Section,
)

Body = dict[str, Any]
Part = tuple[Section, dict[str, int]]
"""A section and which pieces of it are meant."""

SENT: Final = (SHIPPING, COMPLETE)


@dataclass(frozen=True)
class Scope:
    """What a verb is told of: an order (`section` and `item` None), a section or an item."""

    order: Order
    section: Section | None = None
    item: Item | None = None

    @property
    def level(self) -> str:
        """Its name."""
        return "item" if self.item else "section" if self.section else "order"

    def parts(self, body: Body) -> list[Part]:
        """The sections and pieces that *body* means here; refused where there are not so many."""
        if self.section is not None and self.item is not None:
            wanted = {self.item.no: int(body.get("qty", self.item.qty))}
            return [_checked(self.section, wanted)]
        if self.section is not None:
            data = body.get("orderSectionItemDataList")
            items = self.section.items
            wanted = {str(d["orderSectionItemNo"]): int(d["qty"]) for d in data} if data else _all(items)
            return [_checked(self.section, wanted)]
        codes = body.get("orderSectionCodeList")
        sections = [self.order.section(code) for code in codes] if codes else self.order.sections
        return [(section, _all(section.items)) for section in sections]


def _all(items: list[Item]) -> dict[str, int]:
    return {item.no: item.qty for item in items}


def _checked(section: Section, wanted: dict[str, int]) -> Part:
    held = _all(section.items)
    if any(no not in held or not 0 < qty <= held[no] for no, qty in wanted.items()):
        raise refuse("수량을 확인하세요.")
    return section, wanted


def refuse(message: str, code: str = "30000") -> Refused:
    """A plain refusal."""
    return Refused(400, code, message)


def _need(body: Body, *names: str) -> None:
    for name in names:
        if body.get(name) in (None, ""):
            raise refuse(f"{name} should not be empty")


def _company(body: Body, name: str = "parcelCompanyIdx") -> int:
    _need(body, name)
    if body[name] not in COMPANIES:
        raise refuse("택배사를 찾을 수 없습니다.", "30001")
    return int(body[name])


def _not_closed(section: Section, *allowed: str) -> None:
    if section.status not in allowed:
        raise refuse(f"처리할 수 없는 상태입니다: {section.status}")


# --- shipping --------------------------------------------------------------------------------


def shipping_operation(scope: Scope, body: Body, now: float) -> None:
    """One step up the ladder; pieces only on the way to 배송대기, which splits them off."""
    _need(body, "orderSectionStatus")
    target = body["orderSectionStatus"]
    if target not in STEPS:
        raise refuse("orderSectionStatus must be one of SHIPPING_READY, SHIPPING, SHIPPING_COMPLETE")
    if scope.order.paid_at is None:
        raise refuse("결제가 완료되지 않은 주문입니다.")
    if target != READY and (body.get("qty") is not None or body.get("orderSectionItemDataList")):
        raise refuse("수량은 배송대기로 변경할 때만 입력할 수 있습니다.")
    parts = scope.parts(body)
    for section, _ in parts:
        _not_closed(section, STEPS[target])
    company = _company(body) if body.get("invoiceNo") else None
    for section, wanted in parts:
        part = scope.order.carve(section, wanted)
        part.status = target
        if company is not None:
            part.invoice, part.company = str(body["invoiceNo"]), company
        if target == SHIPPING:
            part.sent_at = now
        elif target == COMPLETE:
            part.delivered_at = now


def put_invoice(scope: Scope, body: Body, first: bool) -> None:
    """A number for sections: POST (*first*) where there is none, PATCH where there is one."""
    flat = scope.level == "item" or (scope.level == "section" and not first)
    names = ("invoiceNo", "parcelCompanyIdx") if flat else ("allInvoiceNo", "allParcelCompanyIdx")
    listed = body.get("orderSectionInvoiceDataList") or []
    if listed:
        told = {str(each["orderSectionCode"]): each for each in listed}
        parts = [(scope.order.section(code), dict[str, int]()) for code in told]
    else:
        _need(body, *names)
        told, parts = {}, scope.parts({})
    for section, _ in parts:
        _not_closed(section, PREPARATION, READY, *SENT)
        if first == bool(section.invoice):
            raise refuse("이미 송장번호가 있습니다." if first else "송장번호가 없습니다.")
        words = told.get(section.code)
        company = _company(words) if words else _company(body, names[1])
        section.invoice = str(words["invoiceNo"] if words else body[names[0]])
        section.company = company


def remove_invoice(scope: Scope, body: Body) -> None:
    """Take numbers away: of an order's sections by a list in the body, of a section without one."""
    parts = scope.parts(body)
    for section, _ in parts:
        if not section.invoice or section.status in SENT:
            raise refuse("삭제할 송장번호가 없습니다.")
    for section, _ in parts:
        section.invoice, section.company = "", None


# --- claims ----------------------------------------------------------------------------------


def request(kind: str, scope: Scope, body: Body, now: float, by_buyer: bool = False) -> list[Section]:
    """Put pieces into a claim: a cancel before they are sent and without a number, the others after."""
    _need(body, f"{kind}Reason")
    retrieve = {} if kind == "cancel" else _retrieval(body, by_buyer)
    if scope.order.external and body[f"{kind}Reason"] not in REASONS:
        raise refuse("외부채널 주문의 사유를 확인하세요.")
    parts = scope.parts(body)
    for section, _ in parts:
        _not_closed(section, *((PREPARATION, READY) if kind == "cancel" else SENT))
        if kind == "cancel" and section.invoice:
            raise refuse("송장번호를 삭제해야 취소가 가능합니다.")
    claimed = []
    for section, wanted in parts:
        part = scope.order.carve(section, wanted)
        detail = str(body.get(f"{kind}ReasonDetail") or "")
        part.claim = Claim(kind, part.status, body[f"{kind}Reason"], detail, now, by_buyer, retrieve)
        part.status = f"{kind.upper()}_REQUEST"
        if kind == "cancel" and scope.order.paid_at is None:
            part.status = "CANCEL_COMPLETE"
        claimed.append(part)
    _close(scope.order)
    return claimed


def _retrieval(body: Body, by_buyer: bool) -> Body:
    if by_buyer:
        return {}
    _need(body, "retrieveType")
    way = body["retrieveType"]
    if way in ("BUYER", "MANUAL"):
        _need(body, "retrievePayType", "invoiceNo")
        _company(body)
    if body.get("retrieveMemo") and way != "ETC":
        raise refuse("수거 특이사항은 기타일 때만 입력할 수 있습니다.")
    names = ("retrieveType", "retrievePayType", "invoiceNo", "parcelCompanyIdx", "retrieveMemo")
    return {name: body[name] for name in names if name in body}


def _close(order: Order) -> None:
    if all(section.status in ("CANCEL_COMPLETE", "RETURN_COMPLETE") for section in order.sections):
        order.open = False


def _open_claim(section: Section, kind: str) -> Claim:
    claim = section.claim
    stages = (f"{kind.upper()}_{stage}" for stage in ("REQUEST", "RETRIEVE", "RETRIEVE_COMPLETE"))
    if claim is None or section.status not in tuple(stages):
        raise refuse(f"접수 상태가 아닙니다: {section.status}")
    return claim


def retrieve_complete(scope: Scope, _body: Body, _now: float) -> None:
    """The goods of a return or exchange came back."""
    section = scope.section
    if section is None or section.claim is None or section.claim.kind == "cancel":
        raise refuse("반품 또는 교환 접수된 섹션이 아닙니다.")
    kind = section.claim.kind.upper()
    _not_closed(section, f"{kind}_REQUEST", f"{kind}_RETRIEVE")
    section.status = f"{kind}_RETRIEVE_COMPLETE"


def reject(kind: str, scope: Scope, body: Body, now: float) -> None:
    """Deny claims. Another channel's cancel is denied by shipping, its return with a reason."""
    parts = scope.parts(body)
    external = scope.order.external
    if external and kind == "cancel":
        _need(body, "invoiceNo")
        _company(body)
    if external and kind == "return":
        _need(body, "externalRejectReason")
    if scope.level == "order":
        parts = [part for part in parts if part[0].claim and part[0].status.startswith(kind.upper())]
    if not parts:
        raise refuse("접수된 섹션이 없습니다.")
    for section, _ in parts:
        _open_claim(section, kind)
    for section, wanted in parts:
        part = scope.order.carve(section, wanted)
        part.status, part.claim = _open_claim(part, kind).before, None
        if external and kind == "cancel":
            part.status, part.sent_at = SHIPPING, now
            part.invoice, part.company = str(body["invoiceNo"]), _company(body)


def approve_refund(kind: str, scope: Scope, body: Body, _now: float) -> None:
    """Grant a cancel or a return: an exact refund, or all but what is kept."""
    asked = body.get("requestedRefundAmount")
    for name in ("excludeRefundAmount", "excludeRefundPoint"):
        if asked is not None and body.get(name) is not None:
            raise refuse(f"requestedRefundAmount와 {name}는 동시에 입력할 수 없습니다.")
    if asked is not None and asked <= 0:
        raise refuse("최소 환불 금액은 0원을 초과해야 합니다.")
    parts = scope.parts(body)
    for section, _ in parts:
        _open_claim(section, kind)
    for section, wanted in parts:
        worth = sum(item.price * wanted.get(item.no, 0) for item in section.items)
        refund = worth - (body.get("excludeRefundAmount") or 0) if asked is None else asked
        if refund < 0 or scope.order.refunded + refund > scope.order.paid:
            raise refuse("환불 금액이 결제 금액을 초과합니다.")
        scope.order.refunded += refund
        scope.order.carve(section, wanted).status = f"{kind.upper()}_COMPLETE"
    _close(scope.order)


def approve_exchange(scope: Scope, body: Body, _now: float) -> None:
    """Grant an exchange: the goods that are sent instead stand in a new section, at no price."""
    parts = scope.parts(body)
    for section, _ in parts:
        _open_claim(section, "exchange")
    for section, wanted in parts:
        part = scope.order.carve(section, wanted)
        part.status = "EXCHANGE_COMPLETE"
        if part.claim is not None:
            part.claim.charged = int(body.get("requestedDeliveryAmount") or 0)
        added = scope.order.next_section(PREPARATION, part.address)
        for item in part.items:
            no = scope.order.next_item()
            added.items.append(
                Item(no, f"{item.code}x", item.product, item.option, 0, item.qty, item.prod_no)
            )


Act = Callable[[Scope, Body, float], object]


def _request(kind: str) -> Act:
    return lambda scope, body, now: request(kind, scope, body, now)


def _reject(kind: str) -> Act:
    return lambda scope, body, now: reject(kind, scope, body, now)


def _approve(kind: str) -> Act:
    return lambda scope, body, now: approve_refund(kind, scope, body, now)


VERBS: Final[dict[str, tuple[tuple[str, ...], Act]]] = {
    "shipping-operation": (("order", "section", "item"), shipping_operation),
    "retrieve-complete": (("section",), retrieve_complete),
    "cancel-request": (("order", "section", "item"), _request("cancel")),
    "return-request": (("order", "section", "item"), _request("return")),
    "exchange-request": (("order", "section", "item"), _request("exchange")),
    "cancel-reject": (("order", "section", "item"), _reject("cancel")),
    "return-reject": (("order", "section", "item"), _reject("return")),
    "exchange-reject": (("order", "section", "item"), _reject("exchange")),
    "cancel-approve": (("section", "item"), _approve("cancel")),
    "return-approve": (("section", "item"), _approve("return")),
    "exchange-approve": (("section", "item"), approve_exchange),
}
"""Every PATCH verb: what it may be told of, and what it does. Nothing is approved of a whole order."""
