"""입금 대조: which deposit of a statement pays which order, chosen by people, confirmed after a preview."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, Final

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widgets import Static

from orderdesk.core.domain.deposits import Candidate, Deposit, Proposal, Standing
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word
from orderdesk.core.files.bank_statement import statement_rows
from orderdesk.core.files.reading import Sheet
from orderdesk.core.services.applying import Progress
from orderdesk.core.services.deposits import CONFIRM, apply_deposits, deposits_of, match, plan_deposits, sure
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.told_deposits import unused_deposits
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.operators import NotPermitted, require_in
from orderdesk.keyboard.keymap import borrowed
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.preview import Undertaking, preview_title
from orderdesk.screens.work import in_thread
from orderdesk.widgets.cells import seoul_minute, won
from orderdesk.widgets.columns import between, fit, listed, right
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

TITLE: Final = Word("입금 대조", "Match deposits")
TOLD_TITLE: Final = Word("입금 대조 (연결된 은행)", "Match deposits (the connected bank)")
_NONE_TOLD: Final = Word(
    "연결된 은행이 알린 입금 가운데 남은 것이 없습니다", "The connected bank told of no deposit that is left"
)
_NONE: Final = Word("이 파일에는 입금이 없습니다", "The file holds no deposits")
_NOT_CHOSEN: Final = Word("먼저 Enter로 주문을 고르세요", "Choose an order with Enter first")
_NO_CANDIDATE: Final = Word("금액도 이름도 맞는 주문이 없습니다", "No order fits by amount or name")
_NOBODY: Final = Word("아무 주문도 아님", "None of them")
_DEPOSITOR, _AMOUNT = 16, 11

Chosen = dict[Deposit, int]


async def match_deposits(screen: Screen[Any], deposits: Sequence[Deposit]) -> Job | None:
    """Shows what *deposits* may pay, and confirms what the operator chose; the job, if any."""
    desk = desk_of(screen)
    if not deposits:
        tell(screen, _NONE, "warning")
        return None
    try:
        found = await in_thread(lambda: _match(desk, deposits))
    except NotPermitted as refused:
        tell(screen, refused.message, "warning")
        return None
    chosen = await screen.app.push_screen_wait(DepositsDialog(found))
    if not chosen:
        return None
    return await flow.preview(screen, _work(desk, chosen), BY_ID[CONFIRM].past)


async def match_told(screen: Screen[Any]) -> None:
    """Shows what is left of the deposits that the connected bank told, and confirms what is chosen."""
    desk = desk_of(screen)

    def left() -> list[Deposit]:
        with desk.reader() as conn:
            return unused_deposits(conn, desk.clock())

    found = await in_thread(left)
    if found:
        await match_deposits(screen, found)
    else:
        tell(screen, _NONE_TOLD)


def read_deposits(desk: DeskContext, sheet: Sheet) -> tuple[Deposit, ...]:
    """The deposits of the statement *sheet*; in a worker's thread."""
    with desk.reader() as conn:
        return deposits_of(conn, statement_rows(sheet))


def _match(desk: DeskContext, deposits: Sequence[Deposit]) -> tuple[Proposal, ...]:
    with desk.reader() as conn:
        require_in(conn, desk.actor, Act.DEPOSITS.value)
        return match(conn, deposits)


def _work(desk: DeskContext, chosen: Mapping[Deposit, int]) -> Undertaking:
    def make(report: Callable[[int], None]) -> Plan:
        with desk.reader() as conn:
            return plan_deposits(conn, chosen, desk.actor, desk.clock())

    def apply(plan: Plan, progress: Progress, cancelled: Callable[[], bool]) -> int:
        return apply_deposits(desk.store, chosen, plan, desk.actor, desk.clock, progress, cancelled)

    return Undertaking(preview_title(desk, TITLE), len(chosen), make, apply)


class DepositsDialog(Dialog[Chosen | None]):
    """The deposits with the order that each is for; Space takes one in or out, Enter chooses its order.

    What is sure is taken in at first. The answer is what was taken in.
    """

    BINDINGS: ClassVar[list[BindingType]] = borrowed("switch", "switch")

    def __init__(self, found: Sequence[Proposal]) -> None:
        super().__init__()
        self._found = found
        self._chosen: Chosen = sure(found)
        self._known = {one.order.order_id: one.order for each in found for one in each.candidates}

    def parts(self) -> ComposeResult:
        """The deposits, and why the one of the cursor may be for its order."""
        yield LineList(reserve=8)
        yield Static(id="why", classes="line quiet")

    def on_mount(self) -> None:
        """Shows them all."""
        self._show()

    @property
    def _lines(self) -> LineList:
        return self.query_one(LineList)

    @property
    def _current(self) -> Proposal:
        return self._found[self._lines.cursor]

    @property
    def edited(self) -> bool:
        """Whether something was chosen otherwise than proposed."""
        return self._chosen != sure(self._found)

    def _show(self) -> None:
        self._lines.show(len(self._found), self._drawn)
        self._tell_why()
        total = sum(deposit.amount for deposit in self._chosen)
        counted = (len(self._chosen), len(self._found), won(total))
        self.entitle(
            listed([self.desk.word(TITLE), self.say("{}/{}건 · {}원", "{} of {}, {} won").format(*counted)])
        )
        label = self.say(f"입금 확인 {len(self._chosen):,}건", f"Confirm {len(self._chosen):,}")
        self.hint(
            confirm_hint(label, None if self._chosen else self.desk.word(_NOT_CHOSEN)),
            Hint(self.desk.keys.label("switch"), self.say("넣기/빼기", "Take in/out")),
            Hint("Enter", self.say("주문 고르기", "Choose the order")),
        )

    def _drawn(self, index: int, width: int) -> Text:
        proposal = self._found[index]
        deposit = proposal.deposit
        order = self._known.get(self._chosen.get(deposit, 0))
        mark = "✓" if order is not None else "–" if proposal.standing is Standing.USED else " "
        money = right(won(deposit.amount), _AMOUNT)
        left = f" {mark} {seoul_minute(deposit.at)[5:]} {fit(deposit.depositor, _DEPOSITOR)} {money}"
        if order is not None:
            return between(f"{left}  {order.number} {order.names[0]}", "", width)
        quiet = "" if proposal.standing is Standing.UNSURE else "dim"
        return between(left, f"{self.desk.word(proposal.standing.value)} ", width, end_style=quiet)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Says why, for the deposit of the cursor."""
        event.stop()
        self._tell_why()

    def _tell_why(self) -> None:
        proposal = self._current
        chosen = self._chosen.get(proposal.deposit)
        fits = [each for each in proposal.candidates if chosen in (None, each.order.order_id)]
        parts = [f"{each.order.number} {self.desk.word(each.why.words)}" for each in fits[:3]]
        more = len(fits) - len(parts)
        parts += [self.say(f"그밖에 {more}건", f"{more} more")] if more > 0 else []
        note = clean(proposal.deposit.memo)
        memo = self.say(f"적요: {note}", f"Bank note: {note}") if note else ""
        self.tell_line("#why", listed([memo, *parts]) or self.desk.word(_NO_CANDIDATE))

    def action_switch(self) -> None:
        """Takes the deposit out, or in for its order; where that is not sure, asks which one it is."""
        proposal = self._current
        if self._chosen.pop(proposal.deposit, None) is None:
            if proposal.order is None:
                self._pick(proposal)
                return
            self._chosen[proposal.deposit] = proposal.order.order_id
        self._show()

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter chooses the order of a deposit."""
        event.stop()
        self._pick(self._current)

    def _pick(self, proposal: Proposal) -> None:
        if not proposal.candidates:
            self.app.bell()
            words = _NO_CANDIDATE if proposal.standing is Standing.UNKNOWN else proposal.standing.value
            tell(self, words, "warning")
            return
        answers = [_told(each) for each in proposal.candidates]

        def picked(place: int | None) -> None:
            if place is None:
                return
            if place == len(answers):
                self._chosen.pop(proposal.deposit, None)
            else:
                self._chosen[proposal.deposit] = proposal.candidates[place].order.order_id
            self._show()

        title = listed([proposal.deposit.depositor, won(proposal.deposit.amount)])
        self.app.push_screen(PickDialog(title, [*answers, _NOBODY]), picked)

    def confirm(self) -> None:
        """Goes on to the preview with what was taken in."""
        if self._chosen:
            self.dismiss(self._chosen)
        else:
            self.app.bell()
            tell(self, _NOT_CHOSEN, "warning")


def _told(fit: Candidate) -> Word:
    order = fit.order
    return Word(*(listed([f"{order.number} {order.names[0]}", won(order.due), why]) for why in fit.why.words))
