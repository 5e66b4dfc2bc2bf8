"""The access records: found by who, what, whose and when, and deleted once their time is over."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Role
from orderdesk.core.services.access_records import (
    DAY,
    day_start,
    kept_since,
    look_through,
    past_keeping,
    purge_records,
    read_words,
)
from orderdesk.core.services.sight import Privacy, least_access_days, set_privacy
from orderdesk.core.store.accesses import Access, Sought, accesses
from orderdesk.core.store.engine import Store
from orderdesk.core.store.operators import NotPermitted
from tests.services.desk import KIM, NOW, Desk, number, sold
from tests.services.people import PEOPLE, staff

MANAGER, CLERK = PEOPLE[Role.MANAGER], PEOPLE[Role.DESK]

TAKEN: tuple[tuple[Actor, int, str, str, str, str], ...] = (
    (KIM, NOW - 800 * DAY, "export", "전체 탭", "옛것.xlsx", "세무"),
    (CLERK, NOW - 10 * DAY, "unmask", f"{number(1)}, {number(2)}", "", "배송 문의"),
    (CLERK, NOW - 9 * DAY, "sheets", "선택 1", "주문서.html", ""),
    (MANAGER, NOW, "export", "필터 · buyer=50%_off!", "a.csv", "부가세"),
)


@pytest.fixture
def records(store: Store) -> Iterator[Store]:
    """A staffed shop with four records."""
    Desk(store)
    staff(store)
    for n, (who, at, what, scope, file, reason) in enumerate(TAKEN):
        store.place = ("", "", "desk pts/3", "10.0.0.7")[n]
        with store.unit(who, at) as unit:
            unit.record_access(Access(what, scope, "", file, reason, 1, 1, 1))
    yield store


def found(store: Store, sought: Sought) -> list[int]:
    """The places in `TAKEN` of what is found."""
    with store.reader() as conn:
        scopes = [each.access.scope for each in look_through(conn, MANAGER, 99, sought)]
    return sorted([taken[3] for taken in TAKEN].index(scope) for scope in scopes)


@pytest.mark.parametrize(
    ("sought", "places"),
    [
        (Sought(), [0, 1, 2, 3]),
        (Sought(who=CLERK.name), [1, 2]),
        (Sought(what="export"), [0, 3]),
        (Sought(whose=number(2)), [1]),
        (Sought(whose="배송"), [1]),
        (Sought(whose="50%_off!"), [3]), (Sought(whose="5%f"), []), (Sought(whose="A.CSV"), [3]),
        (Sought(since=NOW - 10 * DAY), [1, 2, 3]),
        (Sought(until=NOW - 10 * DAY), [0, 1]),
        (Sought(who=CLERK.name, what="unmask", whose=number(1)), [1]),
        (Sought(words=("가림",)), [1]),
        (Sought(words=("desk", "주문서")), [2]),
        (Sought(place="10.0"), [3]), (Sought(words=("PTS/3",)), [2]),
        (Sought(words=("내보내기", "세무")), [0]),
    ],
)  # fmt: skip
def test_what_is_looked_for_is_found(records: Store, sought: Sought, places: list[int]) -> None:
    assert found(records, sought) == places


def test_words_may_be_days() -> None:
    start = day_start(date(2026, 9, 21))
    assert read_words("2026-09-21 김영희") == Sought(since=start, until=start + DAY - 1, words=("김영희",))
    both = read_words("2026-09-22 2026-09-21")
    assert (both.since, both.until) == (start, start + 2 * DAY - 1)
    assert read_words(" 2026-13-99  ") == Sought(words=("2026-13-99",))


@pytest.mark.parametrize("role", [Role.VIEWER, Role.PACKER, Role.DESK])
def test_only_a_manager_looks_at_them(records: Store, role: Role) -> None:
    with records.reader() as conn, pytest.raises(NotPermitted):
        look_through(conn, PEOPLE[role], 9, Sought())


def test_records_past_their_time_are_deleted_which_is_a_record_too(records: Store) -> None:
    with records.reader() as conn:
        assert past_keeping(conn, NOW) == 1
    with pytest.raises(NotPermitted):
        purge_records(records, MANAGER, NOW)
    assert purge_records(records, KIM, NOW) == 1 and purge_records(records, KIM, NOW) == 0
    with records.reader() as conn:
        newest, denied, *rest = accesses(conn, 99)
    assert (newest.access.what, newest.actor, newest.access.rows, len(rest)) == ("purge", KIM, 1, 3)
    assert (denied.access.what, denied.actor) == ("denied", MANAGER)
    assert denied.access.scope == "개인정보와 지난 접속기록 파기"


def test_how_long_they_are_kept_is_the_shops_decision(records: Store) -> None:
    set_privacy(records, KIM, NOW, Privacy(access_days=1095))
    with records.reader() as conn:
        assert past_keeping(conn, NOW) == 0
    assert purge_records(records, KIM, NOW) == 0


@pytest.mark.parametrize(("days", "kept"), [(365, 366), (730, 732), (1095, 1098)])
def test_years_are_kept_whole_with_their_leap_days(records: Store, days: int, kept: int) -> None:
    set_privacy(records, KIM, NOW, Privacy(access_days=days))
    with records.reader() as conn:
        assert kept_since(conn, NOW) == NOW - kept * DAY


def test_with_the_data_of_many_people_records_are_kept_two_years_whatever_was_set(
    records: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_privacy(records, KIM, NOW, Privacy(access_days=365))
    desk = Desk(records)
    desk.add(sold(1), sold(2, receiver="구매자2"), sold(3))
    people = {("구매자1", 1), ("받는이1", 1), ("구매자2", 2), ("구매자3", 3), ("받는이3", 3)}
    for many, least in ((len(people), 730), (len(people) + 1, 365)):
        monkeypatch.setattr("orderdesk.core.services.sight.MANY_PEOPLE", many)
        with records.reader() as conn:
            assert least_access_days(conn) == least
            assert kept_since(conn, NOW) == NOW - (least + least // 365) * DAY
