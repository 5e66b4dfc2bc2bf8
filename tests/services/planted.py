"""Buyers whose personal data is planted: a scan finds it only where it belongs."""

from __future__ import annotations

from dataclasses import replace

from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.orders import Memo
from orderdesk.core.services.customers import put_customers
from orderdesk.core.store.engine import Store
from tests.domain import builders
from tests.services.desk import KIM, NOW, Desk, sold

NAME, RECEIVER, OTHER = "심판별", "곽두령", "탁월해"
PHONE, PHONE_TOO = "010-7351-2846", "010-7351-9082"
STREET, DETAIL = "봉은사로 524", "별관 7층"
MAIL = "planted.mail@example.com"

SECRETS = (
    *(NAME, RECEIVER, OTHER, PHONE, PHONE.replace("-", ""), PHONE_TOO, PHONE_TOO.replace("-", "")),
    *(STREET, DETAIL, MAIL),
)
"""What nobody may read who may not see personal data."""


def found(text: str) -> list[str]:
    """The planted data that *text* holds."""
    return [secret for secret in SECRETS if secret in text]


def plant(store: Store) -> None:
    """Two orders to one place, a near miss, a member, memos, and a history that tells of another receiver."""
    desk = Desk(store)
    home = replace(
        builders.HOME,
        receiver=RECEIVER,
        phone=PHONE,
        line1=f"서울 강남구 {STREET}",
        line2=DETAIL,
        zip="06164",
    )
    said = f"{RECEIVER} {PHONE} 로 전화"
    for n in (1, 2):
        made = sold(n, memos=(Memo(1, said, KIM.name, NOW),))
        section = replace(made.sections[0], address=home, note=f"{NAME} {PHONE_TOO}")
        desk.add(replace(made, buyer_name=NAME, buyer_phone=PHONE, buyer_email=MAIL, sections=(section,)))
    near = replace(home, line2="본관")
    made = sold(3, unpaid=True)
    desk.add(replace(made, buyer_name=OTHER, sections=(replace(made.sections[0], address=near),)))
    desk.do("address", 2, receiver=OTHER, phone=PHONE_TOO, zip="06164", line1=home.line1, line2=DETAIL)
    desk.do("address", 2, receiver=RECEIVER, phone=PHONE, zip="06164", line1=home.line1, line2=DETAIL)
    desk.do("confirm-payment", 3, depositor=OTHER, at="2026-09-20 10:00")
    desk.do("memo-edit", 1, n="1", text=f"{said}함")
    people = Customer("M1", NAME, PHONE, MAIL, "", "06164", f"서울 강남구 {STREET}", DETAIL, NOW)
    put_customers(store, KIM, NOW, [people])
