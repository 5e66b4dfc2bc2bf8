"""The sections of one order as cards, with a cursor over sections and items and marks on pieces."""

from __future__ import annotations

from collections.abc import Set
from functools import partial
from typing import NamedTuple

from textual import events
from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from orderdesk.core.domain.glossary import pieces_of
from orderdesk.core.domain.orders import Order, Section
from orderdesk.core.domain.requests import Pieces
from orderdesk.core.domain.words import Lang
from orderdesk.keyboard.key_table import USUAL_KEYS, KeyTable
from orderdesk.widgets.block import SectionCard
from orderdesk.widgets.hop import Spot
from orderdesk.widgets.look import look_of
from orderdesk.widgets.order_text import NextSteps, Picked, next_line, section_lines, section_title


class Place(NamedTuple):
    """Where the cursor stands: on a section (item None) or on an item of it."""

    section: int
    item: int | None = None


class SectionList(Vertical, can_focus=False):
    """The cards of an order's sections; what is marked are pieces of items."""

    class Moved(Message):
        """The mouse put the cursor somewhere else."""

    DEFAULT_CSS = """
    SectionList { height: auto; }
    """

    def __init__(self, id: str | None = None) -> None:  # noqa: A002  # Textual's name
        super().__init__(id=id)
        self._order: Order | None = None
        self._steps: NextSteps = {}
        self._delays: Set[int] = frozenset()
        self._lang: Lang = "ko"
        self._keys = USUAL_KEYS
        self._here = 0
        self._marks: dict[int, int] = {}

    # what is shown

    def show(self, order: Order, steps: NextSteps, delays: Set[int], lang: Lang, keys: KeyTable) -> None:
        """Shows *order* with the next *steps* of its sections; those in *delays* may be delayed instead.

        The cursor stays, and so do the marks of items that are as they were.
        """
        if self._order is not None and self._order.id != order.id:
            self._here, self._marks = 0, {}
        place = self.place
        same = {item.n for item in set(order.items) & set(self._order.items if self._order else ())}
        self._marks = {n: qty for n, qty in self._marks.items() if n in same}
        self._order, self._steps, self._delays, self._lang, self._keys = order, steps, delays, lang, keys
        places = self._places
        self._here = places.index(place) if place in places else min(self._here, len(places) - 1)
        sections = [section.n for section in order.sections]
        if [card.section for card in self.query(SectionCard)] != sections:
            self.query(SectionCard).remove()
            self.mount(*(SectionCard(n) for n in sections))
        self._draw()

    def _draw(self) -> None:
        order, place = self._order, self.place
        if order is None:
            return
        known = {section.n: section for section in order.sections}
        for card in self.query(SectionCard):
            if card.section in known:  # not a card of the order before, about to go
                self._draw_card(card, order, known[card.section], place)

    def _draw_card(self, card: SectionCard, order: Order, section: Section, place: Place | None) -> None:
        lang, look = self._lang, look_of(self)
        here = place is not None and place.section == section.n
        item = place.item if place is not None and here else None
        marked = any(each.n in self._marks for each in order.items_of(section.n))
        mark = ("✓" if marked else " ") + ("▸" if here and item is None else " ")
        following = next_line(self._steps.get(section.n), lang, look, self._keys, section.n in self._delays)
        more = [following] if following is not None else []
        picked = Picked(item, self._marks)
        card.set_class(here, "-here")
        card.show(
            f"{mark} {section_title(section, lang, look).plain}",
            lambda width: [*section_lines(order, section, width, lang, look, picked), *more],
        )

    # the cursor

    @property
    def _places(self) -> list[Place]:
        if self._order is None:
            return []
        return [
            place
            for section in self._order.sections
            for place in (
                Place(section.n),
                *(Place(section.n, item.n) for item in self._order.items_of(section.n)),
            )
        ]

    @property
    def place(self) -> Place | None:
        """Where the cursor stands; None before anything is shown."""
        places = self._places
        return places[self._here] if places else None

    @property
    def section(self) -> Section | None:
        """The section of the cursor."""
        place = self.place
        return self._order.section(place.section) if self._order is not None and place is not None else None

    def step(self, by: int) -> bool:
        """Moves the cursor by sections and items; whether there was somewhere to go."""
        wanted = self._here + by
        if not 0 <= wanted < len(self._places):
            return False
        self._here = wanted
        self._draw()
        return True

    def home(self) -> None:
        """The cursor to the first section."""
        self._here = 0
        self._draw()

    def stand_on(self, section: int) -> None:
        """The cursor to *section*, if the order has it."""
        if Place(section) in self._places:
            self._here = self._places.index(Place(section))
            self._draw()

    def on_click(self, event: events.Click) -> None:
        """A click on a title or an item puts the cursor there."""
        card = event.widget
        if self._order is not None and isinstance(card, SectionCard):
            items = [None, *(item.n for item in self._order.items_of(card.section))]
            self._go_to(Place(card.section, items[event.y] if event.y < len(items) else None))

    def spots(self) -> list[Spot]:
        """The titles of the sections."""
        origin = self.content_region.offset
        return [
            Spot(card.region.offset - origin, partial(self._go_to, Place(card.section)))
            for card in self.query(SectionCard)
        ]

    def _go_to(self, place: Place) -> None:
        if place in self._places:
            self._here = self._places.index(place)
            self._draw()
            self.post_message(self.Moved())

    def cursor_row(self) -> tuple[SectionCard, int] | None:
        """The card of the cursor and its row in it, the title being row 0."""
        place = self.place
        if self._order is None or place is None:
            return None
        items = [None, *(item.n for item in self._order.items_of(place.section))]
        card = next((each for each in self.query(SectionCard) if each.section == place.section), None)
        return (card, items.index(place.item)) if card is not None else None

    def keep_in_sight(self, scroller: Widget) -> None:
        """Scrolls *scroller*, in which the cards are, as far as the cursor's line needs it.

        On its title a section is shown down to its end, where there is room.
        """
        found = self.cursor_row()
        if found is None:
            return
        card, row = found
        seen, line = scroller.region, card.region.y + row
        last = line if row else min(card.region.bottom, line + seen.height) - 1
        if line < seen.y:
            scroller.scroll_relative(y=line - seen.y, animate=False)
        elif last >= seen.bottom:
            scroller.scroll_relative(y=last - seen.bottom + 1, animate=False)

    # marks

    def mark_down(self) -> None:
        """Marks or unmarks all pieces of the item (or section) of the cursor, and goes to the next one."""
        held, place, places = self._at_cursor(), self.place, self._places
        if all(self._marks.get(n) == qty for n, qty in held.items()):
            self._marks = {n: qty for n, qty in self._marks.items() if n not in held}
        else:
            self._marks |= held
        if place is not None:
            alike = (n for n in range(self._here + 1, len(places)) if place.item or not places[n].item)
            self._here = next(alike, self._here)
        self._draw()

    def change(self, by: int) -> None:
        """Marks so many pieces more (or fewer) of the item, or of each item of the section, of the cursor."""
        for n, qty in self._at_cursor().items():
            marked = max(0, min(qty, self._marks.pop(n, 0) + by))
            if marked:
                self._marks[n] = marked
        self._draw()

    def clear(self) -> bool:
        """Takes all marks away; whether there were any."""
        had = bool(self._marks)
        self._marks = {}
        self._draw()
        return had

    def _at_cursor(self) -> dict[int, int]:
        place = self.place
        if self._order is None or place is None:
            return {}
        return {
            item.n: item.qty for item in self._order.items_of(place.section) if place.item in (None, item.n)
        }

    @property
    def chosen(self) -> dict[int, Pieces]:
        """The pieces chosen by section: the marked ones, or the whole section of the cursor, named by ()."""
        order, here = self._order, self.section
        if order is None or here is None:
            return {}
        found: dict[int, Pieces] = {}
        for section in order.sections:
            items = order.items_of(section.n)
            marked = tuple((item.n, self._marks[item.n]) for item in items if item.n in self._marks)
            if marked:
                found[section.n] = () if marked == tuple((item.n, item.qty) for item in items) else marked
        return found or {here.n: ()}

    @property
    def chosen_text(self) -> str:
        """What is chosen, in short: ``S1 2/3개 S2``, with the pieces where not the whole is chosen."""
        if self._order is None:
            return ""
        parts = []
        for section, pieces in self.chosen.items():
            held = sum(item.qty for item in self._order.items_of(section))
            marked = sum(qty for _, qty in pieces)
            part = f" {marked}/{pieces_of(held).text(self._lang)}" if pieces else ""
            parts.append(f"S{section}{part}")
        return " ".join(parts)

    @property
    def marked(self) -> bool:
        """Whether anything is marked."""
        return bool(self._marks)
