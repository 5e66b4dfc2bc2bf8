from __future__ import annotations

from dataclasses import replace

import pytest

from orderdesk.core.domain import columns
from orderdesk.core.domain.changes import PERSONAL, Change, diff
from orderdesk.core.domain.customers import Customer
from orderdesk.core.domain.masking import (
    RULES,
    mask_account,
    mask_actor,
    mask_address,
    mask_changes,
    mask_customer,
    mask_digits,
    mask_line,
    mask_mail,
    mask_name,
    mask_order,
    mask_text,
    mask_zip,
    names_of,
)
from orderdesk.core.domain.orders import Actor, ActorKind, Address, Memo
from tests.domain.builders import HOME, order, section


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍길동", "홍*동"), ("김영", "김*"), ("남궁민수", "남**수"), ("이", "*"), ("", ""),
        ("홍 길동", "홍 *동"), ("John Smith", "J*** ****h"), ("(주)우리상점", "(*****점"),
    ],
)  # fmt: skip
def test_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("line", "masked"),
    [
        ("서울특별시 강남구 테헤란로 123", "서울특별시 강남구 테헤란로 ***"),
        ("경기도 성남시 분당구 정자동 5-1 느티마을 101동", "경기도 성남시 분당구 정자동 ***"),
        ("인천 옹진군 백령면 가상로 3", "인천 옹진군 백령면 ***"),
        ("세종 한누리대로 1", "세종 한누리대로 ***"),
        ("서울 관악구 봉천11동 7", "서울 관악구 ***"),
        ("서울 강남구 우리아파트 3동", "서울 강남구 ***"),
        ("221B Baker Street", "***"), ("테헤란로123", "***"), ("", ""),
    ],
)  # fmt: skip
def test_addresses_end_at_the_quarter_or_the_street(line: str, masked: str) -> None:
    assert mask_line(line) == masked


@pytest.mark.parametrize(
    ("masked", "expected"),
    [
        (mask_zip("06234"), "062**"), (mask_zip(""), ""),
        (mask_mail("hong.gd@example.com"), "h***@example.com"),
        (mask_mail("없음"), "***"), (mask_mail(""), ""),
        (mask_digits("123-45-67890"), "***-**-*7890"), (mask_digits("1234"), "****"),
        (mask_account("국민 123-456-789012 홍길동"), "국민 ***-***-**9012 홍*동"),
        (mask_account("12345678"), "****5678"),
        (mask_text("홍길동님 010-1234-5678, gd@a.kr 로", ["홍길동"]), "홍*동님 010-****-5678, g***@a.kr 로"),
        (mask_text("이사 갑니다", ["이"]), "이사 갑니다"),
    ],
)  # fmt: skip
def test_the_others(masked: str, expected: str) -> None:
    assert masked == expected


def test_an_address_keeps_its_district_and_region() -> None:
    where = Address("홍길동", "010-1234-5678", "06234", "서울 강남구 테헤란로 1", "101호", "KR", HOME.region)
    hidden = Address("홍*동", "010-****-5678", "062**", "서울 강남구 테헤란로 ***", "***", "KR", HOME.region)
    assert mask_address(where) == hidden


def test_every_field_of_personal_data_has_a_rule() -> None:
    assert RULES.keys() == PERSONAL


def test_an_order_is_masked_in_every_field_and_else_stays() -> None:
    where = replace(
        HOME, receiver="박받음", phone="010-9876-5432", line1="서울 강남구 논현로 77", line2="302호"
    )
    made = replace(
        order(buyer_name="홍길동", sections=(section(1, address=where, note="박받음 010-9876-5432 전화"),)),
        buyer_phone="010-1234-5678",
        buyer_email="hong@example.com",
        memos=(Memo(1, "홍길동 통화", "김영희", 1),),
    )
    hidden = mask_order(made)
    told = str(hidden)
    for secret in ("홍길동", "박받음", "1234-5678", "9876-5432", "논현로 77", "302호", "hong@"):
        assert secret in str(made) and secret not in told
    assert (hidden.sections[0].note, hidden.memos[0].text) == ("박*음 010-****-5432 전화", "홍*동 통화")
    assert (hidden.lines, hidden.entries, hidden.memos[0].author) == (made.lines, made.entries, "김영희")


def test_changes_are_masked_on_both_sides_also_whole_records() -> None:
    before = order(buyer_name="홍길동")
    after = replace(
        before,
        buyer_name="박받음",
        trade=before.trade,
        memos=(Memo(1, "박받음 010-1234-5678", "김영희", 1),),
    )
    changes = diff(before, after)
    masked = mask_changes(changes, names_of(before, changes))
    assert Change("order", 0, "buyer_name", "홍*동", "박*음") in masked
    assert Change("memos", 1, "", None, Memo(1, "박*음 010-****-5678", "김영희", 1)) in masked


def test_who_buys_is_masked_and_who_works_here_is_not() -> None:
    assert mask_actor(Actor(ActorKind.BUYER, "홍길동")).name == "홍*동"
    assert mask_actor(Actor(ActorKind.SELLER, "김영희")).name == "김영희"
    assert mask_actor(Actor(ActorKind.BUYER, "구매자")).name == "구매자"


def test_a_member_is_masked() -> None:
    member = Customer(
        "M1", "홍길동", "010-1234-5678", "h@a.kr", "VIP", "06234", "서울 강남구 논현로 7", "1호"
    )
    assert mask_customer(member) == Customer(
        "M1", "홍*동", "010-****-5678", "h***@a.kr", "VIP", "062**", "서울 강남구 논현로 ***", "***"
    )


def test_the_columns_that_show_somebody_are_those_that_a_mask_changes() -> None:
    where = replace(HOME, receiver="받는분", line1="서울 강남구 테헤란로 1", line2="101호")
    one = order(sections=(section(1, address=where, note="홍길동 010-0000-1234 로"),))
    keys = (*columns.BY_KEY, *(each.key for each in columns.DETAILS.values()))
    whole, masked = (columns.row(each, keys) for each in (one, mask_order(one)))
    assert {key for key in keys if whole[key] != masked[key]} == columns.PERSONAL
