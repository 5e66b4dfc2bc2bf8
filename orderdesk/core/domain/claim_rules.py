"""What a claim asks for beside its step: whose fault, who pays, how goods come back, other options, holds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from orderdesk.core.domain.claims import Claim
from orderdesk.core.domain.orders import Channel, Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import EXCHANGE_STATES, RETURN_STATES, SectionState
from orderdesk.core.domain.verbs import (
    BUYER_FAULT,
    EXCHANGE_HOLD_REASONS,
    HOLD_REASONS,
    RETURN_HOLD_REASONS,
)
from orderdesk.core.domain.words import Word

CLAIMS: Final = frozenset({"cancel", "return", "exchange", "swap"})
"""The verbs that make a claim."""

AUTO: Final = "AUTO"
"""The way of pickup in which a courier with a contract is called, by us or by the order's channel."""

SHOP, BUYER = "SHOP", "BUYER"
"""How the buyer wishes the goods to come back: the shop's courier fetches them, or the buyer sends them."""

PICKUP_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    AUTO: (),
    "MANUAL": ("courier", "number", "pay"),
    "BUYER": ("courier", "number", "pay"),
    "ETC": ("note",),
}
"""What each way of pickup has to say, by the keys of the request's fields."""

_BORNE: Final[dict[str, tuple[str, ...]]] = {
    "REFUND": ("withhold", "fee", "refund"),
    "CASH": ("fee", "withhold"),
}
"""The fields of an approval that say how much a buyer bears, by how the buyer bears it."""

_WANTS_OTHER: Final = frozenset({"COLOR_AND_SIZE", "WRONG_ORDER"})
"""The reasons of an exchange that can't end with the same option."""

AMOUNT_REASON: Final = "EXCHANGE_EXTRAFEE"
"""The only reason of a claim's hold that states an amount."""


def buyer_at_fault(request: Request) -> bool:
    """Whether a claim is the buyer's fault: as its reason says, unless the request says otherwise."""
    fault = request.text("fault")
    return fault == BUYER if fault else request.text("reason") in BUYER_FAULT


def cost_of(request: Request) -> str:
    """How the buyer bears what the claim costs, "" when the shop does.

    Kept from the refund where nothing else is said; of an exchange nothing is refunded, so that it is sent.
    """
    if not buyer_at_fault(request):
        return ""
    return request.text("cost") or ("CASH" if request.verb == "exchange" else "REFUND")


def refuse_cost(request: Request) -> Refusal | None:
    """A buyer who is not at fault bears nothing."""
    return Refusal.COST_NOT_BUYERS if request.text("cost") and not buyer_at_fault(request) else None


def withheld(request: Request, claim: Claim) -> int:
    """What approving *claim* keeps from its refund, won: as *request* says, else as the claim proposes.

    A refund whose amount is given keeps nothing.
    """
    said = request.number("withhold")
    if said is not None:
        return said
    return claim.fee_withheld if request.number("refund") is None else 0


def unsaid_cost(request: Request, claim: Claim) -> str:
    """How the buyer is to bear what *claim* costs, where approving it by *request* leaves open how much.

    "" where there is nothing to say, or an amount is said. Typed at the approval, 0 counts as said;
    typed with the claim it is kept as no amount, and asked for again.
    """
    fields = _BORNE.get(claim.cost, ())
    said = withheld(request, claim) or any(request.number(key) is not None for key in fields)
    return claim.cost if fields and not said else ""


def cost_is_said_later(request: Request) -> bool:
    """Whether *request* makes a claim that the buyer pays for, and leaves how much to its approval."""
    return request.verb in CLAIMS and cost_of(request) in _BORNE and request.number("withhold") is None


def asked_of(claim: Claim) -> str:
    """How the buyer wished the goods of *claim* to come back; the shop's courier where nobody said."""
    return claim.pickup_asked or (BUYER if claim.pickup == BUYER else SHOP)


def pickup_ways(asked: str) -> tuple[str, ...]:
    """The ways of pickup on offer, in one order; the shop's courier only where it was asked for."""
    return ("MANUAL", BUYER, "ETC") if asked == BUYER else (AUTO, "MANUAL", BUYER, "ETC")


def likeliest_pickup(asked: str, ways: Sequence[str]) -> str:
    """Which of the *ways* stands for what was *asked*."""
    return BUYER if asked == BUYER else ways[0]


def pickup_way(request: Request, asked: str) -> str:
    """How the goods come back: as *request* says, or the likeliest way."""
    return request.text("pickup") or likeliest_pickup(asked, pickup_ways(asked))


def lacking(request: Request, way: str) -> tuple[str, ...]:
    """The fields that *way* of pickup needs and *request* leaves empty."""
    return tuple(key for key in PICKUP_NEEDS[way] if not request.text(key))


def refuse_fetching(request: Request, asked: str, channel: Channel, shop: Shop) -> Refusal | None:
    """Nobody would come for goods that are to be fetched by themselves, where no courier has a contract."""
    by_itself = not request.open and pickup_way(request, asked) == AUTO
    return Refusal.NO_CONTRACT if by_itself and not shop.can_fetch(channel) else None


def refuse_pickup(request: Request, asked: str) -> Refusal | None:
    """Why the goods can't come back as *request* says."""
    way = pickup_way(request, asked)
    if way not in pickup_ways(asked):
        return Refusal.PICKUP_BY_BUYER
    return Refusal.FIELD_MISSING if lacking(request, way) else None


def hold_choices(state: SectionState) -> tuple[tuple[str, Word], ...]:
    """The reasons for which a section in *state*, or its return or exchange, may be held."""
    if state in EXCHANGE_STATES:
        return (*EXCHANGE_HOLD_REASONS, HOLD_REASONS[-1])
    return (*RETURN_HOLD_REASONS, HOLD_REASONS[-1]) if state in RETURN_STATES else HOLD_REASONS


def refuse_hold(request: Request, state: SectionState) -> Refusal | None:
    """A hold has a reason of its own kind; the one that is about an amount states it, and no other does."""
    reason, amount = request.text("reason"), request.number("amount")
    if reason not in dict(hold_choices(state)):
        return Refusal.HOLD_REASON
    if reason == AMOUNT_REASON:
        return None if amount else Refusal.FIELD_MISSING
    return Refusal.FIELD_BAD if amount is not None else None


def read_options(text: str) -> dict[int, str]:
    """The options by item number of a text ``1:black / L; 2:blue``; ValueError when it is none."""
    found: dict[int, str] = {}
    for part in text.split(";"):
        item, colon, option = part.partition(":")
        if not colon or not option.strip():
            raise ValueError(text)
        found[int(item.strip().rpartition("-")[2])] = option.strip()
    return found


def write_options(options: dict[int, str]) -> str:
    """The text that `read_options` reads; an option can't hold the mark that separates two."""
    return "; ".join(f"{item}:{option.replace(';', ',')}" for item, option in options.items())


def same_again(request: Request) -> bool:
    """Whether what an exchange sends is likely what was bought: something was wrong with what came."""
    return request.text("reason") not in {*BUYER_FAULT, "ETC", ""}


def refuse_same(reason: str, pairs: Sequence[tuple[str, str]]) -> Refusal | None:
    """Why (bought, wanted) *pairs* of options can't be exchanged for *reason*: it asks for another option."""
    same = bool(pairs) and all(bought == wanted for bought, wanted in pairs)
    return Refusal.SAME_OPTION if same and reason in _WANTS_OTHER else None


def options_of(order: Order, request: Request) -> tuple[tuple[int, str], ...]:
    """The (line, option) pairs that an exchange sends instead, of those that are other options."""
    if not request.text("options"):
        return ()
    lines = {item.n: order.line(item.line) for item in order.items}
    wanted = read_options(request.text("options")).items()
    pairs = {lines[n].n: option for n, option in wanted if n in lines and lines[n].option != option}
    return tuple(sorted(pairs.items()))


def refuse_options(order: Order, section: int, request: Request) -> Refusal | None:
    """Why the goods can't be exchanged for these options: unreadable, of no item here, two for one line.

    Where nothing is said of options the same goes out, as with channels.
    """
    if not request.text("options"):
        return None
    try:
        wanted = read_options(request.text("options"))
    except ValueError:
        return Refusal.FIELD_BAD
    lines = {item.n: item.line for item in order.items_of(section)}
    if not wanted.keys() <= (dict(request.pieces).keys() or lines.keys()) & lines.keys():
        return Refusal.NO_ITEM
    pairs = {(lines[n], option) for n, option in wanted.items()}
    if len(pairs) != len({line for line, _ in pairs}):
        return Refusal.FIELD_BAD
    return refuse_same(request.text("reason"), [(order.line(line).option, option) for line, option in pairs])


def reopens_digital(now: Order, then: Order) -> bool:
    """Whether going back from *now* to *then* puts cancelled digital goods back to the cancel's request."""
    before = {section.n: section.state for section in then.sections}
    return any(
        section.state is SectionState.CANCELLED
        and not section.delivery.physical
        and before.get(section.n) is SectionState.CANCEL_REQUESTED
        for section in now.sections
    )


def sections_resent(order: Order, claim: Claim) -> tuple[int, ...]:
    """The sections with what an approved exchange sends again: lines that follow each other, an item each."""
    last = claim.resent + len(order.items_of(claim.section))
    lines = range(claim.resent, last) if claim.resent else range(0)
    return tuple(sorted({item.section for item in order.items if item.line in lines}))
