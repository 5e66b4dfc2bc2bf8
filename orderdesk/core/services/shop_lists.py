"""What is common to the lists that a shop brings in: a verdict on every row, and the counts of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from orderdesk.core.files.problems import RowProblem
from orderdesk.core.services.importing import ImportProblem, ImportVerdict, Outcome

SLICE = 500
"""Rows per transaction."""


@dataclass(slots=True)
class ListImport:
    """What an import of a list did or would do; a verdict on each row, `order` of it being the row's code."""

    file: str
    problems: list[ImportProblem] = field(default_factory=list)
    verdicts: list[ImportVerdict] = field(default_factory=list)

    def count(self, outcome: Outcome) -> int:
        """How many rows ended so."""
        return Counter(verdict.outcome for verdict in self.verdicts)[outcome]

    def judge(self, row: int, code: str, outcome: Outcome) -> None:
        """Give a row its verdict."""
        self.verdicts.append(ImportVerdict(row, code, outcome))

    def note(self, problem: RowProblem) -> None:
        """Note a problem, or what is only odd."""
        found = ImportProblem(problem.row, problem.column, problem.value, problem.kind, problem.kind.refuses)
        self.problems.append(found)

    def refuse(self, problem: RowProblem) -> None:
        """Refuse a row for a problem."""
        self.note(problem)
        self.judge(problem.row, problem.order, Outcome.REFUSED)


def begin(file: str, problems: Sequence[RowProblem]) -> ListImport:
    """The result with what reading the file has refused already."""
    result = ListImport(file)
    for problem in problems:
        result.note(problem)
    for row, code in {problem.row: problem.order for problem in problems}.items():
        result.judge(row, code, Outcome.REFUSED)
    return result


def end(result: ListImport) -> ListImport:
    """The result with problems and verdicts in the order of the rows."""
    result.problems.sort(key=lambda problem: problem.row)
    result.verdicts.sort(key=lambda verdict: verdict.row)
    return result
