from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.export_fields import BY_KEY, FIELDS, OWN_FORM, Kind
from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_rows import ExportRows
from orderdesk.core.domain.export_templates import (
    BUILT_IN,
    AddressMode,
    ExportColumn,
    RowUnit,
    Template,
    from_mapping,
    to_mapping,
)
from orderdesk.core.domain.export_values import Sender
from orderdesk.core.domain.orders import Channel, Entry, EntryKind, Item, Method, Order
from orderdesk.core.domain.piece_shares import Piece, pieces_of
from orderdesk.core.domain.states import SectionState, Trade
from orderdesk.core.files.columns import IDENTIFIERS, ORDER_COLUMNS
from tests.domain.builders import HOME, NOW, line, order, section


def split() -> Order:
    """Two lines; the pieces of the first stand in two sections."""
    return order(
        line(1, 3, unit_price=1_000, name="쌀", option="10kg"),
        line(2, name="기름"),
        sections=[section(1, fee_base=3_000), section(2, note="문 앞")],
        items=[Item(1, 1, 1, 1), Item(2, 1, 2, 1), Item(3, 2, 1, 2)],
    )


def cells(of: Order, *keys: str, **form: object) -> list[list[Cell]]:
    template = Template("양식", tuple(map(ExportColumn, keys)), **form)  # type: ignore[arg-type]  # its fields
    return ExportRows(template, Sender("우리상점")).of(of)


def test_the_own_form_has_the_headers_that_the_import_knows_in_the_order_of_the_shops_file() -> None:
    heads = [names[0] for names in ORDER_COLUMNS.values()]
    assert sorted(field.words.ko for field in OWN_FORM) == sorted(heads)
    assert [field.words.ko for field in OWN_FORM][:5] == [
        "판매채널",
        "주문번호",
        "주문상태",
        "총 품목합계금액",
        "총 합계 할인금액",
    ]
    assert [field.words.ko for field in OWN_FORM][-2:] == ["주문일", "상품고유번호"] and len(OWN_FORM) == 38
    assert len(BY_KEY) == len(FIELDS)
    assert {field.words.ko for field in OWN_FORM if field.kind is Kind.CODE} == {
        ORDER_COLUMNS[key][0] for key in IDENTIFIERS if key in ORDER_COLUMNS
    }


@given(
    st.integers(1, 9),
    st.integers(0, 5_000),
    st.lists(st.integers(0, 2_000), min_size=4, max_size=4),
    st.data(),
)
def test_the_parts_of_a_line_add_up_and_each_fits_its_own_price(
    qty: int, price: int, discounts: list[int], data: st.DataObject
) -> None:
    gross, left = qty * price, qty * price
    parts = [min(each, max(0, left - sum(discounts[:n]))) for n, each in enumerate(discounts)]
    grade, coupon, points, promotion = parts
    bought = replace(
        line(1, qty, unit_price=price),
        total=gross - sum(parts),
        grade_discount=grade,
        coupon_discount=coupon,
        points=points,
        promotion_discount=promotion,
    )
    cuts = sorted(data.draw(st.sets(st.integers(1, max(1, qty - 1)), max_size=3)) - {qty})
    ends = [*cuts, qty]
    counts = [end - start for start, end in zip([0, *cuts], ends, strict=True)]
    of = order(
        bought,
        sections=[section(n) for n, _ in enumerate(counts, 1)],
        items=[Item(n, n, 1, count) for n, count in enumerate(counts, 1)],
    )
    found = pieces_of(of)

    def total(name: str) -> int:
        return sum(getattr(piece, name) for piece in found)

    assert (total("paid"), total("grade"), total("points")) == (bought.total, grade, points)
    assert total("coupon") == coupon + promotion
    for piece in found:
        given_back = piece.grade + piece.points + piece.coupon
        assert piece.paid + given_back == piece.item.qty * price
        assert min(piece.paid, piece.grade, piece.points, piece.coupon) >= 0


def test_a_line_whose_sums_do_not_fit_keeps_them_as_they_are() -> None:
    odd = replace(line(1, 2, unit_price=1_000), total=1_500)
    (piece,) = pieces_of(order(odd))
    assert piece == Piece(piece.item, odd, 1_500, 0, 0, 0)


def test_items_stand_in_rows_of_their_own_and_won_of_the_order_only_once() -> None:
    keys = ("number", "ship_fee", "fee_base", "section", "item", "qty", "name")
    of = split()
    n = of.number
    assert cells(of, *keys) == [
        [n, 3_000, 3_000, f"{n}-S1", f"{n}-1", 1, "쌀"],
        [n, None, None, f"{n}-S1", f"{n}-2", 1, "기름"],
        [n, None, 0, f"{n}-S2", f"{n}-3", 2, "쌀"],
    ]
    assert [row[1] for row in cells(of, *keys, repeat_amounts=True)] == [3_000] * 3


def test_a_row_may_be_a_section_or_the_whole_order() -> None:
    of, keys = split(), ("section", "name", "qty", "fee_base", "memo", "ship_fee")
    n = of.number
    assert cells(of, *keys, rows=RowUnit.SECTION) == [
        [f"{n}-S1", "쌀\n기름", 2, 3_000, "", 3_000],
        [f"{n}-S2", "쌀", 2, 0, "문 앞", None],
    ]
    assert cells(of, *keys, rows=RowUnit.ORDER) == [
        [f"{n}-S1\n{n}-S2", "쌀\n기름\n쌀", 4, 3_000, "문 앞", 3_000]
    ]


def test_a_joined_address_takes_the_column_of_its_detail() -> None:
    home = replace(HOME, line1="서울  강남구 테헤란로 1", line2=" 1호")
    of = order(line(1), sections=[section(1, address=home)])
    assert cells(of, "address", "detail") == [["서울  강남구 테헤란로 1", " 1호"]]
    assert cells(of, "address", "detail", address=AddressMode.JOINED) == [["서울 강남구 테헤란로 1 1호"]]


def test_fixed_texts_own_headers_and_fields_that_nobody_knows() -> None:
    columns = (ExportColumn("", "운임구분", "선불"), ExportColumn("name", "내품명"), ExportColumn("weight"))
    form = ExportRows(Template("택배", columns), Sender("우리상점"))
    assert form.headers == ("운임구분", "내품명", "무게")
    assert form.of(order(line(1, name="쌀"))) == [["선불", "쌀", None]]


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (order(line(1)), "거래개시"),
        (order(line(1), unpaid=True), "결제대기"),
        (order(line(1), trade=Trade.CLOSED, state=SectionState.DELIVERED), "거래종료"),
    ],
)
def test_an_order_that_waits_for_its_deposit_says_so(of: Order, said: str) -> None:
    assert cells(of, "trade") == [[said]]


def test_an_order_names_its_channel_as_shops_files_do() -> None:
    bought = order(line(1))
    labels = [replace(bought, channel=channel) for channel in Channel]
    assert [cells(each, "channel")[0][0] for each in labels] == [
        "우리상점",
        "네이버페이-주문형",
        "톡체크아웃",
    ]
    assert cells(replace(bought, shop="둘째 상점"), "channel") == [["둘째 상점"]]


def test_what_was_ordered_is_what_was_paid_before_refunds() -> None:
    of = order(line(1, unit_price=9_000))
    paid = of.entries[0].amount
    refund = replace(of.entries[0], n=2, kind=EntryKind.REFUND, amount=-1_000, follows=1)
    back = replace(of, entries=(*of.entries, refund))
    assert cells(back, "paid", "final_paid", "refunds") == [[paid, paid - 1_000, 1_000]]


def test_a_template_and_its_values_are_the_same_thing() -> None:
    columns = (ExportColumn("number"), ExportColumn("name", "품명"), ExportColumn("", "운임", "선불"))
    made = Template("택배사", columns, RowUnit.SECTION, AddressMode.JOINED, merge=True, repeat_amounts=True)
    assert from_mapping(to_mapping(made)) == made
    assert from_mapping(to_mapping(BUILT_IN)) == BUILT_IN


@pytest.mark.parametrize(
    ("change", "reason", "detail"),
    [
        ({"name": " "}, ExportRefusal.NAME_LENGTH, ""),
        ({"name": "열" * 21}, ExportRefusal.NAME_LENGTH, "열" * 21),
        ({"columns": []}, ExportRefusal.COLUMNS_MOST, ""),
        ({"columns": [{"field": "name"}] * 101}, ExportRefusal.COLUMNS_MOST, ""),
        ({"columns": [{"field": "nmae"}]}, ExportRefusal.NO_FIELD, "nmae"),
        ({"columns": [{"field": "name", "text": "쌀"}]}, ExportRefusal.NOT_TEMPLATE, "columns"),
        ({"columns": [{"field": 3}]}, ExportRefusal.NOT_TEMPLATE, "columns"),
        ({"columns": [{"field": "detail"}], "address": "joined"}, ExportRefusal.COLUMNS_MOST, ""),
        ({"rows": "page"}, ExportRefusal.NOT_TEMPLATE, "'page' is not a valid RowUnit"),
        ({"merge": "yes"}, ExportRefusal.NOT_TEMPLATE, "merge"),
        ({"merged": True}, ExportRefusal.NOT_TEMPLATE, "merged"),
    ],
)
def test_a_template_that_will_not_do_is_refused_by_name(
    change: dict[str, object], reason: ExportRefusal, detail: str
) -> None:
    good: dict[str, object] = {"name": "양식", "columns": [{"field": "name"}]}
    assert from_mapping(good).columns == (ExportColumn("name"),)
    with pytest.raises(ExportRefused) as refused:
        from_mapping(good | change)
    assert (refused.value.reason, refused.value.detail) == (reason, detail)


def test_every_refusal_says_what_and_what_to_do_under_a_code_of_its_own() -> None:
    assert len({refusal.code for refusal in ExportRefusal}) == len(ExportRefusal)
    for refusal in ExportRefusal:
        assert all((*refusal.message, *refusal.advice))


def test_what_a_claim_charges_is_no_part_of_the_order_amount() -> None:
    of = order(line(1))
    charged = Entry(2, EntryKind.REQUEST, Method.CARD, 5_000, NOW, extra=True, claim=1)
    added = Entry(3, EntryKind.PAID, Method.CARD, 2_000, NOW, extra=True, refunds=((2, 1, 2_000),))
    ((amount,),) = cells(replace(of, entries=(*of.entries, charged, added)), "paid")
    assert amount == 12_000
