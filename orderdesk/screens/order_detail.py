"""One order whole: its sections, its money, buyer and address, and what happened to it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, VerticalScroll

from orderdesk.core.domain.words import Word
from orderdesk.core.services.browsing import View
from orderdesk.core.services.jumping import Scanned
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.planning import Target
from orderdesk.core.store.presence import Here
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens import order_list as reading
from orderdesk.screens.company import look_round, open_order
from orderdesk.screens.context import tell
from orderdesk.screens.order_deeds import deeds_line
from orderdesk.screens.order_lines import mask_told
from orderdesk.screens.order_list import Shown
from orderdesk.screens.record_actions import BELOW, BESIDE, FIRST, LAST, RecordActions
from orderdesk.screens.scanning import look_up
from orderdesk.screens.sections_left import SectionsLeft
from orderdesk.screens.work import run, runs, start
from orderdesk.widgets.block import Block
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.look import look_of
from orderdesk.widgets.one_line import Heading, OneLine
from orderdesk.widgets.order_text import buyer_lines, money_lines, order_heading, payment_lines
from orderdesk.widgets.people_text import people_line
from orderdesk.widgets.section_list import SectionList
from orderdesk.widgets.timeline import TimelinePane

POLL: Final = 1.0
"""Seconds between two looks for other people's changes."""

_MONEY: Final = Word("결제정보", "Payment")
_BUYER: Final = Word("구매자 / 배송지", "Buyer / address")
_GONE: Final = Word("이 주문은 이제 없습니다", "This order is gone")


class OrderDetail(RecordActions):
    """The order *order_id*, which stands at *place* of the *total* orders of *view*.

    The cursor stands on *section*, if one is given. Answers with the place of the order that is shown when it
    is left, None when that is no order of *view*.
    """

    SCOPE: ClassVar[Scope] = Scope.DETAIL
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.DETAIL)
    AUTO_FOCUS = ""

    takes_scans: ClassVar[bool] = True
    """Whether a scanner's keys are for the screen: no text is written here."""

    def __init__(self, view: View, place: int, total: int, order_id: int, section: int | None = None) -> None:
        super().__init__()
        self._view = self._first_view = view
        self._section = section
        self._place = place
        self._total = total
        self._order_id = order_id
        self._shown: Shown | None = None
        self._here: Sequence[str] = ()
        self._pane = 0
        self._looking = False
        self._left = SectionsLeft()
        self._mask = 0
        self._explained = False

    def compose(self) -> ComposeResult:
        """Heading, sections and buyer, money and timeline, hint line."""
        yield Heading()
        yield OneLine().add_class("deeds")
        yield OneLine().add_class("people")
        with Container(id="body"):
            with VerticalScroll(id="left", can_focus=False):
                yield SectionList()
                yield Block().add_class("buyer")
            with VerticalScroll(id="right", can_focus=False):
                yield Block().add_class("money")
                yield TimelinePane(id=BESIDE)
        yield TimelinePane(id=BELOW)
        yield HintBar()

    @property
    def open_order(self) -> int:
        """The order that is open, for the other desks to know."""
        return self._order_id

    def on_mount(self) -> None:
        """Reads the order, and looks for changes from now on."""
        self.action_reload()
        self.set_interval(POLL, self.poll)

    def on_screen_resume(self) -> None:
        """Back from a dialog: something may have changed there."""
        self._left.come_back()
        self._looking = False  # it looks at what was before
        self.poll()

    def on_screen_suspend(self) -> None:
        """A dialog opens, which may make sections."""
        self._left.leave(self._shown.view.order if self._shown else None)

    # reading

    @property
    def is_late(self) -> bool:
        """Whether an order is being read: keys are for that, not for the one that is still shown."""
        return runs(self, "order") or (self._left.waits and runs(self, "poll"))

    def action_reload(self) -> None:
        """Reads the order again, and tells the other desks that it is open here."""
        desk, order_id = self.desk, self._order_id

        def read() -> tuple[Shown | None, Here]:
            return reading.read_order(desk, order_id), look_round(desk, order_id)

        run(self, "order", read, self._came)

    def _came(self, found: tuple[Shown | None, Here]) -> None:
        shown, here = found
        if shown is None:
            tell(self, _GONE, "warning")
            self._leave()
            return
        self._shown, self._here = shown, here.get(shown.view.order.id, ())
        self._mask = self.desk.mask.version
        self._show()
        self._stand_on()

    def _stand_on(self) -> None:
        """The cursor to the section that was asked for, else to where what was done in a dialog goes on."""
        sections, section, self._section = self.query_one(SectionList), self._section, None
        if section is None and self._shown is not None and self._left.waits:
            here = sections.section
            section = self._left.goes_on(self._shown.view.order, here.n if here else None)
        if section is not None:
            sections.stand_on(section)
            self.call_after_refresh(self._keep_in_sight)  # its card may have been made just now
            self._show_hints()

    def poll(self) -> None:
        """Looks whether this order has changed."""
        if self._looking or self._shown is None:
            return
        self._looking = True
        desk, seq, on = self.desk, self._shown.seq, open_order(self.app)

        def came(found: tuple[frozenset[int], Here]) -> None:
            self._looking = False
            changed, here = found
            self._here = here.get(self._order_id, ())
            self._show_people()
            if self._order_id in changed or self._mask != self.desk.mask.version:
                self.action_reload()
            else:
                self._stand_on()  # what a dialog did was read while it was there

        def failed(problem: Exception) -> None:
            self._looking = False

        run(self, "poll", lambda: reading.read_changed(desk, seq, on), came, failed)

    # showing

    def _show_people(self) -> None:
        """A line about who else has the order open and who took it, when somebody did.

        None is there any more where the answer comes while the screen is being taken down.
        """
        if self._shown is None:
            return
        order = self._shown.view.order
        told = people_line(self._here, order, self.desk.clock(), self.lang, look_of(self))
        for line in self.query(".people").results(OneLine):
            line.set_class(bool(told), "-some")
            line.show(told)

    def _show(self) -> None:
        if self._shown is None:
            return
        view, steps, lang, look = self._shown.view, self._shown.steps, self.lang, look_of(self)
        order = view.order
        masked = mask_told(self.desk, not self.desk.mask.hides(order.id, self.desk.clock()))
        place = Text(f"{masked}  " if masked else "")
        place.append(f"‹[ {self._place + 1:,}/{self._total:,} ]›", look.quiet)
        self.query_one(Heading).show(Text("‹ ").append_text(order_heading(order, lang, look)), place)
        self.query_one(".deeds", OneLine).show(deeds_line(order, self.desk, look))
        self.query_one(SectionList).show(order, steps, self._shown.delays, lang, self.desk.keys)
        self._block("buyer").show(self.desk.word(_BUYER), lambda width: buyer_lines(order, lang, look))
        explained = self._explained

        def money(width: int) -> list[Text]:
            return [*money_lines(view, width, lang, look, explained), *payment_lines(order, lang, look)]

        self._show_people()
        self._block("money").show(self.desk.word(_MONEY), money)
        self.show_timeline()
        self._show_hints()

    def keys_moved(self) -> None:
        """What is said of keys, on those that hold now."""
        self._show()

    write_anew = _show

    def action_explain(self) -> None:
        """Every sum of the payment block with the terms that make it, or without."""
        self._explained = not self._explained
        self._show()

    def _block(self, name: str) -> Block:
        return self.query_one(f".{name}", Block)

    def _show_hints(self) -> None:
        shown = self.timeline_hints() or self.hints_of(Scope.DETAIL)
        self.query_one(HintBar).show(shown, self._chosen_text())

    def on_descendant_focus(self) -> None:
        """Other keys are useful in the timeline."""
        self._show_hints()

    on_descendant_blur = on_descendant_focus

    on_section_list_moved = on_descendant_focus

    def _chosen_text(self) -> str:
        sections = self.query_one(SectionList)
        chosen = sections.chosen_text
        return self.desk.word(Word(f"선택 {chosen}", f"Marked {chosen}")) if sections.marked else chosen

    # moving

    def _go(self, step: int) -> None:
        if self.timeline is not None and self.timeline.has_focus:
            self.timeline.action_step(step)
        elif self.query_one(SectionList).step(step):
            self._keep_in_sight()
            self._show_hints()
        else:
            self._scroller.scroll_relative(y=step, animate=False)

    def _keep_in_sight(self) -> None:
        self.query_one(SectionList).keep_in_sight(self._scroller)

    @property
    def _scroller(self) -> Container | VerticalScroll:
        if not self.has_class("-wide"):
            return self.query_one("#body", Container)
        return self.query_one("#right" if self._pane else "#left", VerticalScroll)

    def action_cursor_up(self) -> None:
        """To the section above."""
        self._go(-1)

    def action_cursor_down(self) -> None:
        """To the section below."""
        self._go(1)

    def action_cursor_left(self) -> None:
        """The keys that scroll are for the left column now."""
        self._pane = 0

    def action_cursor_right(self) -> None:
        """The keys that scroll are for the right column now."""
        self._pane = 1

    def action_next_pane(self) -> None:
        """Into the timeline and out of it; where it is hidden, the other column."""
        if self.timeline is None:
            self._pane = 1 - self._pane
        else:
            self.set_focus(None if self.timeline.has_focus else self.timeline)

    action_previous_pane = action_next_pane

    def action_page_up(self) -> None:
        """One page up."""
        self._scroller.scroll_page_up(animate=False)

    def action_page_down(self) -> None:
        """One page down."""
        self._scroller.scroll_page_down(animate=False)

    def action_top(self) -> None:
        """To the first section."""
        self.query_one(SectionList).home()
        self._show_hints()
        self._scroller.scroll_home(animate=False)

    def action_bottom(self) -> None:
        """To the end."""
        self._scroller.scroll_end(animate=False)

    action_row_start = action_top
    action_row_end = action_bottom

    def _open_neighbour(self, step: int) -> None:
        desk, view, place, order_id = self.desk, self._view, self._place, self._order_id

        def came(found: tuple[int, int, int] | None) -> None:
            if found is None:
                tell(self, FIRST if step < 0 else LAST)
                return
            self._place, self._order_id, self._total = found
            self.action_reload()

        run(self, "order", lambda: reading.neighbour(desk, view, place, order_id, step), came)

    def action_previous_order(self) -> None:
        """To the previous order of the list."""
        self._open_neighbour(-1)

    def action_next_order(self) -> None:
        """To the next order of the list."""
        self._open_neighbour(1)

    def step_back(self) -> bool:
        """Back to the list: marks first, then the screen."""
        if self.timeline is not None and self.timeline.has_focus:
            self.set_focus(None)
        elif self.query_one(SectionList).clear():
            self._show_hints()
        else:
            self._leave()
        return True

    def _leave(self) -> None:
        self.dismiss(self._place if self._view is self._first_view else None)

    def action_search(self) -> None:
        """Back to the list, and into its search field."""
        self._leave()
        self.app.call_later(self.app.run_action, "app.search")

    def scanned(self, code: str) -> None:
        """Shows the order that *code* names instead."""
        look_up(self, self._first_view, code, self._show_scanned)

    def _show_scanned(self, found: Scanned) -> None:
        self._view, self._place, self._total = found.view, found.place, found.total
        self._order_id, self._section = found.order_id, found.section
        self.action_reload()

    # doing

    def action_unmask(self) -> None:
        """Shows personal data of the order for a minute, or masks it again."""
        from orderdesk.screens.unmasking import unmask

        start(self, unmask(self, self.chosen(), self.poll))

    def action_mark_down(self) -> None:
        """Marks or unmarks the item, or the whole section, and moves down."""
        self.query_one(SectionList).mark_down()
        self._keep_in_sight()
        self._show_hints()

    def action_one_more(self) -> None:
        """One piece more of the item of the cursor is marked."""
        self._change(1)

    def action_one_less(self) -> None:
        """One piece less of the item of the cursor is marked."""
        self._change(-1)

    def _change(self, by: int) -> None:
        self.query_one(SectionList).change(by)
        self._show_hints()

    def targets(self) -> frozenset[Target]:
        """The sections with marked pieces, or the one of the cursor."""
        sections = self.query_one(SectionList).chosen
        return frozenset((order_id, n) for order_id in self.chosen() for n in sections)

    def pieces(self) -> PiecesOf:
        """The marked pieces of sections that are not marked whole."""
        sections = self.query_one(SectionList).chosen
        return {(order_id, n): some for order_id in self.chosen() for n, some in sections.items() if some}

    def action_process_menu(self) -> None:
        """What can be done with the marked pieces or sections, or with the section of the cursor."""
        from orderdesk.screens.dialogs import flow

        about = self._chosen_text()
        start(self, flow.process(self, self.chosen(), self.targets(), self.pieces(), about))

    def action_tracking(self) -> None:
        """Tracking numbers for the marked pieces or sections, or for the section of the cursor."""
        from orderdesk.screens.dialogs import flow

        start(self, flow.tracking(self, self.chosen(), self.targets(), self.pieces()))
