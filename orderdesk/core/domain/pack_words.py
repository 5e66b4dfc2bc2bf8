"""What the packing station (포장대) answers to a gesture: a closed list with words and sounds.

A packer looks at the goods, not at a screen: every answer has a pattern of bell strokes that no other has, so
that a wrong item and one too many can be told apart by ear, and is written large and said aloud besides.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

from orderdesk.core.domain.words import Word

Sound = tuple[int, ...]
"""Milliseconds between one stroke of the bell and the next; none means a single stroke."""

_QUICK: Final = 80
_SHORT: Final = 130
_LONG: Final = 450


class PackVerdict(Enum):
    """An answer of the station, or on the walk along the shelves.

    `large` is written large and said, `message` is the sentence, `advice` what to do now. What is `fine` has
    short pauses alone; a refusal a long one, or five strokes.
    """

    def __init__(self, code: str, fine: bool, sound: Sound, large: Word, message: Word, advice: Word) -> None:
        self.code = code
        self.fine = fine
        self.sound = sound
        self.large = large
        self.message = message
        self.advice = advice

    OPENED = (
        "opened",
        True,
        (_SHORT,),
        Word("상자 열림", "Box open"),
        Word("상자를 열었습니다", "The box is open"),
        Word("상품을 스캔하세요", "Scan the goods"),
    )
    RIGHT_ITEM = (
        "right-item",
        True,
        (),
        Word("맞음", "Right"),
        Word("이 상자의 상품입니다", "It belongs in this box"),
        Word("다음 상품을 스캔하세요", "Scan the next one"),
    )
    BY_HAND = (
        "by-hand",
        True,
        (_QUICK,),
        Word("손으로 확인", "By hand"),
        Word("손으로 확인했다고 적었습니다", "Noted that it was confirmed by hand"),
        Word("다음 상품을 스캔하세요", "Scan the next one"),
    )
    COMPLETE = (
        "complete",
        True,
        (_SHORT, _SHORT),
        Word("포장 끝", "Complete"),
        Word("모두 담았습니다. 송장이 아직 없습니다", "Everything is in; there is no tracking number yet"),
        Word("송장번호를 스캔하거나 송장을 발행하세요", "Scan the label, or have one issued"),
    )
    SHIPPED = (
        "shipped",
        True,
        (_SHORT, _SHORT, _SHORT),
        Word("발송", "Shipped"),
        Word("상자를 닫고 배송중으로 보냈습니다", "The box is closed and shipped"),
        Word("다음 상자를 스캔하세요", "Scan the next box"),
    )
    TAKEN_OVER = (
        "taken-over",
        True,
        (_SHORT, _QUICK),
        Word("넘겨받음", "Taken over"),
        Word("다른 사람이 포장하던 상자를 넘겨받았습니다", "The box was somebody else's and is yours now"),
        Word("담긴 상품을 확인하고 이어서 스캔하세요", "Look at what is in it, then go on"),
    )
    REOPENED = (
        "reopened",
        True,
        (_QUICK, _SHORT),
        Word("다시 열림", "Open again"),
        Word("상자를 다시 열었습니다. 처음부터 다시 셉니다", "The box is open again; counting starts over"),
        Word("상품을 모두 다시 스캔하세요", "Scan all goods again"),
    )
    EMPTIED = (
        "emptied",
        True,
        (_QUICK, _QUICK),
        Word("비움", "Emptied"),
        Word("상자를 비웠습니다", "The box was emptied"),
        Word("상품을 제자리에 돌려놓으세요", "Put the goods back on the shelf"),
    )
    PICKED = (
        "picked",
        True,
        (_QUICK, _SHORT, _QUICK),
        Word("이 줄 끝", "Line done"),
        Word("이 상품을 다 집었습니다", "All pieces of it are picked"),
        Word("다음 위치로 가세요", "Go on to the next place"),
    )
    ALL_PICKED = (
        "all-picked",
        True,
        (_QUICK, _QUICK, _QUICK),
        Word("피킹 끝", "All picked"),
        Word("피킹 리스트를 다 집었습니다", "Everything on the picking list is picked"),
        Word("포장대로 가져가고 차수를 닫으세요", "Take it to the station and close the wave"),
    )
    SKIPPED = (
        "skipped",
        True,
        (_QUICK, _SHORT, _SHORT),
        Word("나중에", "Later"),
        Word("이 줄을 맨 끝으로 미뤘습니다", "The line comes last now"),
        Word("다음 위치로 가세요", "Go on to the next place"),
    )
    SHORT = (
        "short",
        True,
        (_SHORT, _QUICK, _SHORT),
        Word("결품", "Short"),
        Word("모자란 수량을 떼어 재고 확인으로 보류했습니다", "The missing pieces are split off and on hold"),
        Word("다음 위치로 가세요", "Go on to the next place"),
    )
    WRONG_ITEM = (
        "wrong-item",
        False,
        (_QUICK, _QUICK, _QUICK, _QUICK),
        Word("다른 상품", "Wrong item"),
        Word("이 상자에 없는 상품입니다", "It does not belong in this box"),
        Word("꺼내고 목록의 상품을 스캔하세요", "Take it out and scan what is on the list"),
    )
    NO_GOODS_CODE = (
        "no-goods-code",
        False,
        (_LONG, _QUICK, _LONG),
        Word("모르는 코드", "Unknown code"),
        Word("상품 코드로 등록되어 있지 않습니다", "No product has this code"),
        Word("맞는 상품이면 손으로 확인하세요", "If the goods are right, confirm them by hand"),
    )
    ONE_TOO_MANY = (
        "one-too-many",
        False,
        (_QUICK, _LONG, _QUICK),
        Word("수량 초과", "Too many"),
        Word("이 상품은 수량이 다 찼거나 그만큼 남지 않았습니다", "Not that many are left to pack"),
        Word("더 담은 것을 꺼내세요", "Take the extra ones out"),
    )
    UNKNOWN = (
        "unknown",
        False,
        (_LONG,),
        Word("모르는 번호", "Unknown"),
        Word("이 번호의 섹션이나 송장이 없습니다", "No section and no parcel has this number"),
        Word("주문서의 섹션 바코드나 송장을 스캔하세요", "Scan the section barcode or the label"),
    )
    HELD = (
        "held",
        False,
        (_LONG, _LONG),
        Word("보류", "Held"),
        Word("배송보류된 섹션입니다. 보내지 마세요", "The section is on hold; do not send it"),
        Word("보류를 풀 때까지 따로 두세요", "Put it aside until it is released"),
    )
    CANCELLED = (
        "cancelled",
        False,
        (_LONG, _LONG, _LONG),
        Word("취소됨", "Cancelled"),
        Word("취소된 섹션입니다. 보내지 마세요", "The section was cancelled; do not send it"),
        Word("상자를 비우고 상품을 제자리에 돌려놓으세요", "Empty the box and put the goods back"),
    )
    CLAIM_OPEN = (
        "claim-open",
        False,
        (_LONG, _SHORT),
        Word("클레임", "Claim"),
        Word("취소·반품·교환이 접수된 섹션입니다. 보내지 마세요", "A claim on it is open; do not send it"),
        Word("승인하거나 철회할 때까지 따로 두세요", "Put it aside until the claim is decided"),
    )
    ALREADY_SHIPPED = (
        "already-shipped",
        False,
        (_SHORT, _LONG),
        Word("이미 발송", "Already shipped"),
        Word("이미 배송중이거나 끝난 섹션입니다", "The section has been sent already"),
        Word("같은 상자가 둘인지 확인하세요", "Check whether there are two boxes of it"),
    )
    ADDRESS_NEWER = (
        "address-newer",
        False,
        (_LONG, _SHORT, _SHORT),
        Word("주소 바뀜", "New address"),
        Word("송장을 붙인 뒤에 배송지가 바뀌었습니다", "The address is newer than its label"),
        Word("송장을 떼고 새 송장번호를 등록하세요", "Take the label off and register a new number"),
    )
    PACKED_BY_OTHER = (
        "packed-by-other",
        False,
        (_SHORT, _SHORT, _LONG),
        Word("다른 사람", "Somebody else"),
        Word("다른 사람이 포장하는 상자입니다", "Somebody else is packing it"),
        Word("그대로 두거나, 넘겨받기를 고르세요", "Leave it, or take it over"),
    )
    UNPAID = (
        "unpaid",
        False,
        (_LONG, _SHORT, _LONG),
        Word("미입금", "Unpaid"),
        Word("입금이 확인되지 않은 섹션입니다", "The section is not paid for"),
        Word("입금을 확인한 뒤 다시 스캔하세요", "Confirm the payment, then scan again"),
    )
    SEVERAL = (
        "several",
        False,
        (_SHORT, _LONG, _SHORT),
        Word("둘 이상", "Several"),
        Word("이 번호로는 하나를 고를 수 없습니다", "This code means more than one"),
        Word(
            "섹션 바코드나 상품의 바코드·SKU를 스캔하세요",
            "Scan the section barcode, or the goods' barcode or SKU",
        ),
    )
    OTHER_BOX = (
        "other-box",
        False,
        (_SHORT, _LONG, _LONG),
        Word("다른 상자", "Another box"),
        Word("이 상자가 아닌 다른 섹션의 번호입니다", "That is the number of another box's section"),
        Word("이 상자를 닫거나 미뤄 둔 뒤 스캔하세요", "Close this box or leave it, then scan that"),
    )
    CHANGED = (
        "changed",
        False,
        (_LONG, _LONG, _SHORT),
        Word("내용 바뀜", "Changed"),
        Word(
            "포장하는 동안 담을 것이 바뀌었습니다. 처음부터 다시 셉니다",
            "What belongs in it has changed; counting starts over",
        ),
        Word("상품을 꺼내 목록대로 다시 스캔하세요", "Take the goods out and scan by the new list"),
    )
    NOT_A_LABEL = (
        "not-a-label",
        False,
        (_LONG, _SHORT, _SHORT, _SHORT),
        Word("송장 아님", "No label"),
        Word("송장번호로 쓸 수 없습니다", "Not usable as a tracking number"),
        Word(
            "번호가 맞으면 그대로 확정하고, 아니면 송장을 다시 스캔하세요",
            "Confirm the number if it is right, or scan the label again",
        ),
    )
    NO_COURIER = (
        "no-courier",
        False,
        (_QUICK, _LONG, _LONG),
        Word("택배사 없음", "No courier"),
        Word("어느 택배사의 송장인지 모릅니다", "The courier of this label is unknown"),
        Word(
            "택배사와 송장번호를 적거나, 설정에서 기본 택배사를 정하세요",
            "Type courier and number, or set a default courier in the settings",
        ),
    )
    WRONG_LABEL = (
        "wrong-label",
        False,
        (_SHORT, _SHORT, _LONG, _SHORT),
        Word("다른 송장", "Wrong label"),
        Word("이 상자의 송장번호가 아닙니다", "That is not the tracking number of this box"),
        Word("상자에 붙일 송장을 확인하세요", "Check which label belongs on it"),
    )
    NOT_YET = (
        "not-yet",
        False,
        (_SHORT, _LONG, _SHORT, _SHORT),
        Word("아직", "Not yet"),
        Word("상자가 아직 다 차지 않았습니다", "The box is not complete yet"),
        Word("남은 상품을 먼저 스캔하세요", "Scan what is left first"),
    )
    HANDED_OVER = (
        "handed-over",
        False,
        (_LONG, _LONG, _SHORT, _SHORT),
        Word("인계됨", "Handed over"),
        Word("택배사가 가져간 상자라 다시 열 수 없습니다", "The courier has it; it can't be opened again"),
        Word("반품이나 교환으로 처리하세요", "Handle it as a return or an exchange"),
    )
    BAD_QUANTITY = (
        "bad-quantity",
        False,
        (_LONG, _QUICK),
        Word("수량 오류", "Quantity"),
        Word("수량은 1 이상이어야 합니다", "A quantity is one or more"),
        Word("수량을 다시 적으세요", "Type the quantity again"),
    )
    REFUSED = (
        "refused",
        False,
        (_QUICK, _QUICK, _LONG),
        Word("안 됨", "Refused"),
        Word("지금은 보낼 수 없습니다", "It can't be sent now"),
        Word("이유를 보고 사무실에 알리세요", "See the reason and tell the office"),
    )


WALK_SENTENCES: Final[Mapping[PackVerdict, tuple[Word, Word]]] = {
    PackVerdict.RIGHT_ITEM: (
        Word("이 줄의 상품입니다", "It is what the line says"),
        Word("남은 수량을 마저 집으세요", "Pick what is left of it"),
    ),
    PackVerdict.TAKEN_OVER: (
        Word("다른 사람이 걷던 차수를 넘겨받았습니다", "The wave was somebody else's and is yours now"),
        Word("집은 상품을 확인하고 이어서 스캔하세요", "Look at what is picked, then go on"),
    ),
    PackVerdict.WRONG_ITEM: (
        Word("피킹 리스트에 없는 상품입니다", "It is not on the picking list"),
        Word("제자리에 두고 목록의 상품을 스캔하세요", "Put it back and scan what is on the list"),
    ),
    PackVerdict.NO_GOODS_CODE: (
        PackVerdict.NO_GOODS_CODE.message,
        Word("맞는 상품이면 코드 없이 담으세요", "If the goods are right, pick them without a code"),
    ),
    PackVerdict.PACKED_BY_OTHER: (
        Word("다른 사람이 피킹 중인 차수입니다", "Somebody else is picking this wave"),
        Word("그대로 두거나, 차수 메뉴에서 넘겨받으세요", "Leave it, or take it over in its menu"),
    ),
}
"""Message and advice on the walk along the shelves, of answers that speak of a box at the station."""


def on_the_walk(verdict: PackVerdict) -> tuple[Word, Word]:
    """The message of *verdict* and its advice, as the walk along the shelves says them."""
    return WALK_SENTENCES.get(verdict, (verdict.message, verdict.advice))


PACK_VERDICTS: Final = {verdict.code: verdict for verdict in PackVerdict}
"""Answers by their stable code."""
