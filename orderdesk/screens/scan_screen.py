"""A screen that is worked at with a scanner: its field takes all, and each answer is large and heard."""

from __future__ import annotations

from typing import ClassVar, Final

from orderdesk.core.domain.pack_words import PackVerdict
from orderdesk.core.domain.words import Word
from orderdesk.core.store.problems import StoreProblem
from orderdesk.keyboard.actions import Scope
from orderdesk.screens.desk_screen import DeskScreen
from orderdesk.screens.sounding import Speech, strike
from orderdesk.widgets.columns import listed
from orderdesk.widgets.hint_bar import HintBar
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.packing import Answer

_NOT_STORED: Final = Word("저장 안 됨", "Not stored")
_AGAIN: Final = Word("Enter를 누르면 같은 동작을 다시 합니다", "Enter does the same once more")


class ScanScreen(DeskScreen[None]):
    """Has an Answer, a LineList, a field ``#scan`` and a HintBar; call `prepare` when they are mounted."""

    SCOPE: ClassVar[Scope]
    AUTO_FOCUS = "KoreanInput"
    DEFAULT_CSS = """
    ScanScreen {
        & LineList { height: 1fr; padding: 0 1; }
        & #scan { border: none; height: 1; padding: 0 1; background: $panel; }
    }
    """

    def prepare(self) -> None:
        """Readies voice, list and hints; a key of one sign is not among them: it is typed into the field."""
        self._speech = Speech(self.desk.settings.speech)
        self.query_one(LineList).can_focus = False
        self.keys_moved()

    def keys_moved(self) -> None:
        """The hints, on the keys that they have now."""
        heard = [each for each in self.hints_of(self.SCOPE) if len(each.key) > 1]
        self.query_one(HintBar).show(sorted(heard, key=lambda each: each.action == "back"))  # as in dialogs

    def answer(
        self,
        verdict: PackVerdict,
        large: str,
        sentence: str,
        about: str,
        why: Word | None,
        came: str | None = None,
    ) -> None:
        """Shows *large* and *sentence*, with what it is *about* and *why*; strikes and says the verdict.

        Where *large* is what comes next, *came* is what the verdict says.
        """
        strike(self.app, verdict.sound)
        self._speech.say(self.app, self.desk.word(verdict.large))
        reason = self.desk.word(why) if why else ""
        self.query_one(Answer).show(verdict.fine, large, sentence, listed([about, reason]), came)

    def told_of(self, verdict: PackVerdict) -> str:
        """The sentence of *verdict*: what is so, and what to do."""
        return f"{self.desk.word(verdict.message)}. {self.desk.word(verdict.advice)}"

    def stuck(self, problem: StoreProblem) -> None:
        """Says that the last gesture was not stored."""
        strike(self.app, PackVerdict.REFUSED.sound)
        large, words = self.desk.word(_NOT_STORED), self.desk.word(problem.message)
        self.query_one(Answer).show(False, large, words, self.desk.word(_AGAIN))

    def action_cursor_up(self) -> None:
        """One line up."""
        self.query_one(LineList).action_step(-1)

    def action_cursor_down(self) -> None:
        """One line down."""
        self.query_one(LineList).action_step(1)
