"""송장등록-굿스플로: what labels can be printed for, handing them in, and fetching their numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

from textual.app import ComposeResult
from textual.screen import Screen
from textual.widgets import Label, Static

from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import BY_CODE, Refusal
from orderdesk.core.domain.waybills import Waybill
from orderdesk.core.domain.words import Word, many
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.shipments import Contract
from orderdesk.core.services.connecting import secret_file
from orderdesk.core.services.contracts import checked_contracts
from orderdesk.core.services.issuing import (
    Issued,
    issue,
    page_name,
    section_names,
    waiting_batches,
    write_print_page,
)
from orderdesk.core.services.label_plans import FIRST, Kin, courier_name, plan_issue, reasons
from orderdesk.core.services.parcel_rounds import Round, hear, printer
from orderdesk.core.services.planning import Plan, Target
from orderdesk.core.services.rounds import TROUBLES, trouble_words
from orderdesk.core.services.visiting import record_denied
from orderdesk.screens.context import DeskContext
from orderdesk.screens.dialogs.base import CLOSE, Dialog, confirm_hint
from orderdesk.screens.work import run
from orderdesk.widgets.choices import Choices
from orderdesk.widgets.columns import listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList
from orderdesk.widgets.safe_text import safe_content

TITLE: Final = Word("송장등록-굿스플로", "Labels by Goodsflow")
_LATER: Final = Word("나중에", "Later")
BACK: Final = "back"
"""The kind of label that fetches returns."""

_KINDS: Final[Mapping[str, tuple[Word, Kin]]] = {
    "send": (Word("보내는 송장", "Outgoing labels"), FIRST),
    BACK: (Word("반품·교환 수거 송장", "Pickup labels (returns, exchanges)"), Kin(back=True)),
    "again": (Word("새 번호로 다시 (앞 번호는 무효)", "New number (the old one is void)"), Kin(again=True)),
}
_ADVICE: Final[Mapping[Refusal, Word]] = {
    Refusal.NUMBER_EXISTS: Word(
        "출력한 번호면 3 새 번호로 다시", "If it is of a printed label, choose 3 New number"
    ),
}
"""What to do where this window has another way than the rest of the desk."""
_MOST: Final = 6
"""Reasons that are told one by one; the smallest usual screen has room for so many."""
_MORE: Final = Word("그 밖에 {:,}가지", "{:,} more")


class _Known(NamedTuple):
    """The checked contracts, what fits, and the batches of those that were handed in and wait."""

    contracts: list[Contract]
    plan: Plan
    batches: tuple[str, ...]


class _Handed(NamedTuple):
    """What was handed in, the names of its sections, and the page that opens the print window."""

    issued: Issued
    names: Mapping[str, str]
    page: Path | None


class LabelsDialog(Dialog[None]):
    """Asks by which contract and of what kind; Ctrl+S hands in, and from then on fetches the numbers."""

    DEFAULT_CSS = """
    LabelsDialog {
        & #kind, & #fits, & #page { margin-top: 1; }
    }
    """

    def __init__(self, ids: Sequence[int], only: frozenset[Target] | None = None, kind: str = "send") -> None:
        super().__init__()
        self._kind = kind
        self._ids = ids
        self._only = only
        self._plan: Plan | None = None
        self._batches: tuple[str, ...] = ()
        self._contracts: dict[str, Contract] = {}
        self._handed = False
        self._busy = False
        self._does = ""

    def parts(self) -> ComposeResult:
        """Contract and kind, how many they fit, and what came of it."""
        yield Label(safe_content(self.say("택배 계약", "Contract")), classes="quiet")
        yield Choices([], id="contracts")
        yield Label(safe_content(self.say("종류", "Kind")), id="kind", classes="quiet")
        kinds = [(key, self.desk.word(words)) for key, (words, _) in _KINDS.items()]
        yield Choices(kinds, self._kind, id="kinds")
        yield Static(id="fits", classes="line empty")
        yield Static(id="why", classes="line quiet empty")
        yield Static(id="page", classes="line empty")
        yield Static(id="news", classes="line empty")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Counts what labels can be printed for."""
        self.entitle(self.desk.word(TITLE))
        self._does = self.say("접수", "Submit")
        self.query_one("#kinds").focus()
        self._offer(self._does)
        self._count()

    def on_descendant_focus(self) -> None:
        """Digits choose among the choices that have the cursor."""
        self._offer(self._does)

    def _offer(self, label: str) -> None:
        """Says what Ctrl+S does; labels that follow a pickup may wait until somebody wants them."""
        self._does = label
        keys = [*self.choosing(), Hint("Tab", self.say("다음 칸", "Next field"))]
        waits = self._kind == BACK and not self._handed
        self.hint(confirm_hint(label), *([] if self._handed else keys), back=_LATER if waits else CLOSE)

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Another contract or kind fits others."""
        event.stop()
        self._count()

    def _count(self) -> None:
        desk, ids, only = self.desk, self._ids, self._only
        chosen, kin = self.query_one("#contracts", Choices).value, self._kin

        def count() -> _Known:
            with desk.reader() as conn:
                contracts = checked_contracts(conn)
                contract = _chosen(contracts, chosen)
                plan = plan_issue(conn, ids, contract, desk.actor, desk.clock(), only, kin)
                batches = waiting_batches(conn, ids, only)
            record_denied(desk.store, desk.actor, desk.clock(), plan)
            return _Known(contracts, plan, batches)

        run(self, "count", count, self._counted)

    @property
    def _kin(self) -> Kin:
        return _KINDS[self.query_one("#kinds", Choices).value][1]

    def _counted(self, known: _Known) -> None:
        self._plan, self._batches = known.plan, known.batches
        if list(self._contracts.values()) != known.contracts:
            self._contracts = {each.courier: each for each in known.contracts}
            options = [(key, courier_name(key)) for key in self._contracts]
            self.query_one("#contracts", Choices).replace_options(options, next(iter(self._contracts), ""))
        fits, rows = known.plan.count(Kind.APPLY), len(known.plan.rows)
        self.tell_line(
            "#fits",
            self.say(f"접수할 섹션 {fits:,} / {rows:,}", f"{fits:,} of {many(rows, 'section')} to submit"),
        )
        told = [
            listed(
                [
                    self.say(f"{count:,}건", many(count, "section")),
                    self.desk.word(why.message),
                    self.desk.word(_ADVICE.get(why, why.advice)),
                ]
            )
            for why, count in reasons(known.plan)
        ]
        self._tell_reasons(told)
        again = not fits and known.batches
        words = self.say("출력 창 다시 열기", "Open the print window again")
        self._offer(words if again else self.say("접수", "Submit"))

    def confirm(self) -> None:
        """Hands in what fits; once that is done, fetches the numbers and news."""
        if self._busy:
            return
        if self._handed:
            self._hear()
        elif self._plan is not None and self._plan.applying():
            desk, plan, kin = self.desk, self._plan, self._kin
            contract = self._contracts[self.query_one("#contracts", Choices).value]
            self._do(lambda: _issue(desk, contract, plan, kin))
        elif self._batches:
            desk, batches = self.desk, self._batches
            self._do(lambda: _reopened(desk, batches))
        else:
            self.app.bell()

    def _do(self, work: Callable[[], _Handed]) -> None:
        """Does *work* in a thread, and tells what came of it."""

        def done() -> _Handed | Word:
            try:
                return work()
            except TROUBLES as error:
                return trouble_words(error)
            except OSError as error:
                return Word(f"파일을 쓸 수 없습니다: {error}", f"The file can't be written: {error}")

        self._busy = True
        run(self, "hand-in", done, self._told)

    def _told(self, handed: _Handed | Word) -> None:
        self._busy = False
        if isinstance(handed, Word):
            self.tell_line("#wrong", self.desk.word(handed))
            self.app.bell()
            self._count()
            return
        self._handed = True
        for choices in self.query(Choices):
            choices.disabled = True
        issued = handed.issued
        count = len(issued.labels) - len(issued.refused)
        if issued.labels:
            self.tell_line("#fits", self.say(f"접수한 섹션 {count:,}", f"{many(count, 'section')} submitted"))
        self._tell_reasons([self._why(handed.names[each.key], each) for each in issued.refused])
        if handed.page is not None:
            page = self.say(
                f"출력 창 파일: {handed.page}\n작업자 PC의 브라우저로 여세요. 한 번만 열립니다",
                f"Print window: {handed.page}\nOpen it in a browser on a workstation; it works once",
            )
            self.tell_line("#page", page)
        self.tell_line("#wrong", "")
        self._offer(self.say("출력한 뒤: 송장번호 받기", "Printed: fetch the numbers"))
        self.set_focus(None)

    def _tell_reasons(self, told: Sequence[str]) -> None:
        """As many reasons as there is room for, and how many more there are."""
        shown = told if len(told) <= _MOST else told[: _MOST - 1]
        more = [self.desk.word(_MORE).format(len(told) - len(shown))] if len(shown) < len(told) else []
        self.tell_line("#why", "\n".join([*shown, *more]))

    def _why(self, section: str, label: Waybill) -> str:
        why = BY_CODE.get(label.why)
        return listed([section, self.desk.word(why.message) if why else label.why])

    def _hear(self) -> None:
        desk = self.desk
        self._busy = True
        run(self, "hear", lambda: hear(desk.store, secret_file(desk.store.url), desk.clock), self._heard)

    def _heard(self, done: Round) -> None:
        self._busy = False
        self.tell_line("#wrong", "\n".join(map(self.desk.word, done.troubles)))
        heard = done.heard
        if heard is not None:
            numbers, moved, waiting = heard.numbered, heard.moved, len(heard.stuck)
            self.tell_line(
                "#news",
                self.say(
                    f"송장번호 {numbers:,} · 상태 바뀜 {moved:,} · 기다림 {waiting:,}",
                    f"numbers {numbers:,}, moved {moved:,}, waiting {waiting:,}",
                ),
            )


async def print_labels(
    screen: Screen[Any], ids: Sequence[int], only: frozenset[Target] | None = None, kind: str = "send"
) -> None:
    """Printing labels, at first of *kind*, for the orders *ids*, or the targets *only* of them."""
    await screen.app.push_screen_wait(LabelsDialog(ids, only, kind))


def _chosen(contracts: Sequence[Contract], courier: str) -> Contract | None:
    return next((each for each in contracts if courier in ("", each.courier)), None)


def _issue(desk: DeskContext, contract: Contract, plan: Plan, kin: Kin) -> _Handed:
    """Hand *plan* in, and write the page that opens the print window into the operator's own folder."""
    with printer(desk.store, secret_file(desk.store.url)) as gateway:
        issued = issue(desk.store, gateway, contract, plan, desk.actor, desk.clock, kin)
        page = _page(desk, gateway, issued.batches) if issued.batches else None
    with desk.reader() as conn:
        names = section_names(conn, issued.labels)
    return _Handed(issued, names, page)


def _reopened(desk: DeskContext, batches: Sequence[str]) -> _Handed:
    """Another page for labels that wait to be printed."""
    with printer(desk.store, secret_file(desk.store.url)) as gateway:
        return _Handed(Issued(()), {}, _page(desk, gateway, batches))


def _page(desk: DeskContext, gateway: CourierGateway, batches: Sequence[str]) -> Path:
    path = Path.home() / page_name(desk.clock())
    return write_print_page(gateway, batches, path, desk.lang)
