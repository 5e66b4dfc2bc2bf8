"""회원 찾기: members of the shop by name, 초성, code or the end of their phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.words import Word
from orderdesk.core.services.customers import seen_customers
from orderdesk.core.services.visiting import members_look, members_seen
from orderdesk.core.store.dialect import Conn
from orderdesk.screens.dialogs.finding import FindDialog
from orderdesk.widgets.columns import between, fit, right

_TITLE: Final = Word("회원 찾기", "Find a member")
_MEMBERS: Final = Word("회원", "Members")
_PHONE, _GRADE, _CODE = 13, 8, 8


class FindMember(FindDialog[Customer | None, Customer]):
    """Finds a member while it is typed; Enter answers the one of the cursor."""

    PLACEHOLDER = Word("이름, 초성(ㅎㄱㄷ), 코드, 연락처 끝자리", "name, initials, code, end of the phone")
    HEADING = _TITLE

    def look(self, conn: Conn, query: str) -> Sequence[Customer]:
        """All members, or those that are found."""
        found = seen_customers(conn, self.desk.actor, query)
        self.desk.shows(conn, members_look("", id(self)), members_seen(found))
        return found

    def kind(self, query: str) -> Word:
        """Members."""
        return _MEMBERS

    def line(self, each: Customer, width: int) -> Text:
        """``홍길동   010-0000-1234  VIP     M000001``."""
        known = f"{right(each.phone, _PHONE)}  {fit(each.grade, _GRADE)}  {fit(each.code, _CODE)}"
        return between(each.name, known, width, end_style="dim")

    def taken(self, each: Customer) -> None:
        """Answers."""
        self.dismiss(each)
