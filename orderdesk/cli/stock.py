"""`stock`: pieces that came in, counts put right, and the ledger of an option."""

from __future__ import annotations

from typing import Annotated, Any, Final

import typer

from orderdesk.cli.common import now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.export_values import moment
from orderdesk.core.domain.goods import Option
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.stock import MOVE_WORDS
from orderdesk.core.domain.words import Word
from orderdesk.core.services.stock import adjust, moves_of_option, option_of, receive
from orderdesk.core.store.stock import LedgerRow

Sku = Annotated[str, typer.Argument(help="옵션 SKU · the option's SKU")]
Note = Annotated[str, typer.Option("--note", help="사유나 메모 · a note")]

_HEADS: Final = (
    Word("일시", "At"),
    Word("종류", "Move"),
    Word("수량", "Pieces"),
    Word("주문", "Order"),
    Word("작업", "Job"),
    Word("누가", "Who"),
    Word("메모", "Memo"),
)


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    room = typer.Typer(help="재고 · stock", no_args_is_help=True)
    room.command("show")(show)
    room.command("receive")(receive_pieces)
    room.command("adjust")(adjust_pieces)
    app.add_typer(room, name="stock")


def show(
    context: typer.Context,
    sku: Sku,
    limit: Annotated[int, typer.Option("--limit", min=1, help="최대 건수 · at most")] = 50,
    as_json: Json = False,
) -> None:
    """옵션의 재고와 원장, 새것부터 · what there is of an option, and its ledger, the newest first."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        option = option_of(conn, sku)
        moves = moves_of_option(conn, option, limit)
    if as_json:
        write_json({**_counts(option), "moves": [_move(move) for move in moves]})
        return
    this.say(_words(option))
    rows = [
        (
            moment(move.at) or "",
            MOVE_WORDS[move.kind].text(this.lang),
            move.qty,
            _where(move),
            move.job,
            move.actor.name,
            move.note,
        )
        for move in moves
    ]
    write_table([head.text(this.lang) for head in _HEADS], rows, {2, 4})


def receive_pieces(
    context: typer.Context,
    sku: Sku,
    qty: Annotated[int, typer.Argument(help="들어온 수량 · pieces that came in")],
    note: Note = "",
    as_json: Json = False,
) -> None:
    """입고를 적는다. 그 옵션의 재고를 세기 시작한다 · pieces that came in; counted from now on."""
    this = session(context)
    with this.store(writes=True) as store:
        option = receive(store, this.actor, now(), sku, qty, note)
    _tell(option, as_json)


def adjust_pieces(
    context: typer.Context,
    sku: Sku,
    by: Annotated[int, typer.Option("--by", help="더할 수량, 뺄 때는 -2 · pieces more, or fewer: -2")],
    note: Note = "",
    as_json: Json = False,
) -> None:
    """실물과 다른 수량을 바로잡는다 · put right what is counted."""
    this = session(context)
    with this.store(writes=True) as store:
        option = adjust(store, this.actor, now(), sku, by, note)
    _tell(option, as_json)


def _tell(option: Option, as_json: bool) -> None:
    if as_json:
        write_json(_counts(option))
    else:
        typer.echo(f"{option.sku}\t{option.on_hand}\t{option.allocated}\t{option.available}")


def _counts(option: Option) -> dict[str, Any]:
    return {
        "sku": option.sku,
        "tracked": option.tracked,
        "on_hand": option.on_hand,
        "allocated": option.allocated,
        "available": option.available,
    }


def _words(option: Option) -> Word:
    if not option.tracked:
        return Word(f"{option.sku}: 재고를 세지 않습니다", f"{option.sku}: its pieces are not counted")
    counts = option.on_hand, option.allocated, option.available
    return Word(
        "{}: 재고 {:,} · 할당 {:,} · 가용 {:,}".format(option.sku, *counts),
        "{}: {:,} on hand, {:,} allocated, {:,} available".format(option.sku, *counts),
    )


def _where(move: LedgerRow) -> str:
    if not move.order:
        return ""
    return move.order if move.section is None else section_number(move.order, move.section)


def _move(move: LedgerRow) -> dict[str, Any]:
    return {
        "at": move.at,
        "kind": move.kind.value,
        "qty": move.qty,
        "order": move.order,
        "section": _where(move) if move.section is not None else "",
        "job": move.job,
        "actor": move.actor.name,
        "note": move.note,
    }
