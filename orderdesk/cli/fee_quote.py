"""`fees quote`: what it costs to send goods to a place, and why."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from orderdesk.cli.common import PART, Session, UsageProblem, now, session
from orderdesk.cli.output import write_json
from orderdesk.cli.planned import Json
from orderdesk.core.domain.fees import Place, Quote
from orderdesk.core.domain.glossary import CHANNEL_WORDS
from orderdesk.core.domain.orders import Channel
from orderdesk.core.domain.refusals import Refusal
from orderdesk.core.domain.requests import BadRequest
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word
from orderdesk.core.services.fees import Wanted, quote_goods

_NUMBERS = 3
"""Numbers of an item at most: pieces, won, grams."""


class Channels(StrEnum):
    """The channels by name."""

    own = "own"
    naver = "naver"
    kakao = "kakao"


def numbers(field: str, text: str, mark: str, count: int) -> list[int]:
    """The whole numbers in *text* between *mark*s; BadRequest for *field* when they are not *count*."""
    parts = text.split(mark)
    if len(parts) != count or not all(part.strip().isdecimal() for part in parts):
        raise BadRequest(Refusal.FIELD_BAD, field, text)
    return [int(part) for part in parts]


def quote(
    context: typer.Context,
    postcode: Annotated[str, typer.Option("--zip", help="우편번호 · postcode")] = "",
    address: Annotated[str, typer.Option("--address", help="주소 · address")] = "",
    item: Annotated[
        list[str] | None,
        typer.Option("--item", help="상품·SKU·정책:수량[:금액[:g]] · product or policy:pieces[:won[:g]]"),
    ] = None,
    grade: Annotated[str, typer.Option("--grade", help="회원등급 · member grade")] = "",
    channel: Annotated[Channels, typer.Option("--channel", help="주문채널 · channel")] = Channels.own,
    as_json: Json = False,
) -> None:
    """보내는 데 드는 배송비와 그 까닭 · what sending costs, and why."""
    this = session(context)
    wanted = [_wanted(text) for text in item or ()]
    if not wanted:
        raise UsageProblem(Word("--item 을 하나 이상 적으세요", "give at least one --item"))
    place, where = Place(postcode, address), Channel[channel.name.upper()]
    with this.store() as store, store.reader() as conn:
        found = quote_goods(conn, wanted, place, grade, where, now())
    if isinstance(found, Refusal):
        message, advice = found.message, found.advice
        if as_json:
            write_json({"code": found.code, "message": message.text(this.lang)})
        name = CHANNEL_WORDS[where]
        this.say(Word(f"{name.ko}: {message.ko}. {advice.ko}", f"{name.en}: {message.en}. {advice.en}"))
        raise typer.Exit(PART)
    if as_json:
        write_json(_quote_shape(found, this.lang))
    else:
        _print_quote(this, found)


def _wanted(text: str) -> Wanted:
    code, _, rest = text.partition(":")
    given = numbers("item", rest, ":", rest.count(":") + 1)
    if not code or len(given) > _NUMBERS or not given[0]:
        raise BadRequest(Refusal.FIELD_BAD, "item", text)
    qty, amount, weight = (*given, None, None)[:3]
    return Wanted(code, qty or 0, amount, weight)


def _quote_shape(found: Quote, lang: Lang) -> dict[str, Any]:
    return {
        "base": found.base,
        "discount": found.discount,
        "remote": found.remote,
        "total": found.total,
        "check": bool(found.doubts),
        "doubts": [
            {"code": doubt.name.lower().replace("_", "-"), "message": doubt.value.text(lang)}
            for doubt in found.doubts
        ],
        "parcels": [
            {
                "name": parcel.name,
                "goods": [goods.product for goods in parcel.goods],
                "terms": [
                    {"key": term.key, "amount": term.amount, "rule": term.rule.text(lang)}
                    for term in parcel.terms
                ],
            }
            for parcel in found.parcels
        ],
    }


def _print_quote(this: Session, found: Quote) -> None:
    lang = this.lang
    for parcel in found.parcels:
        typer.echo(clean(f"{parcel.name} ({', '.join(goods.product for goods in parcel.goods)})"))
        for term in parcel.terms:
            typer.echo(f"{term.amount:>12,}  {clean(term.told(lang))}")
    typer.echo(f"{found.total:>12,}  {Word('합계', 'Total').text(lang)}")
    for doubt in found.doubts:
        this.say(Word(f"확인 필요: {doubt.value.ko}", f"Look at this: {doubt.value.en}"))
