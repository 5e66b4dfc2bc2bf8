"""A process of its own that writes to a store; tests start it, wait for it, or see it kill itself.

`python -m tests.store.worker URL count N` adds one to a bank account's holder N times, read then written;
`… ship JOB` carries job JOB on; `… plan N` stores a plan over N orders; `… copy TARGET` copies the store into
another. With POINT and TIMES behind, it
kills itself with SIGKILL at the TIMES-th passing of the checkpoint POINT.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable

from orderdesk.core.store.copying import copy_store
from orderdesk.core.store.engine import open_store
from orderdesk.core.store.jobs import JobRow, Verdicts, create_job, run_slices
from orderdesk.core.store.unit import UnitOfWork
from tests.store.samples import ME, NOW, save, ship


def killer(point: str, times: int) -> Callable[[str], None]:
    left = times

    def checkpoint(name: str) -> None:
        nonlocal left
        left -= name == point
        if left == 0 and name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    return checkpoint


def apply_slice(job: int) -> Callable[[UnitOfWork, list[JobRow]], Verdicts]:
    def apply(unit: UnitOfWork, rows: list[JobRow]) -> Verdicts:
        orders = {order.id: order for order in unit.orders([row.order_id for row in rows])}
        fit = [o for row in rows if (o := orders[row.order_id]).version == row.version]
        save(unit, [(order, ship(order)) for order in fit], job)
        done = {order.id for order in fit}
        return {
            (row.order_id, row.section): ("apply", None) if row.order_id in done else ("refuse", "moved")
            for row in rows
        }

    return apply


def copy(url: str, target: str, point: str) -> None:
    with open_store(url) as source, open_store(target) as made:
        made.checkpoint = killer(point, 1)
        copy_store(source, made)


def main(url: str, verb: str, number: int, point: str = "", times: int = 1) -> None:
    with open_store(url) as store:
        if point:
            store.checkpoint = killer(point, times)
        if verb == "count":
            for _ in range(number):
                with store.unit(ME, NOW) as unit:
                    ((held,),) = unit.conn.execute("SELECT holder FROM bank_account WHERE id = 1").fetchall()
                    unit.conn.execute(
                        "UPDATE bank_account SET holder = ? WHERE id = 1", (str(int(held) + 1),)
                    )
        elif verb == "plan":
            with store.unit(ME, NOW) as unit:
                create_job(unit, "ship", "{}", [JobRow(n, 1, "apply", None, 1) for n in range(1, number + 1)])
        else:
            run_slices(store, number, ME, lambda: NOW, apply_slice(number))


if __name__ == "__main__":
    URL, VERB, NUMBER, POINT, TIMES = [*sys.argv, "", "1"][1:6]
    if VERB == "copy":
        copy(URL, NUMBER, POINT)
    else:
        main(URL, VERB, int(NUMBER), POINT, int(TIMES or 1))
