"""What the cells of upload files for couriers and channels say of a section.

See finding-and-files.md §11.1 and §11.2.
"""

from __future__ import annotations

from orderdesk.core.domain.export_values import Part
from orderdesk.core.domain.orders import Delivery, Freight
from orderdesk.core.domain.places import plain_phone

COLLECT = "착불"
"""What couriers call a parcel that its receiver pays for."""

GOODS_BYTES = 200
"""Bytes (CP949) of a goods text that a courier's program keeps; it cuts the rest off without a word."""

PARCEL = "택배,등기,소포"
NO_PARCEL = "직접전달"
"""배송방법 as SmartStore writes and reads it."""

_AREA = ("02",)


def hyphened(phone: str) -> str:
    """A Korean phone number with hyphens and its leading zero (``+82 10 0000 1234`` → ``010-0000-1234``).

    What is no Korean number stays as it is.
    """
    number = plain_phone(phone)
    if number.startswith(_AREA):
        head, rest = number[:2], number[2:]
    elif number.startswith("050") and len(number) == 12:
        head, rest = number[:4], number[4:]
    else:
        head, rest = number[:3], number[3:]
    if not number.startswith("0") or not 7 <= len(rest) <= 8:
        return phone
    return f"{head}-{rest[:-4]}-{rest[-4:]}"


def receiver_phone(part: Part) -> str:
    """받는분전화번호, with hyphens."""
    return hyphened(part.section.address.phone)


def sender_phone(part: Part) -> str:
    """보내는분전화번호, with hyphens."""
    return hyphened(part.sender.phone)


def whole_address(part: Part) -> str:
    """Street and detail in one, with single spaces."""
    where = part.section.address
    return " ".join(f"{where.line1} {where.line2}".split())


def _goods(part: Part) -> list[str]:
    lines = {line.n: line for line in part.order.lines}
    texts = []
    for item in part.order.items_of(part.section.n):
        line = lines[item.line]
        option = f" ({line.option})" if line.option else ""
        texts.append(" ".join(f"{line.name}{option} {item.qty}개".split()))
    return texts


def goods(part: Part) -> str:
    """내품명: every item of the section with option and pieces, as many as a courier's program keeps."""
    texts = _goods(part)
    for kept in range(len(texts), 0, -1):
        left = f" 외 {len(texts) - kept}건" if kept < len(texts) else ""
        text = ", ".join(texts[:kept]) + left
        if kept == 1 or len(text.encode("cp949", "replace")) <= GOODS_BYTES:
            return text
    return ""


def goods_in_short(part: Part) -> str:
    """품목명: the first product, and how many others."""
    items = part.order.items_of(part.section.n)
    if not items:
        return ""
    name = part.order.line(items[0].line).name
    return f"{name} 외 {len(items) - 1}건" if len(items) > 1 else name


def freight(part: Part) -> str:
    """운임구분: 착불, or what the shop's contract calls its own."""
    return COLLECT if part.section.freight is Freight.COLLECT else part.sender.freight


def channel_delivery(part: Part) -> str:
    """배송방법 as SmartStore has it."""
    return PARCEL if part.section.delivery is Delivery.PARCEL else NO_PARCEL
