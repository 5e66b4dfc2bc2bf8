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
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.files.zone_file import write_zones, zones_of
from orderdesk.core.services.fees import read_fees, replace_zones
from orderdesk.core.services.zone_files import (
    ZoneChanges,
    compare_zones,
    overlap_words,
    problem_words,
    zone_name,
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
        this.say(overlap_words(overlap))


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
            changes = compare_zones(read, read_fees(conn))
        if not as_json:
            _tell_import(this, changes)
        if not read.problems and not dry_run:
            replace_zones(store, this.actor, now(), read.zones)
    if as_json:
        write_json(_changes_shape(changes, this.lang))
    if read.problems:
        raise typer.Exit(PART)


def _tell_import(this: Session, changes: ZoneChanges) -> None:
    warn_overlaps(this, tuple(changes.file.zones))
    for problem in changes.file.problems:
        this.say(problem_words(problem))
    this.say(changes.words)
    if changes.file.problems:
        this.say(Word("고칠 행이 있어 아무것도 바꾸지 않았습니다", "Nothing was changed: fix these rows"))


def _changes_shape(changes: ZoneChanges, lang: Lang) -> dict[str, Any]:
    read = changes.file
    return {
        "file": clean(read.file),
        "zones": len(read.zones),
        "added": changes.added,
        "changed": changes.changed,
        "removed": changes.removed,
        "unchanged": changes.unchanged,
        "overlaps": [
            {"narrow": zone_name(o.narrow), "wide": zone_name(o.wide), "nested": o.nested}
            for o in changes.overlaps
        ],
        "problems": [
            {
                "row": p.row,
                "column": clean(p.column),
                "value": clean(p.value),
                "code": p.code,
                "message": p.message.text(lang),
            }
            for p in read.problems
        ],
    }


def export_zones(
    context: typer.Context,
    out: Annotated[Path, typer.Option("--out", help="만들 파일 .csv · file to write")],
) -> None:
    """지역표를 CSV로 · the zones as CSV."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        zones = read_fees(conn).zones
    target = write_zones(out, zones)
    this.say(Word(f"{target} · 지역 {len(zones):,}", f"{target}: {many(len(zones), 'zone')}"))
