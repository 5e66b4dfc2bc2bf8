from __future__ import annotations

from orderdesk.core.services.preferences import SHOP, read_preference, save_preference
from orderdesk.core.store.engine import Store
from orderdesk.core.store.newest import changed_since
from tests.services.desk import KIM, LEE, NOW


def read(store: Store, owner: str, name: str) -> str | None:
    with store.reader() as conn:
        return read_preference(conn, owner, name)


def test_what_nobody_saved_is_not_there(store: Store) -> None:
    assert read(store, "김영희", "desk") is None


def test_each_owner_has_a_text_under_each_name(store: Store) -> None:
    kept = {
        ("김영희", "desk"): "[1]",
        ("김영희", "other"): "[2]",
        ("이", "desk"): "[3]",
        (SHOP, "desk"): "[4]",
    }
    for (owner, name), body in kept.items():
        save_preference(store, KIM, NOW, owner, name, body)
    assert {key: read(store, *key) for key in kept} == kept


def test_the_last_writer_wins(store: Store) -> None:
    save_preference(store, KIM, NOW, SHOP, "desk", "[1]")
    save_preference(store, LEE, NOW - 9, SHOP, "desk", '["나"]')
    assert read(store, SHOP, "desk") == '["나"]'


def test_a_preference_is_no_change_to_orders(store: Store) -> None:
    with store.reader() as conn:
        before = changed_since(conn, 0)
    save_preference(store, KIM, NOW, "김영희", "desk", "{}")
    with store.reader() as conn:
        assert changed_since(conn, 0) == before
