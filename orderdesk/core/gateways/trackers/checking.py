"""What every tracker says of a number without asking anybody: the desk's own rule, no second one."""

from __future__ import annotations

from orderdesk.core.domain.parcels import NumberProblem, check_number
from orderdesk.core.gateways.shipments import NumberCheck, NumberVerdict
from orderdesk.core.reference import couriers


def checked(courier: str, number: str) -> NumberCheck:
    """The verdict on *number* of the desk's *courier*; the worst finding is the one that is told."""
    known = {one.key: one for one in couriers()}
    if courier not in known:
        return NumberCheck(NumberVerdict.BAD, NumberProblem.COURIER_UNKNOWN.code)
    found = sorted(check_number(known[courier], number), key=lambda problem: not problem.blocks)
    if not found:
        return NumberCheck(NumberVerdict.OK)
    verdict = NumberVerdict.BAD if found[0].blocks else NumberVerdict.WARN
    return NumberCheck(verdict, found[0].kind.code)
