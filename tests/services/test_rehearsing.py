"""A copy to rehearse on is made of a store of either engine, and holds what that one holds."""

from __future__ import annotations

from pathlib import Path

from orderdesk.core.services.rehearsal_copies import begin_rehearsal, end_rehearsal, kept_rehearsal
from orderdesk.core.services.rehearsing import Rehearsal, is_rehearsal
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.listing import ListQuery, count
from tests.services.desk import KIM, NOW, Desk, sold


def test_a_copy_holds_what_the_store_holds(store: Store, tmp_path: Path) -> None:
    Desk(store).add(sold(1), sold(2))
    url = f"sqlite:///{tmp_path / 'data' / 'rehearsal.db'}"
    assert kept_rehearsal(url) is None
    told: list[tuple[int, int]] = []
    begin_rehearsal(store, KIM, NOW, url, lambda done, total: told.append((done, total)))
    assert told[-1][0] == told[-1][1] > 0
    assert kept_rehearsal(url) == Rehearsal(store.where, NOW) and not is_rehearsal(store)
    with open_store(url) as copy:
        with copy.reader() as conn:
            assert count(conn, ListQuery()) == 2
        assert is_rehearsal(copy) and verify(copy).wrong == 0
    data = tmp_path / "data"
    others = {"rehearsal.db.damaged-1", "rehearsal.db2", "rehearsal.db.old"}
    for name in (*others, "rehearsal.db.secrets", "rehearsal.db.0001.backup", "rehearsal.db-wal"):
        (data / name).touch()
    end_rehearsal(url)
    assert {each.name for each in data.iterdir()} == others
