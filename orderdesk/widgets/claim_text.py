"""What a section's card says of its open claim: who asked why, who bears it, how it comes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from orderdesk.core.domain.claims import Claim, ClaimKind
from orderdesk.core.domain.glossary import ACTOR_WORDS, CLAIM_WORDS
from orderdesk.core.domain.orders import Order
from orderdesk.core.domain.verbs import (
    ALL_HOLD_REASONS,
    COSTS,
    FAULTS,
    PICKUP_PAYS,
    PICKUPS,
    PICKUPS_ASKED,
    REASONS,
)
from orderdesk.core.domain.words import Lang, Word
from orderdesk.widgets.cells import moment, won
from orderdesk.widgets.columns import listed

_FAULT: Final = Word("귀책:", "Fault:")
_PICKUP: Final = Word("수거", "Pickup")
_WISH: Final = Word("구매자 희망", "Return method asked for")
_CAME: Final = Word("수거 완료", "picked up")
_INSTEAD: Final = Word("바꿀 옵션", "Instead of")
_SAME_OPTION: Final = Word("같은 옵션", "the same option")
_SAME: Final = Word("같은 상품", "the same")
_ASKED_BY: Final = Word("접수:", "opened by:")
_HELD: Final = Word("클레임 보류", "Withheld")
_KEPT: Final = Word("환불에서 차감 제안", "To deduct from the refund")


def claim_flags(order: Order, claim: Claim, lang: Lang) -> Iterator[str]:
    """The lines about the open *claim*; outside text among them."""
    asked = f"{_ASKED_BY.text(lang)} {ACTOR_WORDS[claim.by].text(lang)}"
    yield listed([CLAIM_WORDS[claim.kind].text(lang), asked, _of(REASONS, claim.reason, lang), claim.detail])
    fault = _of(FAULTS, "BUYER" if claim.buyer_fault else "SELLER", lang)
    yield listed([f"{_FAULT.text(lang)} {fault}", _of(COSTS, claim.cost, lang) if claim.cost else ""])
    if claim.kind is not ClaimKind.CANCEL and (claim.pickup_asked or claim.pickup):
        about = _PICKUP if claim.pickup else _WISH
        yield f"{about.text(lang)}: {listed([*_pickup(claim, lang)])}"
    if claim.kind is ClaimKind.EXCHANGE:
        yield from _sent_instead(order, claim, lang)
    if claim.held:
        amount = won(claim.held_amount) if claim.held_amount else ""
        yield f"{_HELD.text(lang)}: {listed([_of(ALL_HOLD_REASONS, claim.held, lang), amount])}"
    if claim.fee_withheld:
        yield f"{_KEPT.text(lang)} {won(claim.fee_withheld)}"


def _sent_instead(order: Order, claim: Claim, lang: Lang) -> Iterator[str]:
    """A line for each of what comes back: the option that goes out for it, be it the same."""
    other = dict(claim.options)
    for line in dict.fromkeys(item.line for item in order.items_of(claim.section)):
        bought = order.line(line)
        same = _SAME_OPTION if bought.option else _SAME
        option = other.get(line, same.text(lang))
        yield f"{_INSTEAD.text(lang)}: {f'{bought.name} {bought.option}'.rstrip()} → {option}"


def _pickup(claim: Claim, lang: Lang) -> Iterator[str]:
    if not claim.pickup:
        yield _of(PICKUPS_ASKED, claim.pickup_asked, lang)
    else:
        yield _of(PICKUPS, claim.pickup, lang)
        yield f"{claim.pickup_courier} {claim.pickup_number}".strip()
        yield _of(PICKUP_PAYS, claim.pickup_pay, lang) if claim.pickup_pay else ""
        yield claim.pickup_note
    if claim.collected_at is not None:
        yield f"{_CAME.text(lang)} {moment(claim.collected_at)}"


def _of(choices: tuple[tuple[str, Word], ...], value: str, lang: Lang) -> str:
    known: Mapping[str, Word] = dict(choices)
    return known[value].text(lang) if value in known else value
