"""The process menu: for a selection, how many of its targets each action fits, or why none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from orderdesk.core.domain.apply import may, targets
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.plans import Kind
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.roles import Act, Role
from orderdesk.core.domain.roles import may as may_role
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.verbs import VERBS, Verb
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.contracts import checked_contracts
from orderdesk.core.services.parts import PiecesOf
from orderdesk.core.services.planning import Target
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.operators import role_in

COUNTED = 2000
"""How many orders of a selection the menu counts; its answer says so when there are more."""

Of = SectionState | None
"""The sections of one state, or all of them."""

LISTED: tuple[Verb, ...] = tuple(sorted((verb for verb in VERBS if verb.menu), key=lambda verb: verb.menu))
"""The actions of the menu, in its order."""


@dataclass(frozen=True, slots=True)
class MenuEntry:
    """An action with how many targets it fits; when none, which reasons hold for how many, the most first."""

    verb: Verb
    fits: int
    reasons: tuple[tuple[Refusal, int], ...] = ()

    @property
    def reason(self) -> Refusal | None:
        """The most frequent reason, None when the action fits some or nothing speaks against it."""
        return self.reasons[0][0] if self.reasons else None


@dataclass(frozen=True, slots=True)
class Menu:
    """The entries in menu order, for all sections (None) and for those of each state that there is.

    `counted` orders were looked at, of `orders`; `sections` are how many each state has. `labels` is why no
    labels can be printed, `tracking` why no tracking numbers can be entered, None when they can.
    """

    entries: Mapping[Of, tuple[MenuEntry, ...]]
    orders: int
    counted: int
    sections: Mapping[Of, int]
    labels: Refusal | None = None
    tracking: Refusal | None = None

    @property
    def states(self) -> tuple[Of, ...]:
        """What the menu can be restricted to: all sections, then each state in the order of the states."""
        return (None, *sorted(state for state in self.sections if state is not None))


@dataclass(slots=True)
class _Tally:
    """What was counted for one action and one state."""

    fits: int = 0
    reasons: Counter[Refusal] = field(default_factory=Counter)

    def entry(self, verb: Verb, role: Role | None) -> MenuEntry:
        """The entry for somebody of *role*; what is done one at a time does not fit several."""
        if not may_role(role, verb.id):
            return MenuEntry(verb, 0, ((Refusal.NOT_PERMITTED, self.reasons.total()),))
        if self.fits > 1 and not verb.bulk:
            return MenuEntry(verb, 0, ((Refusal.ONE_AT_A_TIME, self.fits),))
        return MenuEntry(verb, self.fits, () if self.fits else tuple(self.reasons.most_common()))


def make_menu(
    conn: Conn,
    ids: Sequence[int],
    actor: Actor,
    now: int,
    only: frozenset[Target] | None = None,
    pieces: PiecesOf | None = None,
) -> Menu:
    """The menu for the orders *ids*, for the targets *only* of them, or for some *pieces* of these."""
    shop, loaded, role = shop_of(conn), load_orders(conn, ids[:COUNTED]), role_in(conn, actor)
    tallies: dict[tuple[Of, str], _Tally] = {}
    sections: Counter[Of] = Counter({None: 0})
    for order in loaded:
        chosen = {s.n: s.state for s in order.sections if only is None or (order.id, s.n) in only}
        sections.update(chosen.values())
        sections[None] += len(chosen)
        for verb in LISTED:
            _count(order, verb, chosen, tallies, actor, now, shop, pieces or {})
    entries = {
        state: tuple(tallies.get((state, verb.id), _Tally()).entry(verb, role) for verb in LISTED)
        for state in sections
    }
    tracking = None if may_role(role, "track") else Refusal.NOT_PERMITTED
    return Menu(entries, len(ids), len(loaded), sections, _labels(conn, role), tracking)


def _labels(conn: Conn, role: Role | None) -> Refusal | None:
    """Why nobody, or somebody of *role*, can have labels printed here."""
    if not may_role(role, Act.LABELS.value):
        return Refusal.NOT_PERMITTED
    return None if checked_contracts(conn) else Refusal.NO_CONTRACT


def _count(
    order: Order,
    verb: Verb,
    chosen: Mapping[int, SectionState],
    tallies: dict[tuple[Of, str], _Tally],
    actor: Actor,
    now: int,
    shop: Shop,
    pieces: PiecesOf,
) -> None:
    """Adds the verdicts of *verb* on the *chosen* sections of *order* (or on the order) to the *tallies*."""
    for section in targets(order, verb.id):
        if section is not None and section not in chosen:
            continue
        verdict = may(order, section, verb.id, actor, now, shop, pieces.get((order.id, section), ()))
        for state in _states(section, chosen):
            tally = tallies.setdefault((state, verb.id), _Tally())
            tally.fits += verdict.kind is Kind.APPLY
            if verdict.refusal:
                tally.reasons[verdict.refusal] += 1


def _states(section: int | None, chosen: Mapping[int, SectionState]) -> Iterable[Of]:
    """The restrictions under which a target counts: always, and with the state of it or of its sections."""
    return (None, *(set(chosen.values()) if section is None else (chosen[section],)))


def only_fitting(
    conn: Conn, ids: Sequence[int], verb: str, actor: Actor, now: int, only: frozenset[Target] | None = None
) -> tuple[Order, int] | Refusal:
    """The one section that *verb* fits among the orders *ids* (or targets *only*), or why there is none."""
    if not may_role(role_in(conn, actor), verb):
        return Refusal.NOT_PERMITTED
    shop, found, reasons = shop_of(conn), list[tuple[Order, int]](), Counter[Refusal]()
    for order in load_orders(conn, ids[:COUNTED]):
        for section in order.sections:
            if only is None or (order.id, section.n) in only:
                verdict = may(order, section.n, verb, actor, now, shop)
                if verdict.kind is Kind.APPLY:
                    found.append((order, section.n))
                elif verdict.refusal:
                    reasons[verdict.refusal] += 1
    if len(found) == 1:
        return found[0]
    return reasons.most_common(1)[0][0] if reasons and not found else Refusal.ONE_AT_A_TIME
