from __future__ import annotations

from typing import Any

import pytest

from orderdesk.core.domain.orders import Method
from orderdesk.core.store.binding import exact
from orderdesk.core.store.dialect import insert_sql
from orderdesk.core.store.sqlite import LIBRARY

COLUMNS = ("id", "text", "enum", "flag", "never", "some", "blob", "mixed", "alike", "blank", "word")
ROWS: list[tuple[Any, ...]] = [
    (1, "가", Method.CARD, True, None, None, b"\x00\xff", None, Method.BANK, "", "'"),
    (2, "", Method.UNKNOWN, False, None, 7, b"", Method.CARD, Method.BANK, "", "'"),
]


@pytest.mark.parametrize("times", [1, 100])
def test_values_are_bound_plain_and_stored_the_same(times: int) -> None:
    raw, rows = LIBRARY.connect(":memory:"), ROWS * times
    for table in ("straight", "plain"):
        raw.execute(f"CREATE TABLE {table} ({', '.join(COLUMNS)})")
    raw.executemany(f"INSERT INTO straight VALUES ({', '.join('?' * len(COLUMNS))})", rows)
    names, fixed, values = exact(COLUMNS, rows)
    bound = list(values)
    alike = {"alike": f"{Method.BANK:d}", "blank": "''"} if times > 1 else {}
    assert dict(fixed) == alike and set(names) == set(COLUMNS) - {"never", *alike}
    assert {type(value) for row in bound for value in row} == {int, str, bytearray, type(None)}
    raw.executemany(insert_sql("plain", names, fixed), bound)
    said = [
        raw.execute(f"SELECT *, {', '.join(f'typeof({name})' for name in COLUMNS)} FROM {table}").fetchall()
        for table in ("straight", "plain")
    ]
    assert said[0] == said[1] and len(said[0]) == len(rows)
    raw.close()
