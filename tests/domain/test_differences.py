from __future__ import annotations

from orderdesk.core.domain.differences import Difference, told


def test_both_sides_are_told_and_of_many_how_many_more_there_are() -> None:
    few = [Difference("최종주문금액", 13_000, 12_000), Difference("주문섹션품목번호", "1-2", "")]
    assert told(few) == (
        "최종주문금액 여기 13,000 · 파일 12,000; 주문섹션품목번호 여기 1-2 · 파일 없음",
        "최종주문금액 here 13,000 · file 12,000; 주문섹션품목번호 here 1-2 · file none",
    )
    many = [Difference(str(n), n, n + 1) for n in range(5)]
    assert told(many).ko.endswith("2 여기 2 · 파일 3; 그 밖에 2칸")
    assert told(many).en.endswith("; 2 more") and told(many[:3]).en.count(";") == 2
    assert told(()) == ("", "") and told(many, 0) == ("다른 칸 5개", "5 differences")
