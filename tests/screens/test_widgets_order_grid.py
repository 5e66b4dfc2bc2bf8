"""The geometry of the order list: which rows stand where, however high, and how wide their lines are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from textual import events
from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.strip import Strip

from orderdesk.core.domain.layouts import DEFAULT, ColumnLayout
from orderdesk.core.services.browsing import Listed
from orderdesk.widgets.grid_layout import MOST_LINES
from orderdesk.widgets.grid_lines import CURSOR, GridLines, Row
from orderdesk.widgets.order_grid import OrderGrid

DETAILED = DEFAULT.detailed("items")
WIDE_TEXTS = (
    "유기농 현미 10kg 한가위 선물세트 보자기 포장", "e\u0301" * 40, "\u1112\u1161\u11ab" * 20, "①※★…·" * 12,
    "👩\u200d👩\u200d👧 ❤\ufe0f " * 8, "漢字カナ" * 9, "ab\tc\x1b[31m\u202ed", "\u3000" * 30,
    "가" * 29 + "e\u0301",
)  # fmt: skip
"""What stands in cells: wide, combining, ambiguous in width, joined, hostile."""


def listed(place: int, lines: int, text: str = "쌀 10kg") -> Listed:
    """The row at *place*, as high as *lines* when its items are unfolded."""
    return Listed(place + 1, 1, {
        "order_no": f"2026{place:011}", "ordered_at": "2026-11-23T15:00:00+09:00", "buyer": text,
        "items": text, "items_detail": "\n".join(f"{text} {n}" for n in range(lines)), "section": "배송대기",
        "invoice": "521853123451", "paid": 43_000, "memo": 2, "pay_status": "결제완료", "channel": text,
        "address": text, "address_detail": text, "hold": False, "delay_at": None, "remote": None,
        "assumed": False, "channel_state": "",
    })  # fmt: skip


class Listing(App[None]):
    """A list of rows with so many lines each, which are given as soon as they are asked for."""

    CSS = "OrderGrid { width: 1fr; height: 1fr; }"

    def __init__(
        self, heights: Sequence[int], layout: ColumnLayout = DETAILED, texts: Sequence[str] = ("쌀",),
        gutter: bool = False,
    ) -> None:  # fmt: skip
        super().__init__()
        self.rows = [listed(n, lines, texts[n % len(texts)]) for n, lines in enumerate(heights)]
        self.grid = OrderGrid("ko", gutter)
        self._layout = layout

    def compose(self) -> ComposeResult:
        yield self.grid

    def on_mount(self) -> None:
        self.grid.set_layout(self._layout)
        self.grid.show(len(self.rows), self.rows[:64])

    def on_order_grid_rows_needed(self, event: OrderGrid.RowsNeeded) -> None:
        self.grid.put(event.place, self.rows[event.place : event.place + event.number])

    @property
    def body(self) -> list[str]:
        """The lines below the heading."""
        grid = self.grid
        return [grid.render_line(y).text for y in range(1, grid.size.height)]

    def expected(self, first: int) -> list[str]:
        """What those lines begin with when the row at *first* is the first one: its number, or nothing."""
        found = []
        for place in range(first, len(self.rows)):
            lines = len(str(self.rows[place].cells["items_detail"]).split("\n"))
            shown = min(max(1, lines), MOST_LINES, self.grid.size.height - 1)
            found += [f"{place:06}", *[""] * (shown - 1)]
        height = self.grid.size.height - 1
        return (found + [""] * height)[:height]

    def check(self) -> None:
        """Rows stand in order with all their lines, and the cursor's row is on the screen whole."""
        grid = self.grid
        numbers = [line[3:].split(" ")[0][-6:] for line in self.body]
        assert numbers == self.expected(grid.visible_rows.start)
        lines = max(1, len(str(self.rows[grid.cursor].cells["items_detail"]).split("\n")))
        at = numbers.index(f"{grid.cursor:06}")
        assert self.body[at][2] == CURSOR
        assert sum(line[2] == CURSOR for line in self.body) == 1
        assert at + min(lines, MOST_LINES, len(numbers)) <= len(numbers)
        assert {cell_len(grid.render_line(y).text) for y in range(grid.size.height)} == {grid.size.width}


HEIGHTS = st.lists(st.integers(1, 12), min_size=1, max_size=100)
SIZES = st.tuples(st.sampled_from([60, 80, 118]), st.integers(4, 24))


@given(heights=HEIGHTS, size=SIZES)
@settings(max_examples=6)
async def test_going_down_and_up_passes_every_row_once(heights: list[int], size: tuple[int, int]) -> None:
    app = Listing(heights)
    async with app.run_test(size=size) as pilot:
        for way in (1, -1):
            seen = []
            for _ in heights:
                app.check()
                seen.append(app.grid.cursor)
                app.grid.move(way)
                await pilot.pause()
            assert seen == list(range(len(heights)))[::way]


MOVES = st.lists(st.sampled_from(["down", "up", "page down", "page up", "end", "home", "jump"]), max_size=25)


@given(heights=HEIGHTS, size=SIZES, moves=MOVES)
@settings(max_examples=6)
async def test_the_row_of_the_cursor_is_always_whole(
    heights: list[int], size: tuple[int, int], moves: list[str]
) -> None:
    app = Listing(heights)
    async with app.run_test(size=size) as pilot:
        total, grid = len(heights), app.grid
        for move in moves:
            match move:
                case "down" | "up":
                    grid.move(1 if move == "down" else -1)
                case "page down" | "page up":
                    grid.page(1 if move == "page down" else -1)
                case "jump":
                    grid.go_to(total * 2 // 3)
                case _:
                    grid.move(total if move == "end" else -total)
            await pilot.pause()
            app.check()


async def test_pages_leave_out_no_row() -> None:
    app = Listing([1, 3, 2, 9, 1, 4] * 20)
    async with app.run_test(size=(80, 14)) as pilot:
        seen = set(app.grid.visible_rows)
        while app.grid.cursor < app.grid.total - 1:
            app.grid.page(1)
            await pilot.pause()
            app.check()
            seen |= set(app.grid.visible_rows)
        assert seen == set(range(120))


async def test_the_last_rows_come_whole_though_their_heights_were_not_known() -> None:
    app = Listing([1] * 64 + [5] * 200)
    async with app.run_test(size=(80, 21)) as pilot:
        app.grid.move(app.grid.total)
        await pilot.pause()
        app.check()
        assert app.grid.visible_rows == range(260, 264)


async def wheel(pilot: Pilot[None], kind: type[events.MouseEvent], times: int, shift: bool = False) -> None:
    grid = pilot.app.query_one(OrderGrid)
    for _ in range(times):
        grid.post_message(kind(grid, 5, 5, 0, 0, 0, shift, False, False))
    await pilot.pause()


async def test_the_wheel_scrolls_to_both_ends_and_the_cursor_stays() -> None:
    app = Listing([2] * 100)
    async with app.run_test(size=(80, 21)) as pilot:
        app.grid.move(3)
        await wheel(pilot, events.MouseScrollDown, 1)
        assert (app.grid.visible_rows, app.grid.cursor) == (range(3, 13), 3)
        await wheel(pilot, events.MouseScrollDown, 60)
        await wheel(pilot, events.MouseScrollDown, 60)  # now that the last rows are there
        assert (app.grid.visible_rows, app.grid.cursor) == (range(90, 100), 3)
        await wheel(pilot, events.MouseScrollUp, 60)
        assert (app.grid.visible_rows, app.grid.cursor) == (range(10), 3)
        await wheel(pilot, events.MouseScrollDown, 1, shift=True)
        assert (app.grid.visible_rows, app.grid.column) == (range(10), 1)


async def test_a_row_that_unfolds_at_the_bottom_is_seen_whole() -> None:
    app = Listing([6] * 40, DEFAULT)
    async with app.run_test(size=(80, 12)) as pilot:
        app.grid.move(10)
        app.grid.move_column([each.key for each in app.grid.columns].index("items"))
        assert app.grid.visible_rows == range(11)
        app.grid.unfold()
        await pilot.pause()
        assert app.grid.visible_rows == range(5, 11)
        assert [line[2] for line in app.body] == [*" " * 5, CURSOR, *" " * 5]
        assert ["쌀 5" in line for line in app.body] == [False] * 10 + [True]
        app.grid.unfold()
        assert app.grid.visible_rows == range(5, 16)


@pytest.mark.parametrize("gutter", [False, True])
@pytest.mark.parametrize("width", [58, 60, 79, 80, 118])
@pytest.mark.parametrize("layout", [DEFAULT, DETAILED.detailed("address")])
async def test_every_line_is_as_wide_as_the_list(width: int, layout: ColumnLayout, gutter: bool) -> None:
    app = Listing([3] * 40, layout, WIDE_TEXTS, gutter)
    async with app.run_test(size=(width, 30)) as pilot:
        grid = app.grid
        for _ in range(len(grid.columns)):
            lines = [grid.render_line(y) for y in range(30)]
            assert {(line.cell_length, cell_len(line.text)) for line in lines} == {(width, width)}
            assert not any("\x1b" in line.text or "\u202e" in line.text for line in lines)
            grid.move_column(1)
            grid.move(1)
            await pilot.pause()


async def test_the_column_at_the_edge_is_cut_with_an_ellipsis() -> None:
    app = Listing([1] * 5, DEFAULT, ["가나다라마바사아자차카타파하" * 4])
    async with app.run_test(size=(64, 10)) as pilot:
        grid = app.grid
        grid.move_column(len(grid.columns))
        grid.move_column(-2)  # what stands to the right of the cursor may be cut
        await pilot.pause()
        heads = [column.head for column in grid.columns]
        assert heads[-3] in grid.render_line(0).text
        for y in range(1, 6):
            assert grid.render_line(y).text.rstrip().endswith("…")
            assert cell_len(grid.render_line(y).text) == 64


async def at_rest(pilot: Pilot[None]) -> bool:
    """Waits until nothing is drawn ahead any more; whether that came."""
    active: Any = pilot.app.query_one(OrderGrid)._ahead._active
    tries = 100
    while active.is_set() and tries:
        await pilot.pause(0.01)
        tries -= 1
    return tries > 0


@pytest.mark.parametrize("size", [(80, 20), (80, 400)])
async def test_the_rows_that_come_next_are_drawn_already(
    size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    app = Listing([1] * 2000, DEFAULT)
    async with app.run_test(size=size) as pilot:
        app.grid.focus()
        assert await at_rest(pilot), "it ends, of however tall a window"
        drawn: list[int] = []
        draw = GridLines._drawn

        def noting(lines: GridLines, row: Row) -> list[Strip]:
            drawn.append(row.row.id)
            return draw(lines, row)

        monkeypatch.setattr(GridLines, "_drawn", noting)
        for step in (1, 1, -1) if size[1] < 100 else ():
            app.grid.page(step)
            app.check()
            assert len(drawn) <= 2, "the row of the cursor, and the one that it has left"
            assert await at_rest(pilot)
            drawn.clear()
        app.grid.move(app.grid.total)
        app.check()
        assert len(drawn) == 1 or size[1] > 100


class Slow(Listing):
    """A list whose rows come when they are given."""

    asked: list[tuple[int, int]]

    def on_order_grid_rows_needed(self, event: OrderGrid.RowsNeeded) -> None:
        event.prevent_default()
        self.asked = [*getattr(self, "asked", []), (event.place, event.number)]

    def give(self) -> None:
        place, number = self.asked[-1]
        self.grid.put(place, self.rows[place : place + number])


async def test_the_end_is_read_ahead_and_gives_way_to_what_is_looked_at() -> None:
    app = Slow([1] * 1000, DEFAULT)
    async with app.run_test(size=(80, 20)) as pilot:
        app.grid.focus()
        app.grid.move(1)
        await pilot.pause()
        assert app.asked == [(960, 64)], "the last rows"
        app.grid.move(200)
        await pilot.pause()
        assert app.asked[1:] == [(128, 128)], "nobody waits for the end"
        while len(app.asked) < 9:
            app.give()
            await pilot.pause()
            if app.asked[-1] == (960, 64):
                break
        app.give()
        app.grid.move(1000)
        app.check()
