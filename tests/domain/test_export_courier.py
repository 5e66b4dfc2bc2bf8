"""Courier files: what they take, what they say, and combined parcels in one row."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain.columns import Cell
from orderdesk.core.domain.courier_values import GOODS_BYTES, hyphened
from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_rows import ExportRows
from orderdesk.core.domain.export_templates import (
    ExportColumn,
    Only,
    RowUnit,
    Template,
    check_template,
    from_mapping,
    to_mapping,
)
from orderdesk.core.domain.export_values import Sender
from orderdesk.core.domain.orders import Channel, Delivery, Freight, Order
from orderdesk.core.domain.states import SectionState, Trade
from tests.domain.builders import HOME, line, order, section

SHOP = Sender("우리상점", "0200000000", "서울 중구 1", "선불")
S = SectionState


def form(*keys: str, only: Only = Only.UNSENT, combine: bool = False) -> ExportRows:
    columns = tuple(map(ExportColumn, keys))
    return ExportRows(Template("택배", columns, RowUnit.SECTION, only=only, combine=combine), SHOP)


def cells(of: Order, *keys: str) -> list[Cell]:
    (row,) = form(*keys).of(of)
    return row


@pytest.mark.parametrize(
    ("phone", "said"),
    [
        ("01000001234", "010-0000-1234"),
        ("+82 10-0000-1234", "010-0000-1234"),
        ("0200000000", "02-0000-0000"),
        ("0310000000", "031-000-0000"),
        ("050200001234", "0502-0000-1234"),
        ("1588-0000", "1588-0000"),
        ("+1 202 555 0100", "+1 202 555 0100"),
        ("", ""),
    ],
)
def test_phones_get_their_hyphens_and_their_zero(phone: str, said: str) -> None:
    assert hyphened(phone) == said


def test_a_row_says_who_sends_what_to_whom() -> None:
    home = replace(HOME, phone="01000001234")
    of = order(
        line(1, 2, name="쌀", option="10kg"), line(2, name="기름"),
        sections=[section(1, address=home, freight=Freight.COLLECT, note="문 앞")],
    )  # fmt: skip
    said = cells(of, "section", "receiver_tel", "whole_address", "goods_short", "goods", "qty", "freight",
                 "sender", "sender_tel", "sender_address")  # fmt: skip
    assert said == [
        f"{of.number}-S1", "010-0000-1234", "서울 강남구 테헤란로 1 101호", "쌀 외 1건",
        "쌀 (10kg) 2개, 기름 1개",
        3, "착불", "우리상점", "02-0000-0000", "서울 중구 1",
    ]  # fmt: skip
    assert cells(order(line(1)), "freight", "goods_short") == ["선불", "상품 1"]


def test_goods_end_where_the_couriers_program_would_cut_them() -> None:
    of = order(*(line(n, name=f"아주 긴 이름의 상품 {n}") for n in range(1, 30)))
    (goods,) = cells(of, "goods")
    assert isinstance(goods, str) and len(goods.encode("cp949")) <= GOODS_BYTES
    assert goods.startswith("아주 긴 이름의 상품 1 1개, ") and goods.endswith("건") and " 외 " in goods


@pytest.mark.parametrize(
    ("of", "taken"),
    [
        (order(line(1)), True),
        (order(line(1), state=S.READY), True),
        (order(line(1), unpaid=True), False),
        (order(line(1), held=True), False),
        (order(line(1), state=S.SHIPPING), False),
        (order(line(1), trade=Trade.CLOSED), False),
        (order(line(1), sections=[section(1, tracking="521853123451", courier="CJ")]), False),
        (order(line(1), sections=[section(1, delivery=Delivery.VISIT)]), False),
    ],
)
def test_a_courier_gets_what_waits_for_its_number_and_nothing_else(of: Order, taken: bool) -> None:
    made = form("section")
    assert made.takes(of) is taken and len(made.of(of)) == int(taken)


def told(of: Order) -> bool:
    return form("channel_number", only=Only.NAVER).takes(of)


def test_naver_is_told_of_what_left_and_is_known_there_by_one_number() -> None:
    left = order(line(1), state=S.SHIPPING, channel=Channel.NAVER, channel_number="2026112200000001")
    assert told(left)
    for channel in (Channel.OWN, Channel.KAKAO):
        assert not told(replace(left, channel=channel))
    assert not told(replace(left, channel_number=""))
    assert not told(replace(left, lines=(line(1), line(2))))
    assert not told(replace(left, sections=(*left.sections, section(2, S.SHIPPING))))
    assert not told(replace(left, sections=(section(1, S.READY),)))
    assert told(replace(left, sections=(section(1, S.READY, delivery=Delivery.DIRECT),)))
    assert not told(replace(left, sections=(section(1, S.DELIVERED),)))


def test_sections_of_one_parcel_share_a_row_and_others_do_not() -> None:
    one = replace(order(line(1, 2, name="쌀")), id=1, number="1")
    spelt, next_door = replace(HOME, phone="+82 10 0000 1234"), replace(HOME, line2="102호")
    two = replace(order(line(1, name="기름"), sections=[section(1, address=spelt)]), id=2, number="2")
    away = replace(order(line(1, name="감"), sections=[section(1, address=next_door)]), id=3, number="3")
    apart = replace(order(line(1, name="배")), id=4, number="4", separate=True)
    pays = section(1, freight=Freight.COLLECT)
    collect = replace(order(line(1, name="귤"), sections=[pays]), id=5, number="5")
    made = form("section", "receiver", "goods", "qty", combine=True)
    assert [made.of(each) for each in (one, away, two, apart, collect)] == [[]] * 5
    assert [row for rows in made.rest() for row in rows] == [
        ["1-S1, 2-S1", "홍길동", "쌀 2개, 기름 1개", 3],
        ["3-S1", "홍길동", "감 1개", 1],
        ["4-S1", "홍길동", "배 1개", 1],
        ["5-S1", "홍길동", "귤 1개", 1],
    ]


def test_only_unsent_sections_can_be_combined() -> None:
    good = form("section", combine=True)
    template = Template("택배", (ExportColumn("section"),), RowUnit.SECTION, only=Only.UNSENT, combine=True)
    assert good.merge is False and from_mapping(to_mapping(template)) == template
    for bad in (replace(template, only=Only.ALL), replace(template, rows=RowUnit.ITEM)):
        with pytest.raises(ExportRefused) as found:
            check_template(bad)
        assert found.value.reason is ExportRefusal.COMBINES_SECTIONS
