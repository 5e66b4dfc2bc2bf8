"""The order under the cursor, beside the list on wide terminals."""

from __future__ import annotations

from rich.style import Style
from rich.text import Text
from textual.containers import VerticalScroll
from textual.dom import DOMNode
from textual.widgets import Static

from orderdesk.core.domain.facets import assumed
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.showing import OrderView
from orderdesk.widgets.cells import won
from orderdesk.widgets.order_text import (
    ASSUMED,
    Look,
    NextSteps,
    buyer_lines,
    next_line,
    order_heading,
    section_lines,
    section_title,
)
from orderdesk.widgets.safe_text import safe_multi

_MEMOS = Word("메모", "Memos")
_PAID = Word("최종 실결제금액", "Paid in the end")


def look_of(node: DOMNode) -> Look:
    """The styles of the present theme, for the blocks of `order_text`."""
    colours = node.app.theme_variables
    return Look(
        quiet=Style(dim=True),
        strong=Style(bold=True),
        accent=Style(color=_hex(colours["primary"]), bold=True),
        alert=Style(color=_hex(colours["warning"]), bold=True),
    )


def _hex(colour: str) -> str | None:
    return colour if colour.startswith("#") else None


class OrderPanel(VerticalScroll, can_focus=False):
    """Sections, buyer and address, memos of one order."""

    def __init__(self, lang: Lang) -> None:
        super().__init__()
        self._lang = lang
        self._body = Static()

    def compose(self) -> list[Static]:
        """One text."""
        return [self._body]

    def show(self, view: OrderView | None, steps: NextSteps) -> None:
        """Shows *view*; nothing for None."""
        self._body.update(self._text(view, steps) if view is not None else "")
        self.scroll_home(animate=False)

    def _text(self, view: OrderView, steps: NextSteps) -> Text:
        order, look, lang = view.order, look_of(self), self._lang
        width = max(24, self.content_size.width)
        lines = [order_heading(order, lang, look, between="\n"), Text()]
        for section in order.sections:
            lines.append(section_title(section, lang, look))
            lines += section_lines(order, section, width, lang, look)
            following = next_line(steps.get(section.n), lang, look)
            lines += [following] if following is not None else []
            lines.append(Text())
        lines += [*buyer_lines(order, lang, look), Text()]
        lines.append(Text(f"{_PAID.text(lang)} {won(view.money[-1].amount)}", look.strong))
        if assumed(order.entries):
            lines.append(Text("! ", look.alert).append(ASSUMED.text(lang)))
        if order.memos:
            lines += [Text(), Text(f"{_MEMOS.text(lang)} {len(order.memos)}", look.quiet)]
            lines += [safe_multi(memo.text) for memo in reversed(order.memos)]
        return Text("\n").join(lines)
