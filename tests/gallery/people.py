"""What was done in the shop before a picture is made, and what others do while it is."""

from __future__ import annotations

from dataclasses import replace
from unittest.mock import patch

from orderdesk.core.domain.logins import Login
from orderdesk.core.domain.orders import Actor, ActorKind, Order
from orderdesk.core.domain.requests import Request, make_request
from orderdesk.core.domain.roles import Role
from orderdesk.core.domain.states import SectionState
from orderdesk.core.domain.words import Word
from orderdesk.core.services import operators
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.filter_groups import save_filter_group
from orderdesk.core.services.macros import Do, Macro, Mark, Show, save_macro
from orderdesk.core.services.planning import make_plan
from orderdesk.core.services.sight import Privacy, set_privacy
from orderdesk.core.services.tabs import begin_shop
from orderdesk.core.store.engine import LOST, Store
from orderdesk.core.store.load import load_orders
from orderdesk.core.store.problems import StoreProblem
from orderdesk.screens.orders import OrdersScreen
from tests.domain.builders import HOME, NOW, SELLER, order, section
from tests.screens.driver import DeskDriver, fill

LEE = Actor(ActorKind.SELLER, "이민준")
VIEWER = "박상담"
PASSPHRASE = "쌀 열 포대 서른여덟"

_GONE = Word("데이터베이스와 연결이 끊겼습니다.", "The connection was lost.")


def staffed(store: Store) -> None:
    """An owner, a packer, somebody who may only look, and somebody who left."""
    operators.come_in(store, Login("kim"), SELLER.name, NOW - 90_000)
    operators.add(store, SELLER, NOW - 80_000, LEE.name, Role.PACKER, "lee")
    operators.add(store, SELLER, NOW - 70_000, VIEWER, Role.VIEWER, "park")
    operators.add(store, SELLER, NOW - 60_000, "최퇴사", Role.DESK, "choi")
    operators.set_disabled(store, SELLER, NOW - 50_000, "최퇴사", True)


def with_passphrase(store: Store) -> None:
    """The owner can lock the desk."""
    operators.come_in(store, Login("kim"), SELLER.name, NOW)
    operators.set_passphrase(store, SELLER, NOW, SELLER.name, PASSPHRASE)


def masked(store: Store) -> None:
    """The shop masks personal data for everybody."""
    set_privacy(store, SELLER, NOW, Privacy(mask=True))


def filtered(store: Store) -> None:
    """Three saved filters."""
    for name, where in (
        ("오늘 보낼 것", ("section=배송대기", "hold=아니요")),
        ("보류 중", ("hold=예",)),
        ("최근 일주일", ("ordered_at=최근7일",)),
    ):
        save_filter_group(store, SELLER, NOW, name, where)


def recorded(store: Store) -> None:
    """Two macros."""
    morning = Macro("아침", (Show("상품준비"), Mark("all"), Do(Request("ready")), Mark("none")))
    save_macro(store, SELLER, NOW, morning)
    save_macro(store, SELLER, NOW, Macro("재고 보류", (Do(Request("hold", (("reason", "STOCK"),))),)))


def _in_state(store: Store, state: SectionState, most: int) -> list[int]:
    with store.reader() as conn:
        found = conn.execute("SELECT id FROM orders ORDER BY placed_at DESC").fetchall()
        orders = load_orders(conn, [row[0] for row in found])
    fitting = [each.id for each in orders if [s.state for s in each.sections] == [state] and not each.holds]
    return fitting[:most]


def _do(store: Store, ids: list[int], verb: str, actor: Actor, at: int, **given: str) -> None:
    with store.reader() as conn:
        plan = make_plan(conn, ids, make_request(verb, given), actor, at, shop_of(conn))
    apply_plan(store, plan, actor, lambda: at)


def by_lee(store: Store, state: SectionState, verb: str, most: int, **given: str) -> None:
    """Somebody else does *verb* to the newest orders in *state*, *most* of them."""
    _do(store, _in_state(store, state, most), verb, LEE, NOW, **given)


def by_lee_of(store: Store, order_id: int, verb: str, **given: str) -> None:
    """Somebody else does *verb* to one order."""
    _do(store, [order_id], verb, LEE, NOW, **given)


def worked(store: Store) -> None:
    """Some jobs: one with refusals, one taken by somebody else."""
    preparing = _in_state(store, SectionState.PREPARING, 8)
    shipping = _in_state(store, SectionState.SHIPPING, 3)
    _do(store, preparing[:2], "hold", LEE, NOW - 7_200, reason="STOCK")
    _do(store, shipping, "deliver", SELLER, NOW - 3_600)
    _do(store, [*preparing, *shipping], "ready", SELLER, NOW - 600)


def neighbours(store: Store) -> None:
    """Orders to one address, and a near miss of one."""
    fill(store, [_to(n, details) for n, details in enumerate((HOME.line2, "101", "102호"), 1)])


def _to(n: int, details: str) -> Order:
    made = order(sections=[section(1, address=replace(HOME, line2=details))])
    return replace(made, number=f"20260921800000{n}", placed_at=NOW - 600 + n)


async def taken(desk: DeskDriver) -> None:
    """Somebody else takes two orders of the list that is shown."""
    await desk.press("2")
    by_lee(desk.app.desk.store, SectionState.PREPARING, "take", 2, note="포장 중")
    await polled(desk)


async def polled(desk: DeskDriver) -> None:
    """The desk looks what others did, as it does every second."""
    (screen,) = (each for each in desk.app.screen_stack if isinstance(each, OrdersScreen))
    screen.poll()
    await desk.settle()


def cut(store: Store) -> None:
    """The way to the store is cut."""

    def begin(conn: object) -> None:
        raise StoreProblem(LOST, _GONE, "")

    patch.object(store.backend, "begin_read", begin).start()


def begun(store: Store) -> None:
    """The store as its owner's first start leaves it."""
    owner = operators.come_in(store, Login("kim"), SELLER.name, NOW)
    begin_shop(store, owner, NOW)
