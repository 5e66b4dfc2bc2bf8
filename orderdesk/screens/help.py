"""Help: what can be done on a screen, its guides and its keys; typing filters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.widgets import Input, Static

from orderdesk.core.domain.words import Lang, Word
from orderdesk.guides.reading import Guide, guide, guides, holding, titles
from orderdesk.keyboard.actions import Scope
from orderdesk.keyboard.help import HelpRow, rows
from orderdesk.keyboard.key_table import KeyTable
from orderdesk.keyboard.keymap import bindings
from orderdesk.keyboard.other_words import OTHER_WORDS
from orderdesk.keyboard.palette import Entry, rank
from orderdesk.screens.context import tell
from orderdesk.screens.help_topics import Topic
from orderdesk.screens.list_screen import ListScreen
from orderdesk.widgets.columns import cells_in, fit
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.one_line import Heading

_TITLE: Final = Word("도움말", "Help")
_GUIDE: Final = Word("안내", "Guide")
_FILTER: Final = Word("찾기: 이름, 초성, 키", "Find: name, initials, key")
_NONE: Final = Word("찾은 것이 없습니다. Esc로 지우고 다시 찾으세요", "Nothing found; Esc empties the field")
_PRESS: Final = Word(
    "여기서는 키를 읽기만 합니다. {1} 키로 도움말을 닫고 {0} 키를 누르세요",
    "Keys are only read here: close help with {1}, then press {0}",
)
_KEYS = 17
"""Cells of the keys: those of the longest two."""

Line = HelpRow | Guide
"""What a line of help is about: keys, or a guide."""


def matching(query: str, keys: KeyTable, scope: Scope, here: Sequence[str], lang: Lang) -> list[Line]:
    """What *query* finds among the keys of *scope* and the guides, the best first; all when it is empty.

    The guides *here* (their ids) stand before the keys, the others after them. What is named by the query
    comes before what only holds it.
    """
    near = [guide(each, lang, keys) for each in dict.fromkeys(here)]
    far = [each for each in guides(lang, keys) if each.id not in here]
    heard = rows(scope, lang, keys)
    listed: list[Line] = [*near, *heard, *far]
    if not query.strip():
        return listed
    by_id = {_id(line): line for line in listed}
    named = [by_id[entry.id] for entry in rank(query, [_entry(line, keys) for line in listed])]
    word = query.strip().lower()
    rest: list[Line] = [*(row for row in heard if _holds(row, word)), *holding(query, lang, keys)]
    return named + [line for line in rest if line not in named]


def _id(line: Line) -> str:
    return line.id if isinstance(line, Guide) else f"key:{line.action.id}"


def _entry(line: Line, keys: KeyTable) -> Entry:
    if isinstance(line, Guide):
        return Entry(_id(line), titles(line.id))
    found = line.action
    return Entry(_id(line), found.words, keys.label(found.id), also=OTHER_WORDS.get(found.id, ()))


def _holds(row: HelpRow, word: str) -> bool:
    return word in row.sentence.lower() or word in row.keys.lower().split(", ")


class HelpScreen(ListScreen):
    """Help for a screen of *scope*, about which *topic* is.

    *title* is how the screen calls itself, the topic's by default; *more* are guides to what is meant now.
    """

    SCOPE: ClassVar[Scope] = Scope.HELP
    BINDINGS: ClassVar[list[BindingType]] = bindings(Scope.HELP)
    AUTO_FOCUS = "KoreanInput"
    DEFAULT_CSS = """
    HelpScreen {
        & #what { height: auto; padding: 0 1; }
        & KoreanInput { margin: 0 1; }
        & #whole { height: 2; padding: 0 1; background: $panel; }
    }
    """

    def __init__(self, scope: Scope, topic: Topic, title: str = "", more: Sequence[str] = ()) -> None:
        super().__init__()
        self._title = title
        self._scope = scope
        self._topic = topic
        self._here = (*more, *topic.guides)
        self._lines: Sequence[Line] = ()
        self._label = 0
        """Cells of the longest name of an action."""
        self._has_read = False
        """Whether what was looked for has been found, and read."""

    def compose(self) -> ComposeResult:
        """What can be done, filter, list, the line of the cursor in whole, hint line."""
        yield Heading()
        yield Static(self.desk.word(self._topic.sentence), id="what", markup=False)
        yield KoreanInput(placeholder=self.desk.word(_FILTER), compact=True)
        yield LineList()
        yield Static(id="whole", markup=False)
        yield HintBar()

    def on_mount(self) -> None:
        """Shows everything."""
        self.head(f"{self.desk.word(_TITLE)} · {self._title or self.desk.word(self._topic.title)}")
        self._filter("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filters while it is typed."""
        self._has_read = False
        self._filter(event.value)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter, while the filter has the cursor."""
        event.stop()
        self.action_open_guide()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another line, in whole."""
        event.stop()
        self._show_whole()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """A click on a guide is as good as Enter."""
        event.stop()
        self.action_open_guide()

    def action_open_guide(self) -> None:
        """Opens the guide of the cursor; keys are only read here, and it is said where they are pressed."""
        line = self._lines[self.lines.cursor] if self._lines else None
        if isinstance(line, HelpRow):
            tell(self, Word(*(text.format(line.keys, self.desk.keys.label("back")) for text in _PRESS)))
        elif line is not None:
            from orderdesk.screens.guide import GuideScreen

            self._has_read = True
            self.app.push_screen(GuideScreen(line.id))

    def _filter(self, query: str) -> None:
        self._lines = matching(query, self.desk.keys, self._scope, self._here, self.lang)
        labels = (cells_in(line.label) for line in self._lines if isinstance(line, HelpRow))
        self._label = max(labels, default=0)
        self.lines.show(len(self._lines), self._drawn, 0)
        self._show_whole()

    def _show_whole(self) -> None:
        """The line of the cursor in whole, and whether Enter opens something there."""
        line = self._lines[self.lines.cursor] if self._lines else None
        if line is None:
            whole = self.desk.word(_NONE)
        else:
            label, keys = (line.title, "") if isinstance(line, Guide) else (line.label, line.keys)
            whole = f"{keys}  {label}: {_plain(line.sentence)}".strip()
        self.query_one("#whole", Static).update(whole)
        opens = [self.hint_of("open_guide")] if isinstance(line, Guide) else []
        self.query_one(HintBar).show([*opens, self.hint_of("back")])

    def keys_moved(self) -> None:
        """The list with the keys that hold now."""
        super().keys_moved()
        self._filter(self.query_one(KoreanInput).value)

    def step_back(self) -> bool:
        """Esc first empties the filter, unless a guide that it found has been read: then it closes help."""
        field = self.query_one(KoreanInput)
        if not field.value or self._has_read:
            return False
        field.value = ""
        return True

    def _drawn(self, index: int, width: int) -> Text:
        line = self._lines[index]
        keys, label = min(_KEYS, width // 4), min(self._label, width // 4)
        if isinstance(line, Guide):
            text = fit(f"{line.title} · {_plain(line.sentence)}", max(0, width - keys - 1))
            return Text.assemble((fit(self.desk.word(_GUIDE), keys), "bold"), " ", text)
        sentence = fit(line.sentence, max(0, width - keys - label - 3))
        return Text.assemble(
            (fit(line.keys, keys), "bold"), " ", fit(line.label, label), "  ", (sentence, "dim")
        )


def _plain(sentence: str) -> str:
    """*sentence* without the marks that stand around keys in the text of a guide."""
    return sentence.replace("`", "")
