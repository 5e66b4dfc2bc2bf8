"""What `verify` says of boxes that somebody changed behind the program's back; on both engines."""

from __future__ import annotations

import pytest

from orderdesk.core.domain.states import SectionState
from orderdesk.core.services.verifying import verify
from orderdesk.core.store.engine import Store
from tests.services.desk import Desk
from tests.services.station import K, Packer, goods, labelled


@pytest.fixture
def packed(store: Store) -> Store:
    """A store in which box 1 was packed and sent, a piece of it confirmed by hand, and box 2 is half full."""
    desk = Desk(store)
    desk.add(goods(1, 2), goods(2, 2))
    labelled(desk, 1)
    kim = Packer(desk)
    kim.open(1), kim("A"), kim(kind=K.HAND, want=1)
    kim.open(2), kim("A")
    assert desk.sound()
    return store


WAITS_AGAIN = {"box-not-sent", "facet-wrong"}


@pytest.mark.parametrize(
    ("change", "codes"),
    [
        ("UPDATE box_item SET hand = 0, scanned = 2 WHERE box = 1", {"box-sum"}),
        ("UPDATE box_item SET scanned = 0 WHERE box = 1", {"box-count", "box-sum"}),
        ("UPDATE box_item SET scanned = 3 WHERE box = 2", {"box-count", "box-sum"}),
        ("UPDATE box_scan SET kind = 2 WHERE box = 1 AND kind = 3", {"box-sum", "box-seal"}),
        ("UPDATE box_scan SET code = 'B' WHERE box = 1 AND n = 2", {"box-seal"}),
        ("UPDATE box_scan SET at = at - 60 WHERE box = 1 AND n = 1", {"box-seal"}),
        ("DELETE FROM box_scan WHERE box = 1 AND n = 1", {"box-seal"}),
        ("UPDATE box SET closed_n = 9 WHERE id = 1", {"box-seal"}),
        ("UPDATE box SET state = 3, closed_n = 2 WHERE id = 2", {"box-count", "box-not-sent", "box-seal"}),
        (f"UPDATE section SET state = {int(SectionState.READY)} WHERE order_id = 1", WAITS_AGAIN),
        ("UPDATE event SET note = '1 1 2 0 x' WHERE verb = 'packed'", {"box-seal", "link-broken"}),
    ],
)
def test_what_was_changed_is_found(packed: Store, change: str, codes: set[str]) -> None:
    with packed.writer() as conn:
        conn.execute(change)
    assert {finding.code for finding in verify(packed).findings} == codes


def test_a_piece_that_left_twice_is_found(packed: Store) -> None:
    """Both boxes were for one line, as if nobody had looked: more left than was bought."""
    with packed.writer() as conn:
        conn.execute("UPDATE box_section SET live = 0 WHERE box = 2")
        conn.execute("INSERT INTO box_section (order_id, section, box, live) VALUES (1, 2, 2, 1)")
        conn.execute("UPDATE box_item SET order_id = 1, section = 2 WHERE box = 2")
        conn.execute("UPDATE box SET state = 3 WHERE id = 2")
    assert "box-twice" in {finding.code for finding in verify(packed).findings}


def test_a_section_stands_in_one_box(packed: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"), packed.writer() as conn:
        conn.execute("INSERT INTO box_section (order_id, section, box, live) VALUES (1, 1, 2, 1)")
