"""The packing station's own: the answer written large, and what belongs into the box."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Final

from rich.text import Text
from textual.widget import Widget

from orderdesk.core.domain.boxes import Box, Want
from orderdesk.core.domain.words import Lang, Word
from orderdesk.widgets.columns import between, cells_in, fit

_HAND: Final = Word("손", "by hand")
_NO_CODE: Final = Word("코드 없음", "no code")
_STOP: Final = ". "

_ROOM_FOR_CODES: Final = 60
"""Columns from which a line has room for the code that is expected."""


class Answer(Widget):
    """The answer to the last gesture, over the whole width: a sign and words, never by colour alone."""

    DEFAULT_CSS = """
    Answer {
        height: 5;
        background: $panel;
        color: $foreground;
        &.-fine { background: $success; color: $background; }
        &.-refused { background: $error; color: $background; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._came = self._large = self._sentence = self._detail = ""

    def show(
        self, fine: bool | None, large: str, sentence: str, detail: str = "", came: str | None = None
    ) -> None:
        """Shows *large* letters apart, under it a sentence and what it is about, which may be outside text.

        The signs of a code stand together. Where *large* is what comes next, what *came* of the last gesture
        stands above it, and has the sign of its answer.

        *fine*: None where nothing was asked.
        """
        sign = "" if fine is None else "✓ " if fine else "✗ "
        is_code = any(letter.isdecimal() for letter in large)
        apart = large if is_code else " ".join(large)
        self._came, self._large = ("", sign + apart) if came is None else (sign + came, apart)
        self._sentence, self._detail = sentence, detail
        self.set_class(fine is True, "-fine")
        self.set_class(fine is False, "-refused")
        self.refresh()

    def render(self) -> Text:
        """Three lines in the middle; of a long sentence its second half stands on another.

        Blanks fill the rest: what has no ground of its own but is reversed is a band, too.
        """
        whole, height = self.content_size
        width = max(1, whole - 2)
        sentence = self._sentence.partition(_STOP) if cells_in(self._sentence) > width else (self._sentence,)
        lines = [
            (self._came, ""),
            (self._large.strip(), "bold"),
            *((part, "") for part in sentence if part != _STOP),
            (self._detail, "bold"),
        ]
        shown = [Text(fit(line, width).rstrip(), style=style) for line, style in lines if line]
        above = max(0, height - len(shown)) // 2
        below = max(0, height - len(shown) - above)
        filled = [*repeat(Text(), above), *shown, *repeat(Text(), below)]
        return Text("\n").join(_centred(line, whole) for line in filled)


def _centred(line: Text, width: int) -> Text:
    line = line.copy()
    line.align("center", width)
    return line


class BoxLines(Widget):
    """The goods of a box, one a line, with how many are in it; what was touched last stays in sight."""

    DEFAULT_CSS = "BoxLines { height: 1fr; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._wants: Sequence[Want] = ()
        self._last = 0
        self._lang: Lang = "ko"

    def show(self, box: Box | None, lang: Lang) -> None:
        """Shows *box*; the line in which something changed since the last time is marked."""
        before = {want.n: (want.scanned, want.hand) for want in self._wants}
        self._wants = box.wants if box else ()
        self._lang = lang
        changed = [n for n, want in enumerate(self._wants) if before.get(want.n) not in (None, _in(want))]
        self._last = changed[-1] if changed else self._first_open()
        self.refresh()

    def _first_open(self) -> int:
        return next((n for n, want in enumerate(self._wants) if want.left), 0)

    def render(self) -> Text:
        """As many lines as there is room for, around the one that was touched last."""
        width, room = max(1, self.content_size.width), max(1, self.content_size.height)
        start = max(0, min(self._last - room // 2, len(self._wants) - room))
        shown = list(enumerate(self._wants))[start : start + room]
        return Text("\n").join(self._line(n, want, width) for n, want in shown)

    def _line(self, n: int, want: Want, width: int) -> Text:
        sign = "✓" if not want.left else "▸" if n == self._last else " "
        hand = f" {_HAND.text(self._lang)} {want.hand}" if want.hand else ""
        count = f"{want.scanned + want.hand}/{want.qty}{hand}"
        if width >= _ROOM_FOR_CODES:
            count = f"{_code(want) or _NO_CODE.text(self._lang)}  {count:>5}"
        style = "dim" if not want.left else "bold" if n == self._last else ""
        return between(f"{sign} {want.text}", count, width, style, style)


def _code(want: Want) -> str:
    """The code that is expected of its pieces: a barcode before others; "" where none is registered."""
    return min(want.codes, key=lambda code: (not code.isdigit(), code), default="").upper()


def _in(want: Want) -> tuple[int, int]:
    return want.scanned, want.hand
