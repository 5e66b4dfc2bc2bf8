"""`wave`: waves and their pick lists, for people at a shelf and for scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from orderdesk.cli.common import PART, Session, UsageProblem, fresh_name, now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.pack_words import on_the_walk
from orderdesk.core.domain.requests import read_time
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.waves import (
    WAVE_MOST,
    WAVE_WORDS,
    Candidate,
    WalkGesture,
    WalkKind,
    WaveLine,
    Wish,
    name_words,
    walk,
)
from orderdesk.core.domain.words import Word, many
from orderdesk.core.services.packing import Station
from orderdesk.core.services.tracking_rules import courier_named
from orderdesk.core.services.wave_lists import wave_text, write_wave
from orderdesk.core.services.waves import (
    Walked,
    WaveView,
    chosen_for,
    close_wave,
    make_wave,
    walk_on,
    wave_view,
    waves,
)

WaveNumber = Annotated[int, typer.Argument(help="차수 번호 · the wave")]
Name = Annotated[str, typer.Option("--gesture", help="동작 이름; 같은 이름은 한 번 · a name: done once")]
Qty = Annotated[int, typer.Option("--qty", help="수량 · pieces")]
LineNumber = Annotated[int, typer.Argument(help="피킹 리스트의 줄 · the line, as `wave show` numbers it")]

_NO_WAVE = Word("그 번호의 차수가 없습니다", "There is no wave of that number")
_NOTHING = Word("담을 섹션이 없습니다", "There is no section to take")
_EITHER = Word("--single 과 --multi 가운데 하나만 쓰세요", "Give --single or --multi, not both")
_BAD_TIME = Word("--before 는 2026-11-27 14:00 처럼 적으세요", "Write --before as 2026-11-27 14:00")


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    group = typer.Typer(help="차수와 피킹 · waves and picking", no_args_is_help=True)
    group.command("make")(make)
    group.command("list")(list_waves)
    group.command("show")(show)
    group.command("print")(print_list)
    group.command("pick")(pick)
    group.command("skip")(skip)
    group.command("short")(short)
    group.command("take")(take)
    group.command("close")(close)
    app.add_typer(group, name="wave")


def make(
    context: typer.Context,
    courier: Annotated[list[str] | None, typer.Option("--courier", help="택배사 · couriers")] = None,
    place: Annotated[
        list[str] | None, typer.Option("--place", help="위치의 앞부분 · places beginning so")
    ] = None,
    before: Annotated[str, typer.Option("--before", help="이때까지의 주문 (Seoul) · ordered until")] = "",
    single: Annotated[bool, typer.Option("--single", help="단품만 · single products only")] = False,
    multi: Annotated[bool, typer.Option("--multi", help="복수 품목만 · several products only")] = False,
    most: Annotated[int, typer.Option("--most", min=1, help="섹션 최대 · sections at most")] = WAVE_MOST,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="미리보기만 · only the preview")] = False,
    as_json: Json = False,
) -> None:
    """보낼 수 있는 섹션으로 차수를 만든다: 단품 먼저, 합포장은 함께 · a wave of what may be packed."""
    this = session(context)
    wish = _wish(courier or (), place or (), before, (single, multi), most)
    with this.store(writes=not dry_run) as store:
        if dry_run:
            with store.reader() as conn:
                found = chosen_for(conn, wish)
            _tell_chosen(this, wish, found, as_json)
            return
        number = make_wave(store, this.actor, now(), wish)
        if number is None:
            this.say(_NOTHING)
            raise typer.Exit(PART)
        with store.reader() as conn:
            view = wave_view(conn, number)
    _tell(this, view, as_json)


def _wish(
    couriers: list[str] | tuple[()],
    places: list[str] | tuple[()],
    before: str,
    only: tuple[bool, bool],
    most: int,
) -> Wish:
    if all(only):
        raise UsageProblem(_EITHER)
    try:
        until = read_time(before) if before else None
    except ValueError:
        raise UsageProblem(_BAD_TIME) from None
    kind = "single" if only[0] else "multi" if only[1] else ""
    named = frozenset(courier_named(name).name for name in couriers)
    return Wish(named, tuple(places), until, kind, most)


def _tell_chosen(this: Session, wish: Wish, found: tuple[Candidate, ...], as_json: bool) -> None:
    if as_json:
        write_json(
            {
                "name": wish.name,
                "sections": [each.number for each in found],
                "pieces": sum(each.pieces for each in found),
            }
        )
        return
    pieces = sum(each.pieces for each in found)
    name = name_words(wish.name)
    this.say(
        Word(
            f"{name.ko}: 섹션 {len(found):,} · {pieces:,}개",
            f"{name.en}: {many(len(found), 'section')}, {many(pieces, 'piece')}",
        )
    )
    for each in found:
        typer.echo(each.number)


def list_waves(context: typer.Context, as_json: Json = False) -> None:
    """차수, 새것부터 · waves, the newest first."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found = waves(conn)
    if as_json:
        rows = [
            {
                "wave": each.id,
                "state": each.state.name.lower(),
                "who": each.holder,
                "made": seoul_time(each.made_at),
                "name": each.name,
                "sections": each.sections,
            }
            for each in found
        ]
        write_json(rows)
        return
    table = [
        (
            each.id,
            WAVE_WORDS[each.state].text(this.lang),
            each.holder,
            seoul_time(each.made_at),
            name_words(each.name).text(this.lang),
            each.sections,
        )
        for each in found
    ]
    write_table(["wave", "state", "who", "made", "name", "sections"], table, {0, 5})


def show(context: typer.Context, wave: WaveNumber, as_json: Json = False) -> None:
    """피킹 리스트를 걷는 순서로 · the pick list, in the order of the walk."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        _tell(this, wave_view(conn, wave), as_json)


def print_list(
    context: typer.Context,
    wave: WaveNumber,
    out: Annotated[
        Path | None, typer.Option("--out", help="만들 파일 · a file: .xlsx .csv .html .txt")
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="표준출력으로, | lp · text on stdout")] = False,
) -> None:
    """피킹 리스트를 종이나 파일로 · the pick list on paper or in a file."""
    this = session(context)
    if text == (out is not None):
        raise UsageProblem(Word("--out 이나 --text 가운데 하나를 쓰세요", "Give --out or --text"))
    with this.store() as store:
        with store.reader() as conn:
            if wave_view(conn, wave) is None:
                raise UsageProblem(_NO_WAVE)
        if out is None:
            typer.echo(wave_text(store, wave, this.actor, now(), this.printed.shop_name, this.lang), nl=False)
            return
        path = write_wave(store, wave, out, this.actor, now(), this.printed.shop_name, this.lang)
    typer.echo(clean(str(path)))


def pick(
    context: typer.Context,
    wave: WaveNumber,
    code: Annotated[str, typer.Argument(help="바코드·SKU·상품코드 · what is scanned")],
    qty: Qty = 1,
    gesture: Name = "",
    as_json: Json = False,
) -> None:
    """집은 상품을 스캔한다 · goods that were taken from the shelf."""
    _do(context, wave, WalkGesture(gesture or fresh_name(), WalkKind.PICK, code, 0, qty), as_json)


def skip(
    context: typer.Context, wave: WaveNumber, line: LineNumber, gesture: Name = "", as_json: Json = False
) -> None:
    """그 줄을 맨 끝으로 미룬다 · put a line off to the end of the walk."""
    _do(context, wave, WalkGesture(gesture or fresh_name(), WalkKind.SKIP, line=line), as_json)


def short(
    context: typer.Context,
    wave: WaveNumber,
    line: LineNumber,
    missing: Annotated[int, typer.Argument(help="없는 수량 · pieces that are not there")],
    gesture: Name = "",
    as_json: Json = False,
) -> None:
    """선반에 없는 수량을 알린다: 떼어 보류한다 · pieces that are not on the shelf; split off and held."""
    _do(context, wave, WalkGesture(gesture or fresh_name(), WalkKind.SHORT, "", line, missing), as_json)


def take(context: typer.Context, wave: WaveNumber, gesture: Name = "", as_json: Json = False) -> None:
    """다른 사람의 차수를 넘겨받는다 · take a wave over."""
    _do(context, wave, WalkGesture(gesture or fresh_name(), WalkKind.TAKE), as_json)


def close(context: typer.Context, wave: WaveNumber, as_json: Json = False) -> None:
    """차수를 닫는다; 다 집지 못한 섹션은 풀린다 · close it; what was not picked is free again."""
    this = session(context)
    with this.store(writes=True) as store:
        with store.reader() as conn:
            view = wave_view(conn, wave)
        ended = close_wave(store, this.actor, now(), wave)
    if isinstance(ended, Walked):
        _answer(this, ended, as_json)
        return
    names = dict(view.sections) if view else {}
    goods = {line.mark: line for line in view.lines} if view else {}
    spare = [(goods[mark], qty) if mark in goods else (None, qty) for mark, qty in ended.spare.items()]
    if as_json:
        write_json(
            {
                "picked": [names[target] for target in ended.picked],
                "released": [names[target] for target in ended.released],
                "spare": [{"sku": line.sku if line else "", "qty": qty} for line, qty in spare],
            }
        )
        return
    picked, released, back = len(ended.picked), len(ended.released), sum(ended.spare.values())
    this.say(
        Word(
            f"피킹 {picked:,} · 풀린 섹션 {released:,} · 제자리에 돌려놓을 것 {back:,}개",
            f"{picked:,} picked, {released:,} released, {many(back, 'piece')} to put back",
        )
    )
    for line, qty in spare:
        if line is not None:
            typer.echo(f"{qty}\t{line.place}\t{line.sku}\t{line.text}")


def _do(context: typer.Context, wave: int, gesture: WalkGesture, as_json: bool) -> None:
    this = session(context)
    with this.store(writes=True) as store:
        told = walk_on(Station(store, this.actor, now, this.settings), gesture, wave)
    _answer(this, told, as_json)


def _answer(this: Session, told: Walked, as_json: bool) -> None:
    if as_json:
        shape: dict[str, Any] = {
            "verdict": told.verdict.code,
            "fine": told.verdict.fine,
            "message": on_the_walk(told.verdict)[0].text(this.lang),
            "why": told.why.code if told.why else "",
            "again": told.again,
            "line": _line(told.line) if told.line else None,
            "next": _line(told.view.next) if told.view and told.view.next else None,
        }
        write_json(shape)
    else:
        typer.echo(" · ".join(_said(this, told)))
    if not told.verdict.fine:
        raise typer.Exit(PART)


def _said(this: Session, told: Walked) -> Iterator[str]:
    """The answer in parts: written large, the line, whose wave it is, why, and where to go next."""
    yield told.verdict.large.text(this.lang)
    if told.line is not None:
        yield f"{clean(told.line.text)} {told.line.picked}/{told.line.qty}"
    if told.why is not None:
        yield told.why.message.text(this.lang)
    if told.view is None:
        return
    if not told.verdict.fine and told.view.wave.holder != this.actor.name:
        yield clean(told.view.wave.holder)
    if told.verdict.fine and told.view.next is not None:
        upcoming = told.view.next
        yield clean(f"→ {upcoming.place} {upcoming.sku} {upcoming.text} ×{upcoming.left}")


def _tell(this: Session, view: WaveView | None, as_json: bool) -> None:
    if view is None:
        raise UsageProblem(_NO_WAVE)
    if as_json:
        write_json(
            {
                "wave": view.wave.id,
                "state": view.wave.state.name.lower(),
                "who": view.wave.holder,
                "name": view.wave.name,
                "pieces": view.pieces,
                "picked": view.picked,
                "sections": [name for _, name in view.sections],
                "lines": [_line(line) for line in walk(view.lines)],
            }
        )
        return
    wave, sections = view.wave.id, len(view.sections)
    this.say(
        Word(
            f"차수 {wave} · 섹션 {sections:,} · {view.picked:,}/{view.pieces:,}개",
            f"wave {wave}: {many(sections, 'section')}, {view.picked:,}/{many(view.pieces, 'piece')}",
        )
    )
    rows = [(ln.n, ln.place, ln.sku, ln.text, ln.qty, ln.picked) for ln in walk(view.lines)]
    write_table(["n", "place", "sku", "goods", "pieces", "picked"], rows, {0, 4, 5})


def _line(line: WaveLine) -> dict[str, Any]:
    return {
        "n": line.n,
        "place": line.place,
        "sku": line.sku,
        "text": line.text,
        "qty": line.qty,
        "picked": line.picked,
        "left": line.left,
        "over": line.over,
    }
