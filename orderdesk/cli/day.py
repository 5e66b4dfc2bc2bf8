"""`close-day`: what went out on a day, beside what the couriers counted."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer

from orderdesk.cli.common import PART, UsageProblem, now, session
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import Json
from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.day_close import CourierLine, DayClose
from orderdesk.core.domain.glossary import CHANNEL_WORDS
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.files.day_page import text_page, write_page
from orderdesk.core.services.day_close import day_close, note_counts, today
from orderdesk.core.services.tracking_rules import courier_named


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("close-day")(close_the_day)


def close_the_day(
    context: typer.Context,
    day: Annotated[str, typer.Option("--date", help="날짜 · YYYY-MM-DD, today where none")] = "",
    counted: Annotated[
        list[str] | None, typer.Option("--counted", help="택배사 집계 · what a courier counted: cj=120")
    ] = None,
    out: Annotated[Path | None, typer.Option("--out", help="파일 · .html or .txt")] = None,
    as_json: Json = False,
) -> None:
    """그날 나간 것과 예외, 택배사 집계와의 차이 · what went out, exceptions, and the couriers' counts."""
    this = session(context)
    meant = _day(day) if day else today(now())
    counts = dict(_count(each) for each in counted or ())
    with this.store(writes=bool(counts)) as store:
        if counts:
            note_counts(store, this.actor, now(), meant, counts)
        with store.reader() as conn:
            found = day_close(conn, meant)
    shop = this.printed.shop_name
    if out is not None:
        path = str(write_page(out, found, shop, this.lang))
        this.say(Word(path, path))
    elif as_json:
        write_json(_shape(found, this.lang))
    else:
        typer.echo(text_page(found, shop, this.lang), nl=False)
    if not found.agrees:
        raise typer.Exit(PART)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UsageProblem(Word(f"{clean(text)}: 날짜가 아닙니다", f"{clean(text)}: not a date")) from error


def _count(text: str) -> tuple[str, int]:
    name, _, number = text.partition("=")
    if not number.strip().isdecimal():
        wrong = clean(text)
        raise UsageProblem(
            Word(f"{wrong}: 택배사=개수로 쓰세요 (cj=120)", f"{wrong}: write courier=number (cj=120)")
        )
    return courier_named(name.strip()).name, int(number)


def _shape(found: DayClose, lang: Lang) -> dict[str, Any]:
    return {
        "day": found.day.isoformat(),
        "parcels": found.parcels,
        "agrees": found.agrees,
        "couriers": [_line(line, lang) for line in found.lines],
        "exceptions": [{"what": words.text(lang), "count": n} for words, n in found.exceptions],
        "lost": [
            {"at": seoul_time(scan.at), "who": scan.who, "code": scan.code, "answer": scan.verdict}
            for scan in found.lost
        ],
    }


def _line(line: CourierLine, lang: Lang) -> dict[str, Any]:
    return {
        "courier": line.courier,
        "parcels": line.parcels,
        "sections": line.sections,
        "orders": line.orders,
        "pieces": line.pieces,
        "channels": {CHANNEL_WORDS[each].text(lang): n for each, n in line.channels.items()},
        "counted": line.counted,
        "difference": line.difference,
    }
