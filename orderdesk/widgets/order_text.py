"""The parts of one order as text: sections, money, buyer, timeline. Panel and detail are made of them.

Every block is a rich Text whose outside parts went through `safe`. Styles are given as a `Look`, so that the
blocks know no theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from rich.style import Style
from rich.text import Text

from orderdesk.core.domain.badge import badge
from orderdesk.core.domain.breakdown import MISMATCH
from orderdesk.core.domain.channel_agreeing import differing
from orderdesk.core.domain.columns import channel_words, item_text
from orderdesk.core.domain.facets import assumed
from orderdesk.core.domain.glossary import (
    CHANNEL_WORDS,
    DELIVERY_WORDS,
    DEVICE_WORDS,
    ENTRY_WORDS,
    MEMBER_WORDS,
    METHOD_WORDS,
    ORIGIN_WORDS,
    REGION_WORDS,
    pieces_of,
)
from orderdesk.core.domain.guards import UNPAID_STATES
from orderdesk.core.domain.list_words import SEPARATE
from orderdesk.core.domain.orders import Address, EntryKind, Item, Line, Member, Order, Region, Section
from orderdesk.core.domain.payments import order_payment_state, payments
from orderdesk.core.domain.sheet_words import CHANNEL_NUMBER, DELAYED
from orderdesk.core.domain.states import BADGE_WORDS, PAYMENT_WORDS, SECTION_WORDS, TRADE_WORDS
from orderdesk.core.domain.verbs import BY_ID, Verb, choice_words
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.showing import OrderView
from orderdesk.keyboard.key_table import KeyTable
from orderdesk.keyboard.strokes import path
from orderdesk.widgets.cells import day, moment, tracking, won
from orderdesk.widgets.claim_text import claim_flags
from orderdesk.widgets.columns import cells_in, cut, fit, folded, listed, right
from orderdesk.widgets.look import Look
from orderdesk.widgets.safe_text import safe, safe_multi
from orderdesk.widgets.states import glyph
from orderdesk.widgets.term_text import label_room, term_lines

_MEMOS: Final = Word("메모", "Memos")
_PAID: Final = Word("최종 실결제금액", "Net paid")

NextSteps = Mapping[int, tuple[str, Word | None] | None]
"""By section number: the next verb, and why it can't run now."""


class Picked(NamedTuple):
    """What the cursor of the detail does in a section: the item it stands on, and marked pieces by item."""

    here: int | None
    marks: Mapping[int, int]


_AMOUNT: Final = 12
_GUTTER, _NAME, _BETWEEN, _LEAST_NAME = 3, 8, 2, 8
"""Cells of the cursor's marks, of an item's number, before each number, and of a name at least."""
_NEXT: Final = Word("다음", "Next")
_TAKE_BACK: Final = Word("취소 되돌리기", "Undo the cancel")
_STALE: Final = Word(
    "라벨 옛 주소: 송장을 넣은 뒤 배송지가 바뀜, 송장을 다시 등록하세요",
    "Old address on the label: it changed since, register a new number",
)
_AT_CHANNEL: Final = Word("≠ 채널에서는 {}", "≠ at the channel: {}")
_SHARED: Final = Word("합포장", "Combined parcel")
_TRACKED, _SENT, _DONE = Word("송장 입력", "Tracked"), Word("발송", "Sent"), Word("배송완료", "Delivered")
_HELD: Final = Word("배송보류", "On hold")
_TO: Final = Word("받는 분", "To")
_FIRST: Final = Word("첫 구매", "First order")
_GIFT: Final = Word("선물", "Gift")
ASSUMED: Final = Word(
    "결제 추정: 주문 엑셀로 짐작한 결제입니다", "Payment assumed: the order file only implied it"
)
_DUE: Final = Word("받을 돈", "To be paid")
_REFUND_DUE: Final = Word("환불 대기", "Refund due")
_ACCOUNT: Final = Word("입금자", "Depositor")


def order_heading(order: Order, lang: Lang, look: Look, between: str = "   ") -> Text:
    """Number, badge and trade; channel, device and date after *between*."""
    parts = [
        CHANNEL_WORDS[order.channel].text(lang),
        DEVICE_WORDS[order.device].text(lang),
        moment(order.placed_at),
    ]
    line = Text.assemble(
        (order.number, look.strong),
        "   ",
        (BADGE_WORDS[badge(order)].text(lang), look.accent),
        f"   {TRADE_WORDS[order.trade].text(lang)}",
        *((f"   {told}", look.alert) for told in _open_money(order, lang)),
        between,
        (" · ".join(part for part in parts if part), look.quiet),
    )
    if order.channel_number:
        label = f"\n{CHANNEL_NUMBER.text(lang)} " if between == "\n" else "  "
        line.append(label, look.quiet).append_text(safe(order.channel_number, look.quiet))
    return line


def _open_money(order: Order, lang: Lang) -> Iterator[str]:
    """What is still to be paid or refunded though the order itself is paid: closing it waits for neither."""
    if order_payment_state(order.entries) in UNPAID_STATES:
        return
    found = payments(order.entries)
    for words, amount in ((_DUE, sum(p.due for p in found)), (_REFUND_DUE, sum(p.refund_due for p in found))):
        if amount:
            yield f"{words.text(lang)} {won(amount)}"


def section_title(section: Section, lang: Lang, look: Look) -> Text:
    """``S2  ▸ 배송중  CJ대한통운 6801 2345 6782`` and where the section came from."""
    line = Text.assemble(
        f"S{section.n}  ", (f"{glyph(section.state)} {SECTION_WORDS[section.state].text(lang)}", look.strong)
    )
    if section.tracking:
        line.append("  ").append_text(safe(f"{section.courier or ''} {tracking(section.tracking)}".strip()))
    elif section.delivery:
        line.append("  ").append(DELIVERY_WORDS[section.delivery].text(lang), look.quiet)
    origin = ORIGIN_WORDS[section.origin].text(lang)
    return line.append(f"  {origin}" if origin else "", look.quiet)


def section_lines(
    order: Order, section: Section, width: int, lang: Lang, look: Look, picked: Picked | None = None
) -> list[Text]:
    """The items of a section (with cursor and marks where something is *picked*), its flags and times."""
    items = order.items_of(section.n)
    room = _Columns.of(order, items, width, lang, picked)
    lines = [_item(order, item, room, lang, look, picked) for item in items]
    for each in _flags(order, section, lang):
        lines += [Text(part, look.alert) for part in folded(f"! {each}", width, 2)]
    times = ((_TRACKED, section.tracked_at), (_SENT, section.sent_at), (_DONE, section.done_at))
    told = [f"{word.text(lang)} {moment(at)}" for word, at in times if at is not None]
    if told:
        lines.append(Text(" · ".join(told), look.quiet))
    return lines


class _Columns(NamedTuple):
    """Cells of an item's name and option, its pieces and its won: what the numbers leave is the name's."""

    name: int
    pieces: int
    won: int

    @classmethod
    def of(
        cls, order: Order, items: Sequence[Item], width: int, lang: Lang, picked: Picked | None
    ) -> _Columns:
        """The columns of *items* in *width* cells, with room for how many pieces are marked."""
        gutter = _GUTTER if picked else 0
        pieces = max((cells_in(_count(each.qty, each.qty, lang, picked)) for each in items), default=0)
        most = max((len(won(order.line(each.line).unit_price * each.qty)) for each in items), default=0)
        left = width - gutter - _NAME - pieces - most - 2 * _BETWEEN
        return cls(max(8, left), pieces + _BETWEEN, most + _BETWEEN)


def _count(marked: int, qty: int, lang: Lang, picked: Picked | None) -> str:
    pieces = pieces_of(qty).text(lang)
    return f"{marked}/{pieces}" if picked and qty > 1 else pieces


def _item(order: Order, item: Item, room: _Columns, lang: Lang, look: Look, picked: Picked | None) -> Text:
    bought = order.line(item.line)
    marked = picked.marks.get(item.n, 0) if picked else 0
    pieces = pieces_of(item.qty).text(lang)
    if 0 < marked < item.qty:
        pieces = f"{marked}/{pieces}"
    here = picked is not None and picked.here == item.n
    gutter = f"{'✓' if marked else ' '}{'▸' if here else ' '} " if picked else ""
    name = f"{order.number[-4:].lstrip('0') or '0'}-{item.n}"
    line = Text.assemble(
        (gutter, look.accent),
        (fit(name, _NAME), look.quiet),
        _bought(bought, room.name),
        right(pieces, room.pieces),
        right(won(bought.unit_price * item.qty), room.won),
    )
    if here:
        line.stylize(look.strong)
    return line


def _bought(line: Line, width: int) -> str:
    """Name and option in *width* cells; a long name is cut before the option is, which tells what to take."""
    option = f" / {line.option}" if line.option else ""
    left = width - cells_in(option)
    if cells_in(item_text(line)) <= width or left < _LEAST_NAME:
        return fit(item_text(line), width)
    return fit(cut(line.name, left) + option, width)


def _flags(order: Order, section: Section, lang: Lang) -> Iterable[str]:
    for hold in order.holds_of(section.n):
        why = hold.note or choice_words("hold", hold.reason, lang)
        yield f"{_HELD.text(lang)}: {why} ({hold.by} {moment(hold.at)})"
    if section.delay_until is not None:
        why = section.delay_note or choice_words("delay", section.delay_reason, lang)
        yield listed([DELAYED.text(lang).format(day(section.delay_until)), why])
    if section.label_stale:
        yield _STALE.text(lang)
    if section.shared:
        yield _SHARED.text(lang)
    if section.n in differing(order):
        yield _AT_CHANNEL.text(lang).format(channel_words(order.items_of(section.n), lang))
    claim = order.open_claim(section.n)
    if claim is not None:
        yield from claim_flags(order, claim, lang)


def step_words(verb: Verb, lang: Lang, keys: KeyTable) -> str:
    """``다음: 환불 처리 (.006)``: that *verb* comes next, and the keys to it."""
    return f"{_NEXT.text(lang)}: {verb.words.text(lang)} ({path(verb, keys)})"


def next_line(
    step: tuple[str, Word | None] | None, lang: Lang, look: Look, keys: KeyTable, delay: bool = False
) -> Text | None:
    """``다음: 배송중 처리 (.2)``, or why it can't be done; None at the end of the ladder.

    With *delay* the dispatch may be delayed instead, which stands beside it.
    """
    if step is None:
        return None
    verb, reason = step
    words = _TAKE_BACK if verb == "back" else BY_ID[verb].words
    label = f"{_NEXT.text(lang)}: {words.text(lang)}"
    if reason is None:
        line = Text.assemble((label, look.accent), (f" ({path(BY_ID[verb], keys)})", look.quiet))
    else:
        line = Text.assemble((label, look.quiet), ("  " + reason.text(lang), look.alert))
    if delay:
        delay_verb = BY_ID["delay"]
        line.append(f" · {delay_verb.words.text(lang)}").append(f" ({path(delay_verb, keys)})", look.quiet)
    return line


def money_lines(view: OrderView, width: int, lang: Lang, look: Look, explained: bool = False) -> list[Text]:
    """결제정보: every line with its rule and, *explained*, the terms that make it; then the payment state."""
    order, lines = view.order, list[Text]()
    room = label_room((term for each in view.money for term in each.terms), width, lang)
    for each in view.money:
        style = look.strong if each.key == "paid" else Style.null()
        rule = Text(f"= {each.rule.text(lang)}", look.quiet)
        amount = Text(fit(each.words.text(lang), 16) + right(won(each.amount), _AMOUNT), style)
        lines.append(amount)
        if each.amount or each.terms:
            if amount.cell_len + 2 + rule.cell_len <= width:
                amount.append("  ").append_text(rule)
            else:
                lines.append(Text("  ").append_text(rule))
        lines += term_lines(each.terms, room, width, lang, look) if explained else []
    if view.mismatch:
        lines.append(Text(f"! {MISMATCH.text(lang)} {won(view.mismatch)}", look.alert))
    lines.append(Text(PAYMENT_WORDS[order_payment_state(order.entries)].text(lang), look.strong))
    return lines


def payment_lines(order: Order, lang: Lang, look: Look) -> list[Text]:
    """Each payment with what came of it."""
    lines = list[Text]()
    for payment in payments(order.entries):
        root = payment.root
        told = [METHOD_WORDS[root.method].text(lang), PAYMENT_WORDS[payment.state].text(lang)]
        paid = root.kind is EntryKind.REQUEST and payment.paid_at is not None
        kind = EntryKind.PAID if paid else root.kind  # what was asked for and came is not asked for still
        told += [f"{ENTRY_WORDS[kind].text(lang)} {won(root.amount)}"]
        told += [moment(payment.paid_at)] if payment.paid_at is not None else []
        told += [f"{_DUE.text(lang)} {won(payment.due)}"] if payment.due else []
        told += [f"{_REFUND_DUE.text(lang)} {won(payment.refund_due)}"] if payment.refund_due else []
        told += [f"{_ACCOUNT.text(lang)} {root.depositor}"] if root.depositor else []
        lines.append(Text("· ", look.quiet).append_text(safe(" · ".join(told))))
        if root.assumed:
            lines.append(Text("! ", look.alert).append(ASSUMED.text(lang)))
    return lines


def buyer_lines(order: Order, lang: Lang, look: Look) -> list[Text]:
    """The buyer, then every address with its note; an address that several sections share stands once."""
    buyer = [order.buyer_name, order.buyer_phone]
    buyer += [MEMBER_WORDS[order.member].text(lang)] if order.member is not Member.UNKNOWN else []
    buyer += [_FIRST.text(lang)] if order.first else []
    buyer += [_GIFT.text(lang)] if order.gift else []
    buyer += [SEPARATE.text(lang)] if order.separate else []
    buyer += [order.buyer_email] if order.buyer_email else []
    lines = [safe(" · ".join(part for part in buyer if part), look.strong)]
    for (address, note), sections in _addresses(order).items():
        where = f"{address.zip} {address.line1} {address.line2}".strip()
        if address.region != Region.DOMESTIC:
            where += f" ({REGION_WORDS[address.region].text(lang)})"
        prefix = f"{' '.join(sections)}  " if len(_addresses(order)) > 1 else f"{_TO.text(lang)}  "
        lines.append(Text(prefix, look.quiet).append_text(safe(f"{address.receiver} {address.phone}")))
        lines.append(safe_multi(where))
        if note:
            lines.append(Text("▸ ", look.accent).append_text(safe_multi(note)))
    return lines


def _addresses(order: Order) -> dict[tuple[Address, str], list[str]]:
    found: dict[tuple[Address, str], list[str]] = {}
    for section in order.sections:
        found.setdefault((section.address, section.note), []).append(f"S{section.n}")
    return found


def in_short(view: OrderView, steps: NextSteps, width: int, lang: Lang, look: Look, keys: KeyTable) -> Text:
    """Sections with their next *steps*, buyer and address, money and memos of one order."""
    order = view.order
    lines = [order_heading(order, lang, look, between="\n"), Text()]
    for section in order.sections:
        lines.append(section_title(section, lang, look))
        lines += section_lines(order, section, width, lang, look)
        following = next_line(steps.get(section.n), lang, look, keys)
        lines += [following] if following is not None else []
        lines.append(Text())
    lines += [*buyer_lines(order, lang, look), Text()]
    lines.append(Text(f"{_PAID.text(lang)} {won(view.money[-1].amount)}", look.strong))
    if assumed(order.entries):
        lines.append(Text("! ", look.alert).append(ASSUMED.text(lang)))
    if order.memos:
        lines += [Text(), Text(f"{_MEMOS.text(lang)} {len(order.memos)}", look.quiet)]
        lines += [safe_multi(memo.text) for memo in reversed(order.memos)]
    return Text("\n").join(lines)
