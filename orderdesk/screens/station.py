"""포장대: scan a section, scan its goods, scan its label; what comes of each is written large and heard."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar, Final, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widgets import Input

from orderdesk.core.domain.boxes import BOX_WORDS, Box, Gesture, GestureKind, Want
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import Field
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.packing import Station, Told, boxes_waiting, perform
from orderdesk.core.services.recents import note_courier, usual_courier
from orderdesk.core.store.boxes import WaitingBox
from orderdesk.core.store.load import load_orders
from orderdesk.keyboard.actions import Scope, action
from orderdesk.keyboard.keymap import bindings
from orderdesk.keyboard.scanning import pieces_of, scanned
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.labels import LabelsDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.gestures import Gestures
from orderdesk.screens.scan_screen import ScanScreen
from orderdesk.screens.waves import WavesScreen
from orderdesk.screens.work import in_thread, run, start
from orderdesk.widgets.cells import moment
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import Heading, OneLine
from orderdesk.widgets.packing import Answer, BoxLines
from orderdesk.widgets.safe_text import safe

K = GestureKind

_PAUSE: Final = 0.5
"""Seconds without a gesture after which the boxes that wait are counted."""

_MAY_BE_ONE: Final = (PackVerdict.NOT_A_LABEL, PackVerdict.NO_COURIER)
"""Answers to what may be a label for all that: its number stands in the form."""

_TITLE: Final = Word("포장대", "Packing station")
_BEGIN: Final = Word("섹션 바코드나 송장을 스캔하세요", "Scan a section barcode or a label")
_NO_BOX: Final = Word("먼저 상자를 여세요", "Open a box first")
_PUT_ASIDE: Final = Word("상자를 미뤄 두었습니다", "The box was put aside")
_SCAN: Final = Word("스캔 · 수량*코드", "Scan · pieces*code")
_SHIP: Final = Word("보내기", "Ship")
_LABEL: Final = (
    Field("courier", Word("택배사", "Courier")),
    Field("number", Word("송장번호", "Tracking number")),
)
_OVER: Final = Word("넘겨받기", "Take it over")
_ANEW: Final = Word("다시 열어 처음부터 세기", "Reopen it and count again")
_EMPTY: Final = Word("상자 비우기", "Empty the box")
_ISSUE: Final = Word("송장 발행 (굿스플로)", "Have a label issued (Goodsflow)")
_ASIDE: Final = Word("미뤄 두고 다음 상자", "Put it aside")


class _Facts(NamedTuple):
    """What stands above the goods: which sections go to whom, and what the buyer asked for."""

    sections: str
    receiver: str
    note: str


class Whose(OneLine):
    """Whose box it is."""

    DEFAULT_CSS = "Whose { padding: 0 1; background: $panel; }"


class StationScreen(ScanScreen):
    """The station of whoever works here. The field takes everything; what is scanned waits for its turn."""

    SCOPE: ClassVar[Scope] = Scope.STATION
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.STATION)
    DEFAULT_CSS = """
    StationScreen {
        & .-away { display: none; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._waiting: Sequence[WaitingBox] = ()
        self._last: tuple[Gesture, Told] | None = None
        self._shown: Box | None = None
        self._meant: Box | None = None
        self._open_box: int | None = None
        self._courier = ""
        self._pause: Timer | None = None

    def compose(self) -> ComposeResult:
        """Heading, answer, whose box, its goods or the boxes that wait, the field, hints."""
        yield Heading()
        yield Answer()
        yield Whose()
        yield BoxLines()
        yield LineList()
        yield KoreanInput(id="scan", placeholder=self.desk.word(_SCAN))
        yield HintBar()

    def on_mount(self) -> None:
        """Looks for boxes to go on with."""
        desk = self.desk
        station = Station(desk.store, desk.actor, desk.clock, desk.settings)
        self._gestures = Gestures[Gesture, Told](
            self, lambda gesture: perform(station, gesture, self._open_box), self._told, self.stuck
        )
        self.prepare()
        self._show_box(None)
        self._read(begin=True)

    # what is read

    def _read(self, begin: bool = False) -> None:
        run(self, "waiting", lambda: _waiting(self.desk), lambda found: self._wait(*found, begin))

    def action_reload(self) -> None:
        """Reads which boxes wait."""
        self._read()

    def _wait(self, courier: str, found: Sequence[WaitingBox], begin: bool) -> None:
        """Shows the boxes that wait, one's own first, and of which *courier* labels are taken to be."""
        me = self.desk.actor.name
        self._courier = self._courier or courier
        self._waiting = sorted(found, key=lambda each: each.holder != me)
        mine = sum(each.holder == me for each in found)
        waiting = self.say(f"기다리는 상자 {len(found):,}개", f"{many(len(found), 'box')} waiting")
        self.query_one(Heading).show(
            safe(self.desk.word(_TITLE), "bold"),
            safe(listed([me, self._courier, waiting])),
        )
        self.query_one(LineList).show(len(found), self._drawn, self.query_one(LineList).cursor)
        if begin:
            sentence = self._go_on(mine) if mine else self.desk.word(_BEGIN)
            self.query_one(Answer).show(None, self.desk.word(_TITLE), sentence)

    def _go_on(self, boxes: int) -> str:
        return self.say(
            f"이어서 포장할 상자 {boxes:,}개: Enter로 엽니다. 새 상자는 스캔하세요",
            f"{many(boxes, 'box')} to finish: Enter opens one. Scan for a new one",
        )

    def _drawn(self, index: int, width: int) -> Text:
        each = self._waiting[index]
        names = ", ".join(section_number(number, section) for _, number, section, _ in each.sections)
        state = self.desk.word(BOX_WORDS[each.state])
        left = listed([names, each.holder, moment(each.at)])
        return between(left, f"{state} {each.counted}/{each.pieces}", width)

    # what is done

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: a scan; nothing typed goes on with what is stuck, or opens the box at the cursor."""
        event.stop()
        text, event.input.value = event.value, ""
        if text.strip():
            qty, code = pieces_of(scanned(text))
            kind = K.ITEM if qty != 1 and self._open_box is not None else K.SCAN
            self._gestures.put(Gesture("", kind, code, qty, courier=self._courier))
        elif self._gestures.waits:
            self._gestures.go_on()
        elif self._open_box is None and self._waiting:
            self._open(self._waiting[self.query_one(LineList).cursor])

    def _open(self, waiting: WaitingBox) -> None:
        _, number, section, _ = waiting.sections[0]
        self._gestures.put(Gesture("", K.OPEN, section_number(number, section)))

    def refused(self) -> Mapping[str, Word]:
        """Without an open box nothing can be done with one."""
        boxless = ("by_hand", "tracking") if self._open_box is None else ()
        idle = boxless if self._offers() else (*boxless, "box_menu")
        return {**super().refused(), **dict.fromkeys(idle, _NO_BOX)}

    def action_by_hand(self) -> None:
        """Confirms pieces that can't be scanned; how many stands in the field as ``3*``."""
        if self._shown is not None and self._open_box is not None:
            start(self, self._by_hand(self._shown))
        else:
            tell(self, _NO_BOX, "warning")

    async def _by_hand(self, box: Box) -> None:
        field = self.query_one(KoreanInput)
        qty, _ = pieces_of(field.value)
        left = [want for want in box.wants if want.left]
        place: int | None = 0
        if len(left) > 1:
            names = [_name(want) for want in left]
            place = await self.app.push_screen_wait(PickDialog(self.say("손 확인", "By hand"), names))
        if place is not None and left:
            field.value = ""
            self._gestures.put(Gesture("", K.HAND, want=left[place].n, qty=qty))

    def action_tracking(self) -> None:
        """Types the label; what was refused for its digits is taken when it is given once more."""
        if self._open_box is not None:
            start(self, self._label())
        else:
            tell(self, _NO_BOX, "warning")

    async def _label(self) -> None:
        before = self._last
        odd = before[0].code if before and before[1].verdict in _MAY_BE_ONE else ""
        given = {"courier": self._courier, "number": odd}
        form = FormDialog(self.say("송장", "Label"), _LABEL, given, dict, does=_SHIP)
        texts = await self.app.push_screen_wait(form)
        if texts is not None:
            number = scanned(texts.get("number", ""))
            self._courier = courier = clean(texts.get("courier", ""))
            desk = self.desk
            await in_thread(lambda: note_courier(desk.store, desk.actor, desk.clock(), courier))
            sure = bool(odd) and number == odd
            self._gestures.put(Gesture("", K.LABEL, number, sure=sure, courier=courier))

    def action_waves(self) -> None:
        """The waves, and the walks along their lists."""
        self.app.push_screen(WavesScreen())

    def action_box_menu(self) -> None:
        """What else can be done with the box."""
        start(self, self._menu())

    async def _menu(self) -> None:
        offered = self._offers()
        if not offered:
            tell(self, _NO_BOX, "warning")
            return
        names = [words for words, _ in offered]
        place = await self.app.push_screen_wait(PickDialog(self.say("상자", "Box"), names))
        if place is not None:
            offered[place][1]()

    def _offers(self) -> list[tuple[Word, Callable[[], object]]]:
        """What can be done now, and how."""
        found: list[tuple[Word, Callable[[], object]]] = []
        last, box = self._last, self._meant
        if last is not None and last[1].verdict is PackVerdict.PACKED_BY_OTHER:
            found.append((_OVER, lambda: self._take_over(last[0])))
        if box is not None:
            number = self._open_box or box.id
            found.append((_ANEW, lambda: self._on(number, K.REOPEN)))
            if self._open_box is not None:
                found.append((_EMPTY, lambda: self._on(number, K.EMPTY)))
                found.append((_ISSUE, lambda: self._issue(box)))
                found.append((_ASIDE, self.step_back))
        return found

    def _take_over(self, gesture: Gesture) -> None:
        kind = K.OPEN if gesture.kind is K.SCAN else gesture.kind
        self._gestures.put(Gesture("", kind, gesture.code, over=True))

    def _on(self, box: int, kind: GestureKind) -> None:
        self._open_box = box
        self._gestures.put(Gesture("", kind))

    def _issue(self, box: Box) -> None:
        dialog = LabelsDialog([order for order, _ in box.members], frozenset(box.members))
        self.app.push_screen(dialog)

    def step_back(self) -> bool:
        """Esc: first what is typed, then the box, which is left as it is; then the station."""
        field = self.query_one(KoreanInput)
        if field.value:
            field.value = ""
            return True
        if self._gestures.waits:
            self._gestures.forget()
        if self._open_box is None:
            return False
        self._open_box = None
        self._show_box(None)
        self.keys_moved()
        self.query_one(Answer).show(None, self.desk.word(_TITLE), self.desk.word(_PUT_ASIDE))
        self._read()
        return True

    # what came of it

    def told_of(self, verdict: PackVerdict) -> str:
        """As of every scan screen; what to do about the label begins with the key that types one."""
        told = super().told_of(verdict)
        if verdict not in _MAY_BE_ONE:
            return told
        key = f"{self.desk.keys.label('tracking')} {self.desk.word(action('tracking').words)}"
        return f"{self.desk.word(verdict.message)}. {key}: {self.desk.word(verdict.advice)}"

    def _told(self, gesture: Gesture, told: Told) -> None:
        self._last = (gesture, told)
        verdict = told.verdict
        if verdict.fine or verdict is PackVerdict.CHANGED:  # a refusal leaves the box that was open
            waits = told.box is not None and told.box.state.waits
            self._open_box = told.box.id if told.box is not None and waits else None
        large, why = self.desk.word(verdict.large), told.why.message if told.why else None
        self.answer(verdict, large, self.told_of(verdict), told.detail.text(self.lang), why)
        if told.box is not None and (verdict.fine or self._open_box == told.box.id):
            self._meant = told.box
            self._show_box(told.box)
        self.keys_moved()
        self._count_soon()

    def _count_soon(self) -> None:
        """Reads which boxes wait once the packer pauses: it would be in the way of the next answer."""
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(_PAUSE, self._read)

    def _show_box(self, box: Box | None) -> None:
        known = self._shown
        self._shown = box
        self.query_one(BoxLines).show(box, self.lang)
        self.query_one(BoxLines).set_class(box is None, "-away")
        self.query_one(Whose).set_class(box is None, "-away")
        self.query_one(LineList).set_class(box is not None, "-away")
        if box is not None and (known is None or known.id != box.id):
            run(self, "facts", lambda: _facts(self.desk, box), self._show_facts)

    def _show_facts(self, facts: _Facts) -> None:
        left = listed([facts.sections, facts.receiver])
        self.query_one(Whose).show(safe(left, "bold"), safe(facts.note))


def _name(want: Want) -> Word:
    text = clean(want.text)
    return Word(f"{text} · {want.left}개 남음", f"{text} · {want.left} left")


def _waiting(desk: DeskContext) -> tuple[str, list[WaitingBox]]:
    """Whose labels are usual, and the boxes that wait."""
    with desk.reader() as conn:
        return usual_courier(conn, desk.settings, desk.actor.name), boxes_waiting(conn)


def _facts(desk: DeskContext, box: Box) -> _Facts:
    with desk.reader() as conn:
        orders = {each.id: each for each in desk.seen(conn, load_orders(conn, {o for o, _ in box.members}))}
    sections = [(orders[o], orders[o].section(n)) for o, n in box.members if o in orders]
    names = ", ".join(section_number(order.number, section.n) for order, section in sections)
    first = sections[0][1] if sections else None
    to = first.address if first else None
    return _Facts(names, f"{to.receiver} {to.line1}" if to else "", first.note if first else "")
