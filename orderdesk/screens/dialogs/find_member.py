"""회원 찾기: members of the shop by name, 초성, code or the end of their phone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rich.text import Text

from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.customers import seen_customers
from orderdesk.core.services.visiting import members_look, members_seen
from orderdesk.core.store.dialect import Conn
from orderdesk.screens.dialogs.finding import FindDialog
from orderdesk.widgets.columns import between, cells_in, fit

_TITLE: Final = Word("회원 찾기", "Find a member")


_GAP: Final = "  "
_NOBODY: Final = Customer("", "")


class FindMember(FindDialog[Customer | None, Customer]):
    """Finds a member while it is typed; Enter answers the one of the cursor."""

    PLACEHOLDER = Word(
        "이름, 초성(ㅎㄱㄷ), 코드, 연락처 끝자리", "Name, initials (ㅎㄱㄷ), code, last digits of the phone"
    )
    HEADING = _TITLE

    def look(self, conn: Conn, query: str) -> Sequence[Customer]:
        """All members, or those that are found."""
        found = seen_customers(conn, self.desk.actor, query)
        self.desk.shows(conn, members_look("", id(self)), members_seen(found))
        columns = zip(*map(_about, (_NOBODY, *found)), strict=True)
        self._rooms = [max(map(cells_in, column)) for column in columns]
        return found

    def counted(self, query: str, count: int) -> Word:
        """Members are people."""
        return Word(f"회원 {count:,}명", many(count, "member"))

    def line(self, each: Customer, width: int) -> Text:
        """``홍길동   010-0000-1234  VIP     M000001``: each in a column as wide as what was found."""
        cells = (fit(text, room) for text, room in zip(_about(each), self._rooms, strict=True))
        return between(each.name, _GAP.join(cells), width, end_style="dim")

    def taken(self, each: Customer) -> None:
        """Answers."""
        self.dismiss(each)


def _about(each: Customer) -> tuple[str, str, str]:
    return clean(each.phone), clean(each.grade), clean(each.code)
