"""`pack`: the packing station for scripts and for a scanner at a plain terminal, by the same service."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Annotated, Any, Final

import typer

from orderdesk.cli.common import PART, Session, UsageProblem, fresh_name, now, session
from orderdesk.cli.output import write_json, write_line, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.boxes import BOX_WORDS, GESTURE_WORDS, Box, Gesture, GestureKind
from orderdesk.core.domain.columns import seoul_time
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.pack_words import PACK_VERDICTS
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.services.packing import Station, Told, box_shown, boxes_waiting, gestures_of, perform
from orderdesk.core.store.engine import Store

_STDIN: Final = "-"
_NO_BOX: Final = Word("그 번호의 상자가 없습니다", "There is no box of that number")

BoxNumber = Annotated[int, typer.Argument(help="상자 번호 · the box")]
Name = Annotated[
    str,
    typer.Option(
        "--gesture", help="동작 이름; 같은 이름은 한 번 · a name: done once, however often it comes"
    ),
]
Qty = Annotated[int, typer.Option("--qty", help="수량 · pieces")]
Courier = Annotated[str, typer.Option("--courier", help="송장의 택배사 · the label's courier")]
Sure = Annotated[bool, typer.Option("--sure", help="송장 자릿수가 이상해도 · although its digits look odd")]
Over = Annotated[bool, typer.Option("--over", help="다른 사람의 상자를 넘겨받음 · take it over")]


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    group = typer.Typer(help="포장대 · the packing station", no_args_is_help=True)
    group.command("scan")(scan)
    group.command("hand")(hand)
    group.command("label")(label)
    group.command("reopen")(reopen)
    group.command("empty")(empty)
    group.command("list")(list_boxes)
    group.command("show")(show)
    app.add_typer(group, name="pack")


def scan(
    context: typer.Context,
    code: Annotated[str, typer.Argument(help="스캔한 코드, - 는 표준입력 한 줄씩 · a code, - from stdin")],
    box: Annotated[int | None, typer.Option("--box", help="열린 상자 · the box that is open")] = None,
    qty: Qty = 1,
    courier: Courier = "",
    over: Over = False,
    gesture: Name = "",
    as_json: Json = False,
) -> None:
    """섹션·송장·상품을 스캔한다 · scan a section, a label or goods.

    With - each line of stdin is a scan, with a tab and a quantity behind it where that is not one; the box
    that a scan opens is the one for the next.
    """
    this = session(context)
    with this.store(writes=True) as store:
        if code != _STDIN:
            made = Gesture(gesture or fresh_name(), code=code, qty=qty, over=over, courier=courier)
            _tell(this, perform(_station(this, store), made, box), as_json)
            return
        if not _scans(this, store, box, courier, as_json):
            raise typer.Exit(PART)


def _scans(this: Session, store: Store, box: int | None, courier: str, as_json: bool) -> bool:
    """Each line of stdin as a scan; whether all were fine."""
    station, first, fine = _station(this, store), fresh_name(), True
    for n, (code, qty) in enumerate(_lines(), 1):
        told = perform(station, Gesture(f"{first}-{n}", code=code, qty=qty, courier=courier), box)
        if told.verdict.fine and told.box is not None:
            box = told.box.id if told.box.state.waits else None
        fine = fine and told.verdict.fine
        if as_json:
            write_line(_shape(this, told))
        else:
            typer.echo(_line(this, told))
        sys.stdout.flush()  # who scans waits for the answer
    return fine


def _lines() -> Iterator[tuple[str, int]]:
    for line in sys.stdin:
        code, _, qty = line.rstrip("\n").partition("\t")
        if code.strip():
            yield code.strip(), int(qty) if qty.strip().isdecimal() else 1


def hand(
    context: typer.Context,
    box: BoxNumber,
    want: Annotated[
        int, typer.Argument(help="상자 목록의 줄 · the line of the box, as `pack show` numbers it")
    ],
    qty: Qty = 1,
    gesture: Name = "",
    as_json: Json = False,
) -> None:
    """바코드를 읽을 수 없는 상품을 손으로 확인한다 · confirm goods by hand."""
    _do(context, Gesture(gesture or fresh_name(), GestureKind.HAND, want=want, qty=qty), box, as_json)


def label(
    context: typer.Context,
    box: BoxNumber,
    number: Annotated[str, typer.Argument(help="송장번호 · tracking number")],
    courier: Courier = "",
    sure: Sure = False,
    gesture: Name = "",
    as_json: Json = False,
) -> None:
    """다 담은 상자의 송장번호를 적고 보낸다 · give a full box its tracking number, and send it."""
    made = Gesture(gesture or fresh_name(), GestureKind.LABEL, number, courier=courier, sure=sure)
    _do(context, made, box, as_json)


def reopen(
    context: typer.Context, box: BoxNumber, over: Over = False, gesture: Name = "", as_json: Json = False
) -> None:
    """상자를 다시 열어 처음부터 센다 (발송한 것도 인계 전까지) · open a box again, counting anew."""
    _do(context, Gesture(gesture or fresh_name(), GestureKind.REOPEN, over=over), box, as_json)


def empty(context: typer.Context, box: BoxNumber, gesture: Name = "", as_json: Json = False) -> None:
    """상자를 비운다 · take everything out of a box."""
    _do(context, Gesture(gesture or fresh_name(), GestureKind.EMPTY), box, as_json)


def list_boxes(context: typer.Context, as_json: Json = False) -> None:
    """열었거나 닫고 아직 보내지 않은 상자 · boxes that were begun and have not left."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found = boxes_waiting(conn)
    shapes = [
        {
            "box": box.id,
            "state": box.state.name.lower(),
            "who": box.holder,
            "at": seoul_time(box.at),
            "counted": box.counted,
            "pieces": box.pieces,
            "sections": [section_number(number, n) for _, number, n, _ in box.sections],
        }
        for box in found
    ]
    if as_json:
        write_json(shapes)
        return
    rows = [
        (
            box.id,
            BOX_WORDS[box.state].text(this.lang),
            box.holder,
            seoul_time(box.at),
            f"{box.counted}/{box.pieces}",
            ", ".join(section_number(number, n) for _, number, n, _ in box.sections),
        )
        for box in found
    ]
    write_table(["box", "state", "who", "at", "pieces", "sections"], rows, {0, 4})


def show(context: typer.Context, box: BoxNumber, as_json: Json = False) -> None:
    """상자에 담을 것과 담은 것, 모든 동작 · what belongs in a box, what is in it, and every gesture."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found, made = box_shown(conn, box), gestures_of(conn, box)
    if found is None:
        raise UsageProblem(_NO_BOX)
    if as_json:
        rows = [row._asdict() | {"kind": row.kind.name.lower()} for row in made]
        write_json({**_box(found), "gestures": rows})
        return
    write_table(
        ["n", "goods", "pieces", "scanned", "hand"],
        [(want.n, want.text, want.qty, want.scanned, want.hand) for want in found.wants],
        {0, 2, 3, 4},
    )
    typer.echo("")
    write_table(
        ["at", "who", "what", "code", "answer"],
        [
            (
                seoul_time(row.at),
                row.who,
                GESTURE_WORDS[row.kind].text(this.lang),
                row.code or row.text,
                PACK_VERDICTS[row.verdict].large.text(this.lang),
            )
            for row in made
        ],
    )


def _do(context: typer.Context, gesture: Gesture, box: int, as_json: bool) -> None:
    this = session(context)
    with this.store(writes=True) as store:
        _tell(this, perform(_station(this, store), gesture, box), as_json)


def _station(this: Session, store: Store) -> Station:
    return Station(store, this.actor, now, this.settings)


def _tell(this: Session, told: Told, as_json: bool) -> None:
    if as_json:
        write_json(_shape(this, told))
    else:
        typer.echo(_line(this, told))
    if not told.verdict.fine:
        raise typer.Exit(PART)


def _line(this: Session, told: Told) -> str:
    """The answer as one line: what is written large, how full the box is, what it is about, why."""
    large, detail = told.verdict.large.text(this.lang), clean(told.detail.text(this.lang))
    full = f"#{told.box.id} {told.box.counted}/{told.box.pieces}" if told.box else ""
    why = told.why.message.text(this.lang) if told.why else ""
    advice = "" if told.verdict.fine else told.verdict.advice.text(this.lang)
    return " · ".join(filter(None, (large, full, detail, why, advice)))


def _shape(this: Session, told: Told) -> dict[str, Any]:
    return {
        "verdict": told.verdict.code,
        "fine": told.verdict.fine,
        "message": told.verdict.message.text(this.lang),
        "why": told.why.code if told.why else "",
        "detail": clean(told.detail.text(this.lang)),
        "again": told.again,
        "box": _box(told.box) if told.box else None,
    }


def _box(box: Box) -> dict[str, Any]:
    return {
        "box": box.id,
        "state": box.state.name.lower(),
        "round": box.round,
        "who": box.holder,
        "pieces": box.pieces,
        "counted": box.counted,
        "by_hand": box.by_hand,
        "goods": [
            {"n": want.n, "text": want.text, "qty": want.qty, "scanned": want.scanned, "hand": want.hand}
            for want in box.wants
        ],
    }
