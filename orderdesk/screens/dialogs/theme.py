"""The colours of the screens: each is put on as the cursor comes to it."""

from __future__ import annotations

from typing import Final, Protocol, cast

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from orderdesk import themes
from orderdesk.core.domain.words import Word
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.setting_words import THEMES
from orderdesk.widgets.columns import between
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.safe_text import safe_content

TITLE: Final = Word("색", "Colours")
_NAMES: Final = dict(THEMES)
_DARK, _LIGHT = _NAMES["dark"], _NAMES["light"]
_SAMPLES: Final = (
    ("", Word("보통 글 1,234원", "Plain text 1,234 won")),
    ("quiet", Word("덜 중요한 글", "What matters less")),
    ("warn", Word("! 주의", "! A warning")),
    ("bad", Word("✗ 거절", "✗ A refusal")),
)


class _Wears(Protocol):
    def wear(self, name: str) -> None: ...


class ThemeDialog(Dialog[str | None]):
    """The themes; the answer is the name of one, None when the one *worn* before is kept."""

    DEFAULT_CSS = """
    ThemeDialog {
        align: right middle;
        & > #box { max-width: 44; }
    }
    """

    def __init__(self, worn: str) -> None:
        super().__init__()
        self._worn = worn
        self._names = themes.names()

    def parts(self) -> ComposeResult:
        """The names, and what the colours look like."""
        yield LineList(reserve=10)
        for style, words in _SAMPLES:
            yield Static(safe_content(self.desk.word(words)), classes=f"line {style}")

    def on_mount(self) -> None:
        """The cursor stands on the theme that is worn."""
        self.entitle(self.desk.word(TITLE))
        self.hint(confirm_hint(self.say("이 색으로", "Use it")), Hint("↑↓", self.say("보기", "Try on")))
        at = self._names.index(self._worn) if self._worn in self._names else 0
        self.query_one(LineList).show(len(self._names), self._drawn, at)

    def _drawn(self, index: int, width: int) -> Text:
        name = self._names[index]
        words = _DARK if themes.named(name).dark else _LIGHT
        own = _NAMES.get(name)
        called, end = self.desk.word(own) if own else name, "" if own is words else self.desk.word(words)
        return between(f" {called}", f"{end} ", width, "", "dim")

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Puts the theme of the cursor on."""
        event.stop()
        self._wear(self._names[event.index])

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter uses it."""
        event.stop()
        self.confirm()

    def confirm(self) -> None:
        """Uses the theme of the cursor."""
        self.dismiss(self._names[self.query_one(LineList).cursor])

    def step_back(self) -> bool:
        """Esc: as it was."""
        self._wear(self._worn)
        self.dismiss(None)
        return True

    def _wear(self, name: str) -> None:
        cast(_Wears, self.app).wear(name)
