"""The ways through the dialogs about the sections of one order: split, merge, fields that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.address_fee import ADDRESS
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.payments import open_request
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Pieces, Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.taking import TAKE
from orderdesk.core.domain.unpaid import deposit_deadline, never_paid
from orderdesk.core.domain.verbs import BY_ID, FieldKind, Verb
from orderdesk.core.domain.words import Word
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.adding import Addable, Choice, addable, policy_fee
from orderdesk.core.services.address_fees import AddressFees, address_fees
from orderdesk.core.services.menu import only_fitting
from orderdesk.core.services.parts import PiecesOf, held_reasons
from orderdesk.core.services.planning import Target
from orderdesk.core.services.splitting import Merge, Split, joinable, merge_of, split_of
from orderdesk.core.services.taking import taken_by_others
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.shop import bank_accounts
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs import flow, flow_claims, flow_money
from orderdesk.screens.dialogs.add_goods import AddGoods
from orderdesk.screens.dialogs.address import AddressDialog
from orderdesk.screens.dialogs.at_once import Outcome, do_at_once, warn_taken
from orderdesk.screens.dialogs.fields import FieldsDialog, Onward, fill_in
from orderdesk.screens.dialogs.find_goods import FindGoods
from orderdesk.screens.dialogs.flow_words import of_orders
from orderdesk.screens.dialogs.merge import MergeDialog
from orderdesk.screens.dialogs.split import SplitDialog
from orderdesk.screens.unmasking import masked, masks
from orderdesk.screens.work import in_thread
from orderdesk.widgets.cells import seoul_minute, won
from orderdesk.widgets.columns import listed
from orderdesk.widgets.field_form import form_fields

Caller = Screen[Any]

_PACKING: Final = Word("포장 중", "packing")


async def split(
    screen: Caller,
    ids: Sequence[int],
    only: frozenset[Target] | None = None,
    pieces: PiecesOf | None = None,
) -> None:
    """주문 상태 나누기 of the one section that can be split, with *pieces* chosen at first."""
    desk = desk_of(screen)
    found = await in_thread(lambda: _fitting(desk, ids, "split", only))
    if isinstance(found, Refusal):
        _refuse(screen, found)
        return
    order, section, shop = found

    def judge(goes: Mapping[int, int]) -> Split:
        return split_of(order, section, goes, desk.actor, desk.clock(), shop)

    def act(chosen: Pieces) -> Outcome:
        request, target = Request("split", (("items", chosen),)), frozenset({(order.id, section)})
        return do_at_once(desk, flow.of_verb(desk, request, [order.id], target), order)

    def renew() -> Refusal | None:
        nonlocal order, shop
        again = _fitting(desk, [order.id], "split", frozenset({(order.id, section)}))
        if isinstance(again, Refusal):
            return again
        order, _, shop = again
        return None

    warn_taken(screen, order)
    marked = dict((pieces or {}).get((order.id, section), ()))
    await _told(screen, "split", await screen.app.push_screen_wait(SplitDialog(judge, act, renew, marked)))


async def merge(screen: Caller, order_id: int, only: frozenset[Target] | None = None) -> None:
    """합치기 of sections of one order, those of *only* chosen at first, or what goes together."""
    desk = desk_of(screen)

    def read() -> list[Order]:
        with desk.reader() as conn:
            return load_orders(conn, [order_id])

    there = await in_thread(read)
    if not there:
        return
    order = there[0]

    def judge(sections: Sequence[int]) -> Merge:
        return merge_of(order, sections)

    def act(sections: tuple[int, ...]) -> Outcome:
        request = Request("merge", (("sections", ",".join(f"S{n}" for n in sections)),))
        return do_at_once(desk, flow.of_verb(desk, request, [order_id]), order)

    def renew() -> Refusal | None:
        nonlocal order
        again = read()
        if not again:
            return Refusal.NO_ORDER
        order = again[0]
        return None

    warn_taken(screen, order)
    named = [n for n in (section.n for section in order.sections) if only and (order.id, n) in only]
    at_first = named if len(named) > 1 else joinable(order, named)
    await _told(screen, "merge", await screen.app.push_screen_wait(MergeDialog(judge, act, renew, at_first)))


async def add(screen: Caller, order_id: int) -> None:
    """상품 추가 to one order: goods are picked, then how many, at what price and how they are paid for."""
    desk = desk_of(screen)

    def read() -> Addable | Refusal:
        with desk.reader() as conn:
            return addable(conn, order_id, desk.actor, desk.clock())

    found = await in_thread(read)
    if isinstance(found, Refusal):
        _refuse(screen, found)
        return
    order = found.order
    warn_taken(screen, order)
    title = listed([order.number, desk.word(BY_ID["add"].words)])

    def act(request: Request) -> Outcome:
        return do_at_once(desk, flow.of_verb(desk, request, [order_id]), order)

    def renew() -> Refusal | None:
        nonlocal order
        again = read()
        if isinstance(again, Refusal):
            return again
        order = again.order
        return None

    while True:
        choice = await screen.app.push_screen_wait(FindGoods(title, found.own))
        if choice is None:
            return

        def fee(qty: int, price: int, choice: Choice = choice) -> int:
            with desk.reader() as conn:
                return policy_fee(conn, order, choice, qty, price)

        dialog = AddGoods(choice, lambda: order.sections_made + 1, act, renew, fee)
        job = await screen.app.push_screen_wait(dialog)
        if job is not None:
            await _told(screen, "add", job)
            return


async def ask(
    screen: Caller,
    verb: Verb,
    ids: Sequence[int],
    only: frozenset[Target] | None,
    pieces: PiecesOf | None,
    onward: Onward,
) -> Request | None:
    """The request of *verb* with what its form is filled with; None when it was closed or can't be done.

    A form goes *onward* by itself, so that whoever comes back finds it as it was; what has none does not.
    """
    if verb.id in flow_claims.ASKED_HERE:
        return await flow_claims.ask(screen, verb, ids, only, pieces, onward)
    desk, given, words = desk_of(screen), dict[str, str](), verb.words
    if form_fields(verb.fields):
        verb = replace(verb, words=await in_thread(lambda: of_orders(desk, words, ids)))
    if verb.id == "release":
        verb = await in_thread(lambda: _releasing(desk, verb, ids, only))
    elif verb.id == "address":
        fees = await in_thread(lambda: _addressing(desk, ids, only))
        if isinstance(fees, Refusal):
            _refuse(screen, fees)
            return None
        if masks(desk, fees.order.id):
            tell(screen, masked(desk), "warning")
            return None
        there = fees.order.section(fees.section).address
        given = {key: getattr(there, key) for key in ADDRESS}
        return await fill_in(screen, AddressDialog(fees, given), onward)
    elif verb.id == "delay":
        found = await in_thread(lambda: _fitting(desk, ids, verb.id, only))
        if isinstance(found, Refusal):
            _refuse(screen, found)
            return None
    elif verb.id == "reopen":
        verb, given = await in_thread(lambda: _reopening(desk, verb, ids))
    elif verb.id == "confirm-payment":
        verb, given = await in_thread(lambda: _depositing(desk, verb, ids))
    elif verb.id == TAKE:
        verb, given = await in_thread(lambda: _taking(desk, verb, ids))
    elif verb.id == "refund":
        dialog = await in_thread(lambda: flow_money.refunding(desk, verb, ids))
        return await fill_in(screen, dialog, onward)
    if not form_fields(verb.fields):
        return Request(verb.id)
    return await fill_in(screen, FieldsDialog(verb, given), onward)


def _taking(desk: DeskContext, verb: Verb, ids: Sequence[int]) -> tuple[Verb, dict[str, str]]:
    """The *verb* of taking orders; whether to take over is asked only where others have some of them."""
    with desk.reader() as conn:
        found = taken_by_others(conn, ids, desk.actor, desk.clock())
    told = Word(", ".join(each.words.ko for each in found), ", ".join(each.words.en for each in found))
    fields = (
        replace(field, words=Word(f"{field.words.ko}: {told.ko}", f"{field.words.en}: {told.en}"))
        if field.key == "over"
        else field
        for field in verb.fields
        if found or field.key != "over"
    )
    return replace(verb, fields=tuple(fields)), {"note": desk.word(_PACKING)}


def _depositing(desk: DeskContext, verb: Verb, ids: Sequence[int]) -> tuple[Verb, dict[str, str]]:
    """The *verb* of confirming a deposit with the shop's accounts to choose from, and what is known already.

    Of one order these are the sum, which stands in the title, and the depositor; of all the time.
    """
    with desk.reader() as conn:
        accounts = [listed([bank, number, holder]) for _, bank, number, holder in bank_accounts(conn)]
        orders = load_orders(conn, ids) if len(ids) == 1 else []
    choices = tuple((account, Word(account, account)) for account in accounts)
    fields = (
        replace(field, kind=FieldKind.CHOICE, choices=choices)
        if field.key == "account" and choices
        else field
        for field in verb.fields
    )
    given = {"at": seoul_minute(desk.clock()), "account": accounts[0] if accounts else ""}
    words = verb.words
    for order in orders:
        if not masks(desk, order.id):
            given["depositor"] = order.buyer_name
        payment = open_request(order.entries)
        if payment is not None:
            words = Word(f"{words.ko} · {won(payment.due)}원", f"{words.en} · {won(payment.due)} won")
    return replace(verb, words=words, fields=tuple(fields)), given


def _reopening(desk: DeskContext, verb: Verb, ids: Sequence[int]) -> tuple[Verb, dict[str, str]]:
    """The *verb* of reopening, which asks for a new deadline only where an order was never paid."""
    with desk.reader() as conn:
        unpaid = any(map(never_paid, load_orders(conn, ids)))
    if not unpaid:
        return replace(verb, fields=()), {}
    return verb, {"due": seoul_minute(deposit_deadline(desk.clock()))}


def _releasing(desk: DeskContext, verb: Verb, ids: Sequence[int], only: frozenset[Target] | None) -> Verb:
    """The *verb* of releasing, asking only for reasons that there are, and only when there are several."""
    with desk.reader() as conn:
        there = held_reasons(conn, ids, only)
    if len(there) < 2:
        return replace(verb, fields=())
    fields = (
        replace(field, choices=tuple(choice for choice in field.choices if choice[0] in there))
        for field in verb.fields
    )
    return replace(verb, fields=tuple(fields))


def _fitting(
    desk: DeskContext, ids: Sequence[int], verb: str, only: frozenset[Target] | None
) -> tuple[Order, int, Shop] | Refusal:
    with desk.reader() as conn:
        found = only_fitting(conn, ids, verb, desk.actor, desk.clock(), only)
        return found if isinstance(found, Refusal) else (*found, shop_of(conn))


def _addressing(
    desk: DeskContext, ids: Sequence[int], only: frozenset[Target] | None
) -> AddressFees | Refusal:
    """The section whose address can be changed, with what its region costs; otherwise why none can."""
    with desk.reader() as conn:
        found = only_fitting(conn, ids, "address", desk.actor, desk.clock(), only)
        return found if isinstance(found, Refusal) else address_fees(conn, *found)


async def _told(screen: Caller, verb: str, job: Job | None) -> None:
    if job is not None:
        await flow.told(screen, job, BY_ID[verb].past)


def _refuse(screen: Caller, refusal: Refusal) -> None:
    desk = desk_of(screen)
    screen.app.bell()
    tell(screen, listed([desk.word(refusal.message), desk.word(refusal.advice)]), "warning")
