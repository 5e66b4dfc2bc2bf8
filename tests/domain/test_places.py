from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orderdesk.core.domain.places import (
    place_of,
    plain_address,
    plain_detail,
    plain_phone,
    plain_receiver,
    plain_street,
)
from tests.domain.builders import HOME

ROAD = "서울 강남구 테헤란로 1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((ROAD, "101동 1503호"), (ROAD, "101-1503")),
        ((ROAD, "101동 1503호"), (ROAD, "101동1503")),
        ((ROAD, "101동 1503호"), (ROAD, "제101동 제1503호")),
        ((ROAD, "101동 1503호"), (ROAD, "１０１동 １５０３호")),
        ((ROAD, "101동 1503호"), (f"{ROAD} 101동 1503호", "")),
        ((ROAD, "101동 1503호"), (f"{ROAD}, (101동, 1503호)", "")),
        ((ROAD, "301호"), ("서울특별시 강남구 테헤란로1", "301")),
        ((ROAD, "301호"), (f"{ROAD} (역삼동)", "301호")),
        ((ROAD, "301호"), (f"{ROAD} (역삼동, 한빛아파트)", "301호")),
        ((ROAD, "한빛아파트 301호"), (ROAD, "한빛 APT 301")),
        ((ROAD, "지하 1층"), (ROAD, "B1층")),
        ((ROAD, "A동 101호"), (ROAD, "a-101")),
        ((ROAD, "가동 101호"), (f"{ROAD} (가동)", "101호")),
        (("경기도 성남시 분당로 123번길 45-6", "2층"), ("경기 성남시 분당로123번길 45‐6", "2층")),
        (("서울 강남구 역삼동 123-4번지", "301호"), ("서울 강남구 역삼동 123 - 4 301호", "")),
        (("제주특별자치도 제주시 연삼로 135", ""), ("제주 제주시 연삼로 135", "")),
    ],
)
def test_spellings_of_one_address(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert plain_address(*one) == plain_address(*other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ((ROAD, "301호"), (ROAD, "302호")),
        ((ROAD, "101동 301호"), (ROAD, "102동 301호")),
        ((ROAD, "101동 301호"), (ROAD, "301호")),
        ((ROAD, "1동 11호"), (ROAD, "11동 1호")),
        ((ROAD, "1 23호"), (ROAD, "12 3호")),
        ((ROAD, "101호"), (ROAD, "B101호")),
        ((ROAD, "101호"), (ROAD, "지하 101호")),
        ((ROAD, "가동 101호"), (ROAD, "나동 101호")),
        ((f"{ROAD} (가동)", "101호"), (f"{ROAD} (나동)", "101호")),
        ((f"{ROAD} (에이동)", "101호"), (f"{ROAD} (비동)", "101호")),
        ((f"{ROAD} (301호)", ""), (f"{ROAD} (302호)", "")),
        ((f"{ROAD} (역삼동, 301호)", ""), (f"{ROAD} (역삼동, 302호)", "")),
        ((f"{ROAD} (상가 1동)", "101호"), (f"{ROAD} (상가 2동)", "101호")),
        ((ROAD, "101호~103호"), (ROAD, "101동 103호")),
        ((ROAD, "101호-103호"), (ROAD, "101동 103호")),
        ((ROAD, "3층"), (ROAD, "3호")),
        (("서울 강남구 테헤란로 11", "1호"), ("서울 강남구 테헤란로 1", "11호")),
        (("서울 강남구 테헤란로 1-1", ""), ("서울 강남구 테헤란로 11", "")),
        (("서울 강남구 테헤란로 지하 1", ""), ("서울 강남구 테헤란로 1", "")),
        (("부산 중구 중앙대로 1", "301호"), ("서울 중구 중앙대로 1", "301호")),
    ],
)
def test_addresses_that_are_not_one(one: tuple[str, str], other: tuple[str, str]) -> None:
    assert plain_address(*one) != plain_address(*other)


BLOCKS = st.integers(1, 120) | st.integers(1001, 1030)
ROOMS = st.integers(1, 3010)
STYLES = st.sampled_from(
    [
        "{d}동 {h}호",
        "{d}동{h}호",
        "{d}동 {h}",
        "{d}-{h}",
        "{d} - {h}호",
        "제{d}동 제{h}호",
        " {d}동,{h}호 ",
        "({d}동 {h}호)",
    ]
)


@given(BLOCKS, ROOMS, BLOCKS, ROOMS, STYLES, STYLES)
def test_rooms_are_one_only_when_block_and_number_are(
    block: int, room: int, block2: int, room2: int, style: str, style2: str
) -> None:
    one = plain_address(ROAD, style.format(d=block, h=room))
    assert one == plain_address(ROAD, style2.format(d=block, h=room))
    other = plain_address(ROAD, style2.format(d=block2, h=room2))
    assert (one == other) is ((block, room) == (block2, room2))


NEARLY = st.text(st.sampled_from("0129제호동층길로 님-(),지하번가서울특별시apt아파트B１＋~"), max_size=16)


@given(NEARLY | st.text(max_size=12))
def test_writing_alike_twice_changes_nothing(text: str) -> None:
    for plain in (plain_receiver, plain_phone, plain_street, plain_detail):
        assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize("spelt", ["홍길동", " 홍 길동 ", "홍길동님", "홍길동 님", "홍길동"])
def test_spellings_of_one_receiver(spelt: str) -> None:
    assert plain_receiver(spelt) == "홍길동"


def test_names_that_end_like_an_honorific_stay() -> None:
    assert [plain_receiver(name) for name in ("님", "하님", "LG전자")] == ["님", "하님", "lg전자"]


@pytest.mark.parametrize(
    "spelt",
    [
        "010-0000-1234",
        "01000001234",
        "０１０ ００００ １２３４",
        "+82 10-0000-1234",
        "+82 (0)10-0000-1234",
        "82-10-0000-1234",
        "0082 10 0000 1234",
    ],
)
def test_spellings_of_one_phone(spelt: str) -> None:
    assert plain_phone(spelt) == "01000001234"


def test_other_phones_stay_others() -> None:
    assert len({plain_phone(p) for p in ("010-0000-1234", "010-0000-1235", "02-000-1234", "1588-0000")}) == 4


def test_what_lacks_a_receiver_a_phone_or_a_street_is_no_place() -> None:
    assert place_of(HOME) is not None
    nowhere = replace(HOME, line1="", line2="")
    for lacking in (
        replace(HOME, receiver=" "),
        replace(HOME, phone=""),
        replace(HOME, phone="0000"),
        nowhere,
    ):
        assert place_of(lacking) is None


def test_addresses_abroad_are_compared_as_they_are_written() -> None:
    there = replace(HOME, country="US", line1="1 Main  St", line2="Apt 3", zip="10001")
    assert place_of(there) == place_of(replace(there, line1="1 MAIN St"))
    assert place_of(there) != place_of(replace(there, line2="Apt 3호"))
    assert place_of(there) != place_of(replace(there, country="CA"))
