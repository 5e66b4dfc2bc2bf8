"""Act: what was named or selected becomes the plan of an action, the same from every door."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orderdesk.core.domain.identifiers import read_section, section_number
from orderdesk.core.domain.orders import Actor, Order
from orderdesk.core.domain.requests import Request
from orderdesk.core.domain.verbs import BY_ID, Scope
from orderdesk.core.files.tracking_form import TrackingRow
from orderdesk.core.services import browsing
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.planning import Plan, Target, make_plan
from orderdesk.core.services.tracking import plan_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.core.services.tracking_rules import read_label
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.unit import find
from orderdesk.settings import Settings


@dataclass(frozen=True, slots=True)
class Selection:
    """What is meant: order and section numbers, or all that a tab, a search and conditions show."""

    numbers: tuple[str, ...] = ()
    tab: str = "전체"
    search: str = ""
    where: tuple[str, ...] = ()


def tracking_options(settings: Settings, request: Request | None = None) -> Options:
    """How tracking rows are taken: by the settings, and by the flags of a request."""
    return Options(
        settings.default_courier,
        settings.lotte_strict,
        settings.ready_on_tracking,
        overwrite=request is not None and request.flag("overwrite"),
        share=request is not None and request.flag("shared"),
    )


def plan_action(
    conn: Conn, selection: Selection, request: Request, actor: Actor, now: int, settings: Settings
) -> tuple[Plan, tuple[str, ...]]:
    """The plan of *request* on *selection*, and the numbers that no order or section has."""
    ids, only, missing = resolve(conn, selection)
    if request.verb == "track":
        return plan_label(conn, ids, only, request, actor, now, settings), missing
    sections_only = only if BY_ID[request.verb].scope is Scope.SECTION else None
    return make_plan(conn, ids, request, actor, now, shop_of(conn), sections_only), missing


def resolve(conn: Conn, selection: Selection) -> tuple[list[int], frozenset[Target] | None, tuple[str, ...]]:
    """The ids that are meant, the targets when sections were named, and what was not found."""
    if not selection.numbers:
        tab = browsing.find_tab(conn, selection.tab)
        return browsing.ids(conn, browsing.make_view(tab, selection.search, selection.where)), None, ()
    named = [_named(text) for text in dict.fromkeys(selection.numbers)]
    found = find(conn, [order for order, _ in named])
    loaded = {order.number: order for order in load_orders(conn, found.values())}
    targets: set[Target] = set()
    missing: list[str] = []
    for number, n in named:
        order = loaded.get(number)
        sections = () if order is None else tuple(s.n for s in order.sections if n is None or s.n == n)
        if order is None or not sections:
            missing.append(number if n is None else section_number(number, n))
        else:
            targets.update((order.id, section) for section in sections)
    chosen = {order_id for order_id, _ in targets}
    ids = [order.id for order in loaded.values() if order.id in chosen]
    return ids, frozenset(targets), tuple(missing)


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
    rows: list[TrackingRow] = []
    for order in load_orders(conn, ids):
        for section in order.sections:
            if only is None or (order.id, section.n) in only:
                rows.extend(_label_rows(len(rows), order, section.n, request, (label.courier, label.number)))
    return plan_tracking(conn, rows, actor, now, options).plan


_STATE_TEXTS = {"": "", "ship": "배송중", "ready": "배송대기"}


def _label_rows(
    first: int, order: Order, section: int, request: Request, label: tuple[str, str]
) -> list[TrackingRow]:
    """The rows that a form would have for this label: one, or one per chosen piece."""
    name, state = section_number(order.number, section), _STATE_TEXTS[request.text("to")]
    courier, number = label
    pieces = request.pieces or ((0, 0),)
    return [
        TrackingRow(
            first + k,
            name,
            f"{order.number}-{item}" if item else "",
            qty or None,
            courier,
            number,
            state,
            number,
            "",
        )
        for k, (item, qty) in enumerate(pieces, 1)
    ]
