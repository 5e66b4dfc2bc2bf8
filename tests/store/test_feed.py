"""The change feed: orders by their last change, from any point, whichever way they are looked up."""

from __future__ import annotations

from pathlib import Path

import pytest

from orderdesk.core.domain.claims import ClaimKind, Decision
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.store.engine import Store, open_store
from orderdesk.core.store.listing import ListQuery, feed
from orderdesk.core.store.listing.feed import PICK, WALK, Changed, Feed, change_before, changed, changes_of
from tests.services.desk import KIM, NOW, Desk, sold

EVERY = ListQuery()


@pytest.fixture(params=["walk", "pick"])
def desk(request: pytest.FixtureRequest, store: Store, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Six orders, one a minute, the third on Naver; the feed is found in either way."""
    monkeypatch.setattr(feed, "_walks", lambda *_: request.param == "walk")
    desk = Desk(store)
    for n in range(1, 7):
        desk.now = NOW + 60 * n
        desk.add(sold(n, 2, channel=Channel.NAVER if n == 3 else Channel.OWN))
    return desk


def read(desk: Desk, asked: Feed, limit: int = 100) -> list[Changed]:
    with desk.store.reader() as conn:
        return changed(conn, asked, limit)


def orders(desk: Desk, asked: Feed, limit: int = 100) -> list[int]:
    return [each.order for each in read(desk, asked, limit)]


def test_orders_stand_by_their_last_change(desk: Desk) -> None:
    assert orders(desk, Feed(EVERY)) == [1, 2, 3, 4, 5, 6]
    desk.now = NOW + 600
    desk.do("hold", 2, reason="STOCK")
    desk.now = NOW + 660
    desk.do("memo", 5, text="메모")
    found = read(desk, Feed(EVERY))
    assert [each.order for each in found] == [1, 3, 4, 6, 2, 5]
    assert [each.at - NOW for each in found] == [60, 180, 240, 360, 600, 660]
    assert [each.seq for each in found] == sorted(each.seq for each in found)


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("ready", {}),
        ("hold", {"reason": "STOCK"}),
        ("track", {"courier": "CJ대한통운", "number": "640863626002"}),
        ("address", {"line1": "서울 중구 세종대로 110"}),
        ("cancel", {"reason": "BROKEN"}),
        ("split", {"items": "1:1"}),
    ],
)
def test_every_change_of_section_claim_address_hold_and_payment_counts(
    desk: Desk, verb: str, fields: dict[str, str]
) -> None:
    last = read(desk, Feed(EVERY))[-1].seq
    desk.now = NOW + 600
    desk.apply(desk.plan(verb, 4, actor=KIM, **fields))
    assert [(each.order, each.at) for each in read(desk, Feed(EVERY, last))] == [(4, NOW + 600)]


def test_a_payment_counts(desk: Desk) -> None:
    with desk.store.unit(KIM, NOW) as unit:
        unit.add_bank_account("국민", "000-00-0000", "우리상점")
    desk.add(sold(7, unpaid=True), sold(8))
    last = read(desk, Feed(EVERY))[-1].seq
    desk.do("confirm-payment", 7)
    assert orders(desk, Feed(EVERY, last)) == [7]


def test_pages_follow_each_other_and_lose_nothing_while_orders_change(desk: Desk) -> None:
    first = read(desk, Feed(EVERY), 2)
    desk.do("hold", 1, 4, reason="STOCK")
    second = read(desk, Feed(EVERY, first[-1].seq), 3)
    rest = read(desk, Feed(EVERY, second[-1].seq))
    assert [each.order for each in (*first, *second, *rest)] == [1, 2, 3, 5, 6, 1, 4]


def test_what_a_late_clock_wrote_is_not_passed_over(desk: Desk) -> None:
    seen = read(desk, Feed(EVERY))[-1]
    desk.now = NOW - 3600  # a desk whose clock is an hour late
    desk.do("hold", 1, reason="STOCK")
    assert read(desk, Feed(EVERY, seen.seq)) == [Changed(1, seen.seq + 1, seen.at)]
    with desk.store.reader() as conn:
        assert change_before(conn, seen.at) < seen.seq + 1


def test_conditions_narrow_the_feed(desk: Desk) -> None:
    desk.do("hold", 6, reason="STOCK")
    desk.do("ready", 2)
    for conditions, wanted in (
        ({"channel": frozenset({int(Channel.NAVER)})}, [3]),
        ({"state": frozenset({int(SectionState.READY)})}, [2]),
        ({"trade": frozenset({int(Trade.OPEN)})}, [1, 3, 4, 5, 6, 2]),
        ({"trade": frozenset({int(Trade.CLOSED)})}, []),
    ):
        assert orders(desk, Feed(ListQuery(conditions))) == wanted
    placed = ListQuery(extra=(("placed_at", (NOW - 3 * 3600, NOW - 2 * 3600)),))
    assert orders(desk, Feed(placed)) == [3, 2]


def test_only_orders_with_such_claims(desk: Desk) -> None:
    desk.do("cancel", 5, reason="BROKEN")
    desk.do("cancel", 1, reason="BROKEN")
    desk.do("reject", 1)
    cancels, returns = frozenset({int(ClaimKind.CANCEL)}), frozenset({int(ClaimKind.RETURN)})
    decided = frozenset({int(Decision.REJECTED)})
    assert orders(desk, Feed(EVERY, claims=True)) == [5, 1]
    assert orders(desk, Feed(EVERY, claims=True, kinds=cancels, decisions=decided)) == [1]
    assert orders(desk, Feed(EVERY, claims=True, kinds=returns)) == []


def test_a_time_is_a_place_in_the_feed(desk: Desk) -> None:
    seqs = [each.seq for each in read(desk, Feed(EVERY))]
    with desk.store.reader() as conn:
        for at, after in (
            (0, 0),
            (NOW + 60, 0),
            (NOW + 61, 1),
            (NOW + 180, 2),
            (NOW + 361, 6),
            (NOW + 999, 6),
        ):
            assert change_before(conn, at) == (seqs[after - 1] if after else 0), at
    assert orders(desk, Feed(EVERY, seqs[1], seqs[3])) == [3, 4]


def test_the_last_changes_of_some_orders(desk: Desk) -> None:
    found = read(desk, Feed(EVERY))
    with desk.store.reader() as conn:
        assert changes_of(conn, [2, 5, 99]) == {2: found[1], 5: found[4]}
        assert change_before(conn, NOW) == 0


def test_an_empty_store_has_no_changes(store: Store) -> None:
    with store.reader() as conn:
        assert (changed(conn, Feed(EVERY), 9), change_before(conn, NOW), changes_of(conn, [1])) == ([], 0, {})


def test_the_way_is_chosen_by_what_it_costs(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few orders meant, behind many changes, are looked up; many are walked to."""
    desk = Desk(store)
    desk.add(*(sold(n) for n in range(1, 41)))
    desk.do("hold", *range(1, 41), reason="STOCK")
    desk.do("release", 7)
    monkeypatch.setattr(feed, "_SHORT", 0)
    few = ListQuery({"channel": frozenset({int(Channel.NAVER)})})
    placed = ListQuery(extra=(("placed_at", (NOW - 3600, None)),))
    with store.reader() as conn:
        assert feed._walks(conn, Feed(EVERY), 81, 10)
        assert not feed._walks(conn, Feed(few), 81, 10)
        assert not feed._walks(conn, Feed(placed), 8100, 10)
        assert not feed._walks(conn, Feed(EVERY, claims=True), 81, 10)


@pytest.mark.parametrize("sql", [WALK, PICK], ids=["walk", "pick"])
def test_sqlite_reads_the_history_by_its_keys(tmp_path: Path, sql: str) -> None:
    with open_store(f"sqlite:///{tmp_path / 'store.db'}") as store, store.reader() as conn:
        plan = [row[3] for row in conn.execute(f"EXPLAIN QUERY PLAN {sql.format(among='')}", (0, 9, 9))]
    scans = [line for line in plan if line.startswith("SCAN")]
    assert all("event" not in line and "chain" not in line for line in scans), plan
    assert sql == PICK or not any("TEMP B-TREE" in line for line in plan), plan
