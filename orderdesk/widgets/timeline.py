"""The timeline of an order: what happened and what people wrote, newest first, under a heading a day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from rich.console import Console
from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from orderdesk.core.domain.glossary import ACTOR_WORDS
from orderdesk.core.domain.orders import ActorKind
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.showing import TimelineLine
from orderdesk.widgets.cells import day, moment
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.look import Look, look_of
from orderdesk.widgets.safe_text import safe, safe_multi

_TITLE: Final = Word("타임라인", "Timeline")
KINDS: Final = (Word("전체", "all"), Word("메모", "memos"), Word("주문", "order"))
ALL, MEMOS, ORDER = 1, 2, 3
_NOTHING: Final = Word("아직 없습니다", "Nothing yet")
_INDENT: Final = 6
"""Cells before the details: those of the time."""


class _Row(NamedTuple):
    """One line on the screen; `entry` is the place of what it begins, None where it begins nothing."""

    text: Text
    entry: int | None = None


def head_of(each: TimelineLine, lang: Lang, look: Look) -> Text:
    """``14:02 배송중 S1 (김영희) #12``: when, what, on which section, who, and the job that did it."""
    words = ACTOR_WORDS[each.who.kind]
    kind = words.text(lang)
    who = kind if each.who.name in ("", *words) else each.who.name
    if each.who.kind is not ActorKind.SELLER and who != kind:
        who = f"{kind} {who}"
    text = Text(f"{moment(each.at)[6:]} ", look.quiet).append(_headed(each.words.text(lang)), look.strong)
    text.append(f" S{each.section}" if each.section else "")
    text.append(" ").append_text(safe(f"({who})", look.quiet))
    return text.append(f" #{each.job}" if each.job is not None else "", look.quiet)


def _headed(words: str) -> str:
    """*words* as a line begins with them: with a capital."""
    return words[:1].upper() + words[1:]


def folded(lines: Sequence[TimelineLine], width: int, lang: Lang, look: Look, console: Console) -> list[_Row]:
    """The rows of *lines*, *width* cells wide."""
    rows: list[_Row] = []
    today = ""
    for n, each in enumerate(lines):
        if day(each.at) != today:
            today = day(each.at)
            rows.append(_Row(Text(today, look.quiet)))
        rows.append(_Row(head_of(each, lang, look), n))
        if each.details:
            details = safe_multi(each.details)
            for part in details.wrap(console, max(8, width - _INDENT), overflow="fold"):
                rows.append(_Row(Text(" " * _INDENT).append_text(part)))
    return rows or [_Row(Text(_NOTHING.text(lang), look.quiet))]


class TimelineList(LineList):
    """The entries; the cursor stands on their first lines only."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: Sequence[TimelineLine] = ()
        self._rows: list[_Row] = []
        self._lang: Lang = "ko"
        self._folded_at = 0

    def tell(self, entries: Sequence[TimelineLine], lang: Lang) -> None:
        """Shows *entries*; the cursor stays with its entry where it is being read and is still there.

        Where nobody reads, the newest entry comes into view.
        """
        current = self.current if self.has_focus or entries == self._entries else None
        self._entries, self._lang = entries, lang
        self._fold(next((n for n, each in enumerate(entries) if each == current), 0))

    @property
    def current(self) -> TimelineLine | None:
        """The entry of the cursor."""
        n = self._rows[self.cursor].entry if self.cursor < len(self._rows) else None
        return self._entries[n] if n is not None and n < len(self._entries) else None

    def _fold(self, entry: int) -> None:
        self._folded_at = self.line_width
        if not self._folded_at:
            return
        look = look_of(self)
        self._rows = folded(self._entries, self._folded_at, self._lang, look, self.app.console)
        cursor = next((at for at, row in enumerate(self._rows) if row.entry == entry), 0)
        self.show(len(self._rows), lambda index, width: self._rows[index].text.copy(), cursor)

    def on_resize(self) -> None:
        """Another width folds the details elsewhere."""
        super().on_resize()
        self._fold_anew()

    def watch_show_vertical_scrollbar(self) -> None:
        """So does a bar that comes or goes, which is no other size of the list."""
        self._fold_anew()

    def _fold_anew(self) -> None:
        if self.line_width != self._folded_at:
            here = self._rows[self.cursor].entry if self.cursor < len(self._rows) else None
            self._fold(here or 0)

    def notify_style_update(self) -> None:
        """Other colours."""
        super().notify_style_update()
        if self._rows:
            self._fold(self._rows[self.cursor].entry or 0)

    def move_to(self, index: int) -> None:
        """Puts the cursor on the entry at or after line *index* in the direction that it moves."""
        way = 1 if index >= self.cursor else -1
        wanted = max(0, min(index, len(self._rows) - 1))
        ahead = range(wanted, len(self._rows)) if way > 0 else range(wanted, -1, -1)
        behind = range(wanted, -1, -1) if way > 0 else range(wanted, len(self._rows))
        for at in (*ahead, *behind):
            if self._rows[at].entry is not None:
                super().move_to(at)
                return


class TimelinePane(Vertical):
    """The timeline under its title, which names what of it is shown."""

    DEFAULT_CSS = """
    TimelinePane {
        border-top: solid $foreground 30%;
        border-title-color: $foreground;
        border-title-style: bold;
        padding: 0 1;
        &:focus-within { border-top: heavy $primary; border-title-color: $primary; }
        & TimelineList { height: 1fr; }
    }
    """

    def compose(self) -> ComposeResult:
        """The list."""
        yield TimelineList()

    @property
    def entries(self) -> TimelineList:
        """The list."""
        return self.query_one(TimelineList)

    def tell(self, lines: Sequence[TimelineLine], kind: int, lang: Lang) -> None:
        """Shows those of *lines* that are of *kind*: 1 everything, 2 memos, 3 what happened to the order."""
        kinds = []
        for n, word in enumerate(KINDS, 1):
            begin, end = ("[", "]") if n == kind else ("", "")
            kinds.append(Content.assemble(begin, (f"{n} ", "dim"), word.text(lang), end))
        named = Content("  ").join(kinds)
        self.border_title = Content.assemble(f" {_TITLE.text(lang)}   ", named, " ")
        shown = [each for each in lines if kind == ALL or (each.memo is not None) == (kind == MEMOS)]
        self.entries.tell(shown, lang)
