"""Combined parcels: orders that may share one, and why; near misses; one number for a whole parcel."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len
from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer

from orderdesk.core.domain.change_words import ADDRESS_WORDS
from orderdesk.core.domain.combining import Candidate, Group, Match, Miss, NearMiss
from orderdesk.core.domain.glossary import pieces_of
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import SECTION_WORDS
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services import browsing
from orderdesk.core.services.combining import (
    Combinable,
    Stopped,
    combinable_seen,
    find_combinable,
    masked,
    plan_parcel,
)
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.tracking_rules import BadLabel, read_label
from orderdesk.core.services.visiting import COMBINED
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.empty import lead_on
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.work import run, start
from orderdesk.widgets.columns import apart, between, cut, fit, listed
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import Heading
from orderdesk.widgets.progress_line import ProgressLine

_TITLE: Final = Word("합포장", "Combined parcels")
_VIEWS: Final = (Word("후보", "to combine"), Word("거의 맞음", "near misses"))
_LOOKING: Final = Word("찾는 중", "Searching")
_SHOWN_AFTER: Final = 0.3
"""Seconds after which a search that still runs shows its progress."""

_NONE: Final = (
    Word("한 상자에 담을 주문이 없습니다", "No orders to combine now"),
    Word("거의 맞는 주문이 없습니다", "There are no near misses now"),
)
_TOO_FEW: Final = Word(
    "주문이 둘 이상이어야 합니다. Space로 다시 넣으세요", "A parcel needs two orders; take some in with Space"
)
_NO_GROUP: Final = Word("1을 눌러 후보에서 고르세요", "Press 1 and choose a parcel")
_NO_ORDER: Final = Word("주문의 줄에서 누르세요", "Do it on an order's line")
_NARROW: Final = 100
_RECEIVER: Final = 16
_OF_A_PARCEL: Final = ("mark_down", "tracking")
_OF_A_LINE: Final = ("open", *_OF_A_PARCEL, "separate")
_LABEL_FIELDS: Final = frozenset({"courier", "number", "to"})


class _Line(NamedTuple):
    """One line of the list: a parcel's heading, a section of it, or a near miss."""

    group: Group | None = None
    member: Candidate | None = None
    miss: NearMiss | None = None

    @property
    def orders(self) -> tuple[Candidate, ...]:
        """The sections whose orders the line is about, its own first."""
        if self.miss is not None:
            return self.miss.one, self.miss.other
        if self.group is None:
            return ()
        first = self.member or self.group.members[0]
        return first, *(one for one in self.group.members if one.order_id != first.order_id)


class CombiningScreen(ListScreen):
    """Parcels to combine and near misses; Enter opens an order, F4 gives a parcel its number."""

    SCOPE: ClassVar[Scope] = Scope.COMBINING
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.COMBINING)

    def __init__(self) -> None:
        super().__init__()
        self._found = Combinable((), (), 0)
        self._near = False
        self._lines: list[_Line] = []
        self._left_out: set[tuple[int, int]] = set()
        self._stop = threading.Event()
        self._slow: Timer | None = None

    def compose(self) -> ComposeResult:
        """Heading, list, progress, hint line."""
        yield Heading()
        yield LineList()
        yield ProgressLine(self.lang)
        yield HintBar()

    def on_mount(self) -> None:
        """The heading, until something is found."""
        self.head(self.desk.word(_TITLE))
        self._show_hints()

    def on_screen_resume(self) -> None:
        """Looks, at first and after every dialog: the parcels may be others by then."""
        self.action_reload()

    def on_unmount(self) -> None:
        """Nobody wants the rest of a search that still runs."""
        self._stop.set()

    def action_reload(self) -> None:
        """Looks again."""
        self._stop.set()
        self._stop = stop = threading.Event()
        desk, line = self.desk, self.query_one(ProgressLine)
        if self._slow is None:
            self._slow = self.set_timer(_SHOWN_AFTER, lambda: line.begin(desk.word(_LOOKING), 0))
        run(self, "combining", lambda: _find(desk, line.report, stop.is_set), self._show)

    def _show(self, found: Combinable | None) -> None:
        if found is None:
            return
        if self._slow is not None:
            self._slow.stop()
            self._slow = None
        self.query_one(ProgressLine).end()
        self._found = found
        there = {(one.order_id, one.section) for group in found.groups for one in group.members}
        self._left_out &= there
        self._fill()

    def _fill(self, cursor: int | None = None) -> None:
        """Shows what was found, of the view chosen."""
        if self._near:
            self._lines = [_Line(miss=miss) for miss in self._found.misses]
        else:
            self._lines = [
                _Line(group, member) for group in self._found.groups for member in (None, *group.members)
            ]
        groups, misses, sections = len(self._found.groups), len(self._found.misses), self._found.sections
        told = Text()
        for at, (words, count) in enumerate(zip(_VIEWS, (groups, misses), strict=True)):
            chosen = at == self._near
            key, view = (f"{at + 1} ", "dim"), f"{self.desk.word(words)} {count:,}"
            told.append_text(
                Text.assemble("[", key, (view, "bold"), "]") if chosen else Text.assemble(key, view)
            )
            told.append("  ")
        told.append(self.say(f"살펴본 섹션 {sections:,}", f"of {many(sections, 'section')}"))
        self.query_one(Heading).show(Text(self.desk.word(_TITLE), "bold"), told)
        nothing = lead_on(self.desk, _NONE[self._near], "combining_view", "back")
        self.lines.show(len(self._lines), self._drawn, cursor, nothing)
        self._show_hints()

    def _show_hints(self) -> None:
        """What can be done; on the line of a banned order its ban is lifted."""
        verb = BY_ID[self._ban()]
        found = self.hints_now(Scope.COMBINING) if not self._lines else self.hints_of(Scope.COMBINING)
        ban = self.desk.word(verb.words)
        self.query_one(HintBar).show(
            [hint._replace(label=ban) if hint.action == "separate" else hint for hint in found]
        )

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another line, of which other things may be done."""
        event.stop()
        self._show_hints()

    def _ban(self) -> str:
        """What the key of the ban does to the order of the cursor."""
        one = self._alone()
        return "unseparate" if one is not None and one.kept_out is Miss.SEPARATE else "separate"

    def _alone(self) -> Candidate | None:
        """The section of the cursor's line; None on a heading."""
        line = self._current()
        return line.miss.one if line.miss else line.member

    def _current(self) -> _Line:
        return self._lines[self.lines.cursor] if self._lines else _Line()

    # what is done

    def refused(self) -> Mapping[str, Word]:
        """Without a line there is nothing to do anything with; a heading is no order."""
        line = self._current()
        why = dict[str, Word]()
        if not self._lines:
            why = dict.fromkeys(_OF_A_LINE, _NONE[self._near])
        elif line.group is None:
            why = dict.fromkeys(_OF_A_PARCEL, _NO_GROUP)
        elif line.member is None:
            why = {"separate": _NO_ORDER}
        return {**super().refused(), **why}

    def numbered(self, action_id: str) -> Mapping[int, str]:
        """The two lists."""
        here = action_id == "combining_view"
        return {n: self.desk.word(words) for n, words in enumerate(_VIEWS, 1)} if here else {}

    def action_combining_view(self, digit: int) -> None:
        """1: parcels to combine, 2: near misses."""
        near = digit == 2
        if near is not self._near:
            self._near = near
            self._fill(0)

    def action_mark_down(self) -> None:
        """Takes the section of the cursor out of its parcel, or in again; on a heading the whole parcel."""
        line = self._current()
        if line.group is not None:
            chosen = {
                (o.order_id, o.section) for o in ((line.member,) if line.member else line.group.members)
            }
            self._left_out = self._left_out - chosen if chosen & self._left_out else self._left_out | chosen
            self.lines.refresh()
        self.lines.action_step(1)

    def action_tracking(self) -> None:
        """One number for the parcel of the cursor."""
        group = self._current().group
        if group is None:
            tell(self, _NO_GROUP, "warning")
            return
        inside = [one for one in group.members if (one.order_id, one.section) not in self._left_out]
        if len({one.order_id for one in inside}) < 2 or all(one.label for one in inside):
            tell(self, _TOO_FEW, "warning")
            return
        start(self, self._give_number(group, inside))

    async def _give_number(self, group: Group, members: list[Candidate]) -> None:
        from orderdesk.screens.dialogs.fields import FieldsDialog
        from orderdesk.screens.dialogs.flow import preview
        from orderdesk.screens.dialogs.preview import Undertaking, applier, preview_title

        desk, verb = self.desk, BY_ID["track"]
        if group.label is not None:
            courier, number = group.label
            request: Request | None = Request("track", (("courier", courier), ("number", number)))
        else:
            asked = replace(verb, fields=tuple(f for f in verb.fields if f.key in _LABEL_FIELDS))
            request = await self.app.push_screen_wait(FieldsDialog(asked))
        if request is None:
            return
        given, wrong = request, _wrong(desk, request)
        if wrong:
            tell(self, wrong, "error")
            return

        def make(report: Callable[[int], None]) -> Plan:
            with desk.reader() as conn:
                return plan_parcel(conn, members, given, desk.actor, desk.clock(), desk.settings)

        note = self.say(f"한 송장 {given.text('number')}", f"One number {given.text('number')}")
        title, waiting = preview_title(desk, verb.words), sum(one.label is None for one in members)
        await preview(self, Undertaking(title, waiting, make, applier(desk), note), verb.past)

    def action_separate(self) -> None:
        """Keeps the order at the cursor out of combined parcels, or allows it again."""
        from orderdesk.screens.dialogs import flow

        one = self._alone()
        if one is None:
            tell(self, _NO_ORDER, "warning")
            return
        start(self, flow.carry_out(self, self._ban(), [one.order_id]))

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Opens the order of the line; ``[`` and ``]`` go to the others of the parcel."""
        event.stop()
        orders = self._current().orders
        if not orders:
            return
        from orderdesk.screens.order_detail import OrderDetail

        numbers = ",".join(sorted({one.order for one in orders}))
        ids = {one.order_id for one in orders}
        # the newest stands first, as in every list
        place = sorted(ids, reverse=True).index(orders[0].order_id)
        view = browsing.make_view(where=(f"order_no={numbers}",))
        self.app.push_screen(OrderDetail(view, place, len(ids), orders[0].order_id))

    # the lines

    def _drawn(self, index: int, width: int) -> Text:
        line = self._lines[index]
        if line.miss is not None:
            return self._drawn_miss(line.miss, width)
        if line.group is None:
            return Text()
        if line.member is None:
            return self._drawn_group(line.group, width)
        return self._drawn_member(line.group, line.member, width)

    def _drawn_group(self, group: Group, width: int) -> Text:
        first, wide = group.members[0], width >= _NARROW
        told = [match for match in group.why if wide or match is not Match.SAME]
        why = ", ".join(self.desk.word(match.words) for match in told)
        label = group.label[1] if group.label else ""
        count = self.say(f"주문 {group.orders:,}건", many(group.orders, "order"))
        phone = first.address.phone if wide else ""
        end = listed([label, why, count])
        who = cut(f"▸ {_who(first, phone)}", width - cell_len(end) - 2)
        return between(who, end, width, "bold")

    def _drawn_member(self, group: Group, one: Candidate, width: int) -> Text:
        out = (one.order_id, one.section) in self._left_out
        first = group.members[0].address
        own = [
            f"{self.desk.word(words)} {mine}" for words, mine, theirs in _texts(one, first) if mine != theirs
        ]
        state = self.desk.word(SECTION_WORDS[one.state])
        number = one.label[1] if one.label else ""
        mark = fit(self.say("뺌", "out") if out else "✓", 3)
        pieces = self.desk.word(pieces_of(one.pieces))
        left = f"   {mark} {section_number(one.order, one.section)}  {listed([state, pieces, number])}"
        room = width - cell_len(left) - 2
        return between(left, cut(listed(own), room), width, "dim strike" if out else "")

    def _drawn_miss(self, miss: NearMiss, width: int) -> Text:
        one, other = (section_number(each.order, each.section) for each in (miss.one, miss.other))
        why = self.desk.word(miss.why.words)
        receiver = cut(miss.one.address.receiver, _RECEIVER)
        left = f"{one} ↔ {other}  {why}: " if any(miss.texts) else f"{one} ({why}) ↔ {other}"
        told = cell_len(left + " / ".join(miss.texts))
        if width < _NARROW and told + 2 + cell_len(receiver) > width:
            receiver = ""
        if any(miss.texts):
            left += apart(*miss.texts, width - cell_len(left) - cell_len(receiver) - 2)
        return between(left, receiver, width)


def _find(desk: DeskContext, report: Callable[[int], None], stopped: Callable[[], bool]) -> Combinable | None:
    with desk.reader() as conn:
        try:
            found = find_combinable(conn, desk.clock(), report, stopped)
            desk.shows(conn, COMBINED, combinable_seen(found))
            return masked(found, lambda order_id: desk.hides(conn, order_id))
        except Stopped:
            return None


def _wrong(desk: DeskContext, request: Request) -> str:
    """Why *request* has no number that a label could have; "" when it has."""
    settings = desk.settings
    try:
        read_label(
            request.text("courier"), request.text("number"), settings.default_courier, settings.lotte_strict
        )
    except BadLabel as bad:
        return f"{desk.word(bad.reason.message)}. {desk.word(bad.reason.advice)}"
    return ""


def _who(one: Candidate, phone: str) -> str:
    where = one.address
    return listed([f"{where.receiver} {phone}".strip(), f"{where.line1} {where.line2}".strip()])


def _texts(one: Candidate, first: object) -> list[tuple[Word, str, str]]:
    """What may be spelt otherwise in an address: its name, how *one* has it, and how the *first* has."""
    names = ("receiver", "phone", "zip", "line1", "line2")
    return [
        (ADDRESS_WORDS[name], str(getattr(one.address, name)), str(getattr(first, name))) for name in names
    ]
