"""What the writer of files knows of a form: its columns, and the rows that it makes of orders."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.export_fields import Kind
from orderdesk.core.domain.orders import Order

Rows = Sequence[Sequence[Cell]]


@dataclass(frozen=True, slots=True)
class Table:
    """A further sheet of a workbook."""

    name: str
    headers: tuple[str, ...]
    kinds: tuple[Kind, ...]
    rows: Rows


class Form(Protocol):
    """A kind of file. `headers` and `kinds` are by column, as are the cells of every row.

    `merged` are the columns that say the same in all rows of an order, and with `merge` want one cell for
    them. `notes` stand on a sheet of their own.
    """

    @property
    def name(self) -> str:
        """What the form is called."""
        ...

    @property
    def sheet(self) -> str:
        """The name of the sheet of its rows."""
        ...

    @property
    def headers(self) -> tuple[str, ...]:
        """The words over the columns."""
        ...

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """What each column holds."""
        ...

    @property
    def merge(self) -> bool:
        """Whether an order's cells are merged over its rows."""
        ...

    @property
    def merged(self) -> tuple[int, ...]:
        """The columns that are merged then."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader of the file should know."""
        ...

    def takes(self, order: Order) -> bool:
        """Whether anything of *order* belongs into the file."""
        ...

    def of(self, order: Order) -> Rows:
        """The rows of *order* that can be written at once."""
        ...

    def rest(self) -> Iterator[Rows]:
        """What can only be written when every order was seen."""
        ...

    def totals(self) -> Table | None:
        """Sums of what was written, once all of it was."""
        ...
