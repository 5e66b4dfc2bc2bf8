"""What reading a file found, as verdicts on its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from orderdesk.core.domain.plans import Kind
from orderdesk.core.files.problems import RowProblem
from orderdesk.core.services.tracking_file import RowResult
from orderdesk.core.services.tracking_rules import Reason


def unread(problems: Iterable[RowProblem]) -> tuple[list[RowResult], Mapping[int, tuple[Reason, ...]]]:
    """A verdict for each of *problems* that refuses its row, and by row what is only odd."""
    results: list[RowResult] = []
    odd: dict[int, tuple[Reason, ...]] = {}
    for p in problems:
        if p.kind.refuses:
            about = p.code, p.message, p.kind.advice, p.column, p.value
            results.append(RowResult(p.row, p.order, Kind.REFUSE, *about))
        else:
            odd[p.row] = (*odd.get(p.row, ()), p.kind)
    return results, odd
