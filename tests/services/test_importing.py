from __future__ import annotations

import itertools
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from orderdesk.core.domain.claims import Decision
from orderdesk.core.domain.orders import EntryKind, Method
from orderdesk.core.domain.phones import mask_phone
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.services import browsing
from orderdesk.core.services.applying import job_rows_of
from orderdesk.core.services.importing import ImportResult, import_orders
from orderdesk.core.services.job_requests import JobRequests, write_requests
from orderdesk.core.services.opening import open_file
from orderdesk.core.services.recovering import recover
from orderdesk.core.store.engine import Store
from orderdesk.core.store.jobs import create_job, jobs
from tests.services.desk import KIM, Desk
from tests.services.export_file import FIELDS, bought, separated, table, workbook
from tests.services.imports import bring, bring_file, counts, told

S = SectionState
STATES: tuple[tuple[str, dict[str, Any], SectionState], ...] = (
    ("거래종료", {"cancel_reason": "구매 의사 취소"}, S.CANCELLED),
    ("거래종료", {"return_reason": "파손"}, S.RETURNED),
    ("거래종료", {}, S.DELIVERED),
    ("거래종료", {"tracking": "680123456782", "courier": "CJ대한통운"}, S.DELIVERED),
    ("거래개시", {"cancel_reason": "구매 의사 취소"}, S.CANCEL_REQUESTED),
    ("거래개시", {"return_reason": "파손"}, S.RETURN_REQUESTED),
    ("거래개시", {"tracking": "680123456793", "courier": "CJ대한통운"}, S.SHIPPING),
    ("거래개시", {}, S.PREPARING),
)


def test_states_are_what_the_columns_say_and_no_more(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    rows = [bought(n, trade=trade, **cells) for n, (trade, cells, _) in enumerate(STATES, 1)]
    result = bring(desk, tmp_path, *rows)
    assert counts(result) == (len(STATES), 0, 0, 0) and result.problems == []
    for n, (trade, cells, state) in enumerate(STATES, 1):
        order = desk.order(f"202611200000{n:03d}")
        assert [section.state for section in order.sections] == [state]
        assert order.trade is (Trade.CLOSED if trade == "거래종료" else Trade.OPEN)
        claims = [claim.decision for claim in order.claims]
        decided = Decision.APPROVED if trade == "거래종료" else Decision.OPEN
        claimed = state not in (S.DELIVERED, S.SHIPPING, S.PREPARING)
        assert claims == ([decided] if claimed else [])
        assert order.sections[0].tracking == cells.get("tracking")
    assert desk.sound()


def test_sums_count_once_and_every_part_arrives(desk: Desk, tmp_path: Path) -> None:
    more: dict[str, Any] = {"items_total": "20,000", "paid": "23,000"}
    result = bring(
        desk,
        tmp_path,
        bought(1, 1, **more),
        bought(1, 2, 2, name="사과", option="", zip="63000", delivery="퀵", **more),
    )
    assert (result.rows, result.orders, counts(result)) == (2, 1, (1, 0, 0, 0))
    order = desk.order("202611200000001")
    assert [(entry.kind, entry.method, entry.amount, entry.assumed) for entry in order.entries] == [
        (EntryKind.PAID, Method.UNKNOWN, 23_000, True)
    ]
    assert order.entries[0].at == order.placed_at
    assert order.placed_at == int(datetime.fromisoformat("2026-11-20T09:12:00+09:00").timestamp())
    assert [(line.name, line.option, line.qty, line.total) for line in order.lines] == [
        ("유기농 쌀", "크기 : 10kg", 2, 10_000),
        ("사과", "", 2, 10_000),
    ]
    assert [section.fee for section in order.sections] == [3000, 0]
    assert (order.buyer_name, order.buyer_email) == ("홍길동", "hong@example.com")
    listed = desk.listed()[0]
    assert (listed["remote"], listed["assumed"], listed["method"]) == ("제주", True, "미상")
    assert desk.verbs_of(order) == ["create"] and desk.sound()


def test_payments_are_assumed_only_when_told_and_can_be_found(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1), assume_paid=True)
    bring(desk, tmp_path, bought(2), bought(3, trade="거래종료"), assume_paid=False)
    states = {row["order_no"]: row["pay_status"] for row in desk.listed()}
    assert states == {
        "202611200000001": "결제완료",
        "202611200000002": "결제대기",
        "202611200000003": "결제완료",
    }
    with desk.store.reader() as conn:
        found = browsing.orders(conn, browsing.make_view(where=["assumed=yes"]))
        assert {order.number[-1] for order in found} == {"1", "3"}
        assert browsing.count(conn, browsing.make_view(browsing.find_tab(conn, "결제대기"))) == 1
    assert desk.sound()


def test_columns_may_stand_in_any_order_under_any_alias(desk: Desk, tmp_path: Path) -> None:
    aliases = {
        "section": "섹션번호",
        "qty": "수량",
        "zip": "우편번호",
        "memo": "배송메세지",
        "paid": "최종 실결제금액",
        "tracking": "운송장\n번호",
        "number": "[주문번호]",
    }
    cells = table([bought(1), bought(2)], FIELDS[::-1], aliases)
    assert counts(bring_file(desk, workbook(tmp_path / "a.xlsx", cells))) == (2, 0, 0, 0)
    assert counts(bring_file(desk, separated(tmp_path / "b.csv", cells, "utf-8"))) == (0, 0, 2, 0)
    assert counts(bring_file(desk, separated(tmp_path / "c.csv", cells, "utf-8-sig"))) == (0, 0, 2, 0)
    assert counts(bring_file(desk, separated(tmp_path / "d.csv", cells, "cp949"))) == (0, 0, 2, 0)


@pytest.mark.parametrize("moment", ["2026-11-20 09:12:00", datetime(2026, 11, 20, 9, 12), 46346.38333333333])
def test_dates_come_in_three_forms(desk: Desk, tmp_path: Path, moment: object) -> None:
    bring(desk, tmp_path, bought(1, placed_at=moment))
    assert desk.listed()[0]["ordered_at"] == "2026-11-20T09:12:00+09:00"


def test_a_second_import_changes_nothing_and_makes_no_job(desk: Desk, tmp_path: Path) -> None:
    rows = [bought(n, trade=trade, **cells) for n, (trade, cells, _) in enumerate(STATES, 1)]
    first = bring(desk, tmp_path, *rows)
    before = desk.whole()
    second = bring(desk, tmp_path, *rows)
    assert counts(second) == (0, 0, len(STATES), 0) and second.job is None and first.job is not None
    assert desk.whole() == before and {order.version for order in desk.whole()} == {1}


def test_an_import_after_work_here_does_not_take_the_work_back(desk: Desk, tmp_path: Path) -> None:
    rows = [bought(n) for n in (1, 2, 3)]
    bring(desk, tmp_path, *rows)
    first, second, third = (f"202611200000{n:03d}" for n in (1, 2, 3))
    desk.do("track", first, courier="CJ대한통운", number="680123456782", to="ship")
    desk.do("split", second, items="1:1")
    desk.do("cancel", third, reason="SOLD_OUT")
    before = desk.whole()
    assert counts(bring(desk, tmp_path, *rows)) == (0, 0, 3, 0) and desk.whole() == before


CHANGES: tuple[tuple[str, str, str, str], ...] = (
    ("buyer_name", "주문자 이름", "이몽룡", "buyer"),
    ("buyer_phone", "주문자 번호", "010-0000-9999", "phone"),
    ("receiver", "수령자명", "월매", "receiver"),
    ("address", "주소", "제주시 첫길 1", "address"),
    ("zip", "배송지 우편번호", "63000", "zip"),
    ("memo", "배송메모", "경비실", "dmemo"),
)


@pytest.mark.parametrize(("field", "column", "value", "shown"), CHANGES)
def test_people_address_and_memo_may_change_before_dispatch(
    desk: Desk, tmp_path: Path, field: str, column: str, value: str, shown: str
) -> None:
    changes: dict[str, Any] = {field: value}
    bring(desk, tmp_path, bought(1))
    result = bring(desk, tmp_path, bought(1, **changes))
    assert counts(result) == (0, 1, 0, 0) and result.job is not None
    order = desk.order("202611200000001")
    assert value in str(desk.listed()[0][shown])
    assert order.version == 2 and desk.verbs_of(order) == ["create", "import"] and desk.sound()
    assert counts(bring(desk, tmp_path, bought(1, **changes))) == (0, 0, 1, 0)


@pytest.mark.parametrize(("field", "column", "value", "shown"), CHANGES)
def test_after_dispatch_they_are_refused_with_the_cell(
    desk: Desk, tmp_path: Path, field: str, column: str, value: str, shown: str
) -> None:
    bring(desk, tmp_path, bought(1))
    desk.do("track", "202611200000001", courier="CJ대한통운", number="680123456782", to="ship")
    before, changes = desk.whole(), dict[str, Any]({field: value})
    result = bring(desk, tmp_path, bought(2), bought(1, **changes))
    assert counts(result) == (1, 0, 0, 1)
    assert told(result) == [(3, column, value, "after-dispatch")]
    assert [order for order in desk.whole() if order.number.endswith("1")] == before


def test_an_address_that_changes_under_a_label_makes_the_label_stale(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1))
    desk.do("track", "202611200000001", courier="CJ대한통운", number="680123456782", to="ready")
    bring(desk, tmp_path, bought(1, address="부산 해운대구 1"))
    plan = desk.plan("ship", "202611200000001")
    assert [row.verdict.code for row in plan.rows] == ["label-stale"]


def test_blank_cells_say_nothing(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1))
    blank: dict[str, Any] = dict.fromkeys(
        ("receiver", "receiver_phone", "zip", "address", "detail", "memo", "buyer_email"), ""
    )
    assert counts(bring(desk, tmp_path, bought(1, **blank))) == (0, 0, 1, 0)


DIFFERENCES: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"channel": "네이버페이-주문형"}, "판매채널", "네이버페이-주문형"),
    ({"placed_at": "2026-11-20 09:13:00"}, "주문일", "2026-11-20 09:13:00"),
    ({"name": "찹쌀"}, "상품명", "찹쌀"),
    ({"option": "크기 : 20kg"}, "옵션명", "크기 : 20kg"),
    ({"qty": 3}, "구매수량", "3"),
    ({"unit_price": 6000}, "판매가", "6000"),
    ({"line_paid": 9000}, "품목실결제가", "9000"),
    ({"paid": 12000}, "최종주문금액", "12000"),
    ({"product_no": "X1"}, "상품고유번호", "X1"),
    ({"tracking": "680123456782", "courier": "CJ대한통운"}, "배송송장번호", "680123456782"),
    ({"delivery": "퀵"}, "배송방식", "퀵"),
    ({"trade": "거래종료"}, "주문상태", "거래종료"),
    ({"cancel_reason": "변심"}, "취소사유", "변심"),
    ({"return_reason": "파손"}, "반품사유", "파손"),
    ({"section": 2}, "주문섹션번호", "202611200000001-S2"),
)


@pytest.mark.parametrize(("cells", "column", "value"), DIFFERENCES)
def test_other_differences_are_refused_with_the_cell(
    desk: Desk, tmp_path: Path, cells: dict[str, Any], column: str, value: str
) -> None:
    bring(desk, tmp_path, bought(1))
    before = desk.whole()
    result = bring(desk, tmp_path, bought(1, **cells))
    assert counts(result) == (0, 0, 0, 1)
    assert told(result) == [(2, column, value, "differs")] and desk.whole() == before


def test_a_line_that_is_gone_or_new_is_refused(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1, 1), bought(1, 2))
    fewer = bring(desk, tmp_path, bought(1, 1))
    assert told(fewer) == [(2, "주문섹션품목번호", "", "differs")]
    assert sides(fewer) == ["주문섹션품목번호 여기 202611200000001-2 · 파일 없음"]
    more = bring(desk, tmp_path, bought(1, 1), bought(1, 2), bought(1, 3))
    assert told(more) == [
        (2, "주문번호", "202611200000001", "order-refused"),
        (3, "주문번호", "202611200000001", "order-refused"),
        (4, "주문섹션품목번호", "202611200000001-3", "differs"),
    ]


def sides(result: ImportResult) -> list[str]:
    """Where rows differ from the order that is here, with both sides."""
    return [f"{each.column} {each.sides.ko}" for p in result.problems for each in p.differences]


def test_both_sides_are_told_of_everything_that_differs(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1, 1), bought(1, 2))
    cells: dict[str, Any] = {"placed_at": "2026-11-20 09:13:00", "paid": 12000}
    result = bring(desk, tmp_path, bought(1, 1, **cells), bought(1, 2, name="찹쌀", **cells))
    assert told(result) == [
        (2, "주문일", "2026-11-20 09:13:00", "differs"),
        (3, "상품명", "찹쌀", "differs"),
    ]
    assert sides(result) == [
        "주문일 여기 2026-11-20 09:12:00 · 파일 2026-11-20 09:13:00",
        "최종주문금액 여기 13,000 · 파일 12,000",
        "상품명 여기 유기농 쌀 · 파일 찹쌀",
    ]


def test_a_courier_alone_that_differs_is_told_and_not_the_number(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1, tracking="680123456782", courier="CJ대한통운"))
    result = bring(desk, tmp_path, bought(1, tracking="680123456782", courier="롯데택배"))
    assert sides(result) == ["택배사명 여기 CJ대한통운 · 파일 롯데택배"]


def test_other_peoples_order_with_the_same_number_is_told_as_another_one(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1))
    other: dict[str, Any] = {"buyer_name": "성춘향", "buyer_phone": "010-0000-7777"}
    result = bring(desk, tmp_path, bought(1, name="찹쌀", **other))
    assert told(result) == [(2, "주문번호", "202611200000001", "order-number-used")], "the cell to correct"
    assert result.problems[0].message.ko == "같은 번호의 다른 주문이 있습니다"
    assert sides(result) == [
        "주문자 이름 여기 홍*동 · 파일 성춘향",
        f"주문자 번호 여기 {mask_phone('010-0000-1234')} · 파일 010-0000-7777",
        "상품명 여기 유기농 쌀 · 파일 찹쌀",
    ]
    same = bring(desk, tmp_path, bought(1, paid=12000, **other))
    assert told(same) == [(2, "최종주문금액", "12000", "differs")], (
        "its goods and time are those of this order"
    )
    renamed = bring(desk, tmp_path, bought(1, name="찹쌀", buyer_name="홍 길동"))
    assert told(renamed) == [(2, "상품명", "찹쌀", "differs")], "the phone is the same"


def test_what_is_too_late_to_change_is_told_beside_what_stands_here_masked(
    desk: Desk, tmp_path: Path
) -> None:
    bring(desk, tmp_path, bought(1))
    desk.do("track", "202611200000001", courier="CJ대한통운", number="680123456782", to="ship")
    assert sides(bring(desk, tmp_path, bought(1, buyer_name="이몽룡"))) == [
        "주문자 이름 여기 홍*동 · 파일 이몽룡"
    ]
    late = bring(desk, tmp_path, bought(1, receiver="월매", memo="경비실"))
    assert [each.partition(" · ")[2] for each in sides(late)] == ["파일 월매", "파일 경비실"]


def test_goods_added_here_are_not_missed_in_the_file(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1))
    desk.do("add", "202611200000001", name="사과", qty="1", price="1000")
    assert counts(bring(desk, tmp_path, bought(1))) == (0, 0, 1, 0)


BAD: tuple[tuple[dict[str, Any], str, str], ...] = (
    ({"qty": 0}, "구매수량", "quantity-invalid"),
    ({"line_paid": "만원"}, "품목실결제가", "amount-invalid"),
    ({"placed_at": "어제"}, "주문일", "date-invalid"),
    ({"name": ""}, "상품명", "cell-required"),
    ({"section": "x"}, "주문섹션번호", "bad-number"),
    ({"item": "202611200000009-1"}, "주문섹션품목번호", "other-order"),
    ({"delivery": "비둘기"}, "배송방식", "bad-delivery"),
    ({"tracking": "680123456782"}, "택배사명", "courier-missing"),
    ({"tracking": "5.21853E+11", "courier": "CJ"}, "배송송장번호", "number-exponent"),
)


@pytest.mark.parametrize(("cells", "column", "code"), BAD)
def test_a_bad_row_never_stops_good_ones(
    desk: Desk, tmp_path: Path, cells: dict[str, Any], column: str, code: str
) -> None:
    result = bring(desk, tmp_path, bought(1), bought(2, **cells), bought(3))
    assert (result.rows, result.orders, counts(result)) == (3, 3, (2, 0, 0, 1))
    assert [(row, at, why) for row, at, _, why in told(result)] == [(3, column, code)]
    assert all(p.message.ko and p.message.en and p.advice.ko for p in result.problems)
    assert [row["order_no"] for row in desk.listed()] == ["202611200000003", "202611200000001"]
    assert counts(bring(desk, tmp_path, bought(2))) == (1, 0, 0, 0)


def test_a_dry_run_says_the_same_and_writes_nothing(store: Store, tmp_path: Path) -> None:
    desk = Desk(store)
    bring(desk, tmp_path, bought(1), bought(2))
    rows = (bought(1, memo="경비실"), bought(2), bought(3), bought(4, qty=0))
    before, jobs_before = desk.whole(), _jobs(desk)
    dry = bring(desk, tmp_path, *rows, dry_run=True)
    assert counts(dry) == (1, 1, 1, 1) and dry.job is None
    assert desk.whole() == before and _jobs(desk) == jobs_before
    wet = bring(desk, tmp_path, *rows)
    assert counts(wet) == counts(dry) and told(wet) == told(dry)


def test_a_dry_run_leaves_the_store_file_as_it_is(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1))
    files = [path for path in tmp_path.iterdir() if path.name.startswith("store.db")]
    before = {path.name: path.read_bytes() for path in files if not path.name.endswith("-shm")}
    bring(desk, tmp_path, bought(1, memo="경비실"), bought(2), dry_run=True)
    assert {name: (tmp_path / name).read_bytes() for name in before} == before


def _jobs(desk: Desk) -> list[tuple[str, str]]:
    with desk.store.reader() as conn:
        return [(job.action, job.state) for job in jobs(conn, 99)]


def test_an_interrupted_import_keeps_whole_slices_and_can_be_repeated(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orderdesk.core.services.importing.SLICE", 2)
    desk, rows, kills = Desk(store), [bought(n) for n in range(1, 8)], []

    class Killed(Exception):
        pass

    def die(name: str) -> None:
        if name == "written":
            kills.append(name)
            if len(kills) == 3:
                raise Killed

    store.checkpoint = die
    with pytest.raises(Killed):
        bring(desk, tmp_path, *rows)
    store.checkpoint = lambda name: None
    assert len(desk.listed()) == 4 and _jobs(desk) == [("import", "running")]
    assert recover(store, desk.clock) and _jobs(desk) == [("import", "cancelled")]
    assert counts(bring(desk, tmp_path, *rows)) == (3, 0, 4, 0)
    assert len(desk.listed()) == 7 and desk.sound()


def test_an_import_that_still_runs_is_not_taken_for_abandoned(desk: Desk, tmp_path: Path) -> None:
    found: list[list[int]] = []

    def look(done: int, total: int) -> None:
        found.append(recover(desk.store, desk.clock))

    path = workbook(tmp_path / "two.xlsx", table([bought(1), bought(2)]))
    read = open_file(path)
    assert isinstance(read, OrderFile)
    import_orders(desk.store, read, KIM, desk.clock, progress=look)
    assert found == [[]] and _jobs(desk) == [("import", "done")]


def test_what_was_left_behind_is_carried_on_before_an_import(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1))
    plan = desk.plan("ready", "202611200000001")
    with desk.store.unit(KIM, desk.now) as unit:
        asked = write_requests(JobRequests(plan.request, plan.each))
        create_job(unit, plan.action, asked, job_rows_of(plan))
    bring(desk, tmp_path, bought(2), dry_run=True)
    assert _jobs(desk)[0] == ("ready", "planned")
    bring(desk, tmp_path, bought(2))
    assert _jobs(desk)[:2] == [("import", "done"), ("ready", "done")]


def test_a_cancelled_import_says_so(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orderdesk.core.services.importing.SLICE", 1)
    asked = itertools.count()
    result = bring(desk, tmp_path, bought(1), bought(2), cancelled=lambda: next(asked) > 0)
    assert counts(result) == (1, 0, 0, 0) and _jobs(desk) == [("import", "cancelled")]


def test_an_import_is_a_job_but_is_not_taken_back(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1), bought(2))
    result = bring(desk, tmp_path, bought(1, memo="경비실"), bought(2), bought(3), bought(4, qty=0))
    assert result.job is not None
    changed = {desk.order(f"202611200000{n:03d}").id for n in (1, 3)}
    assert {(row.order_id, row.verdict) for row in desk.outcomes(result.job)} == {
        (order, "apply") for order in changed
    }
    with desk.store.reader() as conn:
        assert [(job.applied, job.planned) for job in jobs(conn, 1)] == [(2, 0)]
    plan = desk.undo_plan(result.job)
    assert [row.verdict.code for row in plan.rows] == ["not-undoable"] * 2


def test_hostile_cells_come_in_harmless(desk: Desk, tmp_path: Path) -> None:
    path = separated(
        tmp_path / "h.csv",
        table([bought(1, buyer_name="\x1b]0;x\x07홍\u202e길동", memo="m" * 4000, name="[/red] 쌀")]),
        "utf-8",
    )
    assert counts(bring_file(desk, path)) == (1, 0, 0, 0)
    order = desk.order("202611200000001")
    assert (order.buyer_name, len(order.sections[0].note)) == ("]0;x홍길동", 4000)
    assert order.lines[0].name == "[/red] 쌀"


def test_a_free_order_is_paid(desk: Desk, tmp_path: Path) -> None:
    bring(desk, tmp_path, bought(1, paid=0, line_paid=0, ship_fee=0), assume_paid=False)
    assert desk.listed()[0]["pay_status"] == "결제완료"
