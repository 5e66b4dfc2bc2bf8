"""송장등록-굿스플로: sections are handed in to a courier, which prints their labels and gives the numbers.

What is handed in stands in the store first. When the answer gets lost the same labels are handed in again:
what was not printed is simply taken anew, and what was printed answers with its number, so that no parcel
gets two. A section whose label fails stays as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import uuid4

from orderdesk.core.domain.access_words import LABELS_KIND
from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.claims import Claim
from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.orders import Actor, Delivery, Order, Section
from orderdesk.core.domain.parcels import normalise_number
from orderdesk.core.domain.plans import APPLY, Kind, Verdict, refuse
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.shop import Shop
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.waybills import WAITING, Waybill, WaybillState, waybill_key
from orderdesk.core.domain.words import Lang
from orderdesk.core.files.print_page import print_page
from orderdesk.core.files.writing import new_file
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.results import AlreadyDone, Done, Fault, GatewayError, ItemResult, Rejected
from orderdesk.core.gateways.shipments import Contract, Piece, Place, Shipment
from orderdesk.core.reference import couriers
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.contracts import checked_contracts
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target, permitted, plan_row
from orderdesk.core.services.running import Clock
from orderdesk.core.services.whole_parcels import decide_all
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import UnitOfWork
from orderdesk.core.store.waybills import pending_waybills, waybills_by_key, waybills_of

BATCH: Final = 200
"""How many labels are handed in at once."""

VOID: Final = "waybill-void"
"""The verb of the event that tells of a number that holds no more."""

_PROBE: Final = "0" * 12
"""A number that stands for the one to come, when it is judged whether a section may get it."""

_UNKNOWN: Final = frozenset({Fault.TIMEOUT_UNKNOWN, Fault.PROTOCOL})
"""After these faults nobody knows whether the labels were handed in."""

_COMING_BACK: Final = frozenset({SectionState.RETURN_COLLECTING, SectionState.EXCHANGE_COLLECTING})


@dataclass(frozen=True, slots=True)
class Kin:
    """What kind of label is wanted: for a return (*back*), or anew in place of one that there is."""

    back: bool = False
    again: bool = False


FIRST: Final = Kin()
"""The first label of a section that is sent."""


@dataclass(frozen=True, slots=True)
class Issued:
    """What became of labels: those handed in, by batch, and those that were refused, with why."""

    labels: tuple[Waybill, ...]

    @property
    def batches(self) -> tuple[str, ...]:
        """The batches that wait to be printed."""
        handed = (label.batch for label in self.labels if label.state is WaybillState.HANDED)
        return tuple(dict.fromkeys(batch for batch in handed if batch))

    @property
    def refused(self) -> tuple[Waybill, ...]:
        """The labels that the courier refused."""
        return tuple(label for label in self.labels if label.state is WaybillState.REFUSED)


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
    old = _replaced(section, own) if kin.again else None
    if kin.again and old is None:
        return refuse(Refusal.NO_LABEL)
    label = Waybill("", order.id, section.n, contract.courier, now, back=kin.back)
    why = _unfit(order, replace(label, replaces=old.key if old else ""), now, shop)
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


def _replaced(section: Section, labels: Sequence[Waybill]) -> Waybill | None:
    """The label whose number *section* has and that is not on its way yet."""
    if section.state not in (SectionState.PREPARING, SectionState.READY):
        return None
    used = (label for label in labels if label.state is WaybillState.USED)
    return next((label for label in used if label.number == section.tracking), None)


def issue(
    store: Store,
    gateway: CourierGateway,
    contract: Contract,
    plan: Plan,
    actor: Actor,
    clock: Clock,
    kin: Kin = FIRST,
) -> Issued:
    """Hand in a label for each section that *plan* applies to. GatewayError.

    Where the error says that nothing was handed in, nothing is kept of it; otherwise `resume` goes on.
    """
    rows = plan.applying()
    if not rows:
        return Issued(())
    handle = uuid4().hex
    with store.backend.try_lock(_lock(handle)):
        with store.unit(actor, clock()) as unit:
            intended = _intend(unit, rows, contract, kin, handle)
            fresh = [label for label in intended if label.state is WaybillState.INTENDED]
            orders = len({label.order_id for label in fresh})
            unit.put_waybills(fresh)
            name = courier_name(contract.courier)
            unit.record_access(Access(LABELS_KIND, "", "", name, "", orders, len(fresh), 0))
        try:
            told = _send(store, gateway, contract, fresh, clock)
        except GatewayError as error:
            if error.fault not in _UNKNOWN:
                with store.unit(actor, clock()) as unit:
                    unit.drop_waybills([label.key for label in fresh if not label.replaces])
            raise
    return Issued((*told, *(label for label in intended if label.state is WaybillState.REFUSED)))


def _lock(handle: str) -> str:
    """The lock that is held while labels of one *handle* are being handed in."""
    return f"labels-{handle}"


def _intend(
    unit: UnitOfWork, rows: Sequence[PlanRow], contract: Contract, kin: Kin, handle: str
) -> list[Waybill]:
    """The labels to be handed in, whose batch is our *handle* until it has a name.

    Refused where the order or its labels have moved since the plan.
    """
    orders = {order.id: order for order in unit.orders(dict.fromkeys(row.order_id for row in rows))}
    labels: dict[Target, list[Waybill]] = {}
    for label in waybills_of(unit.conn, orders):
        labels.setdefault((label.order_id, label.section), []).append(label)
    made: list[Waybill] = []
    for row in rows:
        order, n = orders[row.order_id], row.section or 0
        known = labels.get((order.id, n), [])
        key = waybill_key(order.number, n, len(known) + 1)
        label = Waybill(key, order.id, n, contract.courier, unit.now, kin.back, handle)
        own = [each for each in known if each.back is kin.back]
        if order.version != row.version or any(each.state in WAITING for each in own):
            made.append(replace(label, state=WaybillState.REFUSED, why=Refusal.MOVED.code, pending=False))
            continue
        old = _replaced(order.section(n), own) if kin.again else None
        made.append(replace(label, replaces=old.key if old else ""))
    return made


def resume(store: Store, gateway: CourierGateway, clock: Clock) -> Issued:
    """Hand in again what was about to be handed in when the answer got lost. GatewayError.

    What somebody is handing in just now is left alone.
    """
    with store.reader() as conn:
        left = [w for w in pending_waybills(conn, CHUNK) if w.state is WaybillState.INTENDED]
    told: list[Waybill] = []
    for handle in dict.fromkeys(label.batch for label in left):
        with store.backend.try_lock(_lock(handle)) as free:
            if free:
                told += _resume(store, gateway, [w.key for w in left if w.batch == handle], clock)
    return Issued(tuple(told))


def _resume(store: Store, gateway: CourierGateway, keys: Sequence[str], clock: Clock) -> list[Waybill]:
    """Hand in again those labels of *keys* that are intended still.

    Where a section may not have its label any more, what may be there of it is taken back instead.
    """
    with store.reader() as conn:
        known = waybills_by_key(conn, keys)
        left = [label for label in known.values() if label.state is WaybillState.INTENDED]
        contracts = {contract.courier: contract for contract in checked_contracts(conn)}
        orders = {order.id: order for order in load_orders(conn, {label.order_id for label in left})}
        shop, now = shop_of(conn), clock()
    fit: list[Waybill] = []
    told: list[Waybill] = []
    for label in left:
        why = _unfit(orders[label.order_id], label, now, shop)
        if why is None:
            fit.append(label)
            continue
        gateway.cancel(label.key)
        told.append(replace(label, state=WaybillState.REFUSED, pending=False, why=why.code))
    with store.unit(SYSTEM, now) as unit:
        unit.put_waybills(told)
    for courier in {label.courier for label in fit} & contracts.keys():
        same = [label for label in fit if label.courier == courier]
        told += _send(store, gateway, contracts[courier], same, clock)
    return told


def _unfit(order: Order, label: Waybill, now: int, shop: Shop) -> Refusal | None:
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


def _send(
    store: Store, gateway: CourierGateway, contract: Contract, labels: Sequence[Waybill], clock: Clock
) -> list[Waybill]:
    """Take back what is replaced, hand *labels* in, and write down what became of each."""
    told: list[Waybill] = []
    for batch in chunks(labels, BATCH):
        with store.reader() as conn:
            orders = {order.id: order for order in load_orders(conn, {label.order_id for label in batch})}
            before = waybills_by_key(conn, [label.replaces for label in batch if label.replaces])
        ready: list[Waybill] = []
        outcomes: list[Waybill] = []
        for label in batch:
            refused = _take_back(store, gateway, before.get(label.replaces), clock)
            if refused is None:
                ready.append(label)
            else:
                outcomes.append(_outcome(label, "", refused))
        shipments = [_shipment(orders[label.order_id], label, contract.sender) for label in ready]
        printed = gateway.register(contract, shipments)
        outcomes += [_outcome(label, printed.id, printed.results[label.key]) for label in ready]
        with store.unit(SYSTEM, clock()) as unit:
            unit.put_waybills(outcomes)
        told += outcomes
    return told


def _take_back(store: Store, gateway: CourierGateway, old: Waybill | None, clock: Clock) -> Rejected | None:
    """Make the label *old* void, if there is one and it is not void yet; why it can't be taken back."""
    if old is None or old.state is WaybillState.VOID:
        return None
    result = gateway.cancel(old.key)
    if isinstance(result, Rejected):
        return result
    with store.unit(SYSTEM, clock()) as unit:
        unit.put_waybills([replace(old, state=WaybillState.VOID, pending=False)])
        what = f"{courier_name(old.courier)} {old.number}"
        unit.record([NewEvent(old.order_id, VOID, old.section, unit.now, SYSTEM, (), what)])
    return None


def _outcome(label: Waybill, batch: str, result: ItemResult) -> Waybill:
    """*label* after the courier said *result* of it."""
    if isinstance(result, Done):
        return replace(label, state=WaybillState.HANDED, batch=batch, pending=False, why="")
    if isinstance(result, AlreadyDone):
        return replace(label, state=WaybillState.ISSUED, number=result.reference, why="")
    why = clean(f"{result.code} {result.message}".strip()) if isinstance(result, Rejected) else ""
    told = why or Refusal.LABEL_REFUSED.code
    return replace(label, state=WaybillState.REFUSED, pending=False, why=told)


def _shipment(order: Order, label: Waybill, sender: Place) -> Shipment:
    """What the courier is told of *label*; of a return who sends and who receives change places."""
    section = order.section(label.section)
    where = section.address
    receiver = Place(where.receiver, where.phone, where.zip, where.line1, where.line2)
    here, there = (receiver, sender) if label.back else (sender, receiver)
    lines = {line.n: line for line in order.lines}
    pieces = tuple(
        Piece(
            item_number(order.number, item.n),
            " ".join(filter(None, (lines[item.line].name, lines[item.line].option))),
            item.qty,
        )
        for item in order.items_of(section.n)
    )
    return Shipment(
        label.key, order.number, order.placed_at, here, there, pieces, section.note, back=label.back
    )


def write_print_page(gateway: CourierGateway, batches: Sequence[str], path: Path, lang: Lang) -> Path:
    """A page that opens the print window of *batches*, in a new file near *path* that only its owner reads.

    Its token works once: for another window another page is written. GatewayError; OSError.
    """
    windows = [gateway.print_window(batch) for batch in batches]
    text = print_page([(window.url, window.fields) for window in windows], lang)
    with new_file(path) as (stream, target):
        stream.write(text.encode("utf-8", "replace"))
    return target


def section_names(conn: Conn, labels: Iterable[Waybill]) -> Mapping[str, str]:
    """The numbers of the sections of *labels*, by the labels' keys."""
    known = list(labels)
    numbers = {order.id: order.number for order in load_orders(conn, {label.order_id for label in known})}
    return {label.key: section_number(numbers[label.order_id], label.section) for label in known}


def reasons(plan: Plan) -> Iterator[tuple[Refusal, int]]:
    """Why labels can't be issued for sections of *plan*, the most frequent reason first, and how often."""
    found = Counter(row.verdict.refusal for row in plan.rows if row.verdict.kind is not Kind.APPLY)
    yield from ((refusal, count) for refusal, count in found.most_common() if refusal is not None)
