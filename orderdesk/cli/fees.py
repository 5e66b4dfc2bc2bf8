"""`fees`: regional zones, delivery fee policies and their settings; and what sending goods costs."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any

import typer

from orderdesk.cli.common import UsageProblem, now, session
from orderdesk.cli.fee_file import export_zones, import_zones, warn_overlaps, zone_shape
from orderdesk.cli.fee_quote import quote
from orderdesk.cli.output import write_json, write_table
from orderdesk.cli.planned import Json
from orderdesk.core.domain.fees import (
    KIND_WORDS,
    Policy,
)
from orderdesk.core.domain.orders import Freight
from orderdesk.core.domain.regions import Zone
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services import fees
from orderdesk.core.services.fee_forms import policy_of_texts, zone_of_texts
from orderdesk.core.services.fees import FeeBook, read_fees

_DONE = Word("저장했습니다", "Saved")
_ZONE_HEADS = (
    Word("시작", "from"),
    Word("끝", "to"),
    Word("지역", "zone"),
    Word("추가 배송비", "fee"),
    Word("사용", "on"),
    Word("의심", "suspect"),
)
_POLICY_HEADS = (
    Word("정책", "policy"),
    Word("종류", "kind"),
    Word("배송비", "fee"),
    Word("무료 기준", "free from"),
    Word("구간", "tiers"),
    Word("묶음", "bundle"),
    Word("지역별", "regional"),
)


class Kinds(StrEnum):
    """The kinds of policies."""

    fixed = "fixed"
    free = "free"
    conditional = "conditional"
    quantity = "quantity"
    weight = "weight"
    amount = "amount"


class Presets(StrEnum):
    """The presets of zones."""

    flat = "flat"
    courier = "courier"


def register(app: typer.Typer) -> None:
    """Add the commands to *app*."""
    room = typer.Typer(help="배송비: 지역표·정책·계산 · shipping fees", invoke_without_command=True)
    room.callback()(_fees)
    for name, command in (
        ("list", list_fees),
        ("add", add_zone),
        ("remove", remove_zone),
        ("policy", put_policy),
        ("remove-policy", remove_policy),
        ("set", set_flags),
        ("preset", use_preset),
        ("import", import_zones),
        ("export", export_zones),
        ("quote", quote),
    ):
        room.command(name)(command)
    app.add_typer(room, name="fees")


def _fees(context: typer.Context) -> None:
    """Regional zones and policies; `quote` says what sending costs."""
    if context.invoked_subcommand is None:
        list_fees(context)


def list_fees(context: typer.Context, as_json: Json = False) -> None:
    """지역표, 정책, 설정 · zones, policies and settings."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        book = read_fees(conn)
    if as_json:
        write_json(_book_shape(book))
        return
    lang = this.lang
    write_table(
        [head.text(lang) for head in _ZONE_HEADS],
        [[z.zip_from, z.zip_to, z.name, z.fee, z.enabled, z.suspect] for z in book.zones],
        {3},
    )
    typer.echo()
    write_table(
        [head.text(lang) for head in _POLICY_HEADS], [_policy_row(p, lang) for p in book.policies], {2, 3}
    )
    warn_overlaps(this, book.zones)
    on = Word("켬", "on"), Word("끔", "off")
    tiers, naver = (on[not flag].text(lang) for flag in (book.per_tier, book.naver_v2))
    this.say(
        Word(
            f"수량 구간마다 지역별 배송비: {tiers} · 네이버페이 v2.0: {naver}",
            f"regional fee per quantity tier: {tiers}; Naver Pay v2.0: {naver}",
        )
    )


def _policy_row(policy: Policy, lang: Lang) -> list[str | int | None]:
    tiers = ", ".join(f"{tier.at:,}→{tier.fee:,}" for tier in policy.tiers)
    collect = Word("착불", "collect").text(lang) if policy.freight is Freight.COLLECT else ""
    regional = "" if policy.regional is None else f"{policy.regional[0]:,}/{policy.regional[1]:,}"
    return [
        policy.name,
        f"{KIND_WORDS[policy.kind].text(lang)} {collect}".strip(),
        policy.fee if not policy.kind.tiered else None,
        policy.threshold or None,
        tiers,
        policy.bundle,
        regional,
    ]


def _book_shape(book: FeeBook) -> dict[str, Any]:
    return {
        "per_tier": book.per_tier,
        "naver_v2": book.naver_v2,
        "zones": [zone_shape(zone) for zone in book.zones],
        "policies": [
            {
                "name": p.name,
                "kind": p.kind.value,
                "fee": p.fee,
                "threshold": p.threshold,
                "tiers": [{"at": tier.at, "fee": tier.fee} for tier in p.tiers],
                "bundle": p.bundle,
                "collect": p.freight is Freight.COLLECT,
                "regional": list(p.regional) if p.regional else None,
            }
            for p in book.policies
        ],
    }


def add_zone(
    context: typer.Context,
    zip_from: Annotated[str, typer.Argument(help="시작 우편번호 · from")],
    zip_to: Annotated[str, typer.Argument(help="끝 우편번호 · to")],
    name: Annotated[str, typer.Argument(help="지역 · zone")],
    fee: Annotated[int, typer.Argument(help="추가 배송비 · won")],
    off: Annotated[bool, typer.Option("--off", help="쓰지 않음 · not used")] = False,
) -> None:
    """지역 하나를 넣거나 같은 범위를 고친다 · add a zone, or change the one of that range."""
    this = session(context)
    with this.store() as store:
        with store.reader() as conn:
            was = _zone_of(read_fees(conn), zip_from, zip_to)
        texts = {"name": name, "zip_from": zip_from, "zip_to": zip_to, "fee": str(fee)}
        zone = zone_of_texts({**texts, "enabled": "no" if off else "yes"}, was)
        book = fees.save_zone(store, this.actor, now(), was, zone)
    warn_overlaps(this, book.zones)
    this.say(_DONE)


def _zone_of(book: FeeBook, zip_from: str, zip_to: str) -> Zone | None:
    return next((z for z in book.zones if (z.zip_from, z.zip_to) == (zip_from, zip_to)), None)


def remove_zone(
    context: typer.Context,
    zip_from: Annotated[str, typer.Argument(help="시작 우편번호 · from")],
    zip_to: Annotated[str, typer.Argument(help="끝 우편번호 · to")],
) -> None:
    """지역 하나를 지운다 · remove a zone."""
    this = session(context)
    with this.store() as store:
        with store.reader() as conn:
            was = _zone_of(read_fees(conn), zip_from, zip_to)
        if was is None:
            text = clean(f"{zip_from}–{zip_to}")
            raise UsageProblem(Word(f"{text}: 그런 지역이 없습니다", f"{text}: there is no such zone"))
        fees.remove_zone(store, this.actor, now(), was)
    this.say(_DONE)


def put_policy(
    context: typer.Context,
    name: Annotated[str, typer.Argument(help="정책 이름 · policy")],
    kind: Annotated[Kinds, typer.Option("--kind", help="종류 · kind")] = Kinds.fixed,
    fee: Annotated[int, typer.Option("--fee", help="배송비 · won")] = 0,
    free_from: Annotated[int, typer.Option("--free-from", help="조건부 무료 기준 · won")] = 0,
    tier: Annotated[
        list[str] | None, typer.Option("--tier", help="구간 시작:배송비, 예 3:4000 · from:won")
    ] = None,
    bundle: Annotated[str, typer.Option("--bundle", help="묶음배송 이름 · bundle")] = "",
    collect: Annotated[bool, typer.Option("--collect", help="착불 · paid by the receiver")] = False,
    regional: Annotated[
        str, typer.Option("--regional", help="제주/도서 배송비, 예 3000/5000, none · Jeju/islands")
    ] = "",
) -> None:
    """정책 하나를 넣거나 같은 이름을 고친다 · add a policy, or change the one of that name."""
    this = session(context)
    policy = policy_of_texts(
        {
            "name": name,
            "kind": kind.value,
            "fee": str(fee),
            "threshold": str(free_from),
            "tiers": ",".join(tier or ()),
            "bundle": bundle,
            "freight": "collect" if collect else "prepaid",
            "regional": regional,
        }
    )
    with this.store() as store:
        with store.reader() as conn:
            was = read_fees(conn).policy(policy.name)
        fees.save_policy(store, this.actor, now(), was, policy)
    this.say(_DONE)


def remove_policy(
    context: typer.Context, name: Annotated[str, typer.Argument(help="정책 이름 · policy")]
) -> None:
    """정책 하나를 지운다 · remove a policy."""
    this = session(context)
    with this.store() as store:
        with store.reader() as conn:
            was = read_fees(conn).policy(name)
        if was is None:
            text = clean(name)
            raise UsageProblem(Word(f"{text}: 그런 정책이 없습니다", f"{text}: there is no such policy"))
        fees.remove_policy(store, this.actor, now(), was)
    this.say(_DONE)


def set_flags(
    context: typer.Context,
    per_tier: Annotated[
        bool | None,
        typer.Option("--per-tier/--once", help="수량 구간마다 지역별 배송비 · the regional fee per tier"),
    ] = None,
    naver_v2: Annotated[
        bool | None, typer.Option("--naver-v2/--naver-old", help="네이버페이 v2.0 사용 · on Naver Pay v2.0")
    ] = None,
) -> None:
    """배송비 설정 · the settings of shipping fees."""
    this = session(context)
    with this.store() as store:
        fees.save_flags(store, this.actor, now(), per_tier, naver_v2)
    this.say(_DONE)


def use_preset(
    context: typer.Context,
    preset: Annotated[
        Presets, typer.Argument(help="flat 제주 3,000 도서 5,000; courier · flat or as couriers")
    ],
) -> None:
    """지역표를 기본표로 바꾼다 · put a preset in the place of the zones."""
    this = session(context)
    zones = fees.preset_zones("courier" if preset is Presets.courier else "flat")
    with this.store() as store:
        fees.replace_zones(store, this.actor, now(), zones)
    this.say(Word(f"지역 {len(zones):,}개로 바꿨습니다", f"{many(len(zones), 'zone')} now"))
