"""The ways through the dialogs about the sections of one order: split, merge, fields that are known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.apply import Shop
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.verbs import BY_ID, Verb
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import never, nothing
from orderdesk.core.services.menu import only_fitting
from orderdesk.core.services.parts import PiecesOf, held_reasons
from orderdesk.core.services.planning import Target
from orderdesk.core.services.splitting import Merge, Split, joinable, merge_of, split_of
from orderdesk.core.store.jobs import Job
from orderdesk.core.store.jobs import job as read_job
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs import flow
from orderdesk.screens.dialogs.fields import FieldsDialog
from orderdesk.screens.dialogs.merge import MergeDialog
from orderdesk.screens.dialogs.split import SplitDialog
from orderdesk.screens.work import in_thread
from orderdesk.widgets.columns import listed
from orderdesk.widgets.field_form import form_fields

Caller = Screen[Any]

ADDRESS_FIELDS: Final = ("receiver", "phone", "zip", "line1", "line2")


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

    marked = dict((pieces or {}).get((order.id, section), ()))
    chosen = await screen.app.push_screen_wait(SplitDialog(judge, marked))
    if chosen:
        await _do(screen, Request("split", (("items", chosen),)), order, frozenset({(order.id, section)}))


async def merge(screen: Caller, order_id: int, only: frozenset[Target] | None = None) -> None:
    """합치기 of sections of one order, those of *only* chosen at first; of one alone, what goes with it."""
    desk = desk_of(screen)

    def read() -> list[Order]:
        with desk.reader() as conn:
            return load_orders(conn, [order_id])

    for order in await in_thread(read):

        def judge(sections: Sequence[int], order: Order = order) -> Merge:
            return merge_of(order, sections)

        at_first = [s.n for s in order.sections if only and (order.id, s.n) in only]
        if len(at_first) == 1:
            at_first = list(joinable(order, at_first[0]))
        chosen = await screen.app.push_screen_wait(MergeDialog(order, judge, at_first))
        if chosen:
            named = ",".join(f"S{n}" for n in chosen)
            await _do(screen, Request("merge", (("sections", named),)), order, None)


async def ask(
    screen: Caller, verb: Verb, ids: Sequence[int], only: frozenset[Target] | None = None
) -> Request | None:
    """The request of *verb* with what its form is filled with; None when it was closed or can't be done."""
    desk, given = desk_of(screen), dict[str, str]()
    if verb.id == "release":
        verb = await in_thread(lambda: _releasing(desk, verb, ids, only))
    elif verb.id in ("address", "delay"):
        found = await in_thread(lambda: _fitting(desk, ids, verb.id, only))
        if isinstance(found, Refusal):
            _refuse(screen, found)
            return None
        address = found[0].section(found[1]).address
        given = {key: getattr(address, key) for key in ADDRESS_FIELDS} if verb.id == "address" else {}
    if not form_fields(verb.fields):
        return Request(verb.id)
    return await screen.app.push_screen_wait(FieldsDialog(verb, given))


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


async def _do(screen: Caller, request: Request, order: Order, only: frozenset[Target] | None) -> None:
    """Does what a dialog has shown already, unless *order* has moved since; tells what was done."""
    desk, verb = desk_of(screen), BY_ID[request.verb]
    work = flow.of_verb(desk, request, [order.id], only)

    def act() -> Job | Refusal:
        plan = work.plan(lambda done: None)
        if any(row.version != order.version for row in plan.rows) or not plan.rows:
            return Refusal.MOVED
        for row in plan.rows:
            if row.verdict.kind is not Kind.APPLY and row.verdict.refusal is not None:
                return row.verdict.refusal
        number = work.apply(plan, nothing, never)
        with desk.reader() as conn:
            return read_job(conn, number)

    try:
        done = await in_thread(act)
    except StoreProblem as problem:
        tell(screen, problem.message, "error")
        return
    if isinstance(done, Refusal):
        _refuse(screen, done)
    else:
        tell(screen, flow.result_line(desk, done, verb.past))


def _refuse(screen: Caller, refusal: Refusal) -> None:
    desk = desk_of(screen)
    screen.app.bell()
    tell(screen, listed([desk.word(refusal.message), desk.word(refusal.advice)]), "warning")
