"""`parcels`: which orders may share a parcel and why, and which nearly may."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

import typer

from orderdesk.cli.common import now, session
from orderdesk.cli.output import write_json, write_table
from orderdesk.core.domain.combining import Candidate, Group, NearMiss
from orderdesk.core.domain.identifiers import section_number
from orderdesk.core.domain.states import SECTION_WORDS
from orderdesk.core.domain.words import Lang, Word, many
from orderdesk.core.services.combining import combinable_seen, find_combinable, masked
from orderdesk.core.services.sight import sight_of
from orderdesk.core.services.visiting import COMBINED, tally


def register(app: typer.Typer) -> None:
    """Add the command to *app*."""
    app.command("parcels")(list_parcels)


def list_parcels(
    context: typer.Context,
    near: Annotated[bool, typer.Option("--near", help="거의 맞는 것도 · near misses too")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
    limit: Annotated[int | None, typer.Option("--limit", min=0, help="최대 건수 · at most")] = None,
) -> None:
    """합포장할 수 있는 주문과 이유 · orders that may share a parcel, and why."""
    this = session(context)
    with this.store() as store, store.reader() as conn:
        found = find_combinable(conn, now())
        groups, misses = found.groups[:limit], found.misses[:limit] if near else ()
        shown = replace(found, groups=groups, misses=misses)
        if sight_of(conn, this.actor).hides:
            shown = masked(shown, lambda order_id: True)
        else:
            this.looked(store, COMBINED, tally(combinable_seen(shown)))
    groups, misses = shown.groups, shown.misses
    if as_json:
        told: dict[str, Any] = {"sections": found.sections, "parcels": [_group(g, this.lang) for g in groups]}
        if near:
            told["near"] = [_miss(miss, this.lang) for miss in misses]
        write_json(told)
        return
    parcels, close, sections = len(found.groups), len(found.misses), found.sections
    this.say(
        Word(
            f"합포장 후보 {parcels:,}묶음 · 거의 맞음 {close:,}건 · 살펴본 섹션 {sections:,}",
            f"{many(parcels, 'parcel')} to combine, {many(close, 'near miss')},"
            f" {many(sections, 'section')} looked at",
        )
    )
    if groups:
        write_table(["parcel", "section", "receiver", "address", "why"], _group_rows(groups, this.lang))
    if misses:
        rows = [
            [
                _name(m.one),
                _name(m.other),
                m.one.address.receiver,
                m.why.words.text(this.lang),
                " / ".join(filter(None, m.texts)),
            ]
            for m in misses
        ]
        write_table(["section", "other", "receiver", "why", "texts"], rows)


def _name(one: Candidate) -> str:
    return section_number(one.order, one.section)


def _address(one: Candidate) -> str:
    return f"{one.address.line1} {one.address.line2}".strip()


def _group_rows(groups: tuple[Group, ...], lang: Lang) -> list[list[str | int | None]]:
    return [
        [n, _name(m), m.address.receiver, _address(m), ", ".join(why.words.text(lang) for why in group.why)]
        for n, group in enumerate(groups, 1)
        for m in group.members
    ]


def _group(group: Group, lang: Lang) -> dict[str, Any]:
    courier, number = group.label or (None, None)
    return {
        "orders": group.orders,
        "why": [{"code": why.code, "message": why.words.text(lang)} for why in group.why],
        "courier": courier,
        "number": number,
        "sections": [_member(member, lang) for member in group.members],
    }


def _member(member: Candidate, lang: Lang) -> dict[str, Any]:
    where = member.address
    return {
        "order": member.order,
        "section": _name(member),
        "state": SECTION_WORDS[member.state].text(lang),
        "receiver": where.receiver,
        "phone": where.phone,
        "zip": where.zip,
        "address": _address(member),
        "pieces": member.pieces,
        "number": member.label[1] if member.label else None,
    }


def _miss(miss: NearMiss, lang: Lang) -> dict[str, Any]:
    return {
        "code": miss.why.code,
        "message": miss.why.words.text(lang),
        "section": _member(miss.one, lang),
        "other": _member(miss.other, lang),
        "texts": list(miss.texts) if any(miss.texts) else [],
    }
