"""Connections: adding, changing, pausing and ending them; their secrets stay in the file of secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from orderdesk import settings
from orderdesk.core.domain.allowance import Allowance
from orderdesk.core.domain.connection_fields import BY_SYSTEM, SystemKind
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.roles import Act
from orderdesk.core.domain.text import clean
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.secrets import SecretFile, SecretTrouble
from orderdesk.core.services.places import store_file
from orderdesk.core.services.rehearsing import NOTHING_OUTSIDE
from orderdesk.core.store.connections import Connection, Feed, connections, feeds
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.core.store.outbox import CLAIMED, REFUSED, WAITING, counted
from orderdesk.core.store.rehearsal import mark

_UNREADABLE: Final = Word(
    "연결 키 파일을 읽을 수 없습니다. 권한이 0600인지 확인하세요",
    "The file of keys can't be read; its permissions must be 0600",
)


class ConnectionRefused(Exception):
    """A connection can't be so; `word` says why."""

    def __init__(self, word: Word) -> None:
        super().__init__(word.en)
        self.word = word


@dataclass(frozen=True, slots=True)
class Standing:
    """A connection as it stands: how far it was read, what waits for it, and which secrets are missing."""

    connection: Connection
    kind: SystemKind
    feeds: Mapping[str, Feed]
    waiting: int
    refused: int
    missing: tuple[str, ...]

    @property
    def lacking(self) -> Word:
        """What `missing` means: a secret to be given, or only that the owner has yet to let the desk in."""
        granted = {secret_name(self.connection, each.key) for each in self.kind.settings if each.granted}
        if granted.issuperset(self.missing):
            return Word("로그인 필요", "login needed")
        return Word("비밀 값 없음", "secret missing")

    @property
    def trouble(self) -> Word | None:
        """Why its last rounds failed, with words from outside; None where they went well."""
        found = dict.fromkeys(feed.trouble for feed in self.feeds.values() if feed.trouble is not None)
        return Word(*map(" · ".join, zip(*found, strict=True))) if found else None

    @property
    def allowance(self) -> Allowance | None:
        """What was allowed when it was last spoken with; None: not spoken with yet."""
        told = [feed for feed in self.feeds.values() if feed.allowance is not None]
        return max(told, key=lambda feed: feed.tried_at or 0).allowance if told else None

    @property
    def synced_at(self) -> int | None:
        """When it was last spoken with and all went well, UTC seconds; None: never yet."""
        return max((feed.at for feed in self.feeds.values() if feed.at is not None), default=None)


def secret_file(url: str) -> SecretFile:
    """The secrets of the store at *url*: beside its file; of a server's store in the user's own directory."""
    file = store_file(url)
    beside = file.with_name(f"{file.name}.secrets") if file else Path(settings.data_dir()) / "secrets"
    return SecretFile(beside)


@contextmanager
def secrets_open() -> Iterator[None]:
    """ConnectionRefused where the file of secrets can't be used."""
    try:
        yield
    except SecretTrouble as trouble:
        where = clean(trouble.where)
        words = Word(f"{where}: {_UNREADABLE.ko}", f"{where}: {_UNREADABLE.en}")
        raise ConnectionRefused(words) from trouble


def secret_name(connection: Connection, key: str) -> str:
    """What the secret *key* of *connection* is called in the file of secrets."""
    return f"connection-{connection.id}.{key}"


def standings(conn: Conn, secrets: SecretFile) -> list[Standing]:
    """Every connection as it stands."""
    counts, known = counted(conn), names_in(secrets)
    return [
        Standing(
            each,
            BY_SYSTEM[each.system],
            feeds(conn, each.id),
            counts.get((each.id, WAITING), 0) + counts.get((each.id, CLAIMED), 0),
            counts.get((each.id, REFUSED), 0),
            _missing(each, known),
        )
        for each in connections(conn)
    ]


def names_in(secrets: SecretFile) -> frozenset[str]:
    """What secrets can be had: none where their file can't be read; who speaks with a system hears why."""
    try:
        return frozenset(secrets.names())
    except SecretTrouble:
        return frozenset()


def _missing(connection: Connection, known: frozenset[str]) -> tuple[str, ...]:
    """The names of the secrets that *connection* needs and that are not kept."""
    wanted = [s.key for s in BY_SYSTEM[connection.system].settings if s.secret and s.required]
    names = [secret_name(connection, key) for key in wanted]
    return tuple(name for name in names if name not in known)


def connect(
    store: Store, actor: Actor, now: int, system: str, name: str, given: Mapping[str, str]
) -> Connection:
    """Connect the desk with *system* under *name* ("": what people call it). ConnectionRefused."""
    kind = BY_SYSTEM.get(system)
    if kind is None:
        known = ", ".join(BY_SYSTEM)
        raise ConnectionRefused(Word(f"연결할 수 있는 곳: {known}", f"What can be connected: {known}"))
    values = _values(kind, given)
    with store.unit(actor, now) as unit:
        if mark(unit.conn) is not None:
            raise ConnectionRefused(NOTHING_OUTSIDE)
        name = clean(name) or kind.words.ko
        if any(each.name == name for each in connections(unit.conn, ended=True)):
            raise ConnectionRefused(
                Word(f"{name}: 이미 있는 이름입니다", f"{name}: there is one of that name already")
            )
        return unit.add_connection(system, name, values)


def change(store: Store, actor: Actor, now: int, name: str, given: Mapping[str, str]) -> Connection:
    """Set some settings of a connection; an empty text takes one away. ConnectionRefused."""
    with store.unit(actor, now) as unit:
        unit.require(Act.CONNECTIONS.value)
        known = find(unit.conn, name)
        kept = {**known.settings, **{key: clean(text) for key, text in given.items()}}
        values = _values(BY_SYSTEM[known.system], {key: text for key, text in kept.items() if text})
        changed = replace(known, settings=values)
        unit.change_connection(changed)
    return changed


def pause(store: Store, actor: Actor, now: int, name: str, paused: bool) -> None:
    """Speak with a connection no more for a while, or again; what is done meanwhile waits for it."""
    with store.unit(actor, now) as unit:
        unit.require(Act.CONNECTIONS.value)
        unit.change_connection(replace(find(unit.conn, name), paused=paused))


def end(store: Store, actor: Actor, now: int, name: str, secrets: SecretFile) -> None:
    """End a connection for good, and forget its secrets. ConnectionRefused while it has something to hear."""
    with store.unit(actor, now) as unit:
        unit.require(Act.CONNECTIONS.value)
        known = find(unit.conn, name)
        counts = counted(unit.conn)
        left = counts.get((known.id, WAITING), 0) + counts.get((known.id, CLAIMED), 0)
        if left:
            raise ConnectionRefused(
                Word(
                    f"보낼 것이 {left:,}건 남았습니다. 먼저 보내거나 버리세요",
                    f"{left:,} still to be sent; send or drop them first",
                )
            )
        unit.change_connection(replace(known, ended_at=now))
    with secrets_open():
        for setting in BY_SYSTEM[known.system].settings:
            if setting.secret:
                secrets.remove(secret_name(known, setting.key))


def find(conn: Conn, name: str) -> Connection:
    """The connection of that name, number or system where there is but one. ConnectionRefused."""
    there = connections(conn)
    for called in (lambda c: c.name, lambda c: str(c.id), lambda c: c.system):
        found = [each for each in there if called(each) == name.strip()]
        if len(found) == 1:
            return found[0]
    names = ", ".join(each.name for each in there) or "-"
    raise ConnectionRefused(
        Word(f"{clean(name)}: 그런 연결이 없습니다 ({names})", f"{clean(name)}: no such connection ({names})")
    )


def _values(kind: SystemKind, given: Mapping[str, str]) -> dict[str, str]:
    """The settings that *given* are. ConnectionRefused for one that is unknown, secret or missing."""
    plain = {setting.key: setting for setting in kind.settings if not setting.secret}
    for key in given:
        if key not in plain and key not in kind.further:
            keys = ", ".join(plain)
            raise ConnectionRefused(
                Word(f"{clean(key)}: 없는 설정입니다 ({keys})", f"{clean(key)}: not one of {keys}")
            )
    values = {key: clean(text) for key, text in given.items() if clean(text)}
    for key, setting in plain.items():
        if setting.required and key not in values:
            raise ConnectionRefused(
                Word(f"{setting.words.ko}({key})이(가) 필요합니다", f"{setting.words.en} ({key}) is needed")
            )
    return values
