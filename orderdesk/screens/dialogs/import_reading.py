"""What a file to import holds, said in lines; what it brings shows itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

from orderdesk.core.domain.channel_agreeing import DIFFERS_MARK
from orderdesk.core.domain.differences import Difference
from orderdesk.core.domain.glossary import orders_in, rows_of
from orderdesk.core.domain.job_words import IMPORT_LASTS
from orderdesk.core.domain.plans import Kind as Verdict
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.files.layouts import Kind
from orderdesk.core.files.limits import LIMITS, Limits
from orderdesk.core.files.order_export import OrderFile
from orderdesk.core.files.problems import ASKING, FileProblem
from orderdesk.core.files.reading import COMPARED, SHOP_LISTS, Sheet, read_table
from orderdesk.core.files.row_troubles import RowTrouble
from orderdesk.core.files.tracking_form import TrackingFile
from orderdesk.core.services.applying import Progress
from orderdesk.core.services.comparing import Compared, compare
from orderdesk.core.services.importing import ImportProblem, ImportResult, Outcome, import_orders
from orderdesk.core.services.list_files import ListFile, import_list, list_of
from orderdesk.core.services.opening import take
from orderdesk.core.services.row_runs import row_runs, rows_from
from orderdesk.core.services.shop_lists import ListImport
from orderdesk.core.services.tracking_file import RowResult, TrackingPreview, preview_tracking
from orderdesk.core.services.tracking_rows import Options
from orderdesk.screens.context import DeskContext
from orderdesk.screens.empty import way
from orderdesk.widgets.columns import listed

_KINDS: Final[Mapping[Kind, Word]] = {
    Kind.TRACKING: Word("송장 양식", "Tracking form"),
    Kind.COURIER_RETURN: Word("택배사 파일", "Courier's file"),
    Kind.OLD_TRACKING: Word("구 양식", "Old form"),
    Kind.CHANNEL_ORDERS: Word("발주발송 목록", "Channel's list"),
}
_VERDICTS: Final[Mapping[Verdict, Word]] = {
    Verdict.APPLY: Word("적용 가능", "to apply"),
    Verdict.SKIP: Word("건너뜀", "skipped"),
    Verdict.REFUSE: Word("거절", "refused"),
}
_OUTCOMES: Final[Mapping[Outcome, Word]] = {
    Outcome.IMPORTED: Word("신규", "new"),
    Outcome.UPDATED: Word("변경", "changed"),
    Outcome.UNCHANGED: Word("그대로", "unchanged"),
    Outcome.REFUSED: Word("거절", "refused"),
}


_ORDERS: Final = Word("불러온 주문 보기", "lists the orders")
_REFUSED_ROWS: Final = Word("거절된 행과 이유 보기", "the refused rows, and why")


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a file is taken: orders as paid; other numbers replaced; numbers shared by several receivers."""

    assume_paid: bool = True
    overwrite: bool = False
    share: bool = False


Source = OrderFile | ListFile | TrackingFile | None
"""What a file that was read brings; None where it is only compared with the store."""


class Read(NamedTuple):
    """A file that was read: its cells, and what it brings."""

    sheet: Sheet
    source: Source


@dataclass(frozen=True, slots=True)
class Found:
    """What a file would do; exactly one of `orders`, `items`, `tracking` and `compared` is there.

    `items` are the rows of a list of products or members.
    """

    sheet: Sheet
    source: Source
    orders: ImportResult | None = None
    items: ListImport | None = None
    tracking: TrackingPreview | None = None
    compared: Compared | None = None

    @property
    def read(self) -> Read:
        """The file as it was read."""
        return Read(self.sheet, self.source)

    @property
    def rows(self) -> tuple[RowResult, ...]:
        """The verdicts on the rows of a file that brings neither orders nor a list."""
        return self.tracking.rows if self.tracking else self.compared.rows if self.compared else ()

    @property
    def changes(self) -> int:
        """How many orders, rows or sections would change, or how many deposits may pay one."""
        if self.orders is not None:
            return self.orders.imported + self.orders.updated
        if self.items is not None:
            return changed_rows(self.items)
        if self.sheet.kind is Kind.BANK:
            return sum(row.code == RowTrouble.DEPOSIT_READ.code for row in self.rows)
        return len(self.tracking.plan.applying()) if self.tracking else 0


class NoTable(Exception):
    """The file can't be taken; `words` say why and what to do, `asking` that a password may help."""

    def __init__(self, words: Word, asking: bool = False) -> None:
        super().__init__(words.en)
        self.words = words
        self.asking = asking


def read_source(path: Path, limits: Limits = LIMITS, password: str = "") -> Read:
    """The file at *path*. NoTable when it can't be taken."""
    try:
        sheet = read_table(path, limits, password)
        if sheet.kind in SHOP_LISTS:
            return Read(sheet, list_of(sheet))
        return Read(sheet, None if sheet.kind in COMPARED else take(sheet))
    except FileProblem as problem:
        raise NoTable(_file_words(problem), problem.kind in ASKING) from problem


def look(
    desk: DeskContext, read: Read, wishes: Wishes, progress: Progress, cancelled: Callable[[], bool]
) -> Found:
    """What the file would do; nothing is written. NoTable when it holds no rows."""
    source = read.source
    if source is None:
        try:
            return Found(*read, compared=compare(desk.store, read.sheet))
        except FileProblem as problem:
            raise NoTable(_file_words(problem)) from problem
    if isinstance(source, OrderFile):
        return Found(*read, orders=bring(desk, source, wishes, progress, cancelled, dry_run=True))
    if isinstance(source, ListFile):
        return Found(*read, items=bring_list(desk, source, progress, cancelled, dry_run=True))
    options = options_of(desk, wishes)
    return Found(*read, tracking=preview_tracking(desk.store, source, desk.actor, desk.clock(), options))


def bring(
    desk: DeskContext,
    source: OrderFile,
    wishes: Wishes,
    progress: Progress,
    cancelled: Callable[[], bool],
    dry_run: bool = False,
) -> ImportResult:
    """Imports the orders of *source*; whole orders are in when it is cancelled."""
    paid = wishes.assume_paid
    return import_orders(desk.store, source, desk.actor, desk.clock, dry_run, paid, progress, cancelled)


def bring_list(
    desk: DeskContext,
    source: ListFile,
    progress: Progress,
    cancelled: Callable[[], bool],
    dry_run: bool = False,
) -> ListImport:
    """Imports the rows of *source*; those that were reached are in when it is cancelled."""
    return import_list(desk.store, source, desk.actor, desk.clock, dry_run, progress, cancelled)


def options_of(desk: DeskContext, wishes: Wishes) -> Options:
    """How tracking rows are taken, by the settings and *wishes*."""
    settings = desk.settings
    return Options(
        settings.default_courier,
        settings.lotte_strict,
        settings.ready_on_tracking,
        wishes.overwrite,
        wishes.share,
    )


def _file_words(problem: FileProblem) -> Word:
    """What is wrong with a file and what to do."""
    detail = f" ({problem.detail})" if problem.detail else ""
    message, advice = problem.kind.message, problem.kind.advice
    return Word(
        f"{problem.file}: {message.ko}{detail}. {advice.ko}",
        f"{problem.file}: {message.en}{detail}. {advice.en}",
    )


def counts_line(found: Found, lang: Lang) -> str:
    """*found* in numbers."""
    if found.orders is not None:
        return orders_line(found.orders, lang)
    if found.items is not None:
        form = found.sheet.layout.form
        return items_line(found.items, form.words.text(lang) if form else "", lang)
    rows = {row.row: row.kind for row in found.rows}
    kinds = Counter(rows.values())
    form = found.sheet.layout.form
    name = _KINDS.get(found.sheet.kind, form.words if form else Word("", "")).text(lang)
    words = {kind: word for kind, word in _VERDICTS.items() if kind is not Verdict.APPLY or found.tracking}
    told = [f"{word.text(lang)} {kinds[kind]:,}" for kind, word in words.items()]
    return " · ".join([name, rows_of(len(rows)).text(lang), *told])


def mind_line(found: Found, lang: Lang) -> str:
    """What holds of all that would be done: that orders stay, or that sections are split; "" for nothing."""
    if found.orders is not None:
        return IMPORT_LASTS.text(lang) if found.changes else ""
    words = found.tracking.plan.in_part_words if found.tracking else None
    return f"⚠ {words.text(lang)}. {Refusal.IN_PART.advice.text(lang)}" if words else ""


def orders_line(result: ImportResult, lang: Lang) -> str:
    """The counts of an order import."""
    whole = orders_in(result.orders, result.rows)
    return listed([Word(f"주문 {whole.ko}", whole.en).text(lang), *_orders_told(result, lang)])


def _orders_told(result: ImportResult, lang: Lang) -> list[str]:
    """How many orders became what; of the refused how many rows they are, too, as the job counts them."""
    told = _outcomes({outcome: getattr(result, outcome.value) for outcome in Outcome}, lang)
    if rows := sum(verdict.outcome is Outcome.REFUSED for verdict in result.verdicts):
        refused = Word(f"{result.refused:,}건 ({rows:,}행)", f"{result.refused:,} ({many(rows, 'row')})")
        told[-1] = f"{_OUTCOMES[Outcome.REFUSED].text(lang)} {refused.text(lang)}"
    return told


def _outcomes(counts: Mapping[Outcome, int], lang: Lang) -> list[str]:
    return [f"{word.text(lang)} {counts[outcome]:,}" for outcome, word in _OUTCOMES.items()]


def items_line(result: ListImport, name: str, lang: Lang) -> str:
    """The counts of an import of the list *name*, in rows."""
    rows = rows_of(len(result.verdicts)).text(lang)
    return listed([name, rows, *_outcomes(_counted(result), lang)])


def _counted(result: ListImport) -> Mapping[Outcome, int]:
    return {outcome: result.count(outcome) for outcome in Outcome}


def import_line(desk: DeskContext, result: ImportResult | ListImport) -> str:
    """One line about an import of orders or of a list that is done; it is told as no job is."""
    if isinstance(result, ListImport):
        n, told, ways = changed_rows(result), _outcomes(_counted(result), desk.lang), []
        done = Word(f"목록 {n:,}행을 불러왔습니다", f"{many(n, 'row')} of the list imported")
    else:
        n, told = result.imported + result.updated, _orders_told(result, desk.lang)
        done = Word(f"주문 {n:,}건을 불러왔습니다", f"{many(n, 'order')} imported")
        refuses = any(each.refuses for each in result.problems)
        ways = [way(desk, "jobs", _REFUSED_ROWS)] * refuses
        ways += [f"{desk.keys.label('jobs')} {way(desk, 'list_orders', _ORDERS)}"] * bool(n)
    return listed([desk.word(done), *told, *ways])


def changed_rows(result: ListImport) -> int:
    """How many rows of a list are new or change something."""
    return result.count(Outcome.IMPORTED) + result.count(Outcome.UPDATED)


def problem_lines(found: Found, lang: Lang) -> list[tuple[str, str]]:
    """A line per problem: where and which value on the left, what is wrong on the right.

    Rows that follow each other with one problem, as those of an order that was refused as a whole, share one;
    below it stands a line per column that differs from the order that is here, with both sides of the first
    row and how many rows it is, and where a problem comes first what to do about it.
    """
    brought = found.orders or found.items
    if brought is not None:
        return list(_brought_lines(brought.problems, lang))
    lines, room = [], max((len(rows_from(row.row).text(lang)) for row in found.rows), default=0)
    for row in found.rows:
        also = (*(row.words(each) for each in row.odd), *(each.reason.message for each in row.further))
        odd = ", ".join(words.text(lang) for words in also)
        why = ", ".join(part for part in (row.message.text(lang), odd) if part)
        if row.kind is not Verdict.APPLY or odd:
            mark = {Verdict.APPLY: "⚠", Verdict.SKIP: "–", Verdict.REFUSE: "✗"}[row.kind]
            at = rows_from(row.row).text(lang).rjust(room)
            lines.append((_listed(mark, at, row.section, row.value), why))
    return lines


def _brought_lines(problems: Iterable[ImportProblem], lang: Lang) -> Iterator[tuple[str, str]]:
    runs = row_runs(problems, lambda each: (each.column, each.value, each.code, each.refuses))
    places = [rows_from(run[0].row, run[-1].row).text(lang) for run in runs]
    room = max(map(len, places), default=0)
    advised = set[str]()
    for run, at in zip(runs, places, strict=True):
        first = run[0]
        mark = "✗" if first.refuses else "⚠"
        yield _listed(mark, at.rjust(room), first.column, first.value), first.message.text(lang)
        yield from _differences([each for problem in run for each in problem.differences], lang)
        if first.code not in advised:
            advised.add(first.code)
            yield f"→ {first.advice.text(lang)}", ""


def _differences(found: Iterable[Difference], lang: Lang) -> Iterator[tuple[str, str]]:
    """A line per column of *found*, with the sides where it differs first, and in how many rows it does."""
    differing: dict[str, list[Difference]] = {}
    for each in found:
        differing.setdefault(each.column, []).append(each)
    for column, (first, *more) in differing.items():
        rows = f"({rows_of(len(more) + 1).text(lang)})" if more else ""
        yield _listed(DIFFERS_MARK, column, rows), first.sides.text(lang)


def _listed(*parts: str) -> str:
    return " ".join(filter(None, parts))
