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
