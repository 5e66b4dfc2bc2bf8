"""The facet cube: how many orders each combination of tab dimensions holds, in all and by day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from orderdesk.core.domain.facets import Facet
from orderdesk.core.store.dialect import Conn, next_id

FIND = """SELECT id FROM facet WHERE channel = ? AND trade = ? AND pay = ? AND method = ? AND member = ?
 AND region = ? AND mask = ?"""
SHIFT = "UPDATE facet SET n = n + ? WHERE id = ?"
SHIFT_DAY = """INSERT INTO facet_day (facet_id, day, n) VALUES (?, ?, ?)
 ON CONFLICT (facet_id, day) DO UPDATE SET n = facet_day.n + excluded.n"""
DROP_DAY = "DELETE FROM facet_day WHERE facet_id = ? AND day = ? AND n = 0"
_COLUMNS = ("id", *Facet._fields, "n")


def facet_ids(conn: Conn, wanted: Iterable[Facet]) -> dict[Facet, int]:
    """The number of each facet, made (empty) when new; only under the gate."""
    found: dict[Facet, int] = {}
    missing: list[Facet] = []
    for facet in set(wanted):
        row = conn.execute(FIND, tuple(map(int, facet))).fetchone()
        if row:
            found[facet] = row[0]
        else:
            missing.append(facet)
    if missing:
        first = next_id(conn, "facet")
        for number, facet in enumerate(sorted(missing), first):
            found[facet] = number
        conn.insert("facet", _COLUMNS, [(found[facet], *map(int, facet), 0) for facet in missing])
    return found


def shift(conn: Conn, deltas: Mapping[tuple[int, int], int]) -> None:
    """Count orders in and out: *deltas* are by (facet number, day)."""
    totals: Counter[int] = Counter()
    days = [(facet, day, n) for (facet, day), n in sorted(deltas.items()) if n]
    for facet, _, n in days:
        totals[facet] += n
    conn.executemany(SHIFT, [(n, facet) for facet, n in totals.items() if n])
    conn.executemany(SHIFT_DAY, days)
    conn.executemany(DROP_DAY, [(facet, day) for facet, day, n in days if n < 0])
