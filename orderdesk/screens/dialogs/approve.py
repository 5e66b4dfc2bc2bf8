"""클레임 승인: what goes back and what is kept, derived term by term while it is typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Final

from rich.text import Text
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Horizontal, VerticalScroll
from textual.widgets import Input, Label, Static

from orderdesk.core.domain.claims import ClaimKind
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import SECTION_WORDS, SectionState
from orderdesk.core.domain.verbs import BY_ID, COUPONS, RESTOCKS
from orderdesk.core.domain.words import Word
from orderdesk.core.services.deciding import Decision
from orderdesk.screens.dialogs.at_once import AtOnceDialog, Outcome, Renew
from orderdesk.screens.dialogs.base import confirm_hint, digits_hint
from orderdesk.widgets.cells import won
from orderdesk.widgets.choices import ManyChoices
from orderdesk.widgets.columns import listed
from orderdesk.widgets.decision_text import decision_text
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.korean_input import KoreanInput
from orderdesk.widgets.look import look_of
from orderdesk.widgets.safe_text import safe_content

Judge = Callable[[Mapping[str, str]], Decision]
"""What the texts by field decide."""

WIDE: Final = 100
"""Columns from which the derivation stands beside the fields."""

_REFUND_FIELDS: Final = ("withhold", "refund", "fee", "points", "note")
_FIELDS: Final = {field.key: field for field in BY_ID["approve"].fields}
_EXCHANGE_FIELDS: Final = ("fee", "withhold", "note")
_NO_PICKUP, _BELOW, _RESTOCK = "no-pickup", "below", "restock"
_BACK: Final = Word("돌려줌", "given back")
_TITLES: Final = {
    ClaimKind.CANCEL: Word("취소 승인", "Approve cancel"),
    ClaimKind.RETURN: Word("반품 승인", "Approve return"),
    ClaimKind.EXCHANGE: Word("교환 승인", "Approve exchange"),
}
_AGREED: Final = {
    ("withhold", "REFUND"): Word("차감하기로 함: 얼마", "agreed: how much"),
    ("fee", "CASH"): Word("송금하기로 함: 얼마", "to be sent: how much"),
}
"""What stands in an empty field, by how the buyer was to bear what the claim costs (`COSTS`).

Nothing says how much that is, nor whether it came in, until it is asked for here.
"""
_KEPT_LATER: Final = Word("다음 환불에서 차감", "Deduct from refunds")


class ApproveDialog(AtOnceDialog):
    """Decides the money of the open claim that *judge* knows, and approves it by *act*."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("pageup", "page_terms(-1)", show=False),
        Binding("pagedown", "page_terms(1)", show=False),
    ]
    DEFAULT_CSS = """
    ApproveDialog {
        & #box { max-width: 132; }
        & #sides { height: auto; layout: vertical; }
        & #sides.-wide { layout: horizontal; }
        & #fields { height: auto; width: 100%; }
        & #sides.-wide #fields { width: 44; margin-right: 2; }
        & .field { height: 1; }
        & .field Label { width: 22; color: $text-muted; }
        & .field KoreanInput { width: 1fr; }
        & #derivation { height: auto; margin-top: 1; }
        & #sides.-wide #derivation { width: 1fr; margin-top: 0; }
        & #derived { height: auto; max-height: 6; scrollbar-size-vertical: 1; }
        & #sides.-wide #derived { max-height: 16; }
        & #derivation Static { height: auto; }
    }
    """

    def __init__(self, judge: Judge, act: Callable[[Request], Outcome], renew: Renew) -> None:
        super().__init__(renew)
        self._judge = judge
        self._act = act
        self._decision = judge({})
        self._typed = False
        self._wrong = ""

    def parts(self) -> ComposeResult:
        """The fields and what can be ticked; the derivation beside or below; what is wrong."""
        with Container(id="sides"):
            with Container(id="fields"):
                for key in self._keys:
                    with Horizontal(classes="field"):
                        yield Label(safe_content(self._label(key)))
                        given = str(self._proposed or "") if key == "withhold" else ""
                        yield KoreanInput(given, self._hint_in(key), id=f"field-{key}", compact=True)
                yield ManyChoices(id="ticks")
            with Container(id="derivation"):
                with VerticalScroll(id="derived", can_focus=False):
                    yield Static(id="terms", markup=False)
                yield Static(id="result", markup=False)
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """The first field has the cursor, or what must be ticked; what the rules propose is ticked."""
        decision = self._decision
        state = SECTION_WORDS[decision.section.state]
        self.entitle(f"{self.desk.word(self.title_words)} · S{decision.section.n} {self.desk.word(state)}")
        ticks = self.query_one("#ticks", ManyChoices)
        options = self._options()
        back = (_RESTOCK,) if decision.claim.restock else ()
        ticks.ask(options, (*sorted(decision.chosen), *back), single=False)
        uncollected = decision.section.state is SectionState.RETURN_REQUESTED
        (ticks if uncollected else self.query_one(KoreanInput)).focus()
        self._show()

    @property
    def noted(self) -> int:
        """Won of the refund that approving only notes: nobody who is connected executes it."""
        return sum(row.amount for row in self._decision.rows if row.noted)

    @property
    def title_words(self) -> Word:
        """What the dialog is called, by what is approved."""
        return _TITLES[self._decision.claim.kind]

    @property
    def _keys(self) -> tuple[str, ...]:
        decision = self._decision
        if decision.exchange:
            return _EXCHANGE_FIELDS
        due = decision.plan.points_due if decision.plan is not None else 0
        return tuple(key for key in _REFUND_FIELDS if key != "points" or due)

    @property
    def _proposed(self) -> int:
        """Won that the claim proposes to keep."""
        return self._decision.claim.fee_withheld

    def _label(self, key: str) -> str:
        if key == "withhold" and self._decision.exchange:
            return self.desk.word(_KEPT_LATER)
        return self.desk.word(_FIELDS[key].words)

    def _hint_in(self, key: str) -> str:
        """What stands in an empty field: what that means, or that more was agreed on than an amount."""
        told = _AGREED.get((key, self._decision.claim.cost)) or _FIELDS[key].told
        return self.desk.word(told) if told is not None else ""

    def _options(self) -> list[tuple[str, str]]:
        """What can be ticked: coupons, no pickup, the fee of a free delivery, the goods back on the shelf."""
        decision, back = self._decision, self.desk.word(_BACK)
        found = [
            (name, f"{self.desk.word(words)} {back}") for name, words in COUPONS if name in decision.coupons
        ]
        if decision.section.state is SectionState.RETURN_REQUESTED:
            found.append((_NO_PICKUP, self.desk.word(_FIELDS[_NO_PICKUP].words)))
        if decision.below is not None:
            fee = won(decision.below.fee)
            found.append((_BELOW, self.say(f"배송비 {fee}원 차감", f"Deduct the fee of {fee} won")))
        found.append((_RESTOCK, self.desk.word(dict(RESTOCKS)["yes"])))
        return found

    @property
    def edited(self) -> bool:
        """Whether anything was typed or ticked."""
        return self._typed

    @property
    def values(self) -> dict[str, str]:
        """The texts by field; coupons always, so that none can be meant."""
        found = {key: self.query_one(f"#field-{key}", KoreanInput).value.strip() for key in self._keys}
        chosen = self.query_one("#ticks", ManyChoices).chosen
        if not self._decision.exchange:
            found["coupons"] = ",".join(name for name, _ in COUPONS if name in chosen)
        if _NO_PICKUP in chosen:
            found[_NO_PICKUP] = "yes"
        if self._proposed and not found["withhold"]:
            found["withhold"] = "0"
        found[_RESTOCK] = "yes" if _RESTOCK in chosen else "no"
        return {key: text for key, text in found.items() if text or key == "coupons"}

    # showing

    def write_anew(self) -> None:
        """The derivation in other colours."""
        self._show()

    def renewed(self) -> None:
        """What was typed and ticked is judged again."""
        self._show()

    def on_resize(self, event: events.Resize) -> None:
        """The derivation beside the fields where there is room for it."""
        self.query_one("#sides").set_class(event.size.width >= WIDE, "-wide")
        self.call_after_refresh(self._show)

    def action_page_terms(self, way: int) -> None:
        """Scrolls the terms of the refund: an order of many items has more than there is room for."""
        derived = self.query_one("#derived")
        derived.scroll_relative(y=way * max(1, derived.size.height - 1), animate=False)

    def _show(self) -> None:
        decision = self._decision = self._judge(self.values)
        look, lang = look_of(self), self.lang
        told = decision_text(decision, max(30, self.query_one("#derivation").size.width - 1), lang, look)
        self.query_one("#terms", Static).update(Text("\n").join(told.terms))
        self.query_one("#result", Static).update(Text("\n").join(told.result))
        refusal = decision.refusal
        wrong = ""
        if refusal is not None:
            name = f"{self._label(decision.field)}: " if decision.field else ""
            wrong = f"{name}{self.desk.word(refusal.message)}. {self.desk.word(refusal.advice)}"
        self.tell_line("#wrong", wrong)
        self._wrong = wrong
        self._show_hints()
        self.call_after_refresh(self._show_hints)  # once it is known whether the terms have room

    def _show_hints(self) -> None:
        """Digits tick where the ticks have the cursor; elsewhere they are won."""
        ticks = self.query_one("#ticks", ManyChoices)
        on = digits_hint(self.say("[x] 켜고 끄기", "Tick [x]"), ticks.count)
        to = Hint("Tab", self.say("다음 칸 (끝 칸은 [x])", "Next field (the last is [x])"))
        more = [Hint("PgUp PgDn", self.say("내역", "Terms"))] * (self.query_one("#derived").max_scroll_y > 0)
        doing = confirm_hint(self._label_of_doing(), self._wrong or None)
        self.hint(doing, *more, on if ticks.has_focus else to)

    def on_descendant_focus(self) -> None:
        """Other keys mean other things where the cursor is now."""
        self._show_hints()

    def _label_of_doing(self) -> str:
        plan = self._decision.plan
        if plan is None:
            return self.say("교환 승인", "Approve the exchange")
        waits = sum(row.amount for row in self._decision.rows if not row.automatic)
        now, later = won(plan.amount - waits), won(waits)
        done = self.say(f"승인 · {now}원 환불", f"Approve, refund {now} won")
        if self.noted:
            done = self.say(f"승인 · {now}원 환불로 적기", f"Approve, note {now} won as refunded")
        if not waits:
            return done
        done = self.say("승인", "Approve") if waits == plan.amount else done
        return listed([done, self.say(f"{later}원 환불 대기", f"{later} won to be refunded")])

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another text: the derivation follows it."""
        event.stop()
        self._typed = self._typed or event.value not in ("", str(self._proposed or ""))
        self._show()

    def on_many_choices_changed(self) -> None:
        """Another tick. Keeping the fee of a delivery writes it into its field."""
        self._typed = True
        ticks, below = self.query_one("#ticks", ManyChoices), self._decision.below
        if below is not None:
            field = self.query_one("#field-withhold", KoreanInput)
            fee = str(below.fee)
            if _BELOW in ticks.chosen and not field.value:
                field.value = fee
            elif _BELOW not in ticks.chosen and field.value == fee:
                field.value = ""
        self._show()

    # doing

    def confirm(self) -> None:
        """Approves the claim as it was decided, or says why that can't be."""
        decision = self._decision
        if decision.refusal is None:
            self.do(lambda: self._act(decision.request))
        else:
            self.refuse(decision.refusal)
            if decision.field:
                self.query_one(f"#field-{decision.field}").focus()

    def copied(self) -> str:
        """What Ctrl+C copies: the derivation."""
        told = decision_text(self._decision, WIDE, self.lang, look_of(self))
        return "\n".join(line.plain for line in (*told.terms, *told.result))
