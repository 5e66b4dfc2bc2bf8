"""배송비: the shop's settings, policies and regional zones, changed at once; and what a parcel would cost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.widgets import Label, Static

from orderdesk.core.domain.fee_fields import POLICY_FIELDS, ZONE_FIELDS
from orderdesk.core.domain.fees import Goods, Place, Policy, quote
from orderdesk.core.domain.regions import Zone, overlaps
from orderdesk.core.domain.requests import BadRequest
from orderdesk.core.domain.text import digits
from orderdesk.core.domain.verbs import Field
from orderdesk.core.domain.words import Word
from orderdesk.core.files.zone_file import write_zones
from orderdesk.core.services import fees
from orderdesk.core.services.fee_forms import (
    policy_of_texts,
    texts_of_policy,
    texts_of_zone,
    zone_of_texts,
)
from orderdesk.core.services.fees import FeeBook
from orderdesk.screens.context import tell
from orderdesk.screens.dialogs.base import Dialog
from orderdesk.screens.dialogs.form import FormDialog, Take
from orderdesk.screens.dialogs.save_file import NewFile, SaveFileDialog
from orderdesk.screens.dialogs.zone_file import ZoneFileDialog
from orderdesk.screens.work import run
from orderdesk.widgets.columns import between
from orderdesk.widgets.edit_lines import EditLines, FileLines
from orderdesk.widgets.fee_text import policy_line, quote_text, zone_line
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.safe_text import safe_content

TITLE: Final = Word("배송비", "Shipping fees")
"""What the shop's settings call it."""

_ON: Final = (Word("끔", "off"), Word("켬", "on"))
_FLAGS: Final = (
    ("per_tier", Word("수량 구간마다 지역별 배송비를 더함", "A regional fee for each quantity tier")),
    (
        "naver_v2",
        Word("네이버페이 v2.0 (끄면 지역별 배송비 없음)", "On Naver Pay v2.0 (off: no regional fee)"),
    ),
)
_HEADS: Final = (
    Word("설정", "Settings"),
    Word("정책 (첫째는 정책이 없는 상품에)", "Policies (the first for products without one)"),
    Word("지역표", "Zones"),
)
_ASKED: Final = (
    ("zip", Word("우편번호", "Postcode"), "63365"),
    ("qty", Word("수량", "Pieces"), "1"),
    ("won", Word("금액", "Amount"), "10000"),
)
_RESERVE: Final = 15
"""Rows of the screen around the list: the box, the question, the answer, the hints."""


class _Line(NamedTuple):
    """One line: a heading, a setting by its place, a policy or a zone."""

    head: Word | None = None
    flag: int | None = None
    policy: Policy | None = None
    zone: Zone | None = None


class FeesDialog(Dialog[None]):
    """The lines; Enter edits or switches, + adds, * copies, - removes. What is done is done at once."""

    DEFAULT_CSS = """
    FeesDialog {
        & #asked { height: 1; margin-top: 1; }
        & #asked Label { margin-right: 1; color: $text-muted; }
        & #asked KoreanInput { width: 1fr; margin-right: 2; }
        & #quote { height: auto; max-height: 6; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._book: FeeBook | None = None
        self._lines: list[_Line] = []
        self._crossed: frozenset[tuple[str, str]] = frozenset()
        self._dropping: Policy | Zone | None = None

    def parts(self) -> ComposeResult:
        """What a parcel would cost, and the lines."""
        yield FileLines(reserve=_RESERVE)
        with Horizontal(id="asked"):
            for key, words, text in _ASKED:
                yield Label(safe_content(self.desk.word(words)))
                yield KoreanInput(text, id=f"asked-{key}", compact=True)
        yield Static(id="quote", classes="line")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Reads what the shop says."""
        self.entitle(self.desk.word(TITLE))
        self.hint(
            Hint("Enter", self.say("고치기", "Edit")),
            Hint("+", self.say("새로", "New")),
            Hint("-", self.say("삭제", "Delete")),
            Hint("Tab", self.say("계산", "Try")),
            Hint("F8 Ctrl+E", self.say("CSV 쓰기/읽기", "CSV out/in")),
            Hint("*", self.say("복제", "Copy")),
        )
        desk = self.desk

        def read() -> FeeBook:
            with desk.reader() as conn:
                return fees.read_fees(conn)

        run(self, "fees", read, self._show)

    @property
    def _list(self) -> EditLines:
        return self.query_one(EditLines)

    @property
    def _current(self) -> _Line:
        return self._lines[self._list.cursor] if self._lines else _Line()

    def _show(self, book: FeeBook | None) -> None:
        """Shows *book*; the cursor stays on what it was on, else on its place."""
        if book is None:
            return
        self._book, first = book, not self._lines
        self._crossed = frozenset(
            (zone.zip_from, zone.zip_to)
            for overlap in overlaps(book.zones)
            if not overlap.nested
            for zone in (overlap.narrow, overlap.wide)
        )
        self._lines = [
            _Line(head=_HEADS[0]),
            *(_Line(flag=place) for place in range(len(_FLAGS))),
            _Line(head=_HEADS[1]),
            *(_Line(policy=policy) for policy in book.policies),
            _Line(head=_HEADS[2]),
            *(_Line(zone=zone) for zone in book.zones),
        ]
        self._list.show(len(self._lines), self._drawn)
        if first:
            self._list.focus()
            self.call_after_refresh(self._list.move_to, 1)
        self._quote()

    def _drawn(self, index: int, width: int) -> Text:
        line, book = self._lines[index], self._book
        if line.head is not None or book is None:
            return Text(self.desk.word(line.head or TITLE), style="bold")
        if line.flag is not None:
            key, words = _FLAGS[line.flag]
            return between(f"  {self.desk.word(words)}", self.desk.word(_ON[getattr(book, key)]), width)
        if line.policy is not None:
            return policy_line(line.policy, self.lang, width)
        zone = line.zone
        if zone is None:
            return Text()
        return zone_line(zone, (zone.zip_from, zone.zip_to) in self._crossed, self.lang, width)

    # the quote

    def on_input_changed(self) -> None:
        """Another question."""
        self._quote()

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another policy, of which the question may be."""
        event.stop()
        self._dropping = None
        self._quote()

    def _quote(self) -> None:
        """What so many pieces for so much would cost to that postcode, by the policy of the cursor."""
        book = self._book
        if book is None:
            return
        postcode, qty, amount = (
            self.query_one(f"#asked-{key}", KoreanInput).value.strip() for key, _, _ in _ASKED
        )
        policy = self._current.policy or book.policies[0]
        pieces, price = (int(digits(text) or 0) for text in (qty, amount))
        found = quote([Goods(policy.name, policy, pieces, price)], Place(postcode), book.rules)
        self.tell_line("#quote", quote_text(found, self.lang))

    # what is done

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Edits the line of the cursor, or switches its setting."""
        event.stop()
        line, book = self._current, self._book
        if book is None:
            return
        if line.flag is not None:
            key = _FLAGS[line.flag][0]
            self._do(lambda: self._flagged(key, not getattr(book, key)))
        elif line.policy is not None:
            self._edit_policy(line.policy, line.policy)
        elif line.zone is not None:
            self._edit_zone(line.zone, line.zone)

    def _flagged(self, key: str, on: bool) -> FeeBook:
        desk = self.desk
        return fees.save_flags(desk.store, desk.actor, desk.clock(), **{key: on})

    def on_edit_lines_asked(self, event: EditLines.Asked) -> None:
        """Does what a key asked for."""
        line, book = self._current, self._book
        if book is None:
            return
        zones = line.zone is not None or line.head is _HEADS[2]
        if event.what == "new" and zones:
            self._edit_zone(None, None)
        elif event.what == "new":
            self._edit_policy(None, None)
        elif event.what == "copy" and line.policy is not None:
            self._edit_policy(None, line.policy)
        elif event.what == "copy" and line.zone is not None:
            self._edit_zone(None, line.zone)
        elif event.what == "delete":
            self._delete(line.policy or line.zone)
        elif event.what == "export":
            self._export(book)
        elif event.what == "import":
            self.app.push_screen(ZoneFileDialog(book), self._show)

    def _export(self, book: FeeBook) -> None:
        """The zones go to a file."""
        name = self.say("지역표.csv", "zones.csv")
        file = NewFile(
            self.say("지역표 내보내기", "Export zones"),
            self.say("저장", "Save"),
            Path.home() / name,
            (".csv",),
            len(book.zones),
            lambda path, reason, report: write_zones(path, book.zones),
        )
        self.app.push_screen(SaveFileDialog(file))

    def _edit_policy(self, was: Policy | None, shown: Policy | None) -> None:
        desk = self.desk
        self._ask(
            shown.name if was and shown else self.say("새 배송비 정책", "New fee policy"),
            POLICY_FIELDS,
            texts_of_policy(shown, self.lang) if shown else {"kind": "fixed", "freight": "prepaid"},
            lambda texts: fees.save_policy(desk.store, desk.actor, desk.clock(), was, policy_of_texts(texts)),
        )

    def _edit_zone(self, was: Zone | None, shown: Zone | None) -> None:
        desk = self.desk
        self._ask(
            shown.name if was and shown else self.say("새 지역", "New zone"),
            ZONE_FIELDS,
            texts_of_zone(shown) if shown else {"enabled": "yes"},
            lambda texts: fees.save_zone(
                desk.store, desk.actor, desk.clock(), was, zone_of_texts(texts, was)
            ),
        )

    def _ask(self, title: str, fields: tuple[Field, ...], given: dict[str, str], save: Take) -> None:
        self.app.push_screen(FormDialog(title, fields, given, save), self._show)

    def _delete(self, what: Policy | Zone | None) -> None:
        if what is None:
            return
        if self._dropping != what:
            self._dropping, name = what, what.name
            tell(self, self.say(f"{name}: 지우려면 한 번 더 누르세요", f"Press again to delete {name}"))
            return
        desk = self.desk

        def remove() -> FeeBook:
            if isinstance(what, Policy):
                return fees.remove_policy(desk.store, desk.actor, desk.clock(), what)
            return fees.remove_zone(desk.store, desk.actor, desk.clock(), what)

        self._do(remove)

    def _do(self, change: Callable[[], FeeBook]) -> None:
        """Makes a change in a thread and shows what is so then, or why it was refused."""

        def work() -> FeeBook | BadRequest:
            try:
                return change()
            except BadRequest as bad:
                return bad

        run(self, "change", work, self._done)

    def _done(self, found: FeeBook | BadRequest) -> None:
        if isinstance(found, FeeBook):
            self.tell_line("#wrong", "")
            self._show(found)
            return
        refusal = found.refusal
        self.tell_line("#wrong", f"{self.desk.word(refusal.message)}. {self.desk.word(refusal.advice)}")
        self.app.bell()
