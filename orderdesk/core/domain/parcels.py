"""Couriers and the numbers on their labels.

What a tracking number must look like, what is only suspicious, and where it can be followed. Digit
counts and check digits come from several public sources that do not fully agree, so they warn; only
what can't be a tracking number at all blocks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from typing import Literal, NamedTuple
from urllib.parse import quote

from orderdesk.core.domain.words import Word

CheckRule = Literal["", "cj", "lotte", "ems"]
"""How a courier's numbers can be checked: the two modulo-7 rules, or the two-letter EMS form."""

SHORTEST = 8
LONGEST = 20

_DROPPED = re.compile(r"[\s\-\u2010-\u2015\u2212\u00ad\u200b-\u200d\u2060\ufeff]+")
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+")
_EMS = re.compile(r"[A-Z]{2}[0-9]{9}[A-Z]{2}")
_SEVERAL = re.compile(r"[/,·|;+&\n]+")


@dataclass(frozen=True, slots=True)
class Courier:
    """A parcel company as sellers name it.

    `key` is stable in files; `name` is the Korean label on screens and in exports; `lengths` are the digit
    counts seen for its numbers (empty: none known); `track_url` holds `{n}` where the number goes.
    """

    key: str
    name: str
    aliases: tuple[str, ...] = ()
    lengths: frozenset[int] = frozenset()
    check: CheckRule = ""
    track_url: str = ""


class NumberFault(NamedTuple):
    """What stands behind one `NumberProblem`."""

    code: str
    message: Word
    advice: Word


class NumberProblem(Enum):
    """Everything that can be wrong or odd about a courier's name or a tracking number."""

    EMPTY = NumberFault(
        "number-empty",
        Word("송장번호가 없습니다", "There is no tracking number"),
        Word("송장번호를 입력하세요", "Enter the tracking number"),
    )
    NOT_DIGITS = NumberFault(
        "number-not-digits",
        Word(
            "송장번호에 숫자가 아닌 글자가 있습니다",
            "The tracking number holds characters that are not digits",
        ),
        Word(
            "숫자만 입력하세요 (EMS만 EE123456789KR 형식)",
            "Enter digits only (EMS alone is written EE123456789KR)",
        ),
    )
    EXPONENT = NumberFault(
        "number-exponent",
        Word(
            "엑셀이 번호를 줄여 끝자리가 사라졌습니다 (지수표기)",
            "Excel shortened the number, and its last digits are gone",
        ),
        Word(
            "엑셀에서 그 열의 서식을 텍스트로 하고 원본 번호를 다시 복사하세요",
            "Format the column as text in Excel and copy the number again from its source",
        ),
    )
    TOO_SHORT = NumberFault(
        "number-too-short",
        Word("송장번호가 너무 짧습니다 (8자리 미만)", "The tracking number is too short (under 8 digits)"),
        Word("송장을 다시 확인하세요", "Check it against the label"),
    )
    TOO_LONG = NumberFault(
        "number-too-long",
        Word("송장번호가 너무 깁니다 (20자리 초과)", "The tracking number is too long (over 20 digits)"),
        Word("두 번호가 붙지 않았는지 확인하세요", "Check that two numbers have not run together"),
    )
    ODD_LENGTH = NumberFault(
        "number-odd-length",
        Word("이 택배사의 송장번호 자릿수가 아닙니다", "This courier's numbers do not have this many digits"),
        Word("택배사와 송장번호를 확인하세요", "Check the courier and the number"),
    )
    CHECK_DIGIT = NumberFault(
        "number-check-digit",
        Word("송장번호의 검증 숫자가 맞지 않습니다", "The number's check digit does not fit"),
        Word("잘못 입력한 숫자가 없는지 확인하세요", "Look for a mistyped digit"),
    )
    WRONG_COURIER = NumberFault(
        "number-wrong-courier",
        Word("다른 택배사의 송장번호로 보입니다", "The number looks like another courier's"),
        Word("택배사를 확인하세요", "Check the courier"),
    )
    OTHER_COURIER = NumberFault(
        "number-other-courier",
        Word("다른 택배사로 이미 등록된 번호입니다", "The number is entered with another courier already"),
        Word("택배사와 송장번호를 확인하세요", "Check the courier and the number"),
    )
    COURIER_MISSING = NumberFault(
        "courier-missing",
        Word("택배사가 없습니다", "There is no courier"),
        Word(
            "택배사를 적거나, 설정에서 기본 택배사를 정하세요",
            "Name the courier, or set a default courier in the settings",
        ),
    )
    COURIER_UNKNOWN = NumberFault(
        "courier-unknown",
        Word("알 수 없는 택배사입니다", "Unknown courier"),
        Word("목록에 있는 택배사 이름을 쓰세요", "Use a courier name from the list"),
    )
    COURIER_AMBIGUOUS = NumberFault(
        "courier-ambiguous",
        Word("택배사가 둘 이상 적혀 있습니다", "More than one courier is named"),
        Word("택배사를 하나만 적으세요", "Name one courier only"),
    )

    @property
    def code(self) -> str:
        """The stable code."""
        return self.value.code

    @property
    def message(self) -> Word:
        """What is wrong."""
        return self.value.message

    @property
    def advice(self) -> Word:
        """What to do about it."""
        return self.value.advice


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding about a number: what, whether it blocks, and a detail (a likelier courier's key)."""

    kind: NumberProblem
    blocks: bool
    detail: str = ""


def normalise_number(raw: str) -> str:
    """*raw* in compatibility form, without spaces and hyphens, letters in upper case."""
    if raw.isascii() and raw.isalnum():
        return raw.upper()
    return _DROPPED.sub("", unicodedata.normalize("NFKC", raw)).upper()


def is_ems_number(number: str) -> bool:
    """Whether the normalised *number* has the international form EE123456789KR."""
    return _EMS.fullmatch(number) is not None


def is_exponent(number: str) -> bool:
    """Whether the normalised *number* is what a spreadsheet shows of a long one: 5.21853E+11."""
    return _EXPONENT.fullmatch(number) is not None


def check_number(courier: Courier, number: str, strict_lotte: bool = False) -> list[Problem]:
    """Findings about *number* as one of *courier*'s; empty when nothing is odd.

    A blocking finding stands alone: nothing else is said about what can't be a number. With *strict_lotte* a
    wrong check digit of a Lotte number blocks too (its rule is the only one with two independent sources).
    """
    number = normalise_number(number)
    fatal = _fatal(courier, number)
    if fatal is not None:
        return [Problem(fatal, blocks=True)]
    found: list[Problem] = []
    if courier.lengths and len(number) not in courier.lengths:
        found.append(Problem(NumberProblem.ODD_LENGTH, blocks=False))
    if not passes_check(courier.check, number):
        blocks = strict_lotte and courier.check == "lotte"
        found.append(Problem(NumberProblem.CHECK_DIGIT, blocks))
        other: CheckRule = "lotte" if courier.check == "cj" else "cj"
        if passes_check(other, number):
            found.append(Problem(NumberProblem.WRONG_COURIER, blocks=False, detail=other))
    return found


def length_words(courier: Courier, number: str) -> Word:
    """That *number* has an odd length, with how long the courier's are."""
    known = [str(length) for length in sorted(courier.lengths)]
    got = len(normalise_number(number))
    return Word(
        f"{courier.name} 송장번호는 {'·'.join(known)}자리인데 {got}자리입니다",
        f"Digits of a {courier.name} number: {'·'.join(known)}, not {got}",
    )


def _fatal(courier: Courier, number: str) -> NumberProblem | None:
    """The reason why the normalised *number* can't be used at all, if there is one."""
    if not number:
        return NumberProblem.EMPTY
    if not (number.isascii() and number.isdecimal()) and not (
        courier.check == "ems" and is_ems_number(number)
    ):
        return NumberProblem.EXPONENT if is_exponent(number) else NumberProblem.NOT_DIGITS
    if len(number) < SHORTEST:
        return NumberProblem.TOO_SHORT
    if len(number) > LONGEST:
        return NumberProblem.TOO_LONG
    return None


def _digits(text: str) -> bool:
    return text.isascii() and text.isdecimal()


def passes_check(rule: CheckRule, number: str) -> bool:
    """Whether *number* keeps *rule*; true where it says nothing (only 12 digits carry a check digit)."""
    if rule not in ("cj", "lotte") or len(number) != 12 or not _digits(number):
        return True
    return number[11] == _check_digit(rule, number[:11])


def _check_digit(rule: CheckRule, body: str) -> str:
    """The check digit of the eleven digits *body*: CJ leaves the first two out, Lotte takes all."""
    return str(int(body[2:] if rule == "cj" else body) % 7)


def with_check_digit(courier: Courier, body: str) -> str:
    """*body* with the courier's check digit appended (eleven digits, CJ and Lotte), or *body* as it is."""
    if courier.check in ("cj", "lotte") and len(body) == 11:
        return body + _check_digit(courier.check, body)
    return body


def find_courier(couriers: Iterable[Courier], name: str) -> Courier | NumberProblem:
    """The courier called *name* (its name, key or an alias; case and spaces don't matter).

    A cell that names two ("롯데/경동") is ambiguous, never the first of them.
    """
    known = {_plain(word): courier for courier in couriers for word in _names(courier)}
    whole = _plain(name)
    if not whole:
        return NumberProblem.COURIER_MISSING
    if whole in known:
        return known[whole]
    parts = [_plain(part) for part in _SEVERAL.split(name) if _plain(part)]
    found = {known[part].key for part in parts if part in known}
    if len(found) == 1 and all(part in known for part in parts):
        return known[parts[0]]
    return NumberProblem.COURIER_AMBIGUOUS if found and len(parts) > 1 else NumberProblem.COURIER_UNKNOWN


def _names(courier: Courier) -> tuple[str, ...]:
    return (courier.key, *courier.aliases, courier.name)


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def track_link(courier: Courier, number: str) -> str | None:
    """The page that follows *number*, or None where the courier has none.

    The number goes in without hyphens: one courier's page evaluates a hyphen as a subtraction.
    """
    if not courier.track_url:
        return None
    return courier.track_url.replace("{n}", quote(normalise_number(number), safe=""))
