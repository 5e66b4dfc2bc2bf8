"""Files that came in, written again with their verdicts or as a work list; who took them is recorded first.

What the operator's own file brought goes out again, without the password that it may have come with: so it
leaves a record like any export.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from orderdesk.core.domain.access_words import RESULT_KIND
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.text import clean
from orderdesk.core.files.cell_notes import plain_text
from orderdesk.core.files.reading import Sheet
from orderdesk.core.files.results import RowVerdict, write_result
from orderdesk.core.services.applying import Clock
from orderdesk.core.store.accesses import Access
from orderdesk.core.store.engine import Store

_PEOPLE: Final = (
    ("buyer_name", "buyer_phone"),
    ("receiver", "receiver_phone"),
    ("depositor",),
    ("holder",),
)
"""The columns that tell of somebody, by whom."""

_ORDER: Final = ("number", "order", "section")


class Recorder(NamedTuple):
    """Who takes a file out and why, for the record; `reason` is what `given_reason` admitted."""

    store: Store
    actor: Actor
    clock: Clock
    reason: str = ""

    def record(self, access: Access) -> None:
        """Notes *access*, with the reason."""
        with self.store.unit(self.actor, self.clock()) as unit:
            unit.record_access(access._replace(reason=self.reason))


def write_again(
    recorder: Recorder,
    sheet: Sheet,
    target: Path,
    verdicts: Mapping[int, RowVerdict],
    only: Collection[int] | None = None,
    marked: Container[tuple[int, str]] = frozenset(),
    report: Callable[[int], None] = lambda done: None,
) -> Path:
    """`write_result`, with an access record before the file is there; the path it got."""

    def record(path: Path) -> None:
        rows = [number for number, _ in sheet.body() if only is None or number in only]
        form = sheet.layout.form
        people = {name for fields in _PEOPLE for name in _values(sheet, rows, fields)}
        field = next((each for each in _ORDER if sheet.layout.index(each) is not None), "")
        recorder.record(
            Access(
                RESULT_KIND,
                clean(sheet.file),
                form.words.ko if form else "",
                path.name,
                "",
                len(_values(sheet, rows, (field,))),
                len(rows),
                len(people),
            )
        )

    return write_result(sheet, target, verdicts, only, marked, report, record)


def _values(sheet: Sheet, rows: Collection[int], fields: Collection[str]) -> set[tuple[str, ...]]:
    """What stands in the columns of *fields*, once each; a row where the first is blank tells nothing."""
    columns = [index for field in fields if (index := sheet.layout.index(field)) is not None]
    found = {tuple(plain_text(sheet.rows[number - 1][index]) for index in columns) for number in rows}
    return {values for values in found if values and values[0]}
