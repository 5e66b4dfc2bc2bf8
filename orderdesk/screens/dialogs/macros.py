"""Macros: recorded, named, looked at and played; each of their changes waits at its preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Final, Protocol

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.verbs import BY_ID, Field
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services.macros import (
    GONE,
    MOST_STEPS,
    Do,
    Macro,
    MacroRefused,
    Mark,
    Show,
    Step,
    Which,
    delete_macro,
    read_macros,
    rename_macro,
    save_macro,
)
from orderdesk.keyboard.actions import action
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.order_lines import condition_words
from orderdesk.screens.recording import Recorder
from orderdesk.screens.work import in_thread, run, start
from orderdesk.widgets.columns import between, listed
from orderdesk.widgets.edit_lines import EditLines
from orderdesk.widgets.hint_bar import Hint

_SAVE: Final = Word("매크로 저장", "Save the macro")
_RENAME: Final = Word("매크로 이름 바꾸기", "Rename the macro")
_NAME: Final = Field("name", Word("이름", "Name"))
_NONE: Final = Word(
    "아직 없습니다. + 키를 누르고 일하면 그 단계가 담깁니다",
    "No macros yet; press + and work, and your steps are recorded",
)
_RECORDS: Final = Word(
    "기록합니다. 끝내려면 {} 키를 다시 누르세요", "Recording; press {} again when you are done"
)
_ENDINGS: Final = (Word("이름 붙여 저장", "Save it under a name"), Word("버리기", "Throw it away"))
_MARKED: Final[Mapping[Which, str]] = {"all": "mark_all", "screen": "mark_screen", "none": "mark_none"}
_DONE: Final = Word("매크로를 마쳤습니다", "The macro is done")
_ARROW: Final = " → "


class Plays(Protocol):
    """A list of orders as macros see it."""

    def chosen(self) -> list[int]:
        """The ids of the orders chosen now."""

    async def show_step(self, step: Show) -> Word | None:
        """Shows another list, and waits for it; why it can't be shown, None when it is."""

    async def mark_step(self, which: Which) -> None:
        """Marks, and waits for it."""


def step_words(step: Step, lang: Lang) -> str:
    """What a step does, in the words of the screens."""
    match step:
        case Show(tab, search, where):
            conditions = [condition_words(each, lang) for each in where]
            return listed([tab or ALL_ORDERS.text(lang), search, *conditions])
        case Mark(which):
            return action(_MARKED[which]).words.text(lang)
        case Do(request):
            return BY_ID[request.verb].words.text(lang)


class MacroLines(EditLines):
    """The macros; F6 gives another name."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f6", "edit('name')", show=False)]


class MacrosDialog(Dialog[Macro | bool | None]):
    """The operator's macros and what each does; the answer is the one to play, True to record a new one."""

    DEFAULT_CSS = "MacrosDialog { & #steps { margin-top: 1; } }"

    def __init__(self) -> None:
        super().__init__()
        self._macros: tuple[Macro, ...] = ()
        self._dropping = ""

    def parts(self) -> ComposeResult:
        """The macros, the steps of the one of the cursor, and what is wrong."""
        yield MacroLines(reserve=11)
        yield Static(id="steps", classes="line quiet empty")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Reads them."""
        self.entitle(self.desk.word(action("macros").words))
        self._show_hints()
        self._read()

    def _show_hints(self) -> None:
        none = None if self._macros else self.desk.word(_NONE)
        self.hint(
            Hint("Enter", self.say("재생", "Play"), none),
            Hint("+", self.say("새로 기록", "Record")),
            Hint("F6", self.say("이름 바꾸기", "Rename"), none),
            Hint("Del", self.say("삭제", "Delete"), none),
        )

    @property
    def _lines(self) -> MacroLines:
        return self.query_one(MacroLines)

    @property
    def _meant(self) -> Macro | None:
        return self._macros[self._lines.cursor] if self._macros else None

    def _read(self) -> None:
        run(self, "macros", lambda: _kept(self.desk), self._show)

    def _show(self, macros: tuple[Macro, ...]) -> None:
        self._macros = macros
        self._lines.show(len(macros), self._drawn, nothing=self.desk.word(_NONE))
        self._show_hints()
        self.on_line_list_moved()

    def _drawn(self, index: int, width: int) -> Text:
        macro = self._macros[index]
        steps = self.say(f"{len(macro.steps):,}단계", many(len(macro.steps), "step"))
        return between(f" {macro.name}", f"{steps} ", width)

    def on_line_list_moved(self) -> None:
        """Says what the macro of the cursor does."""
        steps = self._meant.steps if self._meant else ()
        self.tell_line("#steps", _ARROW.join(step_words(each, self.lang) for each in steps))

    def on_line_list_chosen(self) -> None:
        """Answers with the macro, to be played."""
        if self._meant is not None:
            self.dismiss(self._meant)

    def on_edit_lines_asked(self, event: EditLines.Asked) -> None:
        """Records, names or deletes."""
        if event.what == "new":
            self.dismiss(True)
        elif event.what == "name" and self._meant is not None:
            start(self, self._rename(self._meant))
        elif event.what == "delete" and self._meant is not None:
            self._delete(self._meant)

    async def _rename(self, macro: Macro) -> None:
        desk = self.desk

        def take(texts: Mapping[str, str]) -> Word | bool:
            return _refused(
                lambda: rename_macro(desk.store, desk.actor, desk.clock(), macro.name, texts["name"])
            )

        await _named(self, _RENAME, macro.name, take)
        self._read()

    def _delete(self, macro: Macro) -> None:
        desk = self.desk
        if self._dropping != macro.name:
            self._dropping = macro.name
            again = self.say(f"{macro.name}: 지우려면 한 번 더", f"Press again to delete {macro.name}")
            self.tell_line("#wrong", again)
            return
        self.tell_line("#wrong", "")
        run(
            self,
            "delete",
            lambda: delete_macro(desk.store, desk.actor, desk.clock(), macro.name),
            lambda done: self._read(),
        )


def _refused(keep: Callable[[], object]) -> Word | bool:
    """Keeps something; why it can't be kept, True when it is."""
    try:
        keep()
    except MacroRefused as refused:
        return refused.word
    return True


async def _named(
    screen: Screen[Any], what: Word, given: str, take: Callable[[Mapping[str, str]], Word | bool]
) -> bool:
    """Asks for a name, for *what* it says, until *take* takes it; whether it did."""
    title = desk_of(screen).word(what)
    while True:
        typed = dict[str, str]()

        def taken(texts: Mapping[str, str], typed: dict[str, str] = typed) -> Word | bool:
            typed.update(texts)
            return take({"name": "", **texts})

        answer = await screen.app.push_screen_wait(FormDialog(title, (_NAME,), {"name": given}, taken))
        if not isinstance(answer, Word):
            return answer is True
        tell(screen, answer, "warning")
        given = typed.get("name", "")


async def macros(screen: Screen[Any], plays: Plays) -> None:
    """Plays a macro, begins to record one, or ends the one that is being recorded."""
    desk = desk_of(screen)
    recorder = desk.recorder
    if recorder.on:
        await _end(screen, recorder)
        return
    answer = await screen.app.push_screen_wait(MacrosDialog())
    if isinstance(answer, Macro):
        await play(screen, plays, answer)
    elif answer:
        recorder.start()
        tell(screen, desk.word(_RECORDS).format(desk.keys.label("macros")))


async def _end(screen: Screen[Any], recorder: Recorder) -> None:
    desk, steps = desk_of(screen), recorder.steps
    screen.app.clear_notifications()  # how a recording ends is told while it runs
    title = listed([desk.word(action("macros").words), f"{len(steps)}/{MOST_STEPS}"])
    ending = await screen.app.push_screen_wait(PickDialog(title, _ENDINGS))
    if ending == 1:
        recorder.stop()
    elif ending == 0:

        def take(texts: Mapping[str, str]) -> Word | bool:
            macro = Macro(texts["name"], steps)
            return _refused(lambda: save_macro(desk.store, desk.actor, desk.clock(), macro))

        if await _named(screen, _SAVE, "", take):
            recorder.stop()


async def play(screen: Screen[Any], plays: Plays, macro: Macro) -> None:
    """The steps of *macro*, one after the other; what is not confirmed, or can't be done, ends it."""
    desk = desk_of(screen)
    for n, step in enumerate(macro.steps, 1):
        place = f"{macro.name} {n}/{len(macro.steps)}"
        why = await _step(screen, plays, step, place)
        if why is not None:
            stopped = Word("여기에서 멈췄습니다", "It stopped here")
            words = [place, step_words(step, desk.lang), *map(desk.word, (why, stopped))]
            tell(screen, listed(list(dict.fromkeys(words))), "warning")
            return
    tell(screen, listed([macro.name, desk.word(_DONE)]))


async def play_named(screen: Screen[Any], plays: Plays, name: str) -> None:
    """Plays the macro called *name*, if it is still there."""
    desk = desk_of(screen)
    found = [each for each in await in_thread(lambda: _kept(desk)) if each.name == name]
    if found:
        await play(screen, plays, found[0])
    else:
        tell(screen, GONE, "warning")


def _kept(desk: DeskContext) -> tuple[Macro, ...]:
    """The operator's macros, read in a thread."""
    with desk.reader() as conn:
        return read_macros(conn, desk.actor.name)


async def _step(screen: Screen[Any], plays: Plays, step: Step, place: str) -> Word | None:
    """Does one step; why the macro ends with it, None where it goes on."""
    match step:
        case Show():
            return await plays.show_step(step)
        case Mark(which):
            await plays.mark_step(which)
            return None
        case Do(request):
            ids = plays.chosen()
            if not ids:
                return flow.NOTHING_CHOSEN
            work = flow.of_verb(desk_of(screen), request, ids)
            named = replace(work, title=listed([place, work.title]))
            job = await flow.preview(screen, named, BY_ID[request.verb].past)
            return None if job is not None else Word("확정하지 않았습니다", "It was not confirmed")
