"""차수: sections that are fetched in one walk along the shelves; the waves that there are, and the walk."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input

from orderdesk.core.domain.pack_words import PackVerdict, on_the_walk
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import BadRequest, read_time
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import Field, FieldKind
from orderdesk.core.domain.waves import (
    WAVE_WORDS,
    Ended,
    WalkGesture,
    WalkKind,
    WaveLine,
    WaveState,
    Wish,
    name_words,
)
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.packing_sending import Station
from orderdesk.core.services.tracking_rules import BadLabel, courier_named
from orderdesk.core.services.wave_lists import write_wave
from orderdesk.core.services.waves import (
    Walked,
    Wave,
    WaveView,
    close_wave,
    make_wave,
    walk_on,
    wave_view,
    waves,
)
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.keymap import bindings
from orderdesk.keyboard.scanning import pieces_of, scanned
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.save_file import NewFile, SaveFileDialog
from orderdesk.screens.gestures import Gestures
from orderdesk.screens.list_screen import ListScreen
from orderdesk.screens.scan_screen import ScanScreen
from orderdesk.screens.work import run, start
from orderdesk.widgets.cells import moment
from orderdesk.widgets.columns import between, cells_in, listed
from orderdesk.widgets.hint_bar import Hint, HintBar
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import Heading
from orderdesk.widgets.packing import Answer
from orderdesk.widgets.safe_text import safe

K = WalkKind

_TITLE: Final = Word("차수", "Waves")
_WAVE: Final = Word("차수", "Wave")
_WALK: Final = Word("피킹", "Pick")
_NONE: Final = Word("차수가 없습니다. + 키로 만드세요", "No waves yet; + makes one")
_NOTHING: Final = Word("담을 섹션이 없습니다", "There is no section to take")
_WISH: Final = (
    Field("courier", Word("택배사 (쉼표로, 비우면 모두)", "Couriers (comma-separated, empty for all)")),
    Field("place", Word("위치의 앞부분 (쉼표로)", "Place prefixes (comma-separated)")),
    Field("before", Word("이때까지의 주문 (예: 2026-11-27 14:00)", "Ordered until (e.g. 2026-11-27 14:00)")),
    Field(
        "only",
        Word("품목", "Goods"),
        FieldKind.CHOICE,
        choices=(
            ("", Word("모두, 단품 먼저", "All, single-item orders first")),
            ("single", Word("단품만", "Single-item orders only")),
            ("multi", Word("복수 품목만", "Orders of several items only")),
        ),
    ),
)
_MAKE: Final = Word("만들기", "Make")
_PLACE: Final = 10
"""Cells of a place on a shelf; a longer one moves what follows."""

_SCAN: Final = Word("상품 스캔 · 수량*코드", "Scan the goods · pieces*code")
_BEGIN: Final = Word("다음 위치의 상품을 스캔하세요", "Scan the goods of the next place")
_DONE: Final = Word("모두 담았습니다. {}에서 차수를 닫으세요", "Everything is picked; {} closes the wave")
_MENU: Final = (
    Word("넘겨받기", "Take it over"),
    Word("피킹 리스트 저장·인쇄", "Save or print the list"),
    Word("차수 닫기: 담지 않은 섹션을 놓아줌", "Close it: what was not picked is set free"),
)


class WavesScreen(ListScreen):
    """The waves, newest first; Enter walks one, + makes one."""

    SCOPE: ClassVar[Scope] = Scope.WAVES
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.WAVES)

    def __init__(self) -> None:
        super().__init__()
        self._waves: Sequence[Wave] = ()

    def on_mount(self) -> None:
        """Writes what stands around the waves."""
        self.head(self.desk.word(_TITLE))
        self._show_hints()

    def on_screen_resume(self) -> None:
        """Shown, or back from a walk, after which they stand otherwise: reads them."""
        self.read()

    def read(self) -> None:
        """Reads them again."""
        run(self, "waves", lambda: _waves(self.desk), self._show)

    action_reload = read

    def _show(self, found: Sequence[Wave]) -> None:
        self._waves = found
        self.lines.show(len(found), self._drawn, nothing=self.desk.word(_NONE))
        self._show_hints()

    def _show_hints(self) -> None:
        """What can be done; only a wave that there is can be walked."""
        walk = [Hint("Enter", self.desk.word(_WALK))] * bool(self._waves)
        self.query_one(HintBar).show([*walk, *self.hints_of(Scope.WAVES)])

    def _drawn(self, index: int, width: int) -> Text:
        each = self._waves[index]
        name = clean(self.desk.word(name_words(each.name)))
        left = listed([f"{each.id}", name, each.holder, moment(each.made_at)])
        count = self.say(f"섹션 {each.sections:,}", many(each.sections, "section"))
        style = "" if each.state is WaveState.OPEN else "dim"
        return between(left, listed([count, self.desk.word(WAVE_WORDS[each.state])]), width, style, style)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Walks the wave."""
        event.stop()
        if self._waves:
            self.app.push_screen(WalkScreen(self._waves[event.index].id))

    def action_new_wave(self) -> None:
        """Asks what it takes."""
        start(self, self._make())

    async def _make(self) -> None:
        title = self.say("새 차수", "New wave")
        wish = await self.app.push_screen_wait(FormDialog(title, _WISH, {}, _wish, does=_MAKE))
        if wish is not None:
            desk = self.desk
            run(self, "make", lambda: make_wave(desk.store, desk.actor, desk.clock(), wish), self._made)

    def _made(self, number: int | None) -> None:
        if number is None:
            tell(self, _NOTHING, "warning")
        else:
            self.app.push_screen(WalkScreen(number))


class WalkScreen(ScanScreen):
    """A walk along the shelves: the list by place, the answer to each scan, what is missing or put off."""

    SCOPE: ClassVar[Scope] = Scope.WALK
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.WALK)

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._view: WaveView | None = None

    def compose(self) -> ComposeResult:
        """Heading, answer, the list, the field, hints."""
        yield Heading()
        yield Answer()
        yield LineList()
        yield KoreanInput(id="scan", placeholder=self.desk.word(_SCAN))
        yield HintBar()

    def on_mount(self) -> None:
        """Reads the wave."""
        desk, number = self.desk, self._number
        station = Station(desk.store, desk.actor, desk.clock, desk.settings)
        self._gestures = Gestures[WalkGesture, Walked](
            self, lambda gesture: walk_on(station, gesture, number), self._told, self.stuck
        )
        self.prepare()
        self.action_reload()

    def action_reload(self) -> None:
        """Reads it again."""
        run(self, "walk", lambda: _view(self.desk, self._number), self._begin)

    def _begin(self, view: WaveView | None) -> None:
        if view is None:
            self.dismiss()
            return
        self._show(view)
        words = self.desk.word(_BEGIN) if view.next is not None else self._done
        self.query_one(Answer).show(None, self._place(view.next), words, _to_pick(view.next))

    @property
    def _done(self) -> str:
        return self.desk.word(_DONE).format(self.desk.keys.label("wave_menu"))

    def _place(self, line: WaveLine | None) -> str:
        return clean(line.place) or "–" if line is not None else self.desk.word(_TITLE)

    def _show(self, view: WaveView) -> None:
        self._view = view
        self.keys_moved()
        wave = view.wave
        name = clean(self.desk.word(name_words(wave.name)))
        left = listed([f"{self.desk.word(_WAVE)} {wave.id}", name, wave.holder])
        self.query_one(Heading).show(safe(left, "bold"), safe(f"{view.picked:,}/{view.pieces:,}"))
        after = view.next
        cursor = view.lines.index(after) if after is not None else max(0, len(view.lines) - 1)
        self.query_one(LineList).show(len(view.lines), self._drawn, cursor)

    def _drawn(self, index: int, width: int) -> Text:
        line = self._view.lines[index] if self._view else None
        if line is None:
            return Text()
        sign = "✓" if not line.left else "…" if line.skipped else " "
        place = clean(line.place) or "–"
        left = f"{sign} {place}{' ' * (_PLACE - cells_in(place))} {clean(line.sku)} {line.text}"
        style = "dim" if not line.left else ""
        return between(left, f"{line.picked}/{line.qty}", width, style, style)

    # what is done

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter: goods; nothing typed goes on with what is stuck."""
        event.stop()
        text, event.input.value = event.value, ""
        if text.strip():
            qty, code = pieces_of(scanned(text))
            self._gestures.put(WalkGesture("", K.PICK, code, qty=qty))
        elif self._gestures.waits:
            self._gestures.go_on()

    def refused(self) -> Mapping[str, Word]:
        """In somebody else's wave nothing is picked."""
        view = self._view
        others = view is not None and view.wave.holder != self.desk.actor.name
        idle = ("pick_line", "short", "skip") if others else ()
        return {**super().refused(), **dict.fromkeys(idle, on_the_walk(PackVerdict.PACKED_BY_OTHER)[0])}

    def action_pick_line(self) -> None:
        """Picks pieces of the line without a scan: they have no readable code."""
        self._on_line(K.PICK)

    def action_short(self) -> None:
        """Declares pieces of the line missing."""
        self._on_line(K.SHORT)

    def action_skip(self) -> None:
        """Leaves the line for the end of the walk."""
        self._on_line(K.SKIP)

    def _on_line(self, kind: WalkKind) -> None:
        """*kind* on the line of the cursor; how many stands in the field as ``3*``."""
        field, lines = self.query_one(KoreanInput), self.query_one(LineList)
        if self._view is not None and self._view.lines:
            qty, _ = pieces_of(field.value)
            field.value = ""
            line = self._view.lines[lines.cursor]
            self._gestures.put(WalkGesture("", kind, line=line.n, qty=qty))

    def action_wave_menu(self) -> None:
        """What else can be done with the wave."""
        start(self, self._menu())

    async def _menu(self) -> None:
        title = f"{self.desk.word(_WAVE)} {self._number}"
        place = await self.app.push_screen_wait(PickDialog(title, _MENU))
        if place == 0:
            self._gestures.put(WalkGesture("", K.TAKE))
        elif place == 1:
            await self._save()
        elif place == 2:
            run(self, "close", lambda: _close(self.desk, self._number), self._wave_ended)

    async def _save(self) -> None:
        desk, number = self.desk, self._number

        def write(path: Path, _reason: str, _told: Callable[[int], None]) -> Path:
            shop = desk.printed.shop_name
            return write_wave(desk.store, number, path, desk.actor, desk.clock(), shop, desk.lang)

        title, label = desk.word(_MENU[1]), self.say("저장", "Save")
        default = Path.home() / f"{self.say('피킹', 'picking')}_{number}.html"
        rows = len(self._view.lines) if self._view else 0
        file = NewFile(title, label, default, (".html", ".txt", ".xlsx"), rows, write)
        await self.app.push_screen_wait(SaveFileDialog(file))

    def _wave_ended(self, ended: Ended | Walked) -> None:
        if isinstance(ended, Walked):
            tell(self, ended.why.message if ended.why else on_the_walk(ended.verdict)[0], "warning")
            return
        picked, free = len(ended.picked), len(ended.released)
        told = Word(
            f"담은 섹션 {picked:,} · 놓아준 섹션 {free:,}",
            f"{many(picked, 'section')} picked, {free:,} released",
        )
        tell(self, told)
        self.dismiss()

    # what came of it

    def _told(self, _gesture: WalkGesture, told: Walked) -> None:
        verdict = told.verdict
        if told.view is not None:
            self._show(told.view)
        after = told.view.next if told.view is not None else None
        large, sentence = self.desk.word(verdict.large), self.told_of(verdict)
        why = told.why.message if told.why else None
        about = told.line.text if told.line is not None else ""
        if verdict.fine and after is not None:  # what came of the last line, where to go, what to pick there
            place = self._place(told.line) if told.line is not None else ""
            came = listed([place, about, self.desk.word(on_the_walk(verdict)[0])])
            self.answer(verdict, f"→ {self._place(after)}", "", _to_pick(after), why, came)
            return
        if verdict.fine and told.view is not None:
            sentence = self._done
        self.answer(verdict, large, sentence, about, why)

    def told_of(self, verdict: PackVerdict) -> str:
        """The sentence of *verdict* on the walk; where the menu of the wave helps, with its key."""
        told = ". ".join(map(self.desk.word, on_the_walk(verdict)))
        menu = verdict is PackVerdict.PACKED_BY_OTHER
        return f"{told} ({self.desk.keys.label('wave_menu')})" if menu else told


def _to_pick(line: WaveLine | None) -> str:
    """The goods of *line* and how many of them are still to be picked."""
    return f"{line.text} × {line.left:,}" if line is not None else ""


def _wish(texts: Mapping[str, str]) -> Wish:
    """The wish that *texts* are. BadRequest for a courier or a time that is none."""
    couriers = []
    for name in filter(None, (part.strip() for part in texts.get("courier", "").split(","))):
        try:
            couriers.append(courier_named(name).name)
        except BadLabel as error:
            raise BadRequest(Refusal.FIELD_BAD, "courier", name) from error
    before = texts.get("before", "").strip()
    try:
        until = read_time(before) if before else None
    except ValueError as error:
        raise BadRequest(Refusal.FIELD_BAD, "before", before) from error
    places = tuple(filter(None, (part.strip() for part in texts.get("place", "").split(","))))
    return Wish(frozenset(couriers), places, until, texts.get("only", ""))


def _close(desk: DeskContext, number: int) -> Ended | Walked:
    return close_wave(desk.store, desk.actor, desk.clock(), number)


def _waves(desk: DeskContext) -> Sequence[Wave]:
    with desk.reader() as conn:
        return waves(conn)


def _view(desk: DeskContext, number: int) -> WaveView | None:
    with desk.reader() as conn:
        return wave_view(conn, number)
