"""관리자 주문 생성: everything that an order made by hand says, a line each; Ctrl+S makes the order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import ClassVar, Final, NamedTuple

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.drafts import DELIVERIES, PAY_WORDS, Draft, Pay, refuse_draft
from orderdesk.core.domain.glossary import DELIVERY_WORDS
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.unpaid import deposit_deadline
from orderdesk.core.domain.verbs import Field
from orderdesk.core.domain.words import Word
from orderdesk.core.services import draft_forms as forms
from orderdesk.core.services import drafting
from orderdesk.core.services.adding import Choice
from orderdesk.core.store.shop import bank_accounts
from orderdesk.screens.context import DeskContext, tell
from orderdesk.screens.dialogs.base import Dialog, confirm_hint
from orderdesk.screens.dialogs.find_goods import FindGoods
from orderdesk.screens.dialogs.find_member import FindMember
from orderdesk.screens.dialogs.form import FormDialog
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.work import in_thread, run, start
from orderdesk.widgets.cells import seoul_minute
from orderdesk.widgets.columns import listed
from orderdesk.widgets.draft_text import LABELS, Entry, entries_of, entry_line, sum_line
from orderdesk.widgets.fee_text import quote_text
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.line_list import LineList

TITLE: Final = Word("주문 생성", "Create an order")
_GOODS: Final = Word("상품 찾기", "Find goods")
_OWN_SITE: Final = Word("이름 없음", "no name")
_KEPT: Final = Word(
    "작성 중으로 두었습니다. 다시 열어 이어서 만드세요", "Kept as a draft; open it again to go on"
)
_MISSING: Final = Word("필요합니다", "missing")
_NOTHING_TO_REMOVE: Final = Word(
    "상품이나 회원의 줄에서 누르세요", "Do it on the line of goods or of a member"
)
_PRICED: Final = Word("오늘 가격으로 바꿨습니다", "Set to today's prices")
Fields = tuple[Field, ...]

_FORMS: Final[Mapping[str, Fields]] = {
    "buyer": forms.BUYER,
    "way": forms.WAY,
    "fee": forms.FEE,
    "discount": forms.DISCOUNT,
}


_Take = Callable[[Mapping[str, str]], Draft]


class _Known(NamedTuple):
    """What the store says about the draft."""

    priced: drafting.Priced
    why: tuple[tuple[str, Refusal], ...]
    sites: tuple[str, ...]


class CreateOrder(Dialog[str | None]):
    """Makes an order of *draft*, which was kept under *number*; the answer is the order's number.

    Esc keeps what was entered as a draft: nothing typed is lost.
    """

    DEFAULT_CSS = "CreateOrder { & #sum { margin-top: 1; } }"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("asterisk", "price_again", show=False),
        Binding("minus,delete", "drop", show=False),
    ]

    def __init__(self, draft: Draft, number: int | None = None) -> None:
        super().__init__()
        self._draft = self._kept = draft
        self._number = number
        self._known: _Known | None = None
        self._entries: list[Entry] = []
        self._missing = ""

    def parts(self) -> ComposeResult:
        """The lines, the fee with its terms, the sum, and what is missing."""
        yield LineList(reserve=12)
        yield Static(id="fee", classes="line quiet empty")
        yield Static(id="sum", classes="line")
        yield Static(id="wrong", classes="line bad empty")

    def on_mount(self) -> None:
        """Shows the draft."""
        self.entitle(self.desk.word(TITLE))
        self._read()

    def _read(self) -> None:
        desk, draft = self.desk, self._draft
        run(self, "priced", lambda: _look(desk, draft), self._show)

    def _set(self, draft: Draft | None) -> None:
        """Goes on with *draft*; None where a dialog was closed."""
        if draft is not None:
            self._draft = draft
            self._read()

    def _show(self, known: _Known) -> None:
        self._known = known
        self._entries = entries_of(self._draft, known.sites)
        self._lines.show(len(self._entries), self._drawn)
        quote = known.priced.quote
        self.tell_line("#fee", quote_text(quote, self.lang) if quote and self._draft.zip else "")
        self.tell_line("#sum", sum_line(known.priced.order, self.lang))
        told = [f"{self.desk.word(_label(field))}: {self._why(why)}" for field, why in known.why]
        more = self.say(f"외 {len(told) - 1}건", f"{len(told) - 1} more")
        missing = listed([*told[:1], more if len(told) > 1 else ""])
        short = [self.desk.word(each) for each in drafting.lacking_words(known.priced)]
        self.tell_line("#wrong", listed([missing, *short]))
        self._missing = missing
        self._show_hints()

    def _show_hints(self) -> None:
        entry = self._entries[self._lines.cursor]
        removes = entry.key == "line" or (entry.key == "member" and self._draft.member)
        self.hint(
            confirm_hint(self.say("만들기", "Create"), self._missing or None),
            Hint("Enter", self.say("고치기", "Edit")),
            Hint("-", self.say("빼기", "Remove"), None if removes else self.desk.word(_NOTHING_TO_REMOVE)),
            Hint("*", self.say("가격 다시", "Reprice")),
            back=Word("두고 닫기", "Keep and close"),
        )

    def _why(self, refusal: Refusal) -> str:
        """What is wrong with a field, in a few words: what lacks altogether needs but one."""
        return self.desk.word(_MISSING if refusal is Refusal.FIELD_MISSING else refusal.message)

    @property
    def entries(self) -> Sequence[Entry]:
        """What its lines are about."""
        return self._entries

    @property
    def _lines(self) -> LineList:
        return self.query_one(LineList)

    def _drawn(self, index: int, width: int) -> Text:
        if self._known is None:
            return Text()
        return entry_line(self._entries[index], self._draft, self._known.priced.order, self.lang, width)

    def on_line_list_moved(self, event: LineList.Moved) -> None:
        """Another line, from which something may be taken or nothing."""
        event.stop()
        self._show_hints()

    # what a line is changed by

    def on_line_list_chosen(self, event: LineList.Chosen) -> None:
        """Enter on a line asks for what it says."""
        event.stop()
        entry = self._entries[event.index]
        if entry.key in _FORMS:
            fields = _FORMS[entry.key]
            self._form(LABELS[entry.key], fields, self._given(fields), self._filling(fields))
        elif entry.key == "line":
            self._change_line(entry.place)
        elif entry.key == "other":
            draft = self._draft
            self._form(LABELS["other"], forms.OTHER, {"qty": "1"}, lambda texts: forms.other(draft, texts))
        else:
            start(self, self._ask(entry.key))

    def _form(self, words: Word, fields: Sequence[Field], given: Mapping[str, str], take: _Take) -> None:
        self.app.push_screen(FormDialog(self.desk.word(words), fields, given, take), self._set)

    def _given(self, fields: Sequence[Field]) -> dict[str, str]:
        """What the draft says already; the receiver is the buyer until somebody else is named."""
        draft = self._draft
        texts = {field.key: getattr(draft, field.key, None) for field in fields}
        texts["receiver"] = texts.get("receiver") or draft.buyer
        texts["receiver_phone"] = texts.get("receiver_phone") or draft.phone
        return {key: str(value) for key, value in texts.items() if value not in (None, "", 0)}

    def _filling(self, fields: Fields) -> _Take:
        draft = self._draft
        return lambda texts: forms.filled(draft, texts, fields)

    def _change_line(self, place: int) -> None:
        line, draft = self._draft.lines[place], self._draft
        given = {"qty": str(line.qty), "price": str(line.price)}
        name = Word(line.name, line.name)
        self._form(name, forms.PIECES, given, lambda texts: forms.resized(draft, place, texts))

    async def _ask(self, key: str) -> None:
        """What is picked from a list: site, member, goods, delivery, payment."""
        ask = {
            "site": self._site,
            "member": self._member,
            "add": self._goods,
            "delivery": self._delivery,
            "pay": self._pay,
        }[key]
        self._set(await ask())

    async def _site(self) -> Draft | None:
        names = ["", *(self._known.sites if self._known else ())]
        picked = await self._pick("site", [_OWN_SITE, *(Word(name, name) for name in names[1:])])
        return None if picked is None else replace(self._draft, site=names[picked])

    async def _member(self) -> Draft | None:
        customer: Customer | None = await self.app.push_screen_wait(FindMember())
        if customer is None:
            return None
        desk, draft = self.desk, self._draft
        return await in_thread(lambda: _for_member(desk, draft, customer))

    async def _goods(self) -> Draft | None:
        choice: Choice | None = await self.app.push_screen_wait(FindGoods(self.desk.word(_GOODS)))
        if choice is None or choice.product is None or choice.option is None:
            return None
        line = drafting.line_of(choice.product, choice.option, 1, self.desk.clock())
        self._set(replace(self._draft, lines=(*self._draft.lines, line)))
        self._change_line(len(self._draft.lines) - 1)
        return None

    async def _delivery(self) -> Draft | None:
        picked = await self._pick("delivery", [DELIVERY_WORDS[each] for each in DELIVERIES])
        return None if picked is None else replace(self._draft, delivery=DELIVERIES[picked])

    async def _pay(self) -> Draft | None:
        picked = await self._pick("pay", [PAY_WORDS[pay] for pay in Pay])
        if picked is None:
            return None
        draft = replace(self._draft, pay=list(Pay)[picked], account="", due_at=None, reason="")
        if draft.pay is Pay.PAID:
            return await self._filled(draft, forms.REASON, {})
        if draft.pay is not Pay.BANK:
            return draft
        desk = self.desk
        accounts = await in_thread(lambda: _accounts(desk))
        place = 0 if len(accounts) == 1 else await self._pick("pay", [Word(each, each) for each in accounts])
        if place is None or not accounts:
            return draft
        given = {"due": seoul_minute(deposit_deadline(desk.clock()))}
        return await self._filled(replace(draft, account=accounts[place]), forms.DUE, given)

    async def _filled(self, draft: Draft, fields: Fields, given: Mapping[str, str]) -> Draft | None:
        def take(texts: Mapping[str, str]) -> Draft:
            return forms.filled(draft, texts, fields)

        dialog = FormDialog(self.desk.word(PAY_WORDS[draft.pay]), fields, given, take)
        found: Draft | None = await self.app.push_screen_wait(dialog)
        return found

    async def _pick(self, key: str, answers: Sequence[Word]) -> int | None:
        return await self.app.push_screen_wait(PickDialog(self.desk.word(LABELS[key]), answers))

    # keys of the list

    def action_drop(self) -> None:
        """Takes the goods of the cursor out, or the member."""
        entry = self._entries[self._lines.cursor]
        if entry.key == "line":
            lines = tuple(line for n, line in enumerate(self._draft.lines) if n != entry.place)
            self._set(replace(self._draft, lines=lines))
        elif entry.key == "member":
            self._set(replace(self._draft, member="", grade="", grade_off=0))

    def action_price_again(self) -> None:
        """Today's prices for all goods that are products."""
        desk, draft = self.desk, self._draft

        def price() -> Draft:
            with desk.reader() as conn:
                return drafting.price_again(conn, draft, desk.clock())

        def priced(found: Draft) -> None:
            tell(self, _PRICED)
            self._set(found)

        run(self, "prices", price, priced)

    # the end

    def confirm(self) -> None:
        """Makes the order, or goes to what is missing."""
        if self._known is None:
            return
        if self._known.why:
            self._go_to(self._known.why)
            return
        desk, draft, number, seen = self.desk, self._draft, self._number, self._known.priced

        def make() -> str | tuple[tuple[str, Refusal], ...]:
            try:
                return drafting.create_order(desk.store, desk.actor, desk.clock(), draft, number, seen).number
            except drafting.DraftRefused as refused:
                return refused.why

        run(self, "make", make, self._made)

    def _made(self, done: str | tuple[tuple[str, Refusal], ...]) -> None:
        if isinstance(done, str):
            self.dismiss(done)
        else:
            self._go_to(done)
            self._read()  # what it was refused for may be no more than what was in stock then

    def _go_to(self, why: tuple[tuple[str, Refusal], ...]) -> None:
        """The line of the first thing that is missing, and what to do about it."""
        field, refusal = why[0]
        message = f"{self.desk.word(_label(field))}: {self.desk.word(refusal.message)}"
        self.tell_line("#wrong", f"{message}. {self.desk.word(refusal.advice)}")
        self.app.bell()
        keys = [entry.key for entry in self._entries]
        self._lines.move_to(keys.index(_line_of(field)))

    def step_back(self) -> bool:
        """Esc keeps what was entered as a draft, and closes."""
        if self._draft == self._kept:
            self.dismiss(None)
            return True
        desk, draft, number = self.desk, self._draft, self._number

        def keep() -> int:
            return drafting.keep_draft(desk.store, desk.actor, desk.clock(), draft, number)

        def kept(_: int) -> None:
            tell(self.app.screen_stack[-2], _KEPT)
            self.dismiss(None)

        run(self, "keep", keep, kept)
        return True


_LINE_OF: Final = {
    **dict.fromkeys(("buyer", "phone", "email"), "buyer"),
    **dict.fromkeys(("receiver", "receiver_phone", "zip", "line1", "line2", "note"), "way"),
    **dict.fromkeys(("pay", "account", "reason", "draft"), "pay"),
    "lines": "add",
}


def _line_of(field: str) -> str:
    return _LINE_OF.get(field, field)


def _label(field: str) -> Word:
    """The line and, where it opens a form, what is asked for in there."""
    line = LABELS[_line_of(field)]
    for fields in (*_FORMS.values(), forms.REASON):
        for each in fields:
            if each.key == field:
                return Word(f"{line.ko} {each.words.ko}", f"{line.en} · {each.words.en}")
    return line


def _look(desk: DeskContext, draft: Draft) -> _Known:
    with desk.reader() as conn:
        shop = drafting.draft_shop(conn)
        return _Known(drafting.priced(conn, draft, desk.clock()), refuse_draft(draft, shop), shop.sites)


def _for_member(desk: DeskContext, draft: Draft, customer: Customer) -> Draft:
    with desk.reader() as conn:
        return drafting.for_member(draft, customer, drafting.grade_off(conn, customer.grade))


def _accounts(desk: DeskContext) -> list[str]:
    with desk.reader() as conn:
        return [listed([each.bank, each.number, each.holder]) for each in bank_accounts(conn)]
