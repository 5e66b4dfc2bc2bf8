"""The ways through the dialogs of claims: each asks for what the sections that are meant call for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.claim_rules import AMOUNT_REASON
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.swap import Difference, difference
from orderdesk.core.domain.text import digits
from orderdesk.core.domain.verbs import Verb
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services import claims, parts
from orderdesk.core.services.adding import Choice
from orderdesk.core.services.menu import only_fitting
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.planning import Target
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.jobs import Job
from orderdesk.screens.context import DeskContext, desk_of, tell
from orderdesk.screens.dialogs.claim import ClaimDialog
from orderdesk.screens.dialogs.fields import FieldsDialog, Onward, fill_in
from orderdesk.screens.dialogs.find_goods import FindGoods
from orderdesk.screens.dialogs.flow_words import of_orders
from orderdesk.screens.dialogs.pick import PickDialog
from orderdesk.screens.dialogs.pickup import PickupDialog
from orderdesk.screens.dialogs.swap import SwapDialog
from orderdesk.screens.work import in_thread
from orderdesk.widgets.columns import listed

Caller = Screen[Any]

ASKED_HERE: Final = frozenset({"cancel", "return", "exchange", "swap", "pickup", "hold", "reject", "approve"})
"""The actions whose questions depend on the claims and sections that are meant."""

_WITHHOLD: Final = Word("클레임 보류", "Withhold")
_COLLECTED_ONLY: Final = Word("수거가 끝난 것만 승인", "Approve only what was picked up")
_FIND_OR_NAME: Final = Word("상품을 찾거나, Enter로 직접 입력", "Find a product, or Enter to name one")
_BY_HAND: Final = Word("직접 입력", "By hand")

_WITHOUT: Final = Word(
    "수거 없이 완료 · 상품이 돌아오지 않아도 환불",
    "Without pickup: refunded though nothing came back",
)


async def ask(
    screen: Caller,
    verb: Verb,
    ids: Sequence[int],
    only: frozenset[Target] | None,
    pieces: PiecesOf | None,
    onward: Onward,
) -> Request | None:
    """The request of *verb*, one of `ASKED_HERE`, as it is filled in and went *onward*; None when closed."""
    desk, words = desk_of(screen), verb.words
    verb = replace(verb, words=await in_thread(lambda: of_orders(desk, words, ids)))
    if verb.id == "exchange":
        items = await _read(desk, lambda conn: claims.exchange_items(conn, ids, only, pieces))
        return await fill_in(screen, ClaimDialog(verb, items), onward)
    if verb.id in ("cancel", "return"):
        return await fill_in(screen, ClaimDialog(verb), onward)
    if verb.id == "swap":
        return await _swap(screen, verb, ids, only, pieces, onward)
    if verb.id == "pickup":
        ways, likeliest, nobody = await _read(desk, lambda conn: claims.pickups_offered(conn, ids, only))
        dialog = PickupDialog(verb, ways, likeliest, desk.settings.default_courier, nobody)
        return await fill_in(screen, dialog, onward)
    if verb.id == "approve":
        return await _approve(screen, verb, ids, only, onward)
    narrowed = await _read(desk, lambda conn: _NARROWED[verb.id](conn, verb, ids, only))
    return await fill_in(screen, FieldsDialog(narrowed), onward)


async def called(screen: Caller, verb: Verb, ids: Sequence[int], only: frozenset[Target] | None) -> Word:
    """What *verb* is called: to hold claims is another thing than to hold what is to be sent."""
    if verb.id != "hold":
        return verb.words
    _, of_claims = await _read(desk_of(screen), lambda conn: claims.holds_offered(conn, ids, only))
    return _WITHHOLD if of_claims else verb.words


async def _swap(
    screen: Caller,
    verb: Verb,
    ids: Sequence[int],
    only: frozenset[Target] | None,
    pieces: PiecesOf | None,
    onward: Onward,
) -> Request | None:
    """The request of one section, or of pieces of it, for other goods, with the money while it is typed."""
    desk = desk_of(screen)
    found = await _read(desk, lambda conn: only_fitting(conn, ids, verb.id, desk.actor, desk.clock(), only))
    if isinstance(found, Refusal):
        screen.app.bell()
        tell(screen, listed([desk.word(found.message), desk.word(found.advice)]), "warning")
        return None
    order, section = found
    chosen = (pieces or {}).get((order.id, section), ())

    def count(typed: Mapping[str, str]) -> Difference:
        amounts = ((key, digits(typed.get(key, ""))) for key in ("qty", "price", "fee"))
        values = tuple((key, int(text)) for key, text in amounts if text)
        return difference(order, section, Request(verb.id, (*values, ("items", chosen))))

    title = desk.word(verb.words)
    by_hand = Choice(desk.word(_BY_HAND), "", 0)
    choice = await screen.app.push_screen_wait(FindGoods(title, (by_hand,), _FIND_OR_NAME))
    if choice is None:
        return None
    given = {} if choice is by_hand else choice.fields()
    return await fill_in(screen, SwapDialog(verb, count, given), onward)


async def _read(desk: DeskContext, read: Callable[[Conn], Any]) -> Any:  # noqa: ANN401  # what *read* gives
    def work() -> Any:  # noqa: ANN401  # the same
        with desk.reader() as conn:
            return read(conn)

    return await in_thread(work)


async def _approve(
    screen: Caller, verb: Verb, ids: Sequence[int], only: frozenset[Target] | None, onward: Onward
) -> Request | None:
    """Approval; goods that were not picked up are let go only when that is chosen in so many words."""
    without = await without_pickup(screen, verb, ids, only)
    if without is None:
        return None
    plain = replace(verb, fields=tuple(field for field in verb.fields if field.key != "no-pickup"))

    async def on(request: Request) -> bool:
        further = (("no-pickup", True),) if without else ()
        return await onward(replace(request, values=(*request.values, *further)))

    return await fill_in(screen, FieldsDialog(plain), on)


async def without_pickup(
    screen: Caller, verb: Verb, ids: Sequence[int], only: frozenset[Target] | None
) -> bool | None:
    """Whether returns that were not picked up are approved, too; asked only where there are some.

    None when the operator closed the question.
    """
    desk = desk_of(screen)
    waiting = await _read(
        desk, lambda conn: len(parts.in_state(conn, ids, SectionState.RETURN_REQUESTED, only)[1])
    )
    if not waiting:
        return False
    told = Word(f"수거 전 반품 {waiting:,}섹션", f"{many(waiting, 'return')} not picked up")
    title = f"{desk.word(verb.words)} · {desk.word(told)}"
    answer = await screen.app.push_screen_wait(PickDialog(title, (_COLLECTED_ONLY, _WITHOUT)))
    return None if answer is None else answer == 1


async def offer_labels(screen: Caller, job: Job) -> None:
    """The return labels of what *job* asked a pickup for, where the shop prints some; Esc leaves them."""
    from orderdesk.core.services.fetching import to_fetch  # deferred: few have labels printed
    from orderdesk.screens.dialogs.labels import BACK, print_labels

    desk = desk_of(screen)
    targets = await _read(desk, lambda conn: to_fetch(conn, job.id, desk.actor, desk.clock()))
    if targets:
        await print_labels(screen, sorted({order for order, _ in targets}), targets, BACK)


def _holding(conn: Conn, verb: Verb, ids: Sequence[int], only: frozenset[Target] | None) -> Verb:
    reasons, _ = claims.holds_offered(conn, ids, only)
    asked = []
    for field in verb.fields:
        if field.key == "reason":
            asked.append(replace(field, choices=reasons))
        elif field.key == "amount":
            asked += [replace(field, only_for=("reason", AMOUNT_REASON))] * claims.states_amount(reasons)
        else:
            asked.append(field)
    return replace(verb, fields=tuple(asked))


def _rejecting(conn: Conn, verb: Verb, ids: Sequence[int], only: frozenset[Target] | None) -> Verb:
    told = claims.rejecting(conn, ids, only)
    asked = []
    for field in verb.fields:
        if field.key == "reason":
            asked.append(replace(field, required=told.must_say_why))
        elif told.ships:
            asked.append(replace(field, required=True))
    return replace(verb, fields=tuple(asked))


_NARROWED: Final = {"hold": _holding, "reject": _rejecting}
