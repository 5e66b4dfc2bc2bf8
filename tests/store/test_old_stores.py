"""Stores that earlier schemas left behind open, are brought up to date, and are sound.

`python -m tests.store.test_old_stores` writes the store of the present schema; run it once for
each new revision and keep every file.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.requests import make_request
from orderdesk.core.services import browsing
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.demo.fill import fill_demo
from orderdesk.core.services.planning import make_plan
from orderdesk.core.services.undoing import apply_undo, plan_undo
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import SCHEMA, SQLITE_URL, open_store

STORES = Path(__file__).parent / "stores"
NOW = 1_795_395_600
ORDERS = 60
ACTOR = Actor(ActorKind.SELLER, "김영희")


def write_store(path: Path) -> None:
    """A small demo store at *path* with one job applied and one taken back."""
    with open_store(f"{SQLITE_URL}{path}") as store:
        fill_demo(store, ORDERS, 1, NOW)
        for undone in (False, True):
            with store.reader() as conn:
                ids = browsing.ids(conn, browsing.make_view(browsing.find_tab(conn, "상품준비")))
                plan = make_plan(conn, ids[:2], make_request("ready"), ACTOR, NOW, shop_of(conn))
            job = apply_plan(store, plan, ACTOR, lambda: NOW)
            if undone:
                with store.reader() as conn:
                    back = plan_undo(conn, job)
                apply_undo(store, job, back, ACTOR, lambda: NOW)


def test_a_store_of_the_present_schema_is_kept() -> None:
    assert (STORES / f"schema-{SCHEMA}.db").is_file()


@pytest.mark.parametrize("old", sorted(STORES.glob("*.db")), ids=lambda path: path.stem)
def test_an_old_store_opens_and_is_sound(old: Path, tmp_path: Path) -> None:
    copy = tmp_path / old.name
    shutil.copy(old, copy)
    with open_store(f"{SQLITE_URL}{copy}") as store:
        found = verify(store)
    assert (found.orders, found.findings) == (ORDERS, ())


if __name__ == "__main__":
    target = STORES / f"schema-{SCHEMA}.db"
    target.unlink(missing_ok=True)
    write_store(target)
    sys.stdout.write(f"{target}: {target.stat().st_size:,} bytes\n")
