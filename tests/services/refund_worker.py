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
from orderdesk.core.gateways.refunds import RefundAnswer, RefundAsked
from orderdesk.core.services.paying_back import pay_back
from orderdesk.core.store import jobs
from orderdesk.core.store.engine import open_store
from tests.services.desk import NOW, Desk, sections
from tests.store.worker import killer


class Company:
    """A payment company that executes everything it is asked for, and remembers it."""

    def __init__(self) -> None:
        self.asked: list[RefundAsked] = []

    def refund(self, asked: RefundAsked) -> RefundAnswer:
        self.asked.append(asked)
        return RefundAnswer(done=True)


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
