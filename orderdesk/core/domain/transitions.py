"""Every step that a section can take: one table of data (processing.md §4).

A row says: in these states, this verb, by these actors, under these conditions (`when`, on the
facts), leads to that state, if every guard agrees, with these effects. The first row whose
states, actor and conditions fit is the one; its guards then agree or name a refusal. Ids are
those of processing.md. `TARGET_BEFORE` goes back to where the claim came from.
"""

from __future__ import annotations

from dataclasses import dataclass

from orderdesk.core.domain.orders import ActorKind
from orderdesk.core.domain.states import LADDER, SectionState

S = SectionState
TARGET_BEFORE = "before"

SELLER = frozenset({ActorKind.SELLER})
SYSTEM = frozenset({ActorKind.SYSTEM})
BUYER = frozenset({ActorKind.BUYER, ActorKind.CHANNEL})
STAFF = frozenset({ActorKind.SELLER, ActorKind.SYSTEM, ActorKind.CHANNEL})
ASKERS = frozenset({ActorKind.SELLER, ActorKind.BUYER, ActorKind.CHANNEL})
HERE = frozenset({ActorKind.SELLER, ActorKind.BUYER})
CHANNEL = frozenset({ActorKind.CHANNEL})
DECIDERS = frozenset({ActorKind.SELLER, ActorKind.CHANNEL})
ANYONE = frozenset(ActorKind)
PLACERS = frozenset({ActorKind.SELLER, ActorKind.SYSTEM, ActorKind.CHANNEL})


@dataclass(frozen=True, slots=True)
class Transition:
    """One row. `target` None keeps the state; `guards`, `when` and `effects` are names."""

    id: str
    verb: str
    source: frozenset[SectionState]
    target: SectionState | str | None
    who: frozenset[ActorKind]
    guards: tuple[str, ...] = ()
    effects: tuple[str, ...] = ()
    when: tuple[str, ...] = ()


def _from(*states: SectionState) -> frozenset[SectionState]:
    return frozenset(states)


_REJECTED = ("reject", "may_close")
_WITHDRAWN = ("withdraw", "may_close")
_SHIPPABLE = ("open", "paid", "not_held")
_SENT = ("open", "paid", "not_held", "tracked", "label_fresh")
_AFTER_REOPENING = ("seller_only", "open", "cost")
_OUT = _from(S.SHIPPING, S.DELIVERED)
_TRACKABLE = _from(S.PREPARING, S.READY, S.SHIPPING)
_BEFORE_SENT = _from(S.PREPARING, S.READY)
_HOLDING = _from(S.PREPARING, S.READY, S.CANCEL_REQUESTED)
_RETURNING = _from(S.RETURN_REQUESTED, S.RETURN_COLLECTING, S.RETURN_COLLECTED)
_EXCHANGING = _from(S.EXCHANGE_REQUESTED, S.EXCHANGE_COLLECTING, S.EXCHANGE_COLLECTED)

TRANSITIONS: tuple[Transition, ...] = (
    # the ladder
    Transition("T01", "create", frozenset(), S.PREPARING, ANYONE),
    Transition("T02", "ready", _from(S.PREPARING), S.READY, SELLER, _SHIPPABLE),
    Transition("T03", "waybill", _from(S.PREPARING), S.READY, SYSTEM, (*_SHIPPABLE, "tracked")),
    Transition("T04", "ship", _from(S.READY), S.SHIPPING, SELLER, _SENT, ("sent",)),
    Transition("T05", "collected", _from(S.READY), S.SHIPPING, SYSTEM, _SENT, ("sent",)),
    Transition("T06", "deliver", _from(S.SHIPPING), S.DELIVERED, STAFF, ("open",), ("done", "may_close")),
    Transition("T07", "confirm", _from(S.DELIVERED), S.CONFIRMED, BUYER, (), ("confirmed", "may_close")),
    Transition(
        "T08",
        "confirm",
        _from(S.DELIVERED),
        S.CONFIRMED,
        SYSTEM,
        ("not_held", "no_claim_in_order", "ripe"),
        ("confirmed", "may_close"),
    ),
    Transition("T09", "confirm", _from(S.DELIVERED), S.CONFIRMED, SELLER, (), ("confirmed", "may_close")),
    Transition(
        "T10",
        "settle",
        _from(S.PREPARING),
        S.CONFIRMED,
        SYSTEM,
        ("paid", "not_held"),
        ("confirmed", "may_close"),
        ("non_physical",),
    ),
    # back steps
    Transition("T20", "back", _from(S.READY), S.PREPARING, SELLER, ("no_tracking",)),
    Transition("T21", "back", _from(S.SHIPPING), S.READY, SELLER, ("own_channel",), ("unsent",)),
    Transition("T22", "back", _from(S.DELIVERED), S.SHIPPING, SELLER, ("open",), ("undone",)),
    Transition(
        "T23", "back", _from(S.CONFIRMED), S.DELIVERED, SELLER, ("physical", "open"), ("unconfirmed",)
    ),
    # cancel
    Transition(
        "C02",
        "cancel",
        _from(S.PREPARING),
        S.CANCELLED,
        ANYONE,
        (),
        ("claim", "claim_closed", "cancel_unpaid", "release", "may_close"),
        ("unpaid",),
    ),
    Transition(
        "C02",
        "expire",
        _from(S.PREPARING),
        S.CANCELLED,
        SYSTEM,
        ("past_due",),
        ("overdue", "release", "may_close"),
        ("unpaid",),
    ),
    Transition(
        "C08",
        "cancel",
        frozenset(LADDER),
        S.CANCEL_REQUESTED,
        ANYONE,
        ("seller_only", "open", "cost"),
        ("claim",),
        ("non_physical",),
    ),
    Transition("C01", "cancel", _BEFORE_SENT, S.CANCEL_REQUESTED, HERE, ("no_tracking", "cost"), ("claim",)),
    Transition("C01", "cancel", _BEFORE_SENT, S.CANCEL_REQUESTED, CHANNEL, ("cost",), ("claim",)),
    Transition(
        "C03",
        "approve",
        _from(S.CANCEL_REQUESTED),
        S.CANCELLED,
        DECIDERS,
        (),
        ("refund", "release", "may_close"),
    ),
    Transition(
        "C05",
        "reject",
        _from(S.CANCEL_REQUESTED),
        S.SHIPPING,
        SELLER,
        ("paid", "not_held", "ships_instead"),
        ("reject", "track", "sent"),
        ("external",),
    ),
    Transition("C04", "reject", _from(S.CANCEL_REQUESTED), TARGET_BEFORE, SELLER, (), _REJECTED),
    Transition("C04", "withdraw", _from(S.CANCEL_REQUESTED), TARGET_BEFORE, ASKERS, (), _WITHDRAWN),
    Transition(
        "C07",
        "back",
        _from(S.CANCELLED),
        S.PREPARING,
        SELLER,
        ("bank_transfer",),
        ("claim_withdrawn", "ask_again"),
        ("cancelled_unpaid",),
    ),
    Transition(
        "C06",
        "back",
        _from(S.CANCELLED),
        S.CANCEL_REQUESTED,
        SELLER,
        ("cancel_ends", "refund_open", "fee_unpaid"),
        ("decision_back",),
    ),
    # return
    Transition("R01", "return", _OUT, S.RETURN_REQUESTED, ASKERS, ("cost",), ("claim",)),
    Transition("R01", "return", _from(S.CONFIRMED), S.RETURN_REQUESTED, ASKERS, _AFTER_REOPENING, ("claim",)),
    Transition(
        "R02", "pickup", _from(S.RETURN_REQUESTED), S.RETURN_COLLECTING, STAFF, ("pickup_way",), ("pickup",)
    ),
    Transition(
        "R03",
        "pickup-done",
        _from(S.RETURN_REQUESTED, S.RETURN_COLLECTING),
        S.RETURN_COLLECTED,
        STAFF,
        (),
        ("collected",),
    ),
    Transition(
        "R04",
        "approve",
        _from(S.RETURN_COLLECTED),
        S.RETURNED,
        DECIDERS,
        ("claim_not_held",),
        ("refund", "may_close"),
    ),
    Transition(
        "R06",
        "approve",
        _from(S.RETURN_REQUESTED),
        S.RETURNED,
        DECIDERS,
        ("claim_not_held", "without_pickup"),
        ("refund", "may_close"),
    ),
    Transition("R05", "reject", _RETURNING, TARGET_BEFORE, DECIDERS, ("channel_reason",), _REJECTED),
    Transition("R05", "withdraw", _RETURNING, TARGET_BEFORE, ASKERS, (), _WITHDRAWN),
    Transition(
        "R07",
        "back",
        _from(S.RETURNED),
        S.RETURN_COLLECTED,
        SELLER,
        ("physical", "refund_open", "fee_unpaid"),
        ("decision_back",),
    ),
    # exchange
    Transition("E01", "exchange", _OUT, S.EXCHANGE_REQUESTED, ASKERS, ("cost",), ("claim",)),
    Transition(
        "E01", "exchange", _from(S.CONFIRMED), S.EXCHANGE_REQUESTED, ASKERS, _AFTER_REOPENING, ("claim",)
    ),
    Transition(
        "E02",
        "pickup",
        _from(S.EXCHANGE_REQUESTED),
        S.EXCHANGE_COLLECTING,
        STAFF,
        ("pickup_way",),
        ("pickup",),
    ),
    Transition(
        "E03",
        "pickup-done",
        _from(S.EXCHANGE_COLLECTING),
        S.EXCHANGE_COLLECTED,
        STAFF,
        (),
        ("collected",),
    ),
    Transition(
        "E04",
        "approve",
        _from(S.EXCHANGE_COLLECTED),
        S.EXCHANGED,
        DECIDERS,
        ("claim_not_held",),
        ("resend", "may_close"),
    ),
    Transition("E06", "reject", _EXCHANGING, TARGET_BEFORE, DECIDERS, ("channel_reason",), _REJECTED),
    Transition("E06", "withdraw", _EXCHANGING, TARGET_BEFORE, ASKERS, (), _WITHDRAWN),
    Transition(
        "E04",
        "back",
        _from(S.EXCHANGED),
        S.EXCHANGE_COLLECTED,
        SELLER,
        ("resend_waits", "fee_unpaid"),
        ("resend_back", "decision_back"),
    ),
    # flags: the state stays
    Transition("H01", "hold", _BEFORE_SENT, None, PLACERS, ("hold_reason",), ("hold",)),
    Transition("H02", "release", _HOLDING, None, SELLER, ("is_held",), ("release",)),
    Transition("E07", "hold", _EXCHANGING, None, PLACERS, ("naver", "hold_reason"), ("claim_hold",)),
    Transition("E07", "release", _EXCHANGING, None, DECIDERS, ("is_claim_held",), ("claim_release",)),
    Transition("R08", "hold", _RETURNING, None, PLACERS, ("naver", "hold_reason"), ("claim_hold",)),
    Transition("R08", "release", _RETURNING, None, DECIDERS, ("is_claim_held",), ("claim_release",)),
    Transition("D01", "delay", _from(S.PREPARING), None, SELLER, ("delayable",), ("delay",)),
    # numbers, address, pieces: the state stays
    Transition("N01", "track", _TRACKABLE, None, PLACERS, ("new_number", "may_share"), ("track",)),
    Transition("N02", "untrack", _BEFORE_SENT, None, SELLER, ("is_tracked",), ("untrack",)),
    Transition("A01", "address", _BEFORE_SENT, None, PLACERS, (), ("address",)),
    Transition("S01", "split", _BEFORE_SENT, None, SELLER, ("no_tracking",), ()),
    Transition("S02", "merge", _BEFORE_SENT, None, SELLER, ("no_tracking", "not_held"), ()),
)


def rows_for(verb: str, state: SectionState) -> tuple[Transition, ...]:
    """The rows of *verb* that start from *state*, in the table's order."""
    return _INDEX.get((verb, state), ())


_INDEX: dict[tuple[str, SectionState], tuple[Transition, ...]] = {}
for _row in TRANSITIONS:
    for _state in _row.source:
        _INDEX[(_row.verb, _state)] = (*_INDEX.get((_row.verb, _state), ()), _row)

SECTION_VERBS: tuple[str, ...] = tuple(dict.fromkeys(row.verb for row in TRANSITIONS if row.source))
"""Every verb that moves or marks a section."""
