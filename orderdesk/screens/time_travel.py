"""An order as it was: a screen on which nothing can be changed."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll

from orderdesk.core.domain.words import Word
from orderdesk.core.services.showing import NoSuchOrder
from orderdesk.core.services.time_travel import NotRecorded, Then, show_then
from orderdesk.core.services.visiting import order_look
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import tell
from orderdesk.screens.scroll_screen import ScrollScreen
from orderdesk.screens.work import run
from orderdesk.widgets.block import Block
from orderdesk.widgets.cells import seoul_minute
from orderdesk.widgets.columns import listed
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.look import look_of
from orderdesk.widgets.one_line import Heading, OneLine
from orderdesk.widgets.order_text import (
    buyer_lines,
    money_lines,
    order_heading,
    payment_lines,
    section_lines,
    section_title,
)
from orderdesk.widgets.timeline import folded

_BUYER: Final = Word("구매자 / 배송지", "Buyer / address")
_MONEY: Final = Word("결제정보", "Payment")
_SECTIONS: Final = Word("섹션", "Sections")
_TIMELINE: Final = Word("그때까지의 타임라인", "Timeline until then")
_UNKNOWN: Final = Word("그 뒤 개인정보를 지워 일부는 알 수 없습니다", "Personal data was erased since")
_AS_IT_WAS: Final = Word("그때 모습 · {}", "As it was · {}")
_READ_ONLY: Final = Word("볼 수만 있습니다", "read only")
_FROZEN: Final = Word("그때 모습에서는 아무것도 바꿀 수 없습니다", "Nothing can be changed in the past")
_EARLIEST: Final = Word("더 앞의 기록이 없습니다", "There is no earlier record")
_LATEST: Final = Word("더 뒤의 기록이 없습니다", "There is no later record")


class OrderThen(ScrollScreen):
    """The order *order_id* as it was at *at* (UTC seconds); left and right go from record to record."""

    SCOPE: ClassVar[Scope] = Scope.THEN
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.THEN)
    AUTO_FOCUS = ""
    DEFAULT_CSS = """
    OrderThen {
        & .banner { background: $warning; color: $background; text-style: bold; }
        & VerticalScroll { height: 1fr; padding: 0 1; scrollbar-size-vertical: 1; }
    }
    """

    def __init__(self, order_id: int, at: int) -> None:
        super().__init__()
        self._order_id = order_id
        self._at = at
        self._then: Then | None = None

    def compose(self) -> ComposeResult:
        """Banner, heading, everything of the order below one another, hint line."""
        yield OneLine().add_class("banner")
        yield Heading()
        with VerticalScroll(can_focus=False):
            for name in ("sections", "buyer", "money", "timeline"):
                yield Block().add_class(name)
        yield HintBar()

    def on_mount(self) -> None:
        """Reads the order as it was."""
        self._go(self._at)

    def _go(self, at: int) -> None:
        desk, order_id = self.desk, self._order_id

        def read() -> Then | NotRecorded | None:
            with desk.reader() as conn:
                try:
                    then = show_then(conn, order_id, at, desk.lang, desk.hides(conn, order_id))
                except NotRecorded as unknown:
                    return unknown
                except NoSuchOrder:
                    return None
                desk.looked(conn, order_look(order_id), [then.view.order])
                return then

        run(self, "then", read, self._came)

    def _came(self, found: Then | NotRecorded | None) -> None:
        if isinstance(found, Then):
            self._then = found
            self._show(found)
            return
        if isinstance(found, NotRecorded):
            since = seoul_minute(found.since)
            tell(self, self.desk.word(found.words).format(since), "warning")
        if self._then is None:
            self.dismiss(None)

    def write_anew(self) -> None:
        """The order in other colours."""
        if self._then is not None:
            self._show(self._then)

    def _show(self, then: Then) -> None:
        lang, look, view = self.lang, look_of(self), then.view
        order = view.order
        self.query_one(".banner", OneLine).show(Text(self._banner(then)))
        self.query_one(Heading).show(order_heading(order, lang, look))

        def sections(width: int) -> list[Text]:
            lines: list[Text] = []
            for section in order.sections:
                lines.append(section_title(section, lang, look))
                lines += section_lines(order, section, width, lang, look)
            return lines

        def timeline(width: int) -> list[Text]:
            return [row.text for row in folded(view.timeline, width, lang, look, self.app.console)]

        self._block("sections").show(self.desk.word(_SECTIONS), sections)
        self._block("buyer").show(self.desk.word(_BUYER), lambda width: buyer_lines(order, lang, look))

        def money(width: int) -> list[Text]:
            return [*money_lines(view, width, lang, look), *payment_lines(order, lang, look)]

        self._block("money").show(self.desk.word(_MONEY), money)
        self._block("timeline").show(self.desk.word(_TIMELINE), timeline)
        refused = {"undo": _FROZEN}
        if then.earlier is None:
            refused["then_earlier"] = _EARLIEST
        if then.later is None:
            refused["then_later"] = _LATEST
        self.query_one(HintBar).show(self.hints_of(Scope.THEN, refused))

    def _banner(self, then: Then) -> str:
        word = self.desk.word
        when = word(_AS_IT_WAS).format(seoul_minute(then.at))
        parts = [when, word(_READ_ONLY), "" if then.whole else word(_UNKNOWN)]
        return " " + listed(parts)

    def _block(self, name: str) -> Block:
        return self.query_one(f".{name}", Block)

    # moving in time

    def action_then_earlier(self) -> None:
        """To the record before."""
        if self._then is not None and self._then.earlier is not None:
            self._go(self._then.earlier)
        else:
            tell(self, _EARLIEST)

    def action_then_later(self) -> None:
        """To the next record."""
        if self._then is not None and self._then.later is not None:
            self._go(self._then.later)
        else:
            tell(self, _LATEST)

    # nothing can be changed

    def action_undo(self, redo: bool = False) -> None:
        """Says that nothing can be taken back here."""
        tell(self, _FROZEN, "warning")

    def action_search(self) -> None:
        """Back to now, and from there into the search."""
        self.dismiss(None)
        self.app.call_later(self.app.run_action, "app.search")

    def copied(self) -> str:
        """What Ctrl+C copies: the order number."""
        return self._then.view.order.number if self._then is not None else ""
