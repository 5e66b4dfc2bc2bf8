"""What previews say of a plan, on screens and at the command line alike."""

from __future__ import annotations

from orderdesk.core.domain.words import Word, many


def in_part_words(sections: int, pieces: int, left: int) -> Word:
    """That of *sections* only so many *pieces* are meant; the other ones, *left*, are split off and stay."""
    whole = pieces + left
    ko, en = ("", "") if sections == 1 else (f" {sections:,}섹션", f" of {many(sections, 'section')}")
    return Word(
        f"나눔{ko}: {whole:,}개 중 {pieces:,}개만, 나머지 {left:,}개는 나뉘어 남습니다",
        f"Split{en}: only {pieces:,} of {many(whole, 'pc')}; the other {left:,} split off and stay",
    )


def numbers_words(gone: int, back: int) -> Word:
    """How many tracking numbers an undo takes away, and how many it brings back; one of them is not 0."""
    told = [_gone(gone)] * bool(gone) + [_back(back)] * bool(back)
    return Word(" · ".join(each.ko for each in told), " · ".join(each.en for each in told))


def _gone(count: int) -> Word:
    return Word(f"송장번호 {count:,}개가 지워집니다", f"{many(count, 'tracking number')} will go")


def _back(count: int) -> Word:
    return Word(f"송장번호 {count:,}개가 돌아옵니다", f"{many(count, 'tracking number')} will come back")
