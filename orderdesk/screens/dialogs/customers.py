"""고객: members looked up, and from one of them to their orders in the list."""

from __future__ import annotations

from typing import Final

from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk.core.domain.customers import Customer, Grade
from orderdesk.core.domain.words import Word
from orderdesk.core.services.customers import grade_of
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.dialogs.find_member import FindMember
from orderdesk.screens.work import run
from orderdesk.widgets.cells import seoul_minute
from orderdesk.widgets.columns import cells_in, fit, listed

_TITLE: Final = Word("고객", "Customers")

_PHONE: Final = Word("연락처", "Phone")
_EMAIL: Final = Word("이메일", "E-mail")
_GRADE: Final = Word("등급", "Grade")
_ADDRESS: Final = Word("주소", "Address")
_JOINED: Final = Word("가입일", "Joined")
_OFF: Final = Word("할인", "off")
_FREE: Final = Word("기본 배송비 무료", "base fee free")


class CustomersDialog(FindMember):
    """The shop's members; answers the one whose orders shall be listed."""

    ENTER = Word("보기", "Show")
    HEADING = _TITLE

    def taken(self, each: Customer) -> None:
        """Shows the member; where their orders are wanted, that is the answer."""

        def done(wanted: bool | None) -> None:
            if wanted:
                self.dismiss(each)

        self.app.push_screen(CustomerDialog(each), done)


class CustomerDialog(Dialog[bool | None]):
    """One member; answers whether their orders shall be listed."""

    def __init__(self, customer: Customer) -> None:
        super().__init__()
        self._customer = customer

    def parts(self) -> ComposeResult:
        """What is known."""
        yield Static(id="about", classes="line")

    def on_mount(self) -> None:
        """Reads what the grade is worth."""
        customer = self._customer
        self.entitle(listed([customer.code, customer.name]))
        self.hint(confirm_hint(self.say("주문 보기", "Orders")))
        self.tell_line("#about", self._about(None))
        desk = self.desk

        def read() -> Grade | None:
            with desk.reader() as conn:
                return grade_of(conn, customer.grade)

        run(self, "grade", read, lambda grade: self.tell_line("#about", self._about(grade)))

    def _about(self, grade: Grade | None) -> str:
        customer, word = self._customer, self.desk.word
        worth = []
        if grade is not None and grade.discount:
            worth.append(f"{grade.discount / 10:g}% {word(_OFF)}")
        if grade is not None and grade.free_shipping:
            worth.append(word(_FREE))
        rows = (
            (_PHONE, customer.phone),
            (_EMAIL, customer.email),
            (_GRADE, listed([customer.grade, *worth])),
            (_ADDRESS, _address(customer)),
            (_JOINED, seoul_minute(customer.joined_at) if customer.joined_at else ""),
        )
        wide = max(cells_in(word(label)) for label, text in rows if text)
        return "\n".join(f"{fit(word(label), wide)}  {text}" for label, text in rows if text)

    def confirm(self) -> None:
        """Goes to the orders."""
        self.dismiss(True)

    def copied(self) -> str:
        """What Ctrl+C copies: name, phone and address."""
        customer = self._customer
        return listed([customer.name, customer.phone, _address(customer)])


def _address(customer: Customer) -> str:
    return " ".join(filter(None, (customer.zip, customer.line1, customer.line2)))


def orders_search(customer: Customer) -> str:
    """What finds the orders of *customer* in the list: by phone, or by name where none is known.

    Of a phone that is masked the last digits find them.
    """
    phone = customer.phone.rpartition("*")[2].lstrip("-")
    return f"p:{phone}" if customer.phone else f"b:{customer.name}"
