from __future__ import annotations

import pytest

from orderdesk.core import reference
from orderdesk.core.domain.parcels import (
    Courier,
    NumberProblem,
    check_number,
    find_courier,
    length_words,
    normalise_number,
    track_link,
    with_check_digit,
)

CJ, LOTTE = (Courier(key, key, lengths=frozenset({10, 12}), check=key) for key in ("cj", "lotte"))
EMS = Courier("ems", "EMS", lengths=frozenset({13}), check="ems")
POST = Courier("epost", "우체국택배", lengths=frozenset({13}))
FREE = Courier("direct", "업체직송")


def kinds(courier: Courier, number: str, strict: bool = False) -> list[tuple[NumberProblem, bool]]:
    return [(problem.kind, problem.blocks) for problem in check_number(courier, number, strict)]


@pytest.mark.parametrize(
    ("body", "cj", "lotte"),
    [
        ("68012345678", "680123456782", "680123456784"),
        ("36401234567", "364012345676", "364012345675"),
        ("12345678901", "123456789011", "123456789013"),
    ],
)
def test_check_digits_of_the_published_examples(body: str, cj: str, lotte: str) -> None:
    assert (with_check_digit(CJ, body), with_check_digit(LOTTE, body)) == (cj, lotte)
    assert check_number(CJ, cj) == check_number(LOTTE, lotte) == []


def test_a_wrong_check_digit_warns_and_names_the_likelier_courier() -> None:
    found = check_number(CJ, "680123456784")
    assert [(p.kind, p.blocks, p.detail) for p in found] == [
        (NumberProblem.CHECK_DIGIT, False, ""),
        (NumberProblem.WRONG_COURIER, False, "lotte"),
    ]


def test_a_number_that_no_rule_knows_gets_no_hint() -> None:
    assert kinds(CJ, "680123456785") == [(NumberProblem.CHECK_DIGIT, False)]


def test_only_lotte_can_be_made_strict() -> None:
    assert kinds(LOTTE, "680123456785", strict=True) == [(NumberProblem.CHECK_DIGIT, True)]
    assert kinds(CJ, "680123456785", strict=True) == [(NumberProblem.CHECK_DIGIT, False)]


def test_the_two_rules_agree_exactly_when_the_first_two_digits_are_a_multiple_of_seven() -> None:
    agreeing = [
        lead
        for lead in range(100)
        if with_check_digit(CJ, f"{lead:02}123456789") == with_check_digit(LOTTE, f"{lead:02}123456789")
    ]
    assert agreeing == list(range(0, 100, 7))


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("", NumberProblem.EMPTY),
        (" - ", NumberProblem.EMPTY),
        ("1234567", NumberProblem.TOO_SHORT),
        ("1" * 21, NumberProblem.TOO_LONG),
        ("12345678A", NumberProblem.NOT_DIGITS),
        ("123456/789", NumberProblem.NOT_DIGITS),
        ("5.2E+11", NumberProblem.EXPONENT),
        ("5.21853e+11", NumberProblem.EXPONENT),
        ("EE123456789KR", NumberProblem.NOT_DIGITS),
        ("차량배차", NumberProblem.NOT_DIGITS),
    ],
)
def test_what_cannot_be_a_number_blocks_alone(number: str, problem: NumberProblem) -> None:
    assert kinds(CJ, number) == [(problem, True)]


def test_odd_lengths_warn_and_couriers_without_known_lengths_do_not() -> None:
    assert kinds(POST, "123456789012") == [(NumberProblem.ODD_LENGTH, False)]
    assert length_words(POST, "1234-5678-9012").ko == "우체국택배 송장번호는 13자리인데 12자리입니다"
    assert kinds(POST, "1234567890123") == kinds(FREE, "123456789") == []


def test_ems_may_carry_letters() -> None:
    assert kinds(EMS, "ee 123456789 kr") == []
    assert kinds(EMS, "E1234567890KR") == [(NumberProblem.NOT_DIGITS, True)]


def test_numbers_are_normalised() -> None:
    assert normalise_number(" ６８０１-2345\u00a06782\u200b ") == "680123456782"
    assert normalise_number("6801–2345−6782") == "680123456782"


def test_couriers_are_found_by_name_alias_and_spelling() -> None:
    couriers = reference.couriers()
    for name, key in (
        ("CJ대한통운", "cj"),
        (" cj 대한통운 ", "cj"),
        ("한진", "hanjin"),
        ("현대택배", "lotte"),
        ("우체국 택배", "epost"),
        ("롯데/롯데택배", "lotte"),
    ):
        found = find_courier(couriers, name)
        assert isinstance(found, Courier) and found.key == key


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("롯데/경동", NumberProblem.COURIER_AMBIGUOUS),
        ("롯데, 번개", NumberProblem.COURIER_AMBIGUOUS),
        ("번개택배", NumberProblem.COURIER_UNKNOWN),
        ("  ", NumberProblem.COURIER_MISSING),
    ],
)
def test_couriers_are_never_guessed(name: str, problem: NumberProblem) -> None:
    assert find_courier(reference.couriers(), name) is problem


def test_no_name_or_alias_stands_for_two_couriers() -> None:
    couriers = reference.couriers()
    assert [find_courier(couriers, name) for c in couriers for name in (c.key, c.name, *c.aliases)] == [
        c for c in couriers for name in (c.key, c.name, *c.aliases)
    ]


def test_links_carry_the_bare_number() -> None:
    kyungdong = find_courier(reference.couriers(), "경동")
    assert isinstance(kyungdong, Courier)
    assert track_link(kyungdong, "123-4567-890123") == (
        "https://kdexp.com/service/delivery/etc/delivery.do?barcode=1234567890123"
    )
    assert track_link(FREE, "12345678") is None


def test_problem_codes_are_unique_and_bilingual() -> None:
    codes = [problem.code for problem in NumberProblem]
    assert len(set(codes)) == len(codes)
    assert all(w.ko and w.en for p in NumberProblem for w in (p.message, p.advice))
