"""`fees import` and `fees export`: the regional zones as a file, and ranges that overlap."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from orderdesk.cli.common import PART, Session, now, session
from orderdesk.cli.file_in import read_file
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import DryRun, Json
from orderdesk.core.domain.regions import Zone, overlaps
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.zone_file import ZoneFile, write_zones, zones_of
from orderdesk.core.services.fees import read_fees, replace_zones

_COUNTED = Word(
    "지역 {zones:,} · 새로 {added:,} · 바뀜 {changed:,} · 빠짐 {removed:,} · 그대로 {unchanged:,}",
    "{zones:,} zones: {added:,} new, {changed:,} changed, {removed:,} gone, {unchanged:,} same",
)


def zone_shape(zone: Zone) -> dict[str, Any]:
    """A zone as JSON."""
    return {
        "from": zone.zip_from,
        "to": zone.zip_to,
        "name": zone.name,
        "fee": zone.fee,
        "on": zone.enabled,
        "suspect": zone.suspect,
    }


def warn_overlaps(this: Session, zones: tuple[Zone, ...]) -> None:
    """Tells ranges that share postcodes; of a part within a larger one, that it wins."""
    for overlap in overlaps(zones):
        pair = f"{_range(overlap.narrow)} ⊂ {_range(overlap.wide)}"
        if overlap.nested:
            this.say(Word(f"겹침: {pair}, 좁은 쪽이 이깁니다", f"overlap: {pair}; the narrow one wins"))
        else:
            pair = pair.replace("⊂", "↔")
            this.say(Word(f"경고! 겹침: {pair}, 우편번호를 확인하세요", f"Warning! overlap: {pair}; check"))


def _range(zone: Zone) -> str:
    return clean(f"{zone.name} {zone.zip_from}–{zone.zip_to}")


def import_zones(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(help="지역표 CSV, 엑셀 · zones as CSV or workbook")],
    dry_run: DryRun = False,
    as_json: Json = False,
) -> None:
    """파일의 지역표로 바꾼다; 틀린 행이 있으면 그대로 · replace the zones, unless a row is bad."""
    this = session(context)
    with this.store() as store:
        read = zones_of(read_file(this, file))
        with store.reader() as conn:
            before = {(z.zip_from, z.zip_to): z for z in read_fees(conn).zones}
        counted = _compared(before, read)
        if not as_json:
            _tell_import(this, read, counted)
        if not read.problems and not dry_run:
            replace_zones(store, this.actor, now(), read.zones)
    if as_json:
        write_json({**counted, "problems": _problem_shapes(read, this.lang)})
    if read.problems:
        raise typer.Exit(PART)


def _compared(before: dict[tuple[str, str], Zone], read: ZoneFile) -> dict[str, Any]:
    after = {(zone.zip_from, zone.zip_to): zone for zone in read.zones}
    same = [key for key in after if key in before and zone_shape(after[key]) == zone_shape(before[key])]
    return {
        "file": clean(read.file),
        "zones": len(after),
        "added": len(after.keys() - before.keys()),
        "changed": len(after.keys() & before.keys()) - len(same),
        "removed": len(before.keys() - after.keys()),
        "unchanged": len(same),
        "overlaps": [
            {"narrow": _range(o.narrow), "wide": _range(o.wide), "nested": o.nested}
            for o in overlaps(read.zones)
        ],
    }


def _tell_import(this: Session, read: ZoneFile, counted: dict[str, Any]) -> None:
    warn_overlaps(this, tuple(read.zones))
    for problem in read.problems:
        where = clean(f"{problem.column} {problem.value}")
        this.say(
            Word(
                f"{problem.row}행 {where}: {problem.message.ko}. {problem.kind.advice.ko}",
                f"row {problem.row}, {where}: {problem.message.en}. {problem.kind.advice.en}",
            )
        )
    this.say(Word(*(text.format(**counted) for text in _COUNTED)))
    if read.problems:
        this.say(Word("고칠 행이 있어 아무것도 바꾸지 않았습니다", "Nothing was changed: mend these rows"))


def _problem_shapes(read: ZoneFile, lang: Lang) -> list[dict[str, Any]]:
    return [
        {
            "row": p.row,
            "column": clean(p.column),
            "value": clean(p.value),
            "code": p.code,
            "message": p.message.text(lang),
        }
        for p in read.problems
    ]


def export_zones(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="만들 파일 .csv · file to write")],
) -> None:
    """지역표를 CSV로 · the zones as CSV."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        zones = read_fees(conn).zones
    target = write_zones(out, zones)
    this.say(Word(f"{target} · 지역 {len(zones):,}", f"{target}: {len(zones):,} zones"))
