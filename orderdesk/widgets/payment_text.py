"""결제 상세: every payment of an order with all that followed it, and its cash receipts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.style import Style
from rich.text import Text

from orderdesk.core.domain.columns import item_text
from orderdesk.core.domain.glossary import ENTRY_WORDS, METHOD_WORDS, pieces_of
from orderdesk.core.domain.identifiers import entry_number
from orderdesk.core.domain.list_words import PURPOSE_WORDS, RECEIPT_WORDS
from orderdesk.core.domain.orders import Entry, EntryKind, Order, Receipt
from orderdesk.core.domain.payments import Payment, payments, rooted
from orderdesk.core.domain.receipts import mark
from orderdesk.core.domain.refund_rows import only_noted
from orderdesk.core.domain.refund_terms import REFUND_WITHDRAWN, due_of, refund_terms
from orderdesk.core.domain.refusals import BY_CODE
from orderdesk.core.domain.states import PAYMENT_WORDS
from orderdesk.core.domain.words import Lang, Word
from orderdesk.widgets.cells import moment, seoul_minute, won
from orderdesk.widgets.columns import fit, listed, right
from orderdesk.widgets.look import Look
from orderdesk.widgets.safe_text import safe, safe_multi

_DUE: Final = Word("받을 돈", "To be paid")
_UNTIL: Final = Word("입금기한", "until")
_REFUND_DUE: Final = Word("환불 대기", "Refund due")
_REFUNDED: Final = Word("환불", "Refunded")
_PAID_BELOW: Final = Word("아래에서 환불됨", "refunded below")
_NOTED: Final = Word("적기만 함", "only noted")
_DEPOSITOR: Final = Word("입금자", "Depositor")
_ACCOUNT: Final = Word("계좌", "Account")
_EXTRA: Final = Word("추가결제", "Additional")
_ASSUMED: Final = Word("주문 엑셀로 짐작", "implied by the order file")
_RECEIPT: Final = Word("현금영수증", "Cash receipt")
_APPROVAL: Final = Word("승인번호", "approval no.")
_AMOUNT: Final = 12


def payment_details(order: Order, lang: Lang, look: Look) -> list[Text]:
    """Every payment: its number, method and state, then each of its rows with amount and time."""
    lines: list[Text] = []
    rows = rooted(order.entries)
    for payment in payments(order.entries):
        lines += [Text(), *_payment(order, payment, lang, look)]
        for entry in rows[payment.root.n]:
            lines += _entry(order, entry, lang, look)
        for receipt in order.receipts:
            if receipt.n == payment.root.n:
                line = receipt_line(receipt, lang)
                wanted = mark(order, receipt)
                if wanted is not None:
                    line.append(f" · {wanted.text(lang)}", look.accent)
                lines.append(Text("  ").append_text(line))
    return lines


def _payment(order: Order, payment: Payment, lang: Lang, look: Look) -> Iterable[Text]:
    root = payment.root
    told = [entry_number(order.number, root.n), METHOD_WORDS[root.method].text(lang)]
    told += [PAYMENT_WORDS[payment.state].text(lang)]
    told += [_EXTRA.text(lang)] if root.extra else []
    yield Text(listed(told), look.strong)
    sums = []
    if payment.due:
        until = f" ({_UNTIL.text(lang)} {_when(payment.due_at)})" if payment.due_at is not None else ""
        sums.append(f"{_DUE.text(lang)} {won(payment.due)}{until}")
    sums += [f"{_REFUNDED.text(lang)} {won(payment.refunded)}"] if payment.refunded else []
    sums += [f"{_REFUND_DUE.text(lang)} {won(payment.refund_due)}"] if payment.refund_due else []
    if sums:
        yield Text(f"  {listed(sums)}", look.accent)


def _entry(order: Order, entry: Entry, lang: Lang, look: Look) -> Iterable[Text]:
    withdrawn = entry.kind is EntryKind.VOID and due_of(order, entry) is not None
    words = fit((REFUND_WITHDRAWN if withdrawn else ENTRY_WORDS[entry.kind]).text(lang), 16)
    later = _later(order, entry)
    row = Text(f"  {words}{right(won(entry.amount), _AMOUNT)}", look.quiet if later else "")
    row.append(f"  {_when(entry.at)}", look.quiet)
    if EntryKind.REFUND in later and entry.amount:
        row.append(f" · {_PAID_BELOW.text(lang)}", look.quiet)
    if only_noted(order, entry):
        row.append(f" · {_NOTED.text(lang)}", look.accent)
    yield row
    told = [f"{_DEPOSITOR.text(lang)} {entry.depositor}"] if entry.depositor else []
    told += [f"{_ACCOUNT.text(lang)} {entry.account}"] if entry.account else []
    told += [_ASSUMED.text(lang)] if entry.assumed else []
    if told:
        yield Text("    ").append_text(safe(listed(told), look.quiet))
    if entry.kind is EntryKind.REFUND_DUE:
        for term in refund_terms(order, entry):
            told = [term.name or term.words.text(lang), won(term.amount), f"({term.rule.text(lang)})"]
            yield Text("    ").append_text(safe(" ".join(told), look.quiet))
    else:
        for line, pieces, amount in entry.refunds:
            name = next((item_text(each) for each in order.lines if each.n == line), "")
            counted = f"{pieces_of(pieces).text(lang)} " if name else ""
            yield Text("    ").append_text(safe(f"{name} {counted}{won(amount)}".strip(), look.quiet))
    if entry.note:
        known = BY_CODE.get(entry.note)
        note = f"{known.message.text(lang)}. {known.advice.text(lang)}" if known else entry.note
        yield Text("    ").append_text(safe_multi(note, look.quiet))


def _later(order: Order, entry: Entry) -> list[EntryKind]:
    """The stages of a refund that came after the row *entry* of it: its own amount counts no more."""
    due = due_of(order, entry)
    rows = [each for each in order.entries if each.n > entry.n and due_of(order, each) is due]
    return [each.kind for each in rows] if due is not None else []


def _when(at: int | None) -> str:
    return "-" if at is None else seoul_minute(at)


def receipt_line(receipt: Receipt, lang: Lang) -> Text:
    """``현금영수증 소득공제 발급완료 010-0000-0001 승인번호 12345 11-25 14:00``."""
    words = (PURPOSE_WORDS.get(receipt.purpose), RECEIPT_WORDS.get(receipt.state))
    parts = [_RECEIPT.text(lang), *(word.text(lang) for word in words if word is not None), receipt.identity]
    parts += [f"{_APPROVAL.text(lang)} {receipt.approval}"] if receipt.approval else []
    parts += [moment(receipt.done_at)] if receipt.done_at is not None else []
    return safe(" · ".join(part for part in parts if part), Style.null())
