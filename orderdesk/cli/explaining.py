"""`import --explain`: what a file was taken for and why, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.files.explaining import Explanation, Near

_DELIMITERS: Final = {",": Word("쉼표", "comma"), "\t": Word("탭", "tab"), ";": Word("세미콜론", "semicolon")}
_NO_COURIER: Final = Word(
    "택배사 열이 없습니다: --courier나 기본 택배사 설정이 쓰입니다",
    "No column of couriers: --courier or the default courier is used",
)
_NOT_IMPORTED: Final = Word(" · 가져올 수 없는 종류", " · of a kind that is not imported")
_ONLY_COMPARED: Final = Word(" · 견주기만 하는 종류", " · of a kind that is only compared")
_MACROS: Final = Word("매크로가 들어 있으나 실행하지 않습니다", "It holds macros, which never run")


def shape(told: Explanation, lang: Lang) -> dict[str, Any]:
    """The explanation as JSON has it."""
    origin, form = told.sheet.origin, told.form
    return {
        "file": told.sheet.file,
        "format": origin.format,
        "locked": origin.locked,
        "macros": origin.macros,
        "encoding": origin.encoding,
        "mixed_rows": list(origin.mixed),
        "delimiter": origin.delimiter,
        "sheet": told.sheet.name,
        "sheets": list(origin.sheets),
        "hidden": origin.hidden,
        "layout": form.id if form else "",
        "name": form.words.text(lang) if form else "",
        "kind": told.sheet.kind.value,
        "imported": told.imported,
        "compared": told.compared,
        "header_row": told.header,
        "rows": told.rows,
        "matched": [{"field": m.field, "column": m.column, "header": m.header} for m in told.matched],
        "missing": list(told.missing),
        "absent": list(told.absent),
        "unread": list(told.unread),
        "fixed": dict(form.fixed) if form else {},
        "nearest": [
            {
                "layout": near.form.id,
                "name": near.form.words.text(lang),
                "row": near.row,
                "lacks": [list(group) for group in near.lacks],
                "unwanted": list(near.unwanted),
            }
            for near in told.nearest
        ],
    }


def lines(told: Explanation, lang: Lang) -> Iterator[str]:
    """The explanation for people, line by line, harmless."""
    for word in _words(told):
        yield clean(word.text(lang))


def _words(told: Explanation) -> Iterator[Word]:
    yield from _container(told)
    form = told.form
    if form is None:
        yield Word(
            "양식: 알 수 없음 (처음 10행에 아는 머리글이 없습니다)",
            "Form: not known (no header row among the first ten)",
        )
        for near in told.nearest:
            yield _near(near)
        return
    brought = Word("", "") if told.imported else _ONLY_COMPARED if told.compared else _NOT_IMPORTED
    yield Word(
        f"양식: {form.words.ko} [{form.id}, {form.kind.value}]{brought.ko}",
        f"Form: {form.words.en} [{form.id}, {form.kind.value}]{brought.en}",
    )
    yield Word(
        f"머리글: {told.header}행 · 자료 {told.rows:,}행",
        f"Headers: row {told.header} · {many(told.rows, 'row')}",
    )
    for matched in told.matched:
        yield _same(f"· {matched.column} {matched.header} → {matched.field}")
    for field, value in form.fixed.items():
        yield Word(f"· {field}: 비어 있으면 {value}", f"· {field}: {value} where blank")
    yield from _lists(told)


def _container(told: Explanation) -> Iterator[Word]:
    """What the file is and which of its sheets was taken."""
    origin = told.sheet.origin
    parts = [_same(origin.format)]
    if origin.locked:
        parts.append(Word("암호로 잠김", "locked by a password"))
    if origin.encoding:
        parts.append(_same(origin.encoding.upper()))
        parts.append(_DELIMITERS[origin.delimiter])
    yield Word(
        f"파일: {told.sheet.file} ({', '.join(part.ko for part in parts)})",
        f"File: {told.sheet.file} ({', '.join(part.en for part in parts)})",
    )
    if origin.macros:
        yield _MACROS
    if origin.mixed:
        rows = ", ".join(map(str, origin.mixed[:10])) + (" …" if len(origin.mixed) > 10 else "")
        yield Word(f"인코딩이 다른 행: {rows}", f"Rows in another encoding: {rows}")
    if told.sheet.name:
        hidden = Word(", 숨겨진 시트", ", hidden") if origin.hidden else Word("", "")
        count = len(origin.sheets)
        yield Word(
            f"시트: {told.sheet.name} (시트 {count}개 중{hidden.ko})",
            f"Sheet: {told.sheet.name} (of {count}{hidden.en})",
        )


def _lists(told: Explanation) -> Iterator[Word]:
    for heading, headers in (
        (Word("가져오려면 더 필요한 열", "Columns needed to import it"), told.missing),
        (Word("없는 열", "Columns that are not there"), told.absent),
        (Word("읽지 않는 열", "Columns that are not read"), told.unread),
    ):
        if headers:
            listed = ", ".join(headers)
            yield Word(f"{heading.ko}: {listed}", f"{heading.en}: {listed}")
    if told.imported and told.form and _lacks_courier(told):
        yield _NO_COURIER


def _lacks_courier(told: Explanation) -> bool:
    """Whether a file of tracking numbers says nowhere whose they are."""
    assert told.form is not None
    brings = "tracking" in told.form.required
    return brings and "courier" not in told.form.fixed and told.sheet.layout.index("courier") is None


def _near(near: Near) -> Word:
    lacks = " + ".join("/".join(group) for group in near.lacks)
    unwanted = ", ".join(near.unwanted)
    ko = [f"없음 {lacks}"] if lacks else []
    en = [f"lacks {lacks}"] if lacks else []
    if unwanted:
        ko.append(f"있으면 안 됨 {unwanted}")
        en.append(f"must not have {unwanted}")
    return Word(
        f"· 가까운 양식: {near.form.words.ko} ({near.row}행) - {', '.join(ko)}",
        f"· Near: {near.form.words.en} (row {near.row}) - {', '.join(en)}",
    )


def _same(text: str) -> Word:
    return Word(text, text)
