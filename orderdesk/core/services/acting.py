"""Act: what was named or selected becomes the plan of an action, the same from every door."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from orderdesk.core.domain.identifiers import item_number, read_section, section_number
from orderdesk.core.domain.list_words import ALL_ORDERS
from orderdesk.core.domain.orders import Actor, Region
from orderdesk.core.domain.plans import refuse
from orderdesk.core.domain.receipts import RECEIPT_VERBS
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.swap import SWAP
from orderdesk.core.domain.verbs import BY_ID, Scope
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services import browsing
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.adding import complete
from orderdesk.core.services.address_fees import plan_fees
from orderdesk.core.services.applying import Clock, Progress, apply_plan, never, nothing
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.enough import seen_enough
from orderdesk.core.services.imported import region_of
from orderdesk.core.services.planning import CHUNK, Plan, Target, make_plan, plan_row
from orderdesk.core.services.receipts import perform
from orderdesk.core.services.tracking import plan_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.services.tracking_rules import Label, read_label, with_courier
from orderdesk.core.services.whole_parcels import with_companions
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.names import numbers_of, sections_of
from orderdesk.core.store.unit import find
from orderdesk.settings import Settings

LABEL_ORDERS = CHUNK
"""How many orders one tracking number may be asked for at once; no parcel holds more."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What is meant: order and section numbers, or *everything* that a tab, a search and conditions show.

    No numbers mean nothing.
    """

    numbers: tuple[str, ...] = ()
    tab: str = ALL_ORDERS.ko
    search: str = ""
    where: tuple[str, ...] = ()
    everything: bool = False


def tracking_options(settings: Settings, request: Request | None = None) -> Options:
    """How tracking rows are taken: by the settings, and by the flags of a request."""
    return Options(
        settings.default_courier,
        settings.lotte_strict,
        settings.ready_on_tracking,
        overwrite=request is not None and request.flag("overwrite"),
        share=request is not None and request.flag("shared"),
    )


def region_asked(request: Request) -> Region:
    """The delivery region of the address that *request* gives."""
    return region_of("KR", request.text("zip")) if request.text("zip") else Region.DOMESTIC


def plan_action(
    conn: Conn, selection: Selection, request: Request, actor: Actor, now: int, settings: Settings
) -> tuple[Plan, tuple[str, ...]]:
    """The plan of *request* on *selection*, and the numbers that no order or section has.

    BadRequest where the goods that it would add can't be told.
    """
    ids, only, missing = resolve(conn, selection, now, actor.name)
    if request.verb in ("add", SWAP):
        request = complete(conn, ids, request, now)
    if request.verb == "track":
        return plan_label(conn, ids, only, request, actor, now, settings), missing
    sections_only = only if BY_ID[request.verb].scope is Scope.SECTION else None
    return plan_request(conn, ids, request, actor, now, sections_only), missing


def plan_request(
    conn: Conn,
    ids: Iterable[int],
    request: Request,
    actor: Actor,
    now: int,
    only: frozenset[Target] | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> Plan:
    """The plan of *request* on the orders *ids*, or the targets *only* of them; their parcels come whole."""
    shop, request = shop_of(conn), with_courier(request)
    if request.verb == "address":
        plain = request.without("fee")
        return plan_fees(conn, make_plan(conn, ids, plain, actor, now, shop, only, progress), request)
    plan = make_plan(conn, ids, request, actor, now, shop, only, progress)
    return seen_enough(conn, with_companions(conn, plan, actor, now, shop), actor, now, shop)


def apply_action(
    store: Store,
    plan: Plan,
    actor: Actor,
    clock: Clock,
    progress: Progress = nothing,
    cancelled: Callable[[], bool] = never,
    region: Region = Region.DOMESTIC,
    key: str = "",
) -> int:
    """Carry *plan* out, then what it sent for outside; the job's number. *key*: see `apply_plan`."""
    job = apply_plan(store, plan, actor, clock, progress, cancelled, region, key)
    if plan.action in RECEIPT_VERBS:
        perform(store, clock)
    return job


def resolve(
    conn: Conn, selection: Selection, now: int | None = None, me: str = ""
) -> tuple[list[int], frozenset[Target] | None, tuple[str, ...]]:
    """The ids that are meant, the targets when sections were named, and what was not found.

    Periods such as 최근7일 count from *now*, UTC seconds; the machine's clock where it is None.
    *me* is the name of who asks.
    """
    if selection.everything:
        tab = browsing.find_tab(conn, selection.tab)
        view = browsing.make_view(tab, selection.search, selection.where, now, me)
        return browsing.ids(conn, view), None, ()
    named = [_named(text) for text in dict.fromkeys(selection.numbers)]
    found = find(conn, [order for order, _ in named])
    if all(n is None for _, n in named):
        missing = tuple(number for number, _ in named if number not in found)
        return list(dict.fromkeys(found[number] for number, _ in named if number in found)), None, missing
    return _resolve_sections(conn, named, found)


def _resolve_sections(
    conn: Conn, named: Sequence[tuple[str, int | None]], found: Mapping[str, int]
) -> tuple[list[int], frozenset[Target], tuple[str, ...]]:
    """As `resolve`, where some of what was named are sections; an order stands for all of its own."""
    there = sections_of(conn, found.values())
    targets: dict[Target, None] = {}
    missing: list[str] = []
    for number, n in named:
        order_id = found.get(number, 0)
        sections = [section for section in there.get(order_id, ()) if n in (None, section)]
        if not sections:
            missing.append(number if n is None else section_number(number, n))
        targets.update(dict.fromkeys((order_id, section) for section in sections))
    return list(dict.fromkeys(order_id for order_id, _ in targets)), frozenset(targets), tuple(missing)


def _named(text: str) -> tuple[str, int | None]:
    try:
        return read_section(text.strip())
    except ValueError:
        return text.strip(), None


def plan_label(
    conn: Conn,
    ids: Sequence[int],
    only: frozenset[Target] | None,
    request: Request,
    actor: Actor,
    now: int,
    settings: Settings,
) -> Plan:
    """The plan of one label on sections that were named, by the rules that forms go by. BadLabel if none."""
    options = tracking_options(settings, request)
    label = read_label(
        request.text("courier"), request.text("number"), options.default_courier, options.strict_lotte
    )
    if len(ids) > LABEL_ORDERS:
        return _too_many(conn, ids, only, request)
    rows: list[TrackingRow] = []
    numbers, there = numbers_of(conn, ids), sections_of(conn, ids)
    for order_id in ids:
        for section in there[order_id]:
            if only is None or (order_id, section) in only:
                rows += _label_rows(len(rows), numbers[order_id], section, request, label)
    return plan_tracking(conn, rows, actor, now, options).plan


def _too_many(conn: Conn, ids: Sequence[int], only: frozenset[Target] | None, request: Request) -> Plan:
    """The plan that refuses one label for so many orders."""
    rows = [
        plan_row(order, section.n, refuse(Refusal.ONE_AT_A_TIME))
        for chunk in chunks(ids, CHUNK)
        for order in load_orders(conn, chunk)
        for section in order.sections
        if only is None or (order.id, section.n) in only
    ]
    return Plan(request.verb, request, tuple(rows))


_STATE_TEXTS = {"": "", "ship": "배송중", "ready": "배송대기"}


def _label_rows(first: int, order: str, section: int, request: Request, label: Label) -> list[TrackingRow]:
    """The rows that a form would have for this label: one, or one per chosen piece."""
    name, state = section_number(order, section), _STATE_TEXTS[request.text("to")]
    pieces = request.pieces or ((0, 0),)
    return [
        TrackingRow(
            first + k,
            name,
            item_number(order, item) if item else "",
            qty or None,
            label.courier,
            label.number,
            state,
            label.number,
            "",
        )
        for k, (item, qty) in enumerate(pieces, 1)
    ]
