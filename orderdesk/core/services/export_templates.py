"""The shop's templates of exports: the built-in one and up to twenty of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import suppress
from typing import Final

from orderdesk.core.domain.export_refusals import ExportRefusal, ExportRefused
from orderdesk.core.domain.export_templates import (
    BUILT_IN,
    MOST_TEMPLATES,
    Template,
    from_mapping,
    is_built_in,
    to_mapping,
    trimmed,
)
from orderdesk.core.domain.orders import Actor
from orderdesk.core.services.preferences import SHOP, read_preference
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store

_PREFERENCE: Final = "export_templates"


def read_templates(conn: Conn) -> tuple[Template, ...]:
    """The built-in template and the shop's own, by name; what this version can't read is left out."""
    return (BUILT_IN, *_own(conn))


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
    if is_built_in(name):
        return BUILT_IN
    wanted = trimmed(name).casefold()
    for template in _own(conn):
        if template.name.casefold() == wanted:
            return template
    raise ExportRefused(ExportRefusal.NO_TEMPLATE, trimmed(name))


def save_template(store: Store, actor: Actor, now: int, template: Template) -> bool:
    """Keep *template*, in the place of the one of its name; whether there was one.

    ExportRefused for the name of the built-in one, or when twenty are there.
    """
    if template.built_in:
        raise ExportRefused(ExportRefusal.BUILT_IN, template.name)
    with store.unit(actor, now) as unit:
        known = _own(unit.conn)
        others = [each for each in known if each.name.casefold() != template.name.casefold()]
        if len(others) >= MOST_TEMPLATES:
            raise ExportRefused(ExportRefusal.TEMPLATES_MOST, template.name)
        unit.put_preference(SHOP, _PREFERENCE, _body([*others, template]))
    return len(others) < len(known)


def remove_template(store: Store, actor: Actor, now: int, name: str) -> None:
    """Remove the template called *name*. ExportRefused when there is none, or it is the built-in one."""
    if is_built_in(name):
        raise ExportRefused(ExportRefusal.BUILT_IN, trimmed(name))
    with store.unit(actor, now) as unit:
        gone = find_template(unit.conn, name)
        kept = [template for template in _own(unit.conn) if template.name != gone.name]
        unit.put_preference(SHOP, _PREFERENCE, _body(kept))


def _body(templates: Sequence[Template]) -> str:
    ordered = sorted(templates, key=lambda template: template.name.casefold())
    return json.dumps([to_mapping(template) for template in ordered], ensure_ascii=False)
