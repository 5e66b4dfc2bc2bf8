from __future__ import annotations

from orderdesk.core.domain.request_words import asked_words
from orderdesk.core.domain.requests import Request, make_request


def test_what_was_asked_is_told_field_by_field_in_the_words_of_its_choices() -> None:
    asked = make_request("track", {"courier": "CJ", "number": "1", "to": "ship", "overwrite": "yes"})
    assert asked_words([asked]) == ("택배사 CJ", "송장번호 1", "상태 변경 배송중", "덮어쓰기")
    assert asked_words([make_request("release", {"reasons": "ADDRESS"})]) == ("풀 사유 배송지 확인",)
    assert asked_words([asked], "en")[2:] == ("Move to Shipping", "Overwrite")
    assert asked_words([make_request("delay", {"until": "2026-12-01", "reason": "PREPARING"})]) == (
        "사유 상품 준비 중",
        "발송 예정일 2026-12-01",
    )


def test_of_different_values_their_number_is_told_and_pieces_are_not() -> None:
    asked = [Request("track", (("courier", "CJ"), ("number", str(n)), ("items", ((1, 1),)))) for n in (1, 2)]
    assert asked_words(asked) == ("택배사 CJ", "송장번호 2가지")
    assert asked_words([Request("undo")]) == ()


def test_what_the_changes_tell_already_is_not_told_again() -> None:
    asked = make_request("cancel", {"reason": "WRONG_ORDER", "fault": "BUYER", "cost": "REFUND"})
    change = "+ 취소 · 다른 상품 잘못 주문 · 구매자 비용 부담: 환불금에서 차감"
    assert asked_words([asked], changes=[change]) == ("귀책 구매자",)
    approved = make_request("approve", {"withhold": "3,000", "no-pickup": "yes"})
    assert asked_words([approved], changes=["환불에서 차감 0 → 3,000", "x"]) == ("수거 없이 완료",)
    held = make_request("hold", {"reason": "ADDRESS", "note": "동 호수"})
    assert asked_words([held], changes=["+ 배송지 확인 동 호수"]) == ()
    assert asked_words([held], changes=["+ 배송지 확인 동"]) == ("메모 동 호수",)
