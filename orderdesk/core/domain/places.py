"""Where a parcel goes, written alike: so that two spellings of one receiver, phone and address compare equal.

Cautious on purpose: only what surely means the same becomes the same. Two different rooms never do; what is
left unequal is shown to a person instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from orderdesk.core.domain.orders import Address
from orderdesk.core.domain.text import clean, digits


@dataclass(frozen=True, slots=True)
class Place:
    """A destination in its plain spelling; equal places are one."""

    receiver: str
    phone: str
    zip: str
    street: str
    detail: str
    country: str


_SHORTEST_PHONE = 8


@lru_cache(maxsize=65536)
def place_of(address: Address) -> Place | None:
    """The place that *address* means; None when it lacks a receiver, a phone or a street."""
    receiver, phone = plain_receiver(address.receiver), plain_phone(address.phone)
    if address.country == "KR":
        street, detail = plain_address(address.line1, address.line2)
        code = digits(address.zip)
    else:
        street, detail, code = _words(address.line1), _words(address.line2), _words(address.zip)
    if not receiver or len(phone) < _SHORTEST_PHONE or not street:
        return None
    return Place(receiver, phone, code, street, detail, address.country)


def _settled(step: Callable[[str], str], text: str) -> str:
    """*text* after *step* was taken until nothing changes any more."""
    while (after := step(text)) != text:
        text = after
    return text


def _alike(text: str) -> str:
    return unicodedata.normalize("NFKC", clean(text)).casefold()


def _words(text: str) -> str:
    return " ".join(_settled(_alike, text).split())


_HONORIFIC = re.compile(r"(?<=..)님$")


def plain_receiver(text: str) -> str:
    """A receiver without blanks, capitals and 님 behind the name (``홍 길동님`` → ``홍길동``)."""
    return _settled(lambda name: _HONORIFIC.sub("", "".join(_alike(name).split())), text)


_ABROAD_ZERO = re.compile(r"^(?:00)?820?(?=\d{8,})")


def plain_phone(text: str) -> str:
    """The digits of a phone number, Korea's country code as the leading zero (``+82 10-…`` → ``010…``)."""
    return _ABROAD_ZERO.sub("0", digits(text))


# --- addresses -------------------------------------------------------------------------------

_REGIONS = {
    "서울": "서울특별시 서울시",
    "부산": "부산광역시 부산시",
    "대구": "대구광역시 대구시",
    "인천": "인천광역시 인천시",
    "광주": "광주광역시",
    "대전": "대전광역시 대전시",
    "울산": "울산광역시 울산시",
    "세종": "세종특별자치시 세종시",
    "경기": "경기도",
    "강원": "강원특별자치도 강원도",
    "충북": "충청북도",
    "충남": "충청남도",
    "전북": "전북특별자치도 전라북도",
    "전남": "전라남도",
    "경북": "경상북도",
    "경남": "경상남도",
    "제주": "제주특별자치도 제주도",
}
_REGION_OF = {long: short for short, names in _REGIONS.items() for long in names.split()}
"""Names of a province or metropolis in full, with the short form."""

_HYPHENS = re.compile(r"\s*[-\u2010-\u2015\u2212]\s*")
_DROPPED = re.compile(r"[,.;:·'\"()\[\]{}#_]+")
_PARENTHESES = re.compile(r"\(([^()]*)\)")
_NOT_A_QUARTER = frozenset("가나다라마바사아자차카타파하비씨디이지본별신구동서남북병") | {
    *(
        "에이",
        "에프",
        "에이치",
        "중앙",
        "상가",
        "관리",
        "기숙사",
        "생활",
        "숙소",
        "주차",
        "본관",
        "별관",
        "신관",
    ),
    *("구관", "동관", "서관", "남관", "북관", "연구", "실험", "교육", "사무", "공장", "창고"),
}
"""What before 동 names a building of several, not a quarter of a town."""

_QUARTER = re.compile(r"(?P<name>[가-힣]{1,6})(?:동|읍|면|리|\d?가)")
_BUILDING = re.compile(r"[가-힣a-z ]{2,20}")
_NOT_A_NAME = re.compile(r"[동호층관실]$")

_ROAD = re.compile(
    r"(?P<street>.*?[가-힣0-9](?:로|길)\s*(?:지하\s*)?\d+(?:-\d+)?)(?![\d가-힣a-z-])(?P<rest>.*)"
)
_LOT = re.compile(
    r"(?P<street>.*?[가-힣]\d?(?:동|리|가)\s+(?:산\s*)?\d+(?:-\d+)?)(?:\s*번지)?(?![\d가-힣a-z-])(?P<rest>.*)"
)


def plain_address(line1: str, line2: str) -> tuple[str, str]:
    """(street, details) of a Korean address, each in its plain spelling, wherever the line breaks.

    The street ends with the building's number; without one it is *line1*.
    """
    one, two = (_PARENTHESES.sub(_without_quarter, _alike(line)) for line in (line1, line2))
    whole = _short_region(f"{_marks(one)} {_marks(two)}")
    for pattern in (_ROAD, _LOT):
        parts = pattern.fullmatch(whole)
        if parts is not None:
            return plain_street(parts["street"]), plain_detail(parts["rest"])
    return plain_street(one), plain_detail(two)


def _without_quarter(found: re.Match[str]) -> str:
    """Nothing for a note like (역삼동, 한빛아파트), which a road address needs not; else what it was."""
    first, *more = (part.strip() for part in found[1].split(","))
    quarter = _QUARTER.fullmatch(first)
    named = all(_BUILDING.fullmatch(part) and not _NOT_A_NAME.search(part) for part in more)
    if quarter is None or quarter["name"] in _NOT_A_QUARTER or not named:
        return f" {found[1]} "
    return " "


def _short_region(text: str) -> str:
    first, _, rest = text.strip().partition(" ")
    return f"{_REGION_OF.get(first, first)} {rest}"


def plain_street(text: str) -> str:
    """A street with its number: the province in short, no blanks or punctuation but a number's hyphen."""
    return _settled(lambda t: "".join(_short_region(_marks(t)).split()), text)


def _marks(text: str) -> str:
    return _DROPPED.sub(" ", _HYPHENS.sub("-", _alike(text))).strip()


_ORDINAL = re.compile(r"(?:제\s*)+(?=\d)")
_CELLAR = re.compile(r"지하\s*(?=\d)")
_FLATS = re.compile(r"(?<![a-z])apt(?![a-z])|아파트")
_WING = re.compile(r"(\d|(?<![가-힣a-z0-9])[a-z가나다라마바사아자차카타파하])\s*동\s*-?\s*(?=[a-z]?\d)")
_ROOM = re.compile(r"(?<=\d)\s*호(?![가-힣0-9a-z-])")
_BLANK = re.compile(r"\s+")
_NEEDLESS = re.compile(r"(?<![0-9a-z])\s|\s(?![0-9a-z])")


def plain_detail(text: str) -> str:
    """The details of an address: ``제101동 1503호``, ``101동1503`` and ``101-1503`` are one.

    A blank stays only where two numbers or letters would run together.
    """
    return _settled(_plain_detail, text)


def _plain_detail(text: str) -> str:
    text = _ORDINAL.sub("", _marks(text))
    text = _FLATS.sub("아파트 ", _CELLAR.sub("b", text))
    text = _ROOM.sub(" ", _WING.sub(r"\1-", text))
    return _NEEDLESS.sub("", _BLANK.sub(" ", text.strip()))
