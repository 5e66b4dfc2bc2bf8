"""송장등록-굿스플로: sections are handed in to a courier, which prints their labels and gives the numbers.

What is handed in stands in the store first. When the answer gets lost the same labels are handed in again:
what was not printed is simply taken anew, and what was printed answers with its number, so that no parcel
gets two. A section whose label fails stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import uuid4

from orderdesk.core.domain.access_words import LABELS_KIND, named
from orderdesk.core.domain.apply import SYSTEM
from orderdesk.core.domain.changes import diff
from orderdesk.core.domain.effects import without_number
from orderdesk.core.domain.identifiers import item_number, section_number
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.waybills import WAITING, Waybill, WaybillState, waybill_key
from orderdesk.core.domain.words import Lang
from orderdesk.core.files.print_page import print_page
from orderdesk.core.files.writing import new_file
from orderdesk.core.gateways.ports import CourierGateway
from orderdesk.core.gateways.results import AlreadyDone, Done, Fault, GatewayError, ItemResult, Rejected
from orderdesk.core.gateways.shipments import Contract, Piece, Place, Shipment
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.contracts import checked_contracts
from orderdesk.core.services.exporting import stamped
from orderdesk.core.services.label_plans import FIRST, Kin, courier_name, replaced, unfit
from orderdesk.core.services.planning import CHUNK, Plan, PlanRow, Target
from orderdesk.core.services.running import Clock
from orderdesk.core.services.waybill_news import told_of
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import UnitOfWork
from orderdesk.core.store.waybills import carried, pending_waybills, waybills_by_key, waybills_of

BATCH: Final = 200
"""How many labels are handed in at once."""

VOID: Final = "waybill-void"
"""The verb of the event that tells of a number that holds no more."""

_UNKNOWN: Final = frozenset({Fault.TIMEOUT_UNKNOWN, Fault.PROTOCOL})
"""After these faults nobody knows whether the labels were handed in."""


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
            unit.put_waybills(fresh)
            unit.record_access(_access(rows, fresh, contract))
        try:
            told = _send(store, gateway, contract, fresh, clock)
        except GatewayError as error:
            if error.fault not in _UNKNOWN:
                with store.unit(actor, clock()) as unit:
                    unit.put_waybills((), [label.key for label in fresh if not label.replaces])
            raise
    return Issued((*told, *(label for label in intended if label.state is WaybillState.REFUSED)))


def _access(rows: Sequence[PlanRow], labels: Sequence[Waybill], contract: Contract) -> Access:
    """What the access record says of *labels*: whose data the courier is told."""
    numbers = {row.order_id: row.order for row in rows}
    whose = list(dict.fromkeys(numbers[label.order_id] for label in labels))
    who = courier_name(contract.courier)
    return Access(LABELS_KIND, named(whose, len(whose)), "", who, "", len(whose), len(labels), len(whose))


def _lock(handle: str) -> str:
    """The lock that is held while labels of one *handle* are being handed in."""
    return f"labels-{handle}"


def _intend(
    unit: UnitOfWork, rows: Sequence[PlanRow], contract: Contract, kin: Kin, handle: str
) -> list[Waybill]:
    """The labels to be handed in, whose batch is our *handle* until it has a name.

    Refused where the order or its labels have moved since the plan. A label whose number was taken out of its
    section by hand is replaced, too.
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
        left = (each for each in own if each.state is WaybillState.USED)
        old = replaced(order.section(n), own) if kin.again else next(left, None)
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
        why = unfit(orders[label.order_id], label, now, shop)
        if why is None:
            fit.append(label)
        else:
            told.append(_given_up(store, gateway, label, why, clock))
    told = _write(store, told, clock)
    for courier in {label.courier for label in fit} & contracts.keys():
        same = [label for label in fit if label.courier == courier]
        told += _send(store, gateway, contracts[courier], same, clock)
    return told


def _given_up(store: Store, gateway: CourierGateway, label: Waybill, why: Refusal, clock: Clock) -> Waybill:
    """*label*, which is not wanted any more, as it is taken back; a parcel that has left keeps its number.

    The label that it was to replace is taken back as well: whether that was done already nobody knows.
    """
    with store.reader() as conn:
        old = waybills_by_key(conn, [label.replaces]).get(label.replaces)
    _take_back(store, gateway, old, clock)
    if isinstance(gateway.cancel(label.key), Rejected) and (known := gateway.known(label.key)) is not None:
        return told_of(label, known)
    return replace(label, state=WaybillState.REFUSED, pending=False, why=why.code)


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
        told += _write(store, outcomes, clock)
    return told


def _write(store: Store, outcomes: Sequence[Waybill], clock: Clock) -> list[Waybill]:
    """Write *outcomes* down, but of labels of which news was quicker; as they now are."""
    with store.unit(SYSTEM, clock()) as unit:
        known = waybills_by_key(unit.conn, [label.key for label in outcomes])
        fresh = {w.key: w for w in outcomes if known[w.key].state is WaybillState.INTENDED}
        unit.put_waybills(list(fresh.values()))
    return [fresh.get(label.key, known[label.key]) for label in outcomes]


def _take_back(store: Store, gateway: CourierGateway, old: Waybill | None, clock: Clock) -> Rejected | None:
    """Make the label *old* void, if there is one and it is not void yet; why it can't be taken back."""
    if old is None or old.state is WaybillState.VOID:
        return None
    result = gateway.cancel(old.key)
    if isinstance(result, Rejected):
        return result
    with store.unit(SYSTEM, clock()) as unit:
        _void(unit, waybills_by_key(unit.conn, [old.key])[old.key])
    return None


def _void(unit: UnitOfWork, label: Waybill) -> None:
    """Write that *label* holds no more. Its number leaves the sections that wait with it, so that nothing is
    sent with it before another one is printed.
    """
    parcel = (courier_name(label.courier), label.number)
    having = carried(unit.conn, [parcel]).get(parcel, [])
    what, pairs, events = " ".join(parcel), list[tuple[Order, Order]](), list[NewEvent]()
    for order in unit.orders(dict.fromkeys(order_id for order_id, _ in having)):
        after = order
        for n in (n for order_id, n in having if order_id == order.id):
            section = after.section(n)
            if section.tracking == label.number and section.state is not SectionState.SHIPPING:
                without = without_number(after, n)
                changes = diff(after, without)
                events.append(NewEvent(order.id, VOID, n, unit.now, SYSTEM, changes, what))
                after = without
        pairs.append((order, after))
    if not events:
        events.append(NewEvent(label.order_id, VOID, label.section, unit.now, SYSTEM, (), what))
    unit.put_waybills([replace(label, state=WaybillState.VOID, pending=False)])
    unit.save(pairs, events)


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


def page_name(now: int) -> str:
    """The usual name of a page that opens a print window: ``송장출력_20261123091500.html``."""
    return stamped("송장출력", now, ".html")


def write_print_page(gateway: CourierGateway, batches: Sequence[str], path: Path, lang: Lang) -> Path:
    """A page that opens the print window of *batches*, in a new file near *path* that only its owner reads.

    Its token works once: for another window another page is written. GatewayError; OSError.
    """
    windows = [gateway.print_window(batch) for batch in batches]
    text = print_page([(window.url, window.fields) for window in windows], lang)
    with new_file(path) as (stream, target):
        stream.write(text.encode("utf-8", "replace"))
    return target


def waiting_batches(conn: Conn, ids: Iterable[int], only: frozenset[Target] | None = None) -> tuple[str, ...]:
    """The batches in which labels of the orders *ids*, or the targets *only*, wait to be printed."""
    found = (
        label.batch
        for label in waybills_of(conn, ids)
        if label.state is WaybillState.HANDED and (only is None or (label.order_id, label.section) in only)
    )
    return tuple(dict.fromkeys(found))


def section_names(conn: Conn, labels: Iterable[Waybill]) -> Mapping[str, str]:
    """The numbers of the sections of *labels*, by the labels' keys."""
    known = list(labels)
    numbers = {order.id: order.number for order in load_orders(conn, {label.order_id for label in known})}
    return {label.key: section_number(numbers[label.order_id], label.section) for label in known}
