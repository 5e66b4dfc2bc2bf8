"""What a shell is offered for the word that is being typed: values with a few words about each.

A shell waits for it at every Tab, so a store is only read, never upgraded, and for a moment at most; where it
can't be read in time there is nothing to offer. Nothing of buyers is ever offered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from threading import Thread
from typing import Final, NamedTuple

import typer

from orderdesk import settings
from orderdesk.core.domain.access_words import KIND_WORDS
from orderdesk.core.domain.columns import BY_KEY, COLUMNS
from orderdesk.core.domain.roles import ROLE_WORDS
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.verbs import BY_ID, EVENT_WORDS, VERBS, FieldKind
from orderdesk.core.domain.words import NO_YES, Lang, Word
from orderdesk.core.services.browsing import DIMENSIONS, VALUE_WORDS
from orderdesk.core.services.export_templates import read_templates
from orderdesk.core.services.filter_groups import read_filter_groups
from orderdesk.core.services.filters import FILTER_FIELDS
from orderdesk.core.services.sorting import SORTED
from orderdesk.core.services.tabs import read_tabs
from orderdesk.core.services.tracking_rules import courier_names
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import SCHEMA, open_store, revision_of, store_backend
from orderdesk.core.store.jobs import jobs
from orderdesk.core.store.operators import operators
from orderdesk.core.store.problems import StoreProblem

_MOST_WAITED: Final = 0.5
"""Seconds that a shell waits for the store."""

_NEWEST: Final = 30
"""Jobs that are offered."""

_WAYS: Final = (("asc", Word("오름차순", "ascending")), ("desc", Word("내림차순", "descending")))

_FLAG_VALUES: Final = (("yes", NO_YES[True]), ("no", NO_YES[False]))

Offer = tuple[str, str]
"""A value, and a few words about it or ""."""


class Asked(NamedTuple):
    """What stands on the line besides the word: the store and the language that are meant."""

    url: str
    lang: Lang

    def of_store(self, read: Callable[[Conn], Iterable[Offer]]) -> list[Offer]:
        """What *read* finds in the store at once, but for values that would command a terminal."""
        found: list[Offer] = []

        def look() -> None:
            with suppress(StoreProblem, OSError):
                found.extend(_read(self.url, read))

        reading = Thread(target=look, daemon=True)
        reading.start()
        reading.join(_MOST_WAITED)
        done = [] if reading.is_alive() else found
        return [(value, clean(about)) for value, about in done if clean(value) == value]


def _read(url: str, read: Callable[[Conn], Iterable[Offer]]) -> list[Offer]:
    """What *read* finds in the store at *url*, nothing where it is none of this version. StoreProblem."""
    backend = store_backend(url)
    if not backend.exists():
        return []
    first = backend.connect()
    try:
        current = revision_of(first) == SCHEMA
    finally:
        first.close()
    if not current:
        return []
    with open_store(url, create=False) as store, store.reader() as conn:
        return list(read(conn))


def _asked(context: typer.Context) -> Asked:
    given = context.find_root().params
    lang = str(given.get("lang") or settings.load_settings().lang)
    return Asked(settings.store_url(given.get("db")), "en" if lang == "en" else "ko")


def _fitting(offers: Iterable[Offer], typed: str) -> list[Offer]:
    """Those of *offers* that go on as *typed*."""
    return [each for each in offers if each[0].startswith(typed)]


def _listed(offers: Iterable[Offer], typed: str, before: str = "") -> list[Offer]:
    """As `_fitting`, for the last of several values with commas between them, behind *before*."""
    done, comma, last = typed.rpartition(",")
    named = set(done.split(","))
    rest = (each for each in offers if each[0] not in named)
    return [(f"{before}{done}{comma}{value}", about) for value, about in _fitting(rest, last)]


def verbs(context: typer.Context, incomplete: str) -> list[Offer]:
    """The actions of `do`."""
    lang = _asked(context).lang
    return _fitting(((verb.id, verb.words.text(lang)) for verb in VERBS), incomplete)


def fields(context: typer.Context, incomplete: str) -> list[Offer]:
    """``KEY=`` of the fields of the action that the line names, or ``KEY=VALUE`` of the one that is typed."""
    lang = _asked(context).lang
    named = (context.params.get("action"), *context.args)  # the rest, while an option waits for its value
    verb = next((BY_ID[word] for word in named if word in BY_ID), None)
    if verb is None:
        return []
    key, mark, value = incomplete.partition("=")
    if not mark:
        return _fitting(((f"{field.key}=", field.words.text(lang)) for field in verb.fields), key)
    field = next((each for each in verb.fields if each.key == key), None)
    if field is None:
        return []
    if field.key == "courier":
        return [(f"{key}={name}", about) for name, about in _fitting(_courier_offers(), value)]
    choices = _FLAG_VALUES if field.kind is FieldKind.FLAG else field.choices
    return _listed(((code, words.text(lang)) for code, words in choices), value, f"{key}=")


def conditions(context: typer.Context, incomplete: str) -> list[Offer]:
    """``KEY=`` of conditions, or ``KEY=VALUE`` of the one that is typed, in the language of the line."""
    lang = _asked(context).lang
    key, mark, value = incomplete.partition("=")
    if not mark:
        keys = {field.key: field.words for field in FILTER_FIELDS}
        keys |= {column.key: column.words for column in COLUMNS if column.key not in keys}
        return _fitting(((f"{each}=", words.text(lang)) for each, words in keys.items()), key)
    field = next((each for each in FILTER_FIELDS if each.key == key), None)
    if field is None:
        return []
    words = VALUE_WORDS[DIMENSIONS[key]].values() if key in DIMENSIONS else field.options
    return _listed(((field.token(each, lang), "") for each in words if each.ko), value, f"{key}=")


def columns(context: typer.Context, incomplete: str) -> list[Offer]:
    """The columns of the list, of which several may be named."""
    lang = _asked(context).lang
    return _listed(((each.key, each.words.text(lang)) for each in COLUMNS), incomplete)


def sorts(context: typer.Context, incomplete: str) -> list[Offer]:
    """The columns that a list can be sorted by, and behind a colon both directions."""
    lang = _asked(context).lang
    key, mark, way = incomplete.partition(":")
    if mark:
        offers = ((each, words.text(lang)) for each, words in _WAYS)
        return [(f"{key}:{each}", about) for each, about in _fitting(offers, way)]
    return _fitting(((each, BY_KEY[each].words.text(lang)) for each in SORTED), key)


def _courier_offers() -> Iterator[Offer]:
    return ((name, "") for name in courier_names())


def couriers(incomplete: str) -> list[Offer]:
    """The couriers that can be named."""
    return _fitting(_courier_offers(), incomplete)


def tabs(context: typer.Context, incomplete: str) -> list[Offer]:
    """The tabs of the shop."""
    asked = _asked(context)
    names = asked.of_store(lambda conn: ((tab.label(asked.lang), "") for tab in read_tabs(conn)))
    return _fitting(names, incomplete)


def groups(context: typer.Context, incomplete: str) -> list[Offer]:
    """The saved filter groups, with the conditions of each."""
    return _fitting(
        _asked(context).of_store(
            lambda conn: ((group.name, " ".join(group.where)) for group in read_filter_groups(conn))
        ),
        incomplete,
    )


def templates(context: typer.Context, incomplete: str) -> list[Offer]:
    """The templates of exports."""
    return _fitting(
        _asked(context).of_store(lambda conn: ((each.name, "") for each in read_templates(conn))), incomplete
    )


def operator_names(context: typer.Context, incomplete: str) -> list[Offer]:
    """The operators, with the role of each."""
    asked = _asked(context)
    return _fitting(
        asked.of_store(
            lambda conn: ((each.name, ROLE_WORDS[each.role].text(asked.lang)) for each in operators(conn))
        ),
        incomplete,
    )


def looks(context: typer.Context, incomplete: str) -> list[Offer]:
    """The kinds of access records."""
    lang = _asked(context).lang
    return _fitting(((kind, words.text(lang)) for kind, words in KIND_WORDS.items()), incomplete)


def job_numbers(context: typer.Context, incomplete: str) -> list[Offer]:
    """The newest jobs, newest first, with what each did to how many."""
    asked = _asked(context)

    def read(conn: Conn) -> Iterator[Offer]:
        for each in jobs(conn, _NEWEST):
            words = EVENT_WORDS.get(each.action, Word(each.action, each.action))
            yield str(each.id), f"{words.text(asked.lang)} {each.applied:,}"

    return _fitting(asked.of_store(read), incomplete)
