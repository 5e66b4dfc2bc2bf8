from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from orderdesk.core.domain.orders import Channel, Delivery, Item, Memo, Order, Origin, Region
from orderdesk.core.domain.phones import mask_phone, mask_phones
from orderdesk.core.domain.picking import Shelves, not_picked, pick
from orderdesk.core.domain.sheets import Sheet, SheetForm, SheetUnit, sheets_of
from orderdesk.core.domain.states import SectionState as S
from tests.domain.builders import HOME, NOW, do, line, order, section

SLIPS = SheetForm(SheetUnit.SECTION)


def sheet(of: Order, form: SheetForm | None = None) -> Sheet:
    (made,) = sheets_of(of, form or SheetForm(), "우리상점")
    return made


def in_sections(*states: S) -> Order:
    """A line of a piece in each section, which is in that state."""
    places = range(1, len(states) + 1)
    return order(
        *(line(n, sku=f"A-{n}") for n in places),
        sections=[section(n, state) for n, state in zip(places, states, strict=True)],
        items=[Item(n, n, n, 1) for n in places],
    )


def test_a_sheet_has_all_that_a_packer_and_a_caller_need() -> None:
    of = replace(
        in_sections(S.PREPARING, S.SHIPPING),
        channel_number="N-1",
        gift=True,
        memos=(Memo(1, "전화\n부탁", "김영희", NOW), Memo(2, "끝난 일", "김영희", NOW, resolved=True)),
    )
    made = sheet(of)
    assert (made.title, made.shop, made.number, made.pieces) == ("주문서", "우리상점", of.number, 2)
    assert dict(made.facts) == {
        "주문일": "2026-09-18 23:13",
        "주문채널": "자사몰",
        "채널주문번호": "N-1",
        "구매자": "홍길동 · 010-0000-1234 · 선물",
    }
    first, second = made.sections
    assert (first.number, first.state, first.label) == (f"{of.number}-S1", "상품준비", "택배")
    assert (second.state, second.label) == ("배송중", "CJ 521853123452")
    assert first.place is not None
    assert (first.place.receiver, first.place.phone) == ("홍길동", "010-0000-1234")
    assert first.place.address == "06234 서울 강남구 테헤란로 1 101호"
    assert second.place is None  # the same place is not told twice
    assert [(each.number, each.text, each.sku, each.qty) for each in second.items] == [
        (f"{of.number}-2", "상품 2", "A-2", 1)
    ]
    assert made.memos == ("전화\n부탁",)
    assert made.amounts == (("주문금액", 20_000), ("최종 실결제금액", 20_000))


def test_slips_are_for_what_goes_to_the_buyer_and_tell_no_amounts() -> None:
    of = in_sections(S.PREPARING, S.CANCELLED, S.READY, S.RETURNED, S.SHIPPING, S.EXCHANGE_REQUESTED)
    made = list(sheets_of(of, SLIPS, "우리상점"))
    assert [each.sections[0].number[-2:] for each in made] == ["S1", "S3", "S5"]
    assert all(len(each.sections) == 1 and each.sections[0].place and not each.amounts for each in made)
    assert made[0].title == "출고 전표"
    assert len(sheet(of).sections) == 6


def test_amounts_can_be_left_out() -> None:
    assert sheet(order(), SheetForm(amounts=False)).amounts == ()


def test_marks_tell_what_to_heed() -> None:
    island = replace(HOME, region=Region.ISLAND)
    of = order(
        held=True,
        sections=[
            section(
                1,
                address=island,
                delay_until=NOW,
                label_stale=True,
                shared=True,
                origin=Origin.RESEND,
                delivery=Delivery.QUICK,
            )
        ],
    )
    (found,) = sheet(of).sections
    assert found.marks == (
        "배송보류: 재고 확인",
        "도서산간",
        "발송지연 2026-09-21까지",
        "송장의 주소가 옛 주소입니다. 송장을 다시 등록하세요",
        "합포장",
        "교환 재배송",
    )
    assert found.label == "퀵서비스"
    assert sheet(order()).sections[0].marks == ()


def test_hostile_texts_become_harmless_lines() -> None:
    of = order(
        line(name="쌀\x1b[2J\n10kg", option="\u202e현미"),
        sections=[
            section(1, note="문\x07 앞\n010-0000-1111", address=replace(HOME, receiver="홍\u2028길동"))
        ],
        buyer_name="\x1b]0;x\x07홍",
    )
    made = sheet(of, SheetForm(masked=True))
    (found,) = made.sections
    assert found.items[0].text == "쌀[2J 10kg / 현미"
    assert found.place is not None
    assert (found.place.receiver, found.place.note) == ("홍 길동", "문 앞 010-****-1111")
    assert dict(made.facts)["구매자"] == "]0;x홍 · 010-****-1234"


def test_sheets_speak_english_too() -> None:
    made = sheet(replace(order(channel=Channel.NAVER), first=True), replace(SLIPS, lang="en"))
    assert made.title == "Packing slip" and made.sections[0].state == "Preparing"
    assert dict(made.facts)["Buyer"] == "홍길동 · 010-0000-1234 · First order"


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("010-0000-1234", "010-****-1234"),
        ("01000001234", "010****1234"),
        ("02-000-1234", "0*-***-1234"),
        ("+82 10-0000-1234", "+82 10-****-1234"),
        ("0000-1234", "****-1234"),
        ("1234", "****"),
        ("", ""),
    ],
)
def test_phones_are_masked_in_the_middle(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_phones_within_texts_are_masked_and_other_numbers_stay() -> None:
    text = "동생 01000005678, 집 02-000-1234. 2026-11-22 14시, 12345678901234, 3개"
    assert mask_phones(text) == "동생 010****5678, 집 0*-***-1234. 2026-11-22 14시, 12345678901234, 3개"


# picking


def test_the_walk_goes_by_place_and_what_has_none_comes_last() -> None:
    skus = ("N-1", "C-1", "B-1", "A-1")
    of = order(*(line(n, 1, sku=sku) for n, sku in enumerate(skus, 1)), line(5, 1, product="P"))
    shelves = Shelves({"A-1": "B-10", "B-1": "B-2", "C-1": "B-2"}, {"P": "A-1"})
    assert [(each.place, each.sku) for each in pick([of], shelves).lines()] == [
        *(("A-1", ""), ("B-2", "B-1"), ("B-2", "C-1"), ("B-10", "A-1"), ("", "N-1"))
    ]


def test_a_picking_list_sums_products_and_options_for_the_walk() -> None:
    rice: dict[str, Any] = {"name": "쌀", "option": "현미", "sku": "A-10"}
    one = replace(
        order(line(1, 2, **rice), line(2, name="장갑"), line(3, 3, name="컵", sku="A-2")), number="1"
    )
    two = replace(order(line(1, 1, **rice), line(2, 1, **{**rice, "option": "백미"})), number="2")
    picking = pick([one, two])
    assert [(each.sku, each.text, each.qty, each.sections) for each in picking.lines()] == [
        ("A-2", "컵", 3, (("1-S1", 3),)),
        ("A-10", "쌀 / 백미", 1, (("2-S1", 1),)),
        ("A-10", "쌀 / 현미", 3, (("1-S1", 2), ("2-S1", 1))),
        ("", "장갑", 1, (("1-S1", 1),)),
    ]
    assert (picking.orders, picking.sections, picking.pieces) == (2, 2, 8)


def test_what_may_not_be_packed_is_not_picked_and_is_counted_with_its_reason() -> None:
    of = [
        in_sections(S.PREPARING, S.READY, S.SHIPPING, S.CANCELLED, S.CANCEL_REQUESTED),
        order(held=True),
        order(unpaid=True),
        order(delivery=Delivery.DIGITAL),
        order(state=S.SHIPPING),
    ]
    picking = pick(of)
    assert (picking.orders, picking.sections, picking.pieces) == (1, 2, 2)
    assert {words.ko: count for words, count in picking.left_out.items()} == {
        "배송중": 2,
        "취소완료": 1,
        "취소접수": 1,
        "배송보류": 1,
        "결제대기": 1,
        "디지털 상품": 1,
    }
    assert not_picked(of[0], of[0].sections[0]) is None


def test_split_pieces_of_a_line_are_summed_and_named_by_section() -> None:
    of = do(order(line(1, 3)), "split", items="1:2")
    (found,) = pick([of]).lines()
    assert (found.qty, found.sections) == (3, ((f"{of.number}-S1", 1), (f"{of.number}-S2", 2)))


def test_endless_digits_in_a_code_sort_too() -> None:
    codes = ["A-" + "9" * 5_000, "A-12", "A-" + "0" * 6_000 + "3", "B", "1"]
    of = order(*(line(n, sku=code) for n, code in enumerate(codes, 1)))
    assert [each.sku for each in pick([of]).lines()] == ["1", codes[2], "A-12", codes[0], "B"]
