"""What became of a write whose answer was lost or said no: read again first, and say honestly what is so."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from orderdesk.core.gateways.results import Fault, GatewayError, ItemResult, Later, Rejected

Look = Callable[[], ItemResult | None]
"""Reads again: what is so by now, or None where the write has had no effect."""


def settled(send: Callable[[], ItemResult], look: Look) -> ItemResult:
    """What *send* came to, for systems that know no keys against doing a thing twice.

    A refusal may only mean that it was so before, and a lost answer may have followed the effect: *look*
    tells. Where even reading fails after a lost answer, GatewayError TIMEOUT_UNKNOWN stands: nobody knows.
    """
    try:
        said = send()
    except GatewayError as lost:
        if lost.fault is not Fault.TIMEOUT_UNKNOWN:
            raise
        try:
            found = look()
        except GatewayError:
            raise lost from None
        return found or Later(lost.fault, lost.message)
    return (look() or said) if isinstance(said, Rejected) else said


Step = tuple[Sequence[str], Callable[[], ItemResult]]
"""The lines that an act is for, by their own numbers, and the act."""


def in_turn(steps: Iterable[Step]) -> dict[str, ItemResult]:
    """The results of *steps* by line, done one after the other.

    What fails as a whole before anything came of it is raised; once something has come of it, the lines that
    were not reached are Later, so that no result is lost.
    """
    results: dict[str, ItemResult] = {}
    failed: GatewayError | None = None
    for lines, act in steps:
        if failed is None:
            try:
                said = act()
            except GatewayError as error:
                if not results:
                    raise
                failed = error
        if failed is not None:
            said = Later(failed.fault, failed.message, failed.retry_after)
        results.update(dict.fromkeys(lines, said))
    return results
