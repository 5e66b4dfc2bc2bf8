"""What the import laboratory does in threads: opening it, planning what is good, writing what is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from textual.screen import Screen

from orderdesk.core.domain.glossary import rows_of
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.files.bank_statement import statement_rows
from orderdesk.core.files.correction import Correction, Part
from orderdesk.core.files.results import RowVerdict
from orderdesk.core.files.row_troubles import RowTrouble
from orderdesk.core.services.deposits import rows_paid
from orderdesk.core.services.exporting import given_reason
from orderdesk.core.services.importing import ImportResult
from orderdesk.core.services.laboratory.groups import Group
from orderdesk.core.services.laboratory.judged import of_import, of_rows
from orderdesk.core.services.laboratory.laboratory import GOOD, REST, Laboratory, State
from orderdesk.core.services.laboratory.understanding import REPEATED
from orderdesk.core.services.laboratory.ways import ComparedWay, ListWay, OrderWay, TrackingWay, Way
from orderdesk.core.services.planning import Plan
from orderdesk.core.services.shop_lists import ListImport
from orderdesk.core.services.taking_out import Recorder, write_again
from orderdesk.core.services.tracking_file import TrackingPreview
from orderdesk.core.store.jobs import Job
from orderdesk.core.uncollected import uncollected
from orderdesk.screens.context import DeskContext, desk_of
from orderdesk.screens.dialogs.import_reading import Found, Wishes, options_of
from orderdesk.screens.dialogs.preview import Undertaking, applier, preview_title
from orderdesk.screens.dialogs.save_file import NewFile
from orderdesk.screens.work import in_thread
from orderdesk.widgets.columns import listed
from orderdesk.widgets.hint_bar import Hint
from orderdesk.widgets.laboratory_lines import STATE_WORDS
from orderdesk.widgets.laboratory_pane import LaboratoryPane

Answer = ImportResult | ListImport | Job | None
"""What an import of orders or of a list did, the job of a tracking import, or None when nothing was done."""

NO_UNDO: Final = Word(
    "고친 칸은 그 칸에서 다시 고칩니다. 불러온 행은 그대로 남습니다",
    "A corrected cell is corrected again in its place; rows that were imported stay",
)
_NO_CELL: Final = Word(
    "이 문제는 칸이 아니라 행에 있습니다. Del로 뺄 수 있습니다",
    "The row, not a cell of it, has this problem; Del leaves it out",
)
_EACH_ITS_OWN: Final = Word(
    "주문마다 번호가 다릅니다. Enter로 한 칸씩 고치거나 Del로 뺍니다",
    "Every order has a number of its own: Enter corrects one, Del leaves them out",
)
NO_GROUP: Final = Word("위 목록에서 문제를 고르세요 (Tab)", "Choose a problem in the list above (Tab)")
NO_REST: Final = Word("남은 행이 없습니다", "No rows are left")
_CLOSE: Final = Word("닫기", "Close")
_REST: Final = Word("남은행", "rest")


def why_one_by_one(lab: Laboratory, group: Group) -> Word | None:
    """Why the rows of *group* can't be corrected by one text; None where they can."""
    if group.key.code in REPEATED:  # is struck out
        return None
    if not group.key.field:
        return _NO_CELL
    if group.key.code != RowTrouble.ANOTHER_ORDER.code:
        return None
    first, *others = (lab.table.value(row, group.key.field) for row in group.rows)
    return _EACH_ITS_OWN if any(other != first for other in others) else None


def refused_now(lab: Laboratory | None, group: Group | None) -> dict[str, Word]:
    """Why an action on what is left, or on the rows of *group*, can't be done now, by the action's id."""
    found: dict[str, Word] = {}
    if lab is None or not any(lab.counts[state] for state in REST):
        found["write_rest"] = NO_REST
    why = NO_GROUP if lab is None or group is None else why_one_by_one(lab, group)
    return {**found, "fix_group": why} if why else found


def counted(desk: DeskContext, lab: Laboratory) -> str:
    """How many rows the file has, and what becomes of them; what is none is left out."""
    sums = ((GOOD, State.GOOD), ({State.ODD}, State.ODD), ({State.REFUSED}, State.REFUSED))
    told = [(STATE_WORDS[word], sum(lab.counts[s] for s in states)) for states, word in sums]
    told += [(STATE_WORDS[state], lab.counts[state]) for state in (State.LEFT_OUT, State.DONE)]
    rows = desk.word(rows_of(len(lab.table.rows)))
    return listed([rows, *(f"{desk.word(words).lower()} {n:,}" for words, n in told if n)])


def way_of(desk: DeskContext, found: Found, wishes: Wishes) -> Way:
    """How the file is judged and applied."""
    if found.orders is not None:
        return OrderWay(desk.store, desk.actor, desk.clock, wishes.assume_paid)
    if found.items is not None:
        return ListWay(desk.store, desk.actor, desk.clock)
    if found.compared is not None:
        return ComparedWay(desk.store, found.compared.why)
    return TrackingWay(desk.store, desk.actor, desk.clock, options_of(desk, wishes))


def begun(found: Found) -> Laboratory:
    """The laboratory of a file with the verdicts that were found already."""
    with uncollected():
        table = Correction(found.sheet)
        lab = Laboratory(table)
        brought = found.orders or found.items
        if brought is not None:
            lab.settle(table.whole(), of_import(brought, table))
        else:
            lab.settle(table.whole(), of_rows(found.rows, table))
    return lab


@dataclass
class TrackingRun:
    """Registering the numbers of *part*; what was planned is kept, to tell afterwards what was done."""

    way: TrackingWay
    part: Part
    preview: TrackingPreview | None = None

    def work(self, desk: DeskContext) -> Undertaking:
        """The run, for a preview."""
        title = preview_title(desk, Word("송장 등록", "Tracking numbers"))
        return Undertaking(title, 0, self._plan, applier(desk))

    def _plan(self, report: Callable[[int], None]) -> Plan:
        self.preview = self.way.plan(self.part)
        assert self.preview is not None, "a part that is applied has rows"
        return self.preview.plan

    def done(self, job: Job) -> frozenset[int]:
        """The rows that *job* has applied."""
        return self.way.done(self.part, self.preview, job.id) if self.preview else frozenset()


_TO_ROWS: Final = Word("행으로", "To its rows")


def hints_now(
    desk: DeskContext, lab: Laboratory | None, hints: Sequence[Hint], why_not: str, pane: LaboratoryPane
) -> list[Hint]:
    """*hints* with what Ctrl+S applies now, or *why_not*; saving what is left stands before others.

    Once all that is good is applied, the way out stands first. Among the problems of *pane* it closes the
    screen, and Enter goes to their rows. Nothing here is ever taken back by a job; see `NO_UNDO`. What is not
    one correction for all rows of a problem is no offer.
    """
    by_id = {each.action: each for each in hints if each.action not in ("undo", "redo")}
    if (alike := by_id.get("fix_group")) is not None and alike.reason is not None:
        del by_id["fix_group"]
    good = sum(lab.counts[state] for state in GOOD) if lab is not None else 0
    label = Word(f"{good:,}행 미리보기", f"Preview {many(good, 'row')}")
    if lab is not None and (deposits := deposits_in(lab)):
        good, label = deposits, Word(f"입금 {deposits:,}건 대조", f"Match {many(deposits, 'deposit')}")
    by_id["confirm"] = Hint(by_id["confirm"].key, desk.word(label), None if good else why_not)
    if pane.goes_to_rows:
        by_id["fix_cell"] = by_id["fix_cell"]._replace(label=desk.word(_TO_ROWS))
    left = ["write_rest"] if by_id["write_rest"].reason is None else []
    first = ["confirm", "fix_cell", *left]
    if lab is not None and lab.counts[State.DONE] and not good:
        first = ["back", *left]
        del by_id["confirm"]
        if pane.here.id == "groups":
            by_id["back"] = by_id["back"]._replace(label=desk.word(_CLOSE))
    return [by_id[each] for each in (*first, *(each for each in by_id if each not in first))]


def deposits_in(lab: Laboratory) -> int:
    """How many deposits a statement tells that are not set aside; of other files there are none."""
    return len(_deposits(lab))


def _deposits(lab: Laboratory) -> frozenset[int]:
    code = RowTrouble.DEPOSIT_READ.code
    return frozenset(row for group in lab.groups() if group.key.code == code for row in group.rows)


async def match_statement(screen: Screen[Any], lab: Laboratory) -> tuple[Job, frozenset[int]] | None:
    """Matches the deposits of a statement as it stands; the job, and the rows that it confirmed."""
    from orderdesk.screens.dialogs.deposits import (
        match_deposits,
        read_deposits,
    )  # deferred: few files need it

    desk, part, asked = desk_of(screen), lab.good(), _deposits(lab)
    job = await match_deposits(screen, await in_thread(lambda: read_deposits(desk, part.sheet)))
    return (job, asked & await in_thread(lambda: _paid(desk, part))) if job is not None else None


def _paid(desk: DeskContext, part: Part) -> frozenset[int]:
    with desk.reader() as conn:
        return frozenset(part.numbers[row - 1] for row in rows_paid(conn, statement_rows(part.sheet)))


def rest_file(desk: DeskContext, lab: Laboratory, source: Path) -> NewFile:
    """The rows that are left as a workbook beside *source*, which can be mended and imported again."""
    rows = lab.rows_in(REST)
    ending = f"-{desk.word(_REST)}"
    name = f"{source.stem.removesuffix(ending)}{ending}.xlsx"

    def write(path: Path, reason: str, report: Callable[[int], None]) -> Path:
        recorder = Recorder(desk.store, desk.actor, desk.clock, given_reason(desk.settings, reason))
        verdicts = {row: _verdict(lab, row, desk.lang) for row in rows}
        return write_again(recorder, lab.table.sheet, path, verdicts, rows, lab.marked(), report)

    title = desk.word(
        Word(
            f"남은 {len(rows):,}행 저장",
            f"Save {many(len(rows), 'row')} left",
        )
    )
    label = desk.word(Word("저장", "Save"))
    return NewFile(title, label, source.with_name(name), (".xlsx",), len(rows), write, personal=True)


def _verdict(lab: Laboratory, row: int, lang: Lang) -> RowVerdict:
    """처리결과 and 사유 of a row that is left."""
    told = [each.said.text(lang) for each in lab.judged(row).findings]
    return RowVerdict(STATE_WORDS[lab.state(row)].text(lang), " / ".join(told))
