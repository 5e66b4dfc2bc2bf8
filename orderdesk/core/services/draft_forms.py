"""The forms of an order made by hand: its fields in groups, and the draft with what was typed into one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from orderdesk.core.domain.drafts import LONGEST_NOTE, Draft, DraftLine
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.regions import is_postcode
from orderdesk.core.domain.requests import BadRequest, read_time
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.words import Word

BUYER: Final = (
    Field("buyer", Word("이름", "Name"), required=True),
    Field("phone", Word("연락처", "Phone"), required=True),
    Field("email", Word("이메일", "Email")),
)
WAY: Final = (
    Field("receiver", Word("받는 분", "Receiver"), required=True),
    Field("receiver_phone", Word("받는 분 연락처", "Receiver's phone"), required=True),
    Field("zip", Word("우편번호 (5자리)", "Postcode (5 digits)")),
    Field("line1", Word("주소", "Address")),
    Field("line2", Word("상세주소", "Address detail")),
    Field("note", Word("배송메모 (50자까지)", "Delivery note (50 characters)")),
)
FEE: Final = (Field("fee", Word("배송비 (비우면 정책대로)", "Fee (by policy when empty)"), FieldKind.WON),)
DISCOUNT: Final = (Field("discount", Word("할인 금액", "Discount"), FieldKind.WON),)
PIECES: Final = (
    Field("qty", Word("수량", "Pieces"), FieldKind.NUMBER, True),
    Field("price", Word("단가", "Price a piece"), FieldKind.WON, True),
)
DUE: Final = (Field("due", Word("입금기한", "Deadline"), FieldKind.TIME),)
REASON: Final = (Field("reason", Word("결제완료로 보는 이유", "Why it counts as paid"), required=True),)
OTHER: Final = (Field("name", Word("상품명", "Goods"), required=True), *PIECES)


def filled(draft: Draft, texts: Mapping[str, str], fields: tuple[Field, ...]) -> Draft:
    """*draft* with the *texts* of a group of *fields*. BadRequest names the field that can't be so."""
    found: dict[str, Any] = {}
    for field in fields:
        text = clean(texts.get(field.key, ""))
        if field.required and not text:
            raise BadRequest(Refusal.FIELD_MISSING, field.key)
        found[field.key] = text
    if found.get("zip") and not is_postcode(found["zip"]):
        raise BadRequest(Refusal.BAD_POSTCODE, "zip", found["zip"])
    if len(found.get("note", "")) > LONGEST_NOTE:
        raise BadRequest(Refusal.NOTE_TOO_LONG, "note")
    if "fee" in found:
        found["fee"] = number(found["fee"], "fee") if found["fee"] else None
    if "discount" in found:
        found["discount"] = number(found["discount"] or "0", "discount")
        if found["discount"] > draft.goods:
            raise BadRequest(Refusal.DISCOUNT_TOO_LARGE, "discount")
    if "due" in found:
        found["due_at"] = _moment(found.pop("due"))
    return replace(draft, **found)


def other(draft: Draft, texts: Mapping[str, str]) -> Draft:
    """*draft* with goods that are no product of the shop. BadRequest names the field that can't be so."""
    name = clean(texts.get("name", ""))
    if not name:
        raise BadRequest(Refusal.FIELD_MISSING, "name")
    line = DraftLine(name, number(texts.get("qty", ""), "qty", 1), number(texts.get("price", ""), "price"))
    return replace(draft, lines=(*draft.lines, line))


def resized(draft: Draft, place: int, texts: Mapping[str, str]) -> Draft:
    """*draft* with other pieces or another price on the line at *place*. BadRequest, as above."""
    qty, price = number(texts.get("qty", ""), "qty", 1), number(texts.get("price", ""), "price")
    changed = replace(draft.lines[place], qty=qty, price=price)
    return replace(draft, lines=(*draft.lines[:place], changed, *draft.lines[place + 1 :]))


def number(text: str, field: str, least: int = 0) -> int:
    """The whole number of *text*. BadRequest where it is none, or below *least*."""
    plain = text.replace(",", "")
    if not plain.isdecimal() or int(plain) < least:
        raise BadRequest(Refusal.BAD_QUANTITY if least else Refusal.FIELD_BAD, field, text)
    return int(plain)


def _moment(text: str) -> int | None:
    try:
        return read_time(text) if text else None
    except ValueError:
        raise BadRequest(Refusal.FIELD_BAD, "due", text) from None
