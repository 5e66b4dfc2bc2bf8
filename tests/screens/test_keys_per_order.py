"""How many keys the commonest jobs take: the numbers that the README tells are counted here."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual import events

from orderdesk.core.domain.states import SectionState as S
from orderdesk.core.store.engine import Store
from tests.domain.builders import states
from tests.screens.dialog_desk import orders_of
from tests.screens.driver import DeskDriver, fill, numbered, opened
from tests.screens.sections import basket, contents, now, put

README = Path(__file__).parents[2] / "README.md"
PASTE = "Ctrl+Shift+V"
"""The terminal's own key for pasting: one key for any number of lines."""

SHIP = ("3", "*", "F4", "1", PASTE, "Tab", "↓", "Space", "Ctrl+S", "Ctrl+S")
"""배송대기 tab, all of it, tracking by hand, the numbers, 배송중으로, preview, done."""

RELEASE = ("6", "*", ".", "7", "Ctrl+S")
"""배송보류 tab, all of it, process, release, done."""

PART = ("Enter", "↓", "+", "F4", PASTE, "Enter", "Tab", "↓", "Space", "Ctrl+S", "Ctrl+S")
"""The order, one piece of its first item, its tracking, the number, 배송중으로, preview, done."""

KEYS = {
    "↓": "down",
    "*": "asterisk",
    "+": "plus",
    "Enter": "enter",
    "F4": "f4",
    "Space": "space",
    "Tab": "tab",
    "Ctrl+S": "ctrl+s",
    ".": "full_stop",
}


async def press(desk: DeskDriver, keys: Sequence[str], pasted: str = "") -> None:
    """Presses exactly *keys*, as they are told; pasting puts *pasted* where the focus is."""
    for key in keys:
        if key == PASTE:
            assert desk.app.focused is not None
            desk.app.focused.post_message(events.Paste(pasted))
            await desk.settle()
        else:
            await desk.press(KEYS.get(key, key))


def told(job: str) -> tuple[str, int, int, str]:
    """What the README's table says about *job*: keys, their number, orders, keys per order."""
    table = README.read_text(encoding="utf-8").split("<!-- keys-per-order -->")[1].split("<!-- /")[0]
    rows = [[cell.strip() for cell in line.split("|")] for line in table.splitlines()]
    (row,) = (row for row in rows if row[1:2] == [job])
    keys, count, orders, each = row[2:6]
    return keys, int(count), int(orders), each


def counted(keys: Sequence[str], orders: int) -> tuple[str, int, int, str]:
    """The same, as it is."""
    return f"`{' '.join(keys)}`", len(keys), orders, f"{len(keys) / orders:.2f}"


def labels(count: int) -> list[str]:
    """As many tracking numbers of CJ대한통운, with their check digits."""
    return [f"{n}{n % 7}" for n in range(52_185_312_345, 52_185_312_345 + count)]


async def test_thirty_orders_are_shipped_with_pasted_numbers(empty_store: Store) -> None:
    ids = fill(empty_store, numbered(30, state=S.READY))
    numbers = labels(len(ids))
    async with opened(empty_store, default_courier="CJ대한통운") as desk:
        await press(desk, SHIP, "\n".join(numbers))
    shipped = [each.sections[0] for each in orders_of(empty_store, ids)]
    assert [each.state for each in shipped] == [S.SHIPPING] * 30
    assert [each.tracking for each in shipped] == numbers
    assert told("30건에 송장을 붙여 넣고 배송중으로") == counted(SHIP, len(ids))


async def test_all_held_orders_are_released(empty_store: Store) -> None:
    ids = fill(empty_store, numbered(30, held=True))
    async with opened(empty_store) as desk:
        await press(desk, RELEASE)
    assert [each.holds for each in orders_of(empty_store, ids)] == [()] * 30
    assert told("배송보류 30건을 모두 해제") == counted(RELEASE, len(ids))


async def test_one_piece_is_split_off_and_shipped(empty_store: Store) -> None:
    made = put(empty_store, basket())
    number = labels(1)[0]
    async with opened(empty_store, default_courier="CJ대한통운") as desk:
        await press(desk, PART, number)
    parted = now(empty_store, made)
    assert states(parted) == {1: S.PREPARING, 2: S.SHIPPING}
    assert contents(parted)[2] == [("유기농 쌀 10kg", 1)]
    assert [section.tracking for section in parted.sections] == [None, number]
    assert told("한 개만 나누어 송장을 넣고 배송중으로") == counted(PART, 1)
