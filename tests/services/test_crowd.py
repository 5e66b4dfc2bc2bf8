"""Eight processes work on one store: what each was told is so, once, and nobody finds the store busy."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.crowd import run
from benchmarks.crowd_journal import held_against
from orderdesk.core.store.engine import open_store

SECONDS = 12.0


@pytest.mark.slow
def test_eight_operators_lose_nothing_double_nothing_and_are_never_sent_away(
    store_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "journals"
    folder.mkdir()
    crowd = run(store_url, folder, count=8, seconds=SECONDS, orders=3000, seed=7)
    found = crowd.findings
    assert (found.lost, found.doubled, found.unknown, dict(crowd.problems)) == ([], [], [], {})
    assert crowd.wrong == 0 and found.in_flight == 0
    assert found.changes > 50 and min(tally.deeds for tally in crowd.tallies) > 0


@pytest.mark.slow
def test_the_journal_finds_what_is_lost_doubled_or_nobodys(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'store.db'}"
    assert run(url, tmp_path, count=1, seconds=3, orders=500, seed=2).findings.clean

    def spoilt(*statements: str) -> tuple[bool, bool, bool]:
        """What is found after changes that nobody was told of."""
        with open_store(url) as store, store.connection() as conn:
            conn.execute("BEGIN")
            for sql in statements:
                conn.execute(sql)
            conn.execute("COMMIT")
            found = held_against(store, tmp_path, 1)
        return bool(found.lost), bool(found.doubled), bool(found.unknown)

    kept = "verb = 'memo' AND job NOT IN (SELECT undo_of FROM job WHERE undo_of IS NOT NULL)"
    last = f"(SELECT MAX(id) FROM event WHERE {kept})"
    again = "order_id, verb, section, at, actor, job, note, changes, sealed"
    assert spoilt(
        f"INSERT INTO event (id, {again}) SELECT id + 1000000, {again} FROM event WHERE id = {last}"
    ) == (False, True, False)
    assert spoilt("DELETE FROM event WHERE id > 1000000") == (False, False, False)
    assert spoilt("UPDATE memo SET text = 'x' WHERE n = 1")[0]
    assert spoilt(
        "INSERT INTO job (id, action, state, actor, at, note, planned, applied, skipped, refused)"
        " SELECT 1000000, 'ready', 2, actor, at, '', 0, 0, 0, 0 FROM job WHERE id = 1"
    )[2]
