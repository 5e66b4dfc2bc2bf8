"""The keys that move and mark in a grid of orders, and what is chosen there."""

from __future__ import annotations

from orderdesk.widgets.order_grid import OrderGrid


class GridActions:
    """What the moving and marking actions of the action table do; for a screen that has a `grid`."""

    @property
    def grid(self) -> OrderGrid:
        """The grid that the keys are for."""
        raise NotImplementedError

    def action_cursor_up(self) -> None:
        """One row up."""
        self.grid.move(-1)

    def action_cursor_down(self) -> None:
        """One row down."""
        self.grid.move(1)

    def action_cursor_left(self) -> None:
        """One column left."""
        self.grid.move_column(-1)

    def action_cursor_right(self) -> None:
        """One column right."""
        self.grid.move_column(1)

    def action_page_up(self) -> None:
        """One screen up."""
        self.grid.page(-1)

    def action_page_down(self) -> None:
        """One screen down."""
        self.grid.page(1)

    def action_columns_left(self) -> None:
        """One screen of columns left."""
        self.grid.page_columns(-1)

    def action_columns_right(self) -> None:
        """One screen of columns right."""
        self.grid.page_columns(1)

    def action_row_start(self) -> None:
        """To the first column."""
        self.grid.move_column(-len(self.grid.columns))

    def action_row_end(self) -> None:
        """To the last column."""
        self.grid.move_column(len(self.grid.columns))

    def action_top(self) -> None:
        """To the first row."""
        self.grid.move(-self.grid.total)

    def action_bottom(self) -> None:
        """To the last row."""
        self.grid.move(self.grid.total)

    def action_mark_down(self) -> None:
        """Marks or unmarks and moves down."""
        self.grid.mark_here()

    def action_extend_up(self) -> None:
        """Marks upwards."""
        self.grid.extend(-1)

    def action_extend_down(self) -> None:
        """Marks downwards."""
        self.grid.extend(1)

    def action_mark_screen(self) -> None:
        """Marks what is on the screen."""
        self.grid.mark_visible()

    def action_mark_none(self) -> None:
        """Removes all marks."""
        self.grid.set_marks(())

    def chosen(self) -> list[int]:
        """Ids of the marked orders, or of the one under the cursor; the newest first."""
        if self.grid.marks:
            return sorted(self.grid.marks, reverse=True)
        return [self.grid.current.id] if self.grid.current else []

    def targets(self) -> None:
        """The orders are chosen whole, with every section."""

    def pieces(self) -> None:
        """The sections are chosen whole."""

    def copied(self) -> str:
        """What Ctrl+C copies: the marked rows, or the cell at the cursor."""
        return self.grid.marked_text() if self.grid.marks else self.grid.cell_text()
