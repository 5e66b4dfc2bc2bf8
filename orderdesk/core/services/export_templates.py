"""The shop's templates of exports: the built-in ones and up to twenty of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_templates import (
    BUILT_IN,
    BUILT_IN_NAME,
    MOST_TEMPLATES,
    Template,
    check_template,
    from_mapping,
    to_mapping,
    trimmed,
)
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.payment_rows import PAYMENTS
from orderdesk.core.files.template_file import built_in_templates
from orderdesk.core.services.preferences import SHOP, read_preference
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store

_PREFERENCE: Final = "export_templates"


def read_templates(conn: Conn) -> tuple[Template, ...]:
    """기본 양식, the shop's own by name, and the other built-in ones; what can't be read is left out."""
    first, *others = built_in_templates()
    return (first, *_own(conn), *others)


def built_in(name: str) -> Template | None:
    """The built-in template called *name*, in either language, with or without blanks; None for none."""
    wanted = _plain(name)
    if wanted == _plain(BUILT_IN_NAME.en):
        return BUILT_IN
    known = (*built_in_templates(), PAYMENTS)
    return next((each for each in known if _plain(each.name) == wanted), None)


def _plain(name: str) -> str:
    return "".join(trimmed(name).replace("_", " ").split()).casefold()


def _own(conn: Conn) -> list[Template]:
    found: list[Template] = []
    try:
        values = json.loads(read_preference(conn, SHOP, _PREFERENCE) or "[]")
    except (ValueError, RecursionError):
        return found
    for value in values if isinstance(values, list) else ():
        with suppress(ExportRefused):
            if isinstance(value, dict):
                found.append(from_mapping(value))
    return found


def find_template(conn: Conn, name: str) -> Template:
    """The template called *name*, whatever the capitals. ExportRefused when there is none."""
    shipped = built_in(name)
    if shipped is not None and shipped != PAYMENTS:
        return shipped
    wanted = trimmed(name).casefold()
    for template in _own(conn):
        if template.name.casefold() == wanted:
            return template
    raise ExportRefused(ExportRefusal.NO_TEMPLATE, trimmed(name))


def save_template(
    store: Store, actor: Actor, now: int, template: Template, instead_of: str | None = None
) -> bool:
    """Keep *template* in the place of the one of its name, or called *instead_of*; whether it was there.

    With *instead_of* ("" for a new one) another template of its name is not replaced but refuses it.
    ExportRefused for the name of a built-in one, for one that can't be, or when twenty are there.
    """
    check_template(template)
    if built_in(template.name):
        raise ExportRefused(ExportRefusal.BUILT_IN, template.name)
    gone = (template.name if instead_of is None else instead_of).casefold()
    with store.unit(actor, now) as unit:
        known = _own(unit.conn)
        others = [each for each in known if each.name.casefold() != gone]
        if any(each.name.casefold() == template.name.casefold() for each in others):
            raise ExportRefused(ExportRefusal.NAME_TAKEN, template.name)
        if len(others) >= MOST_TEMPLATES:
            raise ExportRefused(ExportRefusal.TEMPLATES_MOST, template.name)
        unit.put_preference(SHOP, _PREFERENCE, _body([*others, template]))
    return len(others) < len(known)


def remove_template(store: Store, actor: Actor, now: int, name: str) -> None:
    """Remove the template called *name*. ExportRefused when there is none, or it is a built-in one."""
    if built_in(name):
        raise ExportRefused(ExportRefusal.BUILT_IN, trimmed(name))
    with store.unit(actor, now) as unit:
        gone = find_template(unit.conn, name)
        kept = [template for template in _own(unit.conn) if template.name != gone.name]
        unit.put_preference(SHOP, _PREFERENCE, _body(kept))


def _body(templates: Sequence[Template]) -> str:
    ordered = sorted(templates, key=lambda template: template.name.casefold())
    return json.dumps([to_mapping(template) for template in ordered], ensure_ascii=False)
