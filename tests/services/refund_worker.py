"""A desk of its own, in a process of its own, that refunds.

`python -m tests.services.refund_worker URL approve SECTION WON NAME` decides to give WON back for a section
of order 1, says ``ready``, waits for a line, applies what it decided, and says what came of it; refused
because the order moved it decides anew, once. `… pay-back` asks a payment company for all refunds that were
started. With POINT behind, it kills itself with SIGKILL at that checkpoint; ``sliced`` before it keeps a
small plan from being done in the transaction that stores it.
"""

from __future__ import annotations

import sys

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.gateways.money import PaymentStatus, PaymentView, RefundAccount, RefundState, RefundView
from orderdesk.core.services.paying_back import pay_back
from orderdesk.core.store import jobs
from orderdesk.core.store.engine import open_store
from tests.services.desk import NOW, Desk, sections
from tests.store.worker import killer


class Company:
    """A payment company that executes everything it is asked for, and remembers under which keys."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def get(self, key: str) -> PaymentView | None:
        return self.find(key)

    def find(self, order: str) -> PaymentView | None:
        return PaymentView(order, order, 0, 0, PaymentStatus.PAID, "카드")

    def refund(
        self,
        key: str,
        amount: int | None,
        reason: str,
        idem: str,
        cancellable: int,
        account: RefundAccount | None = None,
        tax_free: int = 0,
    ) -> RefundView:
        self.asked.append(idem)
        return RefundView(RefundState.DONE, amount or 0)


def approve(desk: Desk, section: int, won: str, name: str) -> None:
    actor = Actor(ActorKind.SELLER, name)
    plan = desk.plan("approve", *sections(1, section), actor=actor, refund=won)
    print("ready" if plan.applying() else plan.rows[0].verdict.code, flush=True)
    sys.stdin.readline()
    code = desk.outcomes(desk.apply(plan, actor))[0].code
    if code == "moved":
        print(code, flush=True)
        plan = desk.plan("approve", *sections(1, section), actor=actor, refund=won)
        code = plan.rows[0].verdict.code or desk.outcomes(desk.apply(plan, actor))[0].code
    print(code or "done", flush=True)


def main(url: str, verb: str, *rest: str) -> None:
    with open_store(url) as store:
        if verb == "approve":
            section, won, name, *point = rest
            if point:
                jobs.AT_ONCE = 0 if "sliced" in point else jobs.AT_ONCE
                store.checkpoint = killer(point[-1], 1)
            approve(Desk(store), int(section), won, name)
        else:
            if rest:
                store.checkpoint = killer(rest[0], 1)
            pay_back(store, Company(), lambda: NOW)


if __name__ == "__main__":
    main(*sys.argv[1:])
