from __future__ import annotations

from orderdesk.core.domain.deposits import Deposit, Standing
from orderdesk.core.domain.orders import EntryKind
from orderdesk.core.domain.payments import order_payment_state
from orderdesk.core.domain.states import PaymentState
from orderdesk.core.services import deposits as service
from orderdesk.core.store.engine import Store
from tests.services.desk import KIM, NOW, Desk, number, reasons, sold


def came(n: int, amount: int = 10_000, mark: str = "") -> Deposit:
    return Deposit(mark or f"m{n}", "가상은행 000-00", NOW - 60, f"구매자{n}", amount, "인터넷")


def proposals(desk: Desk, *found: Deposit) -> list[tuple[Standing, list[str]]]:
    with desk.store.reader() as conn:
        return [
            (each.standing, [fit.order.number for fit in each.candidates])
            for each in service.match(conn, found)
        ]


def confirm(desk: Desk, *chosen: tuple[Deposit, int]) -> tuple[dict[str, str], int]:
    """The reasons of the plan, and the job that carried it out."""
    asked = dict(chosen)
    with desk.store.reader() as conn:
        plan = service.plan_deposits(conn, asked, KIM, NOW)
    return reasons(plan), service.apply_deposits(desk.store, asked, plan, KIM, lambda: NOW)


def test_a_sure_deposit_confirms_its_order_with_what_the_bank_said(store: Store) -> None:
    desk = Desk(store)
    one, _ = desk.add(sold(1, unpaid=True), sold(2))
    deposit = came(1)
    assert proposals(desk, deposit, came(2)) == [(Standing.SURE, [number(1)]), (Standing.UNSURE, [number(1)])]
    said, job = confirm(desk, (deposit, one.id))
    assert said == {number(1): "apply"}
    entry = desk.order(1).entries[-1]
    assert (entry.kind, entry.amount, entry.at) == (EntryKind.PAID, 10_000, NOW - 60)
    assert (entry.depositor, entry.account) == ("구매자1", "가상은행 000-00")
    assert proposals(desk, deposit) == [(Standing.USED, [])]
    assert desk.sound()
    desk.undo(job)
    assert proposals(desk, deposit) == [(Standing.SURE, [number(1)])]


def test_what_must_not_be_confirmed_is_refused_by_name(desk: Desk) -> None:
    one, two, three = desk.add(sold(1, unpaid=True), sold(2, unpaid=True), sold(3, unpaid=True))
    confirm(desk, (came(1, mark="used"), one.id))
    said, _ = confirm(
        desk,
        (came(2, mark="used"), one.id),
        (came(2), two.id),
        (came(2, mark="again"), two.id),
        (came(3, amount=9_000), three.id),
    )
    assert said == {number(1): "deposit-used", number(2): "deposit-twice", number(3): "deposit-amount"}
    kinds = [desk.order(n).entries[-1].kind for n in (1, 2, 3)]
    assert kinds == [EntryKind.PAID, EntryKind.REQUEST, EntryKind.REQUEST]


def test_a_killed_confirmation_leaves_the_deposit_free(desk: Desk) -> None:
    (one,) = desk.add(sold(1, unpaid=True))
    with desk.store.unit(KIM, NOW) as unit:
        unit.put_deposits({came(1): one.id})
    assert proposals(desk, came(1)) == [(Standing.SURE, [number(1)])]


def test_what_was_asked_in_addition_waits_for_its_deposit_too(desk: Desk) -> None:
    desk.add(sold(1))
    desk.do("add", number(1), name="덤", qty="1", price="5000")
    assert order_payment_state(desk.order(1).entries) is PaymentState.COMPLETE
    later = came(1, 5_000)._replace(at=NOW + 60)
    assert proposals(desk, later) == [(Standing.SURE, [number(1)])]
