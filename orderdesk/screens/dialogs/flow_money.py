"""The ways through the dialogs about money: approving a claim, saying what became of a refund."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.glossary import METHOD_WORDS
from orderdesk.core.domain.orders import Entry, Order
from orderdesk.core.domain.refund_verbs import DONE, RETRY, waiting
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.verbs import BY_ID, Field, Verb
from orderdesk.core.domain.words import Word
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.deciding import Decision, FreeShipping, decision_of
from orderdesk.core.services.free_shipping import free_shipping
from orderdesk.core.services.menu import COUNTED, only_fitting
from orderdesk.core.services.planning import Target
from orderdesk.core.store.load import load_orders
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.approve import ApproveDialog
from orderdesk.screens.dialogs.at_once import Outcome, do_at_once, warn_taken
from orderdesk.screens.dialogs.refund import RefundDialog
from orderdesk.screens.unmasking import masks
from orderdesk.screens.work import in_thread
from orderdesk.widgets.cells import seoul_minute, won
from orderdesk.widgets.columns import listed

_NOTED: Final = Word(
    "{}원은 적기만 했습니다. 연결된 결제사가 없으니 결제사에서 환불하세요",
    "{} won was only noted: no payment company is connected, refund it there",
)

Caller = Screen[Any]


async def approve(screen: Caller, ids: Sequence[int], only: frozenset[Target] | None = None) -> bool:
    """클레임 승인 of the one section that can be; False, and nothing is asked, where there are several."""
    desk = desk_of(screen)
    found = await in_thread(lambda: _fitting(desk, ids, only))
    if isinstance(found, Refusal):
        return False
    order, section, shop, free = found

    def judge(given: Mapping[str, str]) -> Decision:
        return decision_of(order, section, given, desk.actor, desk.clock(), shop, free)

    def act(request: Request) -> Outcome:
        target = frozenset({(order.id, section)})
        return do_at_once(desk, flow.of_verb(desk, request, [order.id], target), order)

    def renew() -> Refusal | None:
        nonlocal order, shop, free
        again = _fitting(desk, [order.id], frozenset({(order.id, section)}))
        if isinstance(again, Refusal):
            return again
        order, _, shop, free = again
        return None

    warn_taken(screen, order)
    dialog = ApproveDialog(judge, act, renew)
    job = await screen.app.push_screen_wait(dialog)
    if job is not None:
        await flow.told(screen, job, BY_ID["approve"].past)
        if dialog.noted:
            amount = won(dialog.noted)
            tell(screen, Word(_NOTED.ko.format(amount), _NOTED.en.format(amount)), "warning")
    return True


def _fitting(
    desk: DeskContext, ids: Sequence[int], only: frozenset[Target] | None
) -> tuple[Order, int, Shop, FreeShipping | None] | Refusal:
    with desk.reader() as conn:
        found = only_fitting(conn, ids, "approve", desk.actor, desk.clock(), only)
        if isinstance(found, Refusal):
            return found
        return (*found, shop_of(conn), free_shipping(conn, found[0]))


def refunding(desk: DeskContext, verb: Verb, ids: Sequence[int]) -> RefundDialog:
    """The form of saying what became of refunds, with what is known already.

    Of one order this is the sum, which stands in the title, and which refunds wait. Trying again is offered
    where somebody outside executes refunds.
    """
    with desk.reader() as conn:
        shop, orders = shop_of(conn), load_orders(conn, ids[:COUNTED])
    dues = [due for order in orders for due in waiting(order)]
    words, given = verb.words, {"way": DONE, "at": seoul_minute(desk.clock())}
    fields = [field for field in verb.fields if len(dues) > 1 or field.key not in ("amount", "n")]
    for order in orders if len(ids) == 1 else ():
        amount = won(-sum(due.amount for due in dues))
        words = Word(f"{words.ko} · {amount}원", f"{words.en} · {amount} won")
        fields = [replace(field, told=_which(dues)) if field.key == "n" else field for field in fields]
        if not masks(desk, order.id):
            given["holder"] = order.buyer_name
    if not shop.refunds_outside:
        fields = [replace(field, choices=_by_hand(field)) for field in fields]
    return RefundDialog(replace(verb, words=words, fields=tuple(fields)), given, dues)


def _which(dues: Sequence[Entry]) -> Word:
    """The numbers of *dues*, with how and how much each pays back."""
    each = [(due.n, METHOD_WORDS[due.method], won(-due.amount)) for due in dues]
    return Word(
        listed([f"{n}: {how.ko} {amount}" for n, how, amount in each]),
        listed([f"{n}: {how.en} {amount}" for n, how, amount in each]),
    )


def _by_hand(field: Field) -> tuple[tuple[str, Word], ...]:
    """The choices of *field* but to try again."""
    return tuple(choice for choice in field.choices if choice[0] != RETRY)
