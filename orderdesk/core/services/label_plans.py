"""Which sections a label can be issued for, and why not for the others: by the rules of typed numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.claims import Claim
from orderdesk.core.domain.orders import Actor, Delivery, Order, Section
from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.domain.plans import APPLY, Kind, Verdict, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.waybills import WAITING, Waybill, WaybillState
from orderdesk.core.gateways.shipments import Contract
from orderdesk.core.reference import couriers
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target, permitted, plan_row
from orderdesk.core.services.whole_parcels import decide_all
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.waybills import waybills_of

_PROBE: Final = "0" * 12
"""A number that stands for the one to come, when it is judged whether a section may get it."""

_COMING_BACK: Final = frozenset({SectionState.RETURN_COLLECTING, SectionState.EXCHANGE_COLLECTING})


@dataclass(frozen=True, slots=True)
class Kin:
    """What kind of label is wanted: for a return (*back*), or anew in place of one that there is."""

    back: bool = False
    again: bool = False


FIRST: Final = Kin()
"""The first label of a section that is sent."""


def courier_name(key: str) -> str:
    """The name under which sections have the courier *key*."""
    return next((courier.name for courier in couriers() if courier.key == key), key)


def plan_issue(
    conn: Conn,
    ids: Iterable[int],
    contract: Contract | None,
    actor: Actor,
    now: int,
    only: frozenset[Target] | None = None,
    kin: Kin = FIRST,
) -> Plan:
    """Which sections of the orders *ids* a label can be issued for, and why not for the others."""
    shop, rows = shop_of(conn), list[PlanRow]()
    for chunk in chunks(ids, CHUNK):
        labels: dict[Target, list[Waybill]] = {}
        for label in waybills_of(conn, chunk):
            labels.setdefault((label.order_id, label.section), []).append(label)
        for order in load_orders(conn, chunk):
            for section in order.sections:
                target = (order.id, section.n)
                if only is None or target in only:
                    known = labels.get(target, [])
                    verdict = _judge(order, section, known, contract, kin, now, shop)
                    rows.append(plan_row(order, section.n, verdict))
    action = "pickup" if kin.back else "track"
    return permitted(conn, Plan(action, Request(action), tuple(rows)), actor, action, Act.LABELS.value)


def _judge(
    order: Order,
    section: Section,
    labels: Sequence[Waybill],
    contract: Contract | None,
    kin: Kin,
    now: int,
    shop: Shop,
) -> Verdict:
    """The verdict on a label for *section*, of which *labels* were handed in before."""
    if contract is None:
        return refuse(Refusal.NO_CONTRACT)
    if section.delivery is not Delivery.PARCEL:
        return refuse(Refusal.NOT_A_PARCEL)
    own = [label for label in labels if label.back is kin.back]
    if any(label.state in WAITING for label in own):
        return refuse(Refusal.LABEL_WAITS)
    old = replaced(section, own) if kin.again else None
    if kin.again and old is None:
        return refuse(Refusal.NO_LABEL)
    label = Waybill("", order.id, section.n, contract.courier, now, back=kin.back)
    why = unfit(order, replace(label, replaces=old.key if old else ""), now, shop)
    return APPLY if why is None else refuse(why)


def awaits_number(section: Section, claim: Claim) -> bool:
    """Whether the shop's courier is to fetch the goods of *claim*, and nobody knows yet with what number."""
    return section.state in _COMING_BACK and claim.pickup == "AUTO" and not claim.pickup_number


def numbering(section: Section, courier: str, number: str, again: bool) -> tuple[Request, ...]:
    """What gives *section* the number of its printed label, and moves it to 배송대기."""
    values: list[tuple[str, str | bool]] = [("courier", courier), ("number", normalise_number(number))]
    if again:
        values.append(("overwrite", True))
    track = Request("track", tuple(values))
    return (track, Request("waybill")) if section.state is SectionState.PREPARING else (track,)


def replaced(section: Section, labels: Sequence[Waybill]) -> Waybill | None:
    """The label whose number *section* has and that is not on its way yet."""
    if section.state not in (SectionState.PREPARING, SectionState.READY):
        return None
    used = (label for label in labels if label.state is WaybillState.USED)
    return next((label for label in used if label.number == section.tracking), None)


def unfit(order: Order, label: Waybill, now: int, shop: Shop) -> Refusal | None:
    """Why the section of *label* may not have it, as the order is now."""
    section = next((each for each in order.sections if each.n == label.section), None)
    if section is None:
        return Refusal.NO_SECTION
    claim = order.open_claim(section.n)
    if label.back and claim is not None and awaits_number(section, claim):
        return None
    if label.back:
        requests: tuple[Request, ...] = (Request("pickup", (("pickup", "AUTO"),)),)
    else:
        requests = numbering(section, courier_name(label.courier), _PROBE, bool(label.replaces))
    return decide_all(order, section.n, requests, SYSTEM, now, shop)[0].refusal


def reasons(plan: Plan) -> Iterator[tuple[Refusal, int]]:
    """Why labels can't be issued for sections of *plan*, the most frequent reason first, and how often."""
    found = Counter(row.verdict.refusal for row in plan.rows if row.verdict.kind is not Kind.APPLY)
    yield from ((refusal, count) for refusal, count in found.most_common() if refusal is not None)
