"""운송장: labels that a courier prints for us, each from being handed in to being delivered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.receipts import EXPENSE, identity_fits
from orderdesk.core.domain.words import Word

ISSUERS: Final = ("cj", "epost", "hanjin", "lotte", "logen", "ilyang")
"""The couriers whose labels are printed and numbered for us; there are no others."""

VENDOR_COURIER: Final = "epost"
"""The only courier whose contracts have a vendor code (업체코드) beside their own."""


class WaybillState(IntEnum):
    """Where a label stands; stored, so never renumbered.

    INTENDED is written before the courier is asked, so that an answer that got lost is asked after again.
    ISSUED has a number that its section has not got yet; USED is in its section.
    """

    INTENDED = 0
    HANDED = 1
    ISSUED = 2
    USED = 3
    DONE = 4
    REFUSED = 5
    VOID = 6


WAYBILL_WORDS: Final[dict[WaybillState, Word]] = {
    WaybillState.INTENDED: Word("접수 중", "being submitted"),
    WaybillState.HANDED: Word("출력 대기", "to be printed"),
    WaybillState.ISSUED: Word("번호 받음", "numbered"),
    WaybillState.USED: Word("발행", "issued"),
    WaybillState.DONE: Word("배송완료", "delivered"),
    WaybillState.REFUSED: Word("거절", "refused"),
    WaybillState.VOID: Word("무효", "void"),
}

WAITING: Final = frozenset({WaybillState.INTENDED, WaybillState.HANDED, WaybillState.ISSUED})
"""States of a label that may still become the number of its section."""


@dataclass(frozen=True, slots=True)
class Waybill:
    """A label: `key` is the courier's name for it for ever, `courier` the desk's key.

    `back`: it fetches a return. `seq` and `code` are those of the newest news (`TrackCode`). `pending`: there
    is something to do about it. `replaces` is the key of the label that it was issued anew for. `why` is what
    keeps it, a code of ours or the courier's own words.
    """

    key: str
    order_id: int
    section: int
    courier: str
    made_at: int
    back: bool = False
    batch: str = ""
    number: str = ""
    state: WaybillState = WaybillState.INTENDED
    seq: int = 0
    code: int = 0
    pending: bool = True
    replaces: str = ""
    why: str = ""


def waybill_key(order: str, section: int, nth: int) -> str:
    """The name of the *nth* label of a section; every label of it has another one."""
    return f"{section_number(order, section)}-W{nth}"


_NOT_THEIRS: Final = Word(
    "송장을 출력해 주는 택배사는 CJ대한통운, 우체국택배, 한진택배, 롯데택배, 로젠택배, 일양로지스뿐입니다",
    "Labels are printed for CJ, Korea Post, Hanjin, Lotte, Logen and Ilyang only",
)
_BUSINESS: Final = Word(
    "사업자등록번호가 맞지 않습니다. 10자리 숫자를 다시 확인하세요",
    "This is no business registration number; check its ten digits",
)
_NO_CODE: Final = Word("계약코드를 적으세요", "Give the contract code")
_CJ_IC: Final = Word(
    "IC로 시작하는 계약코드로는 출력할 수 없습니다. 대리점에서 주간고객코드를 받아 적으세요",
    "Codes that begin with IC don't print; ask the branch for the weekly customer code (주간고객코드)",
)
_VENDOR_NEEDED: Final = Word(
    "우체국택배는 업체코드(고객번호)가 있어야 합니다",
    "Korea Post needs the vendor code (its customer number)",
)
_VENDOR_ONLY: Final = Word("업체코드는 우체국택배만 씁니다", "Only Korea Post has a vendor code")
_SENDER: Final = Word(
    "보내는 분 이름, 연락처, 우편번호, 주소를 모두 적으세요",
    "Give the sender's name, phone, postcode and address",
)


def refuse_contract(
    courier: str, business: str, code: str, vendor: str, sender: tuple[str, str, str, str]
) -> Word | None:
    """Why such a contract can't print labels; *sender* is name, phone, postcode, address."""
    if courier not in ISSUERS:
        return _NOT_THEIRS
    if not identity_fits(EXPENSE, business):
        return _BUSINESS
    if not code:
        return _NO_CODE
    if courier == "cj" and code.upper().startswith("IC"):
        return _CJ_IC
    if (courier == VENDOR_COURIER) != bool(vendor):
        return _VENDOR_NEEDED if courier == VENDOR_COURIER else _VENDOR_ONLY
    return None if all(sender) else _SENDER
