"""Banks by what people call them, as Toss numbers them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BANKS: Final = {
    "산업": "02",
    "기업": "03",
    "국민": "06",
    "수협": "07",
    "농협": "11",
    "우리": "20",
    "SC제일": "23",
    "제일": "23",
    "씨티": "27",
    "iM뱅크": "31",
    "대구": "31",
    "부산": "32",
    "광주": "34",
    "제주": "35",
    "전북": "37",
    "경남": "39",
    "새마을금고": "45",
    "새마을": "45",
    "신협": "48",
    "저축": "50",
    "우체국": "71",
    "하나": "81",
    "신한": "88",
    "케이뱅크": "89",
    "케이": "89",
    "카카오뱅크": "90",
    "카카오": "90",
    "토스뱅크": "92",
    "토스": "92",
}
_BESIDES: Final = ("KB", "IBK", "NH", "KEB", "은행", "중앙회")


def bank_code(banks: Mapping[str, str], name: str) -> str:
    """The code in *banks* of the bank called *name*; *name* itself where it is a code or is not known."""
    plain = "".join(name.split())
    if plain in banks:
        return banks[plain]
    for word in _BESIDES:
        plain = plain.replace(word, "")
    return banks.get(plain, name.strip())
