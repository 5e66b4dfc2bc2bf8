"""SmartStore's list with numbers filled in: each product finds its section, or says why not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from orderdesk.core.domain.orders import Channel, Order
from orderdesk.core.domain.states import SectionState
from orderdesk.core.files.correction import Correction
from orderdesk.core.files.problems import FileProblem, FileTrouble
from orderdesk.core.files.reading import read_table
from orderdesk.core.services.applying import apply_plan
from orderdesk.core.services.laboratory.laboratory import GOOD as GOOD_STATES
from orderdesk.core.services.laboratory.laboratory import Laboratory, State
from orderdesk.core.services.laboratory.ways import TrackingWay
from orderdesk.core.services.opening import take
from tests.files.builders import xlsx
from tests.files.channel_list import HEADERS, NOTE, channel_row
from tests.services.desk import KIM, Desk, number, sold
from tests.services.forms import CJ, bring, verdicts

GOOD, OTHER, THIRD = "680123456782", "680123456793", "680123456804"
NAVER = "2026112200000001"


def naver(order: Order, called: str) -> Order:
    return replace(order, channel=Channel.NAVER, channel_number=called)


def row(
    product: object, order: object, name: object = "상품 1", tracking: object = GOOD, qty: object = 1
) -> list[object]:
    return channel_row(product, order, name, CJ, tracking, qty)


def listed(path: Path, *rows: list[object]) -> Path:
    path.write_bytes(xlsx([[NOTE], HEADERS, *rows]))
    return path


def numbers(desk: Desk, n: int) -> list[tuple[int, str | None]]:
    return [(section.n, section.tracking) for section in desk.order(n).sections]


def test_products_find_their_sections_by_the_channels_number_or_ours(desk: Desk, tmp_path: Path) -> None:
    desk.add(naver(sold(1, 1, 2, sections=[[1], [2]]), NAVER), sold(2), sold(3, 1, 1))
    path = listed(
        tmp_path / "s.xlsx",
        row("11", NAVER),
        row("12", NAVER, "상품 2", OTHER, 2),
        row("13", number(2), "이름이 바뀐 상품", THIRD),
        row("14", "2026112299999999"),
        row("15", number(3), tracking=None),
    )
    before = desk.whole()
    result = bring(desk, path)
    assert verdicts(result) == [
        (3, "apply"),
        (4, "apply"),
        (5, "apply"),
        (6, "no-section"),
        (7, "blank-row"),
    ]
    assert [row.section for row in result.rows][:2] == [f"{number(1)}-S1", f"{number(1)}-S2"]
    assert numbers(desk, 1) == [(1, GOOD), (2, OTHER)] and numbers(desk, 2) == [(1, THIRD)]
    assert result.job is not None and desk.sound()
    desk.undo(result.job)
    assert desk.whole() == before


def test_two_products_of_a_section_travel_together_or_apart(desk: Desk, tmp_path: Path) -> None:
    desk.add(naver(sold(1, 1, 2), NAVER), sold(2, 1, 2))
    path = listed(
        tmp_path / "s.xlsx",
        row("11", NAVER),
        row("12", NAVER, "상품 2", qty=2),
        row("13", number(2), tracking=OTHER),
        row("14", number(2), "상품 2", THIRD, 2),
    )
    assert verdicts(bring(desk, path)) == [(n, "apply") for n in (3, 4, 5, 6)]
    assert numbers(desk, 1) == [(1, GOOD)]
    assert sorted(text or "" for _, text in numbers(desk, 2)) == [OTHER, THIRD]
    assert desk.sound()


def test_what_a_product_can_not_mean_is_refused_with_its_reason(desk: Desk, tmp_path: Path) -> None:
    split = sold(1, 1, 2, sections=[[1], [2]])
    cancelled = replace(split.sections[0], state=SectionState.CANCELLED)
    desk.add(
        replace(split, sections=(cancelled, split.sections[1])),
        sold(2, 1, 1, sections=[[1], [2]]),
        sold(3, 3),
    )
    path = listed(
        tmp_path / "s.xlsx",
        row("11", number(1)),
        row("12", number(2), "누구도 모르는 상품"),
        row("13", number(3), qty=2),
        row("14", number(3), qty="많이"),
    )
    assert verdicts(bring(desk, path, dry_run=True)) == [
        (3, "product-not-open"),
        (4, "product-several"),
        (5, "bad-quantity"),
        (6, "quantity-invalid"),
    ]


def test_the_same_product_twice_is_one_row_too_many(desk: Desk, tmp_path: Path) -> None:
    desk.add(sold(1, 1, 1))
    path = listed(
        tmp_path / "s.xlsx", row("11", number(1)), row("11", number(1)), row("12", number(1), "상품 2")
    )
    assert verdicts(bring(desk, path, dry_run=True)) == [(3, "apply"), (4, "row-duplicate"), (5, "apply")]


@pytest.mark.parametrize(
    ("rows", "kind", "detail"),
    [
        ([HEADERS, row("11", NAVER, tracking=None)], FileTrouble.NO_NUMBERS, ""),
        (
            [["상품주문번호", "배송방법", "택배사", "송장번호"], ["1", "택배", CJ, GOOD]],
            FileTrouble.MISSING_COLUMNS,
            "주문번호",
        ),
        ([HEADERS], FileTrouble.EMPTY, ""),
    ],
)
def test_a_list_that_brings_no_numbers_says_what_to_do(
    tmp_path: Path, rows: list[list[object]], kind: FileTrouble, detail: str
) -> None:
    (tmp_path / "s.xlsx").write_bytes(xlsx(rows))
    with pytest.raises(FileProblem) as refused:
        take(read_table(tmp_path / "s.xlsx"))
    assert (refused.value.kind, refused.value.detail) == (kind, detail)


def test_a_list_is_corrected_in_the_laboratory(desk: Desk, tmp_path: Path) -> None:
    desk.add(naver(sold(1, 1, 2), NAVER), sold(2))
    rows = [row("11", NAVER), row("12", NAVER, "상품 2", "5.2E+11", 2), row("13", number(2), tracking=None)]
    table = Correction(read_table(listed(tmp_path / "s.xlsx", *rows)))
    way, lab = TrackingWay(desk.store, KIM, desk.clock), Laboratory(table)

    def settle() -> None:
        part = lab.pending()
        if part is not None:
            lab.settle(part, way.judge(part, table))

    settle()
    assert [(group.key.code, group.rows) for group in lab.groups()] == [
        ("number-exponent", (4,)),
        ("sibling-row", (3,)),
        ("blank-row", (5,)),
    ]
    lab.fix([5], "courier", "한진")
    settle()
    assert lab.state(5) is State.SKIPPED, "a part without any number is judged, too"
    lab.fix([4], "tracking", GOOD)
    settle()
    assert lab.rows_in(GOOD_STATES) == (3, 4)
    part = lab.good()
    preview = way.plan(part)
    assert preview is not None
    job = apply_plan(desk.store, preview.plan, KIM, desk.clock)
    assert way.done(part, preview, job) == {3, 4} and numbers(desk, 1) == [(1, GOOD)]
