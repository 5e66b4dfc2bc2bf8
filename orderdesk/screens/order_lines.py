"""The words around the order list: heading, chips, and the selection in numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rich.text import Text

from orderdesk.core.domain.columns import BY_KEY
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.keyboard.actions import Scope
from orderdesk.screens.context import DeskContext
from orderdesk.screens.empty import way
from orderdesk.screens.order_list import Choice, Listing, Sums
from orderdesk.widgets.cells import moment, won
from orderdesk.widgets.columns import cells_in, fit, listed
from orderdesk.widgets.hint_bar import Hint, hints
from orderdesk.widgets.look import Look
from orderdesk.widgets.safe_text import safe

_SORTED = Word("정렬", "Sorted by")
_MASKED = Word("개인정보 가림", "masked")
_SHOWN = Word("개인정보 보임", "unmasked")
_READING = Word("읽는 중 …", "Reading …")
_NO_ORDERS: Final = Word("아직 주문이 없습니다", "There are no orders yet")
_FIRST_STEPS: Final = (
    ("import_file", Word("주문 엑셀을 불러옵니다", "imports an order workbook")),
    ("settings", Word("설정에서 판매 채널에 연결합니다", "opens the settings, to connect a sales channel")),
    ("orders_by_hand", Word("주문을 손으로 만듭니다", "makes an order by hand")),
    ("tour", Word("시험 상점을 둘러봅니다", "shows you around a demo shop")),
)
_NONE_MATCH: Final = Word("맞는 주문이 없습니다", "No order matches")
_CLEARS_BOTH: Final = Word("검색 지우기, 한 번 더 조건 지우기", "clears the search, and then the conditions")
_CLEARS_SEARCH: Final = Word("검색 지우기", "clears the search")
_CLEARS_CONDITIONS: Final = Word("조건 지우기", "clears the conditions")
_NONE_IN_TAB: Final = Word("이 탭에는 지금 주문이 없습니다", "There are no orders in this tab now")
_ALL: Final = Word("0 전체 탭", "0 shows all orders")


_TO_LIST: Final = Word("목록으로", "To the list")
_DOWN: Final = Word("아래 주문", "Next order")
_CLEAR: Final = Word("지우기", "Clear")
_CLOSE: Final = Word("닫기", "Close")
_FIRST_TIME: Final = Word("처음이면 {}", "New here? {}")
_NO_ROW: Final = Word("고른 주문이 없습니다", "No order is chosen")
_NEEDS_ROW: Final = (
    *("open", "mark_down", "process_menu", "tracking", "copy", "mark_all", "export"),
    *("open_cell", "memo", "sheets"),
)
_NEEDS_ORDERS: Final = ("undo", "combining")
"""What there is something for as soon as the shop has orders, in another list than this one, too."""
_RECORDING = Word("기록 중", "recording")
_ENDS: Final = Word("끝", "ends")
_LOOKING = Word("쓰기 금지", "read-only")


def heading(desk: DeskContext, running: int) -> tuple[Text, Text]:
    """The first line: program and shop; at the right who works here, running jobs and the time.

    A store that can't be written to is called so; what is being recorded stands with its
    steps and the key that ends it.
    """
    left = Text.assemble(("orderdesk", "bold"), " · ").append_text(safe(desk.printed.shop_name))
    mask = mask_told(desk, desk.mask.shows(desk.clock()))
    jobs = desk.word(Word(f"작업 {running:,}", many(running, "job"))) if running else ""
    looking = desk.word(_LOOKING) if desk.store.read_only else ""
    steps = len(desk.recorder.steps)
    noted = listed([desk.word(_RECORDING), desk.word(Word(f"{steps:,}단계", many(steps, "step")))])
    recording = f"● {noted} ({way(desk, 'macros', _ENDS)})" if desk.recorder.on else ""
    parts = (looking, recording, desk.actor.name, mask, jobs, moment(desk.clock())[6:])
    right = safe("  ".join(part for part in parts if part))
    return left, right


def mask_told(desk: DeskContext, shown: bool) -> str:
    """Whether personal data is masked, or *shown* for its minute; "" where nothing is ever hidden."""
    return desk.word(_SHOWN if shown else _MASKED) if desk.mask.on else ""


def chips(
    desk: DeskContext, choice: Choice, listing: Listing | None, problem: str, look: Look
) -> tuple[list[Text], list[Text], Text | None]:
    """What narrows the list, sort and number of orders, and what is wrong with the search."""
    told = [safe(condition_words(each, desk.lang), look.accent) for each in choice.where]
    wrong = safe(f"! {problem}", look.alert) if problem else None
    if listing is None:
        return told, [], wrong
    total = desk.word(Word(f"{listing.total:,}건", many(listing.total, "order")))
    if not listing.counted:
        total = desk.word(Word(f"{listing.total:,}+건", f"{listing.total:,}+ orders"))
    order = f"{desk.word(_SORTED)} {listing.choice.sort.words(desk.lang)}"
    ends = [Text(order), Text(total, look.strong)]
    if listing.read_as:
        ends.insert(1, safe(f"= {listing.read_as}", look.accent))
    return told, ends, wrong


def condition_words(condition: str, lang: Lang) -> str:
    """A condition in the operator's words: ``section=배송대기,배송중`` is ``섹션상태 배송대기, 배송중``."""
    from orderdesk.core.services.filters import FILTER_FIELDS, values_of  # deferred: not for the first list

    values, _ = values_of((condition,), lang)
    for field in FILTER_FIELDS:
        if field.key in values:
            known = {field.token(option, lang): option.text(lang) for option in field.options}
            return f"{field.words.text(lang)} {_value_words(values[field.key], known)}"
    key, _, value = (part.strip() for part in condition.partition("="))
    name = BY_KEY[key].words.text(lang) if key in BY_KEY else key
    return f"{name} {_value_words(value, {})}"


def _value_words(value: str, known: Mapping[str, str]) -> str:
    """A condition's value as it is read: *known* has the words of some values."""
    low, between, high = value.partition("..")
    if between:
        return low if low == high else f"{low}–{high}"
    return ", ".join(known.get(part, part) for part in value.removeprefix("~").split(","))


def selection(desk: DeskContext, sums: Sums) -> str:
    """``선택 2건 · 섹션 2 · 59,500원``; where nothing is marked, what newcomers are told, as a rule ""."""
    if not sums.orders:
        return desk.word(_FIRST_TIME).format(way(desk, "tour")) if desk.newcomer else ""
    parts = [Word(f"선택 {sums.orders:,}건", f"{sums.orders:,} marked")]
    if sums.sections is not None and sums.won is not None:
        parts.append(Word(f"섹션 {sums.sections:,}", many(sums.sections, "section")))
        parts.append(Word(f"{won(sums.won)}원", f"{won(sums.won)} won"))
    return " · ".join(desk.word(part) for part in parts)


def nothing_here(desk: DeskContext, listing: Listing | None) -> list[str]:
    """What an empty list says: why it is empty, and what to do now."""
    if listing is None:
        return [desk.word(_READING)]
    if not (listing.counts and listing.counts[0]):
        keys = [desk.keys.label(step) for step, _ in _FIRST_STEPS]
        words = [desk.word(told) for _, told in _FIRST_STEPS]
        wide, long = max(map(cells_in, keys)), max(map(cells_in, words))
        steps = (f"{fit(key, wide)}  {fit(told, long)}" for key, told in zip(keys, words, strict=True))
        return [desk.word(_NO_ORDERS), *steps]
    if listing.choice.search or listing.choice.where:
        elsewhere = desk.word(_ALL) if listing.choice.tab else ""
        return [desk.word(_NONE_MATCH), listed([way(desk, "back", _clears(listing.choice)), elsewhere])]
    return [desk.word(_NONE_IN_TAB), f"{desk.word(_ALL)} · {way(desk, 'next_tab')}"]


def none_for(total: int, listing: Listing | None) -> dict[str, Word]:
    """Why not, by action: an empty list has no order to do something with, an empty shop nothing done."""
    needs = () if total else _NEEDS_ROW
    none = _NEEDS_ORDERS if listing is not None and listing.counts and not listing.counts[0] else ()
    return {**dict.fromkeys(needs, _NO_ROW), **dict.fromkeys(none, _NO_ORDERS)}


def _clears(choice: Choice) -> Word:
    """What Esc takes away, one after the other."""
    if choice.search and choice.where:
        return _CLEARS_BOTH
    return _CLEARS_SEARCH if choice.search else _CLEARS_CONDITIONS


def own_hints(desk: DeskContext, total: int, refused: Mapping[str, Word]) -> tuple[Hint, ...]:
    """What can be done in the list; in an empty one what can be done at all, what brings orders first.

    The list is where ways out lead to, and has none.
    """
    heard = hints(desk.keys, Scope.ORDERS, refused, desk.lang)
    own = tuple(each for each in heard if each.action != "back")
    if total:
        return own
    can_be = (each for each in own if not each.reason)
    return tuple(sorted(can_be, key=lambda hint: hint.action != "import_file"))


def search_hints(desk: DeskContext, typed: bool, total: int) -> tuple[Hint, ...]:
    """What the keys do while the search field has the cursor, in which something is *typed* or nothing."""
    down = [Hint("↓", desk.word(_DOWN))] if total else []
    back = Hint(desk.keys.label("back"), desk.word(_CLEAR if typed else _CLOSE))
    return (Hint("Enter", desk.word(_TO_LIST)), *down, back)
