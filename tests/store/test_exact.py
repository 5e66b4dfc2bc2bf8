from __future__ import annotations

from typing import Any

from orderdesk.core.domain.orders import Method
from orderdesk.core.store.sqlite import LIBRARY, exact

COLUMNS = ("id", "text", "enum", "flag", "never", "some", "blob", "mixed")
ROWS: list[tuple[Any, ...]] = [
    (1, "가", Method.CARD, True, None, None, b"\x00\xff", None),
    (2, "", Method.UNKNOWN, False, None, 7, b"", Method.CARD),
]


def test_values_are_bound_plain_and_stored_the_same() -> None:
    raw = LIBRARY.connect(":memory:")
    for table in ("straight", "plain"):
        raw.execute(f"CREATE TABLE {table} ({', '.join(COLUMNS)})")
    raw.executemany(f"INSERT INTO straight VALUES ({', '.join('?' * len(COLUMNS))})", ROWS)
    names, values = exact(COLUMNS, ROWS)
    bound = list(values)
    assert names == tuple(name for name in COLUMNS if name != "never")
    assert {type(value) for row in bound for value in row} == {int, str, bytearray, type(None)}
    marks = ", ".join("?" * len(names))
    raw.executemany(f"INSERT INTO plain ({', '.join(names)}) VALUES ({marks})", bound)
    said = [
        raw.execute(f"SELECT *, {', '.join(f'typeof({name})' for name in COLUMNS)} FROM {table}").fetchall()
        for table in ("straight", "plain")
    ]
    assert said[0] == said[1] and len(said[0]) == 2
    raw.close()
