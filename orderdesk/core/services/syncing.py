"""Bringing what changed at a channel in: new orders, payments, addresses, claims, arrivals.

The cursor of a feed is written in the transaction of what it brought, so that nothing is lost where a process
dies, and the same news twice leaves the same state.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from typing import Final

from orderdesk.core.domain.channel_new import Making, line_numbers, make_order
from orderdesk.core.domain.channel_sync import Bringing, News, bring, same_goods
from orderdesk.core.domain.channels import ChannelLine, ChannelOrder, LineRef
from orderdesk.core.domain.check import check
from orderdesk.core.domain.orders import Actor, ActorKind, Order, Section
from orderdesk.core.gateways.ports import ChannelGateway
from orderdesk.core.services.accounts import shop_of
from orderdesk.core.services.chunks import chunks
from orderdesk.core.services.imported import region_of
from orderdesk.core.services.rhythm import USUAL
from orderdesk.core.services.running import Clock, Stop, never
from orderdesk.core.services.tracking_rules import used_elsewhere
from orderdesk.core.store.channel_lines import (
    KeptLine,
    lines_of,
    numbers_there,
    open_lines,
    orders_called,
    orders_numbered,
)
from orderdesk.core.store.connections import Connection, Feed, feed
from orderdesk.core.store.engine import Store
from orderdesk.core.store.events import NewEvent
from orderdesk.core.store.outbox import CLAIMED, DONE, WAITING, letters_of
from orderdesk.core.store.unit import UnitOfWork, find

ORDERS: Final = "orders"
"""The feed of what changed."""

SWEEP_EVERY: Final = USUAL.sweep
"""Seconds after which an open line of which nothing was heard is read again."""

AT_ONCE: Final = 300


@dataclass(frozen=True, slots=True)
class Synced:
    """What a sync brought: orders new, changed, as they were, and such as could not be taken."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0

    def __add__(self, other: Synced) -> Synced:
        return Synced(*(a + b for a, b in zip(astuple(self), astuple(other), strict=True)))


def sync(
    store: Store,
    connection: Connection,
    gateway: ChannelGateway,
    clock: Clock,
    stop: Stop = never,
    courier_of: Callable[[str], str] = lambda text: text,
    sweep_every: int = SWEEP_EVERY,
) -> Synced:
    """Read what changed at *connection* since last time, then what was not heard of for long.

    Nothing while another process does. GatewayError.
    """
    done = Synced()
    if connection.paused:
        return done
    with store.backend.try_lock(f"sync-{connection.id}") as free:
        if not free:
            return done
        run = _Run(store, connection, gateway, clock, courier_of)
        done = run.follow(stop)
        return done + run.sweep(stop, sweep_every)


@dataclass(frozen=True, slots=True)
class _Run:
    """A sync while it runs."""

    store: Store
    connection: Connection
    gateway: ChannelGateway
    clock: Clock
    courier_of: Callable[[str], str]

    @property
    def actor(self) -> Actor:
        return Actor(ActorKind.CHANNEL, self.connection.name)

    def follow(self, stop: Stop) -> Synced:
        """Page by page what changed, each with its cursor."""
        done, more = Synced(), True
        while more and not stop():
            with self.store.reader() as conn:
                cursor = feed(conn, self.connection.id, ORDERS).cursor
            asked_at = self.clock()
            page = self.gateway.poll(cursor)
            orders = self.gateway.fetch(self._whole_if_new(page.refs)) if page.refs else []
            self.store.checkpoint("fetched")
            done += self._bring(orders, asked_at, page.cursor)
            more = page.more
        return done

    def _whole_if_new(self, refs: Sequence[LineRef]) -> list[LineRef]:
        """*refs*, but all of an order that is not known yet: it is made of all its lines."""
        with self.store.reader() as conn:
            known = orders_called(conn, self.connection.id, {ref.order for ref in refs})
        new = dict.fromkeys(ref.order for ref in refs if ref.order not in known)
        return [*(LineRef(number, "") for number in new), *(ref for ref in refs if ref.order in known)]

    def sweep(self, stop: Stop, every: int) -> Synced:
        """Lines that still move and were not heard of for *every* seconds are read again."""
        done, before = Synced(), self.clock() - every
        while not stop():
            asked_at = self.clock()
            with self.store.reader() as conn:
                rows = open_lines(conn, self.connection.id, before, AT_ONCE)
            if not rows:
                break
            refs = [LineRef(number, line, section) for _, number, line, section in rows]
            orders = self.gateway.fetch(refs)
            done += self._bring(orders, asked_at, None)
            self._seen({order for order, *_ in rows}, before, asked_at)
        return done

    def _seen(self, orders: Iterable[int], before: int, at: int) -> None:
        """Note that these were asked for, also those that the channel no longer knows."""
        with self.store.unit(self.actor, self.clock()) as unit:
            kept = lines_of(unit.conn, orders)
            old = [line for lines in kept.values() for line in lines.values() if line.seen_at < before]
            unit.put_channel([replace(line, seen_at=at) for line in old])

    def _bring(self, orders: Sequence[ChannelOrder], asked_at: int, cursor: str | None) -> Synced:
        """Write what *orders* tell, in transactions of some of them; the cursor with the last."""
        done, parts = Synced(), list(chunks(orders, AT_ONCE)) or [[]]
        for n, part in enumerate(parts, 1):
            now = self.clock()
            with self.store.unit(self.actor, now) as unit:
                done += _Writing(unit, self, asked_at).write(part)
                if cursor is not None and n == len(parts):
                    read = Feed(cursor, now, now, allowance=self.gateway.allowance())
                    unit.put_feed(self.connection.id, ORDERS, read)
        return done


class _Writing:
    """One transaction of a sync."""

    def __init__(self, unit: UnitOfWork, run: _Run, asked_at: int) -> None:
        self.unit = unit
        self.run = run
        self.asked_at = asked_at
        self.shop = shop_of(unit.conn)

    def write(self, told: Sequence[ChannelOrder]) -> Synced:
        """Bring *told* in; an order that several connections might bring is the one's that was first."""
        conn, n = self.unit.conn, self.run.connection.id
        known = orders_called(conn, n, {order.number for order in told})
        old = [order for order in told if order.number in known]
        new = [order for order in told if order.number not in known]
        adopted = self._adopt(new)
        rest = [order for order in new if order.whole and order.number not in adopted]
        return self._change(old, known) + self._change_adopted(adopted) + self._add(rest)

    def _adopt(self, told: Sequence[ChannelOrder]) -> dict[str, tuple[int, ChannelOrder]]:
        """Orders that came here by a file, and are the channel's as well: the same goods under its number."""
        here = self._here(told)
        brought = numbers_there(self.unit.conn, here.values())
        found: dict[str, tuple[int, ChannelOrder]] = {}
        for each in told:
            order_id = here.get(each.number)
            if order_id is None or order_id in brought:
                continue
            (order,) = self.unit.orders([order_id])
            lines = same_goods(order, each)
            if lines is not None:
                n = self.run.connection.id
                blank = [KeptLine(order_id, line, n, ref.line, ref.section) for line, ref in lines.items()]
                self.unit.put_channel(blank, [(order_id, n, each.number, _digest(each))])
                found[each.number] = (order_id, each)
        return found

    def _here(self, told: Sequence[ChannelOrder]) -> dict[str, int]:
        """Those that are here already, by a file or another connection, by the channel's number.

        An order that only has the number of another one, which its own channel calls otherwise, is not it.
        """
        keys = {each.number: (each.channel, each.number) for each in told}
        here = orders_numbered(self.unit.conn, keys.values())
        there = numbers_there(self.unit.conn, here.values())
        found = {number: here[key] for number, key in keys.items() if key in here}
        return {number: order for number, order in found.items() if there.get(order, number) == number}

    def _change_adopted(self, adopted: Mapping[str, tuple[int, ChannelOrder]]) -> Synced:
        told = [each for _, each in adopted.values()]
        known = {number: (order, _digest(each)) for number, (order, each) in adopted.items()}
        return self._change(told, known)

    def _add(self, told: Sequence[ChannelOrder]) -> Synced:
        made: list[tuple[ChannelOrder, Order]] = []
        refused = 0
        taken = self._here(told)
        for each, number in zip(told, self._numbers(told), strict=True):
            order = make_order(each, Making(number, self.run.courier_of, region_of))
            if check(order) or each.number in taken:
                refused += 1
            else:
                made.append((each, order))
        if not made:
            return Synced(refused=refused)
        made = list(zip((each for each, _ in made), self._shared([o for _, o in made]), strict=True))
        ids = self.unit.insert([order for _, order in made])
        rows = [
            (order, self.run.connection.id, each.number, _digest(each))
            for order, (each, _) in zip(ids, made, strict=True)
        ]
        lines = [
            self._kept(order, n, line)
            for order, (each, _) in zip(ids, made, strict=True)
            for line, n in _numbered(each)
        ]
        self.unit.put_channel(lines, rows)
        self._claims_of_new(list(zip(ids, (each for each, _ in made), strict=True)))
        return Synced(new=len(made), refused=refused)

    def _numbers(self, told: Sequence[ChannelOrder]) -> list[str]:
        """The numbers of new orders here: the shop's own keep theirs, unless one of ours is called so."""
        own = {each.number for each in told if not each.channel.external}
        kept = own - find(self.unit.conn, own).keys()
        ours = (number for number in self.unit.next_order_numbers(2 * len(told)) if number not in kept)
        return [each.number if each.number in kept else next(ours) for each in told]

    def _shared(self, orders: Sequence[Order]) -> list[Order]:
        """New *orders*; what was sent there in a parcel of others is known to be, on purpose or not."""
        labels = {label for order in orders for s in order.sections if (label := _label(s))}
        taken = set(used_elsewhere(self.unit.conn, labels)) if labels else set()
        found = []
        for order in orders:
            own = {label for s in order.sections if (label := _label(s))}
            sections = tuple(replace(s, shared=_label(s) in taken) for s in order.sections)
            found.append(replace(order, sections=sections) if own & taken else order)
            taken |= own
        return found

    def _claims_of_new(self, made: Sequence[tuple[int, ChannelOrder]]) -> None:
        """Claims that were there before the desk knew of the order."""
        claimed = {order: each for order, each in made if any(line.claim for line in each.lines)}
        if claimed:
            self._save({order: (each, line_numbers(each)) for order, each in claimed.items()}, {})

    def _change(self, told: Sequence[ChannelOrder], known: Mapping[str, tuple[int, str]]) -> Synced:
        kept = lines_of(self.unit.conn, [known[each.number][0] for each in told])
        news: dict[int, tuple[ChannelOrder, dict[str, int]]] = {}
        for each in told:
            order = known[each.number][0]
            news[order] = (each, {line.number: n for n, line in kept.get(order, {}).items()})
        places = {order: place for order, place in known.values()}
        changed = self._save(news, kept, places)
        return Synced(changed=changed, unchanged=len(news) - changed)

    def _save(
        self,
        news: Mapping[int, tuple[ChannelOrder, Mapping[str, int]]],
        kept: Mapping[int, Mapping[int, KeptLine]],
        places: Mapping[int, str] | None = None,
    ) -> int:
        """Change the orders by *news*; how many changed. *places* are the digests of addresses so far."""
        busy = self._busy(news)
        works: list[tuple[Order, Bringing]] = []
        lines: list[KeptLine] = []
        moves: list[tuple[int, int, str, str]] = []
        for order in self.unit.orders(list(news)):
            each, numbers = news[order.id]
            was = kept.get(order.id, {})
            now = {numbers[line.ref.line]: line for line in each.lines if line.ref.line in numbers}
            fresh = {n: line for n, line in now.items() if not _late(line, was.get(n))}
            claimed = {n for n, line in was.items() if line.claim_stage}
            gone = frozenset(n for n, line in fresh.items() if n in claimed and not line.claim)
            moved = places is not None and places.get(order.id) not in (None, _digest(each)) and bool(fresh)
            told = News(each, fresh, gone, moved or self._rewritten(fresh, was), region_of)
            works.append((order, bring(order, told, self.unit.now, self.shop, order.id not in busy)))
            for n, line in fresh.items():
                heard = self._kept(order.id, n, line)
                lines.append(self._unheard(heard, was[n]) if order.id in busy and n in was else heard)
            if moved and order.id not in busy:
                moves.append((order.id, self.run.connection.id, each.number, _digest(each)))
        return self._store(works, lines, moves)

    def _unheard(self, heard: KeptLine, was: KeptLine) -> KeptLine:
        """As *heard*, but what was not acted on is left to be read again, at once."""
        return replace(
            heard,
            state=was.state,
            claim=was.claim,
            claim_stage=was.claim_stage,
            held=was.held,
            moved=was.moved,
            seen_at=self.asked_at - SWEEP_EVERY,
        )

    def _rewritten(self, fresh: Mapping[int, ChannelLine], was: Mapping[int, KeptLine]) -> bool:
        return any(line.address_changed and not (n in was and was[n].moved) for n, line in fresh.items())

    def _store(
        self,
        works: Sequence[tuple[Order, Bringing]],
        lines: Sequence[KeptLine],
        moves: Sequence[tuple[int, int, str, str]],
    ) -> int:
        pairs = [(before, work.order) for before, work in works if work.order is not before]
        events = [
            NewEvent(before.id, h.verb, h.section, self.unit.now, h.actor, h.changes)
            for before, work in works
            for h in work.happened
        ]
        self.unit.save(pairs, events)
        self.unit.put_channel(lines, moves)
        return len(pairs)

    def _busy(self, orders: Iterable[int]) -> frozenset[int]:
        """Orders of which the channel was, or is to be, told something that this reading may not show yet."""
        found = letters_of(self.unit.conn, orders, (WAITING, CLAIMED, DONE))
        return frozenset(
            letter.order_id
            for letter in found
            if letter.state != DONE or (letter.done_at is not None and letter.done_at >= self.asked_at)
        )

    def _kept(self, order: int, n: int, line: ChannelLine) -> KeptLine:
        claim = line.claim
        return KeptLine(
            order,
            n,
            self.run.connection.id,
            line.ref.line,
            line.ref.section,
            line.state,
            line.raw,
            line.confirmed,
            claim.id if claim else "",
            claim.stage.value if claim else "",
            bool(claim and claim.held),
            line.address_changed,
            line.courier,
            line.tracking,
            line.changed_at,
            self.asked_at,
        )


def _label(section: Section) -> tuple[str, str] | None:
    return (section.courier, section.tracking) if section.courier and section.tracking else None


def _numbered(told: ChannelOrder) -> list[tuple[ChannelLine, int]]:
    numbers = line_numbers(told)
    return [(line, numbers[line.ref.line]) for line in told.lines]


def _late(line: ChannelLine, was: KeptLine | None) -> bool:
    """Whether something newer was heard of the line already."""
    return (
        was is not None
        and was.changed_at is not None
        and line.changed_at is not None
        and line.changed_at < was.changed_at
    )


def _digest(told: ChannelOrder) -> str:
    """Of where the order goes, so that a new address is known from the old one; it can't be read back."""
    text = json.dumps([told.number, *astuple(told.recipient)], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]
