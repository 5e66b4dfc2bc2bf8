"""A desk whose money is at a played Toss and a played Popbill, and walks of all three under bad luck."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Final
from unittest.mock import patch

from orderdesk.core.domain.orders import Entry, EntryKind, Method, Order
from orderdesk.core.domain.payments import payments
from orderdesk.core.domain.receipts import ASKED_OUTSIDE, DONE, PG, SENT, WAIT, Mode, mark, receipt_of, worth
from orderdesk.core.domain.refund_rows import standing
from orderdesk.core.services import ticking
from orderdesk.core.services.accounts import register_account
from orderdesk.core.services.connected import Connected
from orderdesk.core.services.deposits import apply_deposits, match, plan_deposits, sure
from orderdesk.core.services.receipt_settings import connect_simulated, set_mode
from orderdesk.core.services.ticking import tick
from orderdesk.core.services.told_deposits import waiting_deposits
from orderdesk.core.store.deposits import taken_marks, told_deposits, told_mark
from orderdesk.core.store.refunds import waiting_refunds
from orderdesk.simulators.toss_books import VIRTUAL, Cancel, No, Payment
from tests.domain.builders import ACCOUNT as BUYERS
from tests.services.bad_luck import BadLuck
from tests.services.desk import KIM, Desk, number, sections, sold
from tests.services.outside import (
    ACCOUNT,
    feed_of,
    link_toss,
    payments_of,
    popbill,
    popbill_receipts,
    toss,
    toss_receipts,
)

K = EntryKind
DAY = 86_400
PRICE: Final = 20_000
NOES: Final = ("PROVIDER_ERROR", "COMMON_ERROR", "FAILED_DB_PROCESSING", "REJECT_CARD_COMPANY")
VERBS: Final = ("receipt-request", *["receipt-issue"] * 4, "receipt-cancel", "receipt")
_OURS: Final = re.compile(r"\[refund:.+-P\d+:(\d+)\]$")


class OutsideMoneyWalk:
    """Buyers who pay, a seller who pays back and issues receipts, banks and bad luck; then calm."""

    def __init__(self, desk: Desk, seed: int) -> None:
        self.lot = random.Random(seed)
        self.desk = desk
        self.toss, self.popbill = toss(), popbill()
        self.clock = self.popbill.world.clock = self.toss.world.clock
        self.mode = self.lot.choice([Mode.ASKED, Mode.AUTO])
        self.at_toss = self.lot.random() < 0.5
        """Whether receipts are Toss's, not Popbill's."""
        store, now = desk.store, self.now()
        register_account(store, KIM, now, ("국민은행", "000000-00-000001", "우리상점"))
        link_toss(store)
        connect_simulated(store, KIM, now)
        set_mode(store, KIM, now, self.mode)
        self.by_bank: list[int] = []
        self.by_toss: list[int] = []
        self.said: set[tuple[str, int]] = set()
        """Refunds, by order and row, of which a person said that they were done."""
        self.mistaken: set[tuple[str, int]] = set()
        """Refunds of which a person said that they failed, and they had not."""
        self.luck = BadLuck(self.lot, store, self.now, self.toss.world, self.popbill.world)

    def now(self) -> int:
        self.desk.now = int(self.clock.now())
        return self.desk.now

    def go(self, steps: int) -> None:
        deeds = [self.looks, self.banks, self.refuses, self.confirms, *[self.round] * 6]
        deeds += [*[self.sells] * 2, *[self.deposits] * 3, *[self.receipts] * 3]
        deeds += [*[self.gives_back] * 3, *[self.pays_back] * 2]
        self.sells()
        for _ in range(steps):
            deed = self.lot.choice(deeds)
            deed()
            self.clock.advance(self.lot.choice([1, 20, 400, 4000]))
            self.now()
        self.calm()

    def calm(self) -> None:
        """Nothing goes wrong any more, and banks do what they were asked to."""
        self.luck.ends()
        self.toss.troubles.clear()
        for _ in range(8):
            for payment in self.toss.payments.values():
                if payment.refund == "PENDING":
                    self.toss.bank_refunds(payment.key)
            self.clock.advance(400)
            self.tick()

    # what people do; what does not fit just now does not happen

    def sells(self) -> None:
        n = len(self.by_bank) + len(self.by_toss) + 1
        made = sold(n, 1, 1, sections=[[1], [2]])
        (paid,) = made.entries
        method = self.lot.choice([Method.BANK, Method.BANK, Method.CARD, Method.CARD, Method.VIRTUAL])
        paid = replace(paid, method=method, at=self.now())
        if method is Method.BANK:
            self.by_bank.append(n)
            paid = replace(paid, kind=K.REQUEST, due_at=self.now() + 3 * DAY)
        else:
            self.by_toss.append(n)
            self._pays(n, VIRTUAL if method is Method.VIRTUAL else "카드")
        self.desk.add(replace(made, entries=(paid,)))
        if method is Method.BANK and self.lot.random() < 0.6:
            self._does("receipt-request", n, purpose="income", identity=f"010-0000-{n:04}")

    def _pays(self, n: int, way: str) -> None:
        if self.lot.random() < 0.05:
            return  # somewhere else, as it turns out
        key = self.toss.buyer_pays(number(n), PRICE, way, by_parts=self.lot.random() < 0.85)
        self.toss.buyer_deposits(key)

    def deposits(self) -> None:
        """Money comes into the account: what an order waits for, or something else."""
        if self.by_bank:
            n = self.lot.choice(self.by_bank[-3:])
            won = self.lot.choice([*[PRICE] * 5, 9_999])
            name = self.lot.choice([*[f"구매자{n}"] * 4, f"받는이{n}", "모르는 사람"])
            for _ in range(self.lot.choice([*[1] * 5, 2])):
                self.popbill.bank.deposit(ACCOUNT.number, won, name, ago=self.lot.choice([0, 60, 3600]))

    def confirms(self) -> None:
        """Somebody takes a deposit for an order that it may be for."""
        with self.desk.store.reader() as conn:
            open_ones = [each for each in match(conn, waiting_deposits(conn, self.now())) if each.candidates]
            if not open_ones:
                return
            chosen = self.lot.choice(open_ones)
            taken = {chosen.deposit: self.lot.choice(chosen.candidates).order.order_id}
            plan = plan_deposits(conn, taken, KIM, self.now())
        if plan.applying():
            job = apply_deposits(self.desk.store, taken, plan, KIM, self.now)
            if self.lot.random() < 0.15:
                self.desk.undo(job)

    def gives_back(self) -> None:
        n = self._any()
        if n and (payments(self.desk.order(n).entries)[0].settled or self.lot.random() < 0.1):
            section = sections(n, self.lot.choice([1, 2]))
            self._does("cancel", *section, reason="SOLD_OUT")
            self._does("approve", *section)

    def pays_back(self) -> None:
        """A refund is asked for again, or sent by hand where the shop was paid by transfer."""
        if n := self._any():
            if n in self.by_toss:
                self._does("refund", n, way="RETRY", **BUYERS)
            else:
                self._does("refund", n, **BUYERS)

    def looks(self) -> None:
        """Somebody looks in Toss's pages what became of refunds, and says it; not always what is so."""
        if not self.by_toss:
            return
        n = self.lot.choice(self.by_toss)
        order = self.desk.order(n)
        for due in _dues(order):
            if standing(order, due) not in (K.REFUND_STARTED, K.REFUND_FAILED):
                continue
            there = bool(_cancels(order, due, self._there(order)))
            if there and self.lot.random() < 0.7:
                if self._does("refund", n, n=str(due.n), **BUYERS):
                    self.said.add((order.number, due.n))
            elif self._does("refund", n, n=str(due.n), way="FAILED") and there:
                self.mistaken.add((order.number, due.n))

    def receipts(self) -> None:
        if not self.by_bank:
            return
        n = self.lot.choice(self.by_bank[-3:])
        verb = self.lot.choice(VERBS)
        known = receipt_of(self.desk.order(n), 1)
        if verb == "receipt" and known is not None and known.state == SENT:
            return  # nobody knows yet whether there is one
        asked = {"purpose": "income", "identity": f"010-0000-{n:04}"}
        self._does(verb, n, **(asked if verb in ("receipt-request", "receipt") else {}))

    def banks(self) -> None:
        """A bank sends what it was asked to send, or can't."""
        waits = [each for each in self.toss.payments.values() if each.refund == "PENDING"]
        if waits:
            payment = self.lot.choice(waits)
            self.lot.choice([self.toss.bank_refunds, self.toss.bank_refunds, self._can_not])(payment.key)

    def _can_not(self, key: str) -> None:
        self.toss.bank_refuses(key)
        order = self.toss.payments[key].order
        self.mistaken |= {(order, due.n) for due in _dues(self.desk.order(order))}

    def refuses(self) -> None:
        """Toss says no the next time, or somebody at the shop pays back in Toss's own pages."""
        if self.lot.random() < 0.8:
            self.toss.troubles.append(self.lot.choice(NOES))
        elif self.toss.payments:
            with suppress(No):
                self.toss.cancelled_by_hand(self.lot.choice(list(self.toss.payments)), PRICE // 2)

    def _any(self) -> int:
        found = [*self.by_toss, *self.by_bank]
        return self.lot.choice(found) if found else 0

    def _does(self, verb: str, *numbers: str | int, **fields: str) -> bool:
        """Whether it was possible, and not taken back at once."""
        plan = self.desk.plan(verb, *numbers, **fields)  # type: ignore[arg-type] # fields are texts
        if not plan.applying():
            return False
        job = self.desk.apply(plan)
        if self.lot.random() >= 0.15:
            return True
        undone = self.desk.outcomes(self.desk.undo(job))
        return all(row.verdict != "apply" for row in undone)

    # what the desk does

    def round(self) -> None:
        self.luck.befalls(self.tick)

    def tick(self) -> None:
        receipts = toss_receipts(self.toss) if self.at_toss else popbill_receipts(self.popbill)
        to = Connected(payments_of(self.toss), receipts, feed_of(self.popbill))
        with patch.object(ticking, "connected", lambda *_of: to):
            tick(self.desk.store, self.now)
        self.now()

    def _there(self, order: Order) -> Payment | None:
        return next((each for each in self.toss.payments.values() if each.order == order.number), None)

    # what is compared

    def differences(self) -> list[str]:
        """Where the books of the desk, of Toss and of Popbill differ, and what nobody can see is stuck."""
        orders = self.desk.whole()
        with self.desk.store.reader() as conn:
            listed = {(each.order, each.n) for each in waiting_refunds(conn)}
        found = []
        for order in orders:
            found += [f"{order.number}: {text}" for text in self._refunds(order, listed)]
            found += [f"{order.number}: {text}" for text in self._waiting_receipts(order)]
        return [*found, *self._receipts(orders), *self._deposits(orders)]

    def _refunds(self, order: Order, listed: set[tuple[str, int]]) -> Iterator[str]:
        there = self._there(order)
        known: list[Cancel] = []
        for due in _dues(order):
            place, stands = (order.number, due.n), standing(order, due)
            cancels = _cancels(order, due, there)
            known += cancels
            if len(cancels) > 1:
                yield f"paid back twice: {due}"
            if any(each.amount != -due.amount for each in cancels):
                yield f"another amount: {due} {cancels}"
            if stands not in (K.REFUND, K.VOID) and place not in listed:
                yield f"nobody sees: {due}"
            if order.number not in map(number, self.by_toss):
                continue
            if stands is K.REFUND and not cancels and place not in self.said:
                yield f"done here, not there: {due} {there}"
            elif stands is K.REFUND_STARTED and not _is_going(order, there):
                yield f"stuck: {due} {there}"
            elif stands in (K.REFUND_FAILED, K.REFUND_DUE, K.VOID) and cancels and place not in self.mistaken:
                yield f"done there, not here: {stands!r} {due} {there}"
        for each in there.cancels if there is not None else ():
            if _OURS.search(each.reason) and each not in known:
                yield f"for nothing here: {each}"
        for payment in payments(order.entries):
            if payment.refunded > payment.paid:
                yield f"more than was paid: {payment}"

    def _waiting_receipts(self, order: Order) -> Iterator[str]:
        answers = ("receipt-issued", "receipt-failed")
        last = [event.verb for event in self.desk.events(order.number) if event.verb in answers]
        for receipt in order.receipts:
            payment = next(each for each in payments(order.entries) if each.root.n == receipt.n)
            if receipt.state in ASKED_OUTSIDE:
                yield f"stuck: {receipt}"
            if self.mode is not Mode.AUTO or last[-1:] == ["receipt-failed"]:
                continue
            if receipt.mode == PG and mark(order, receipt) is not None:
                yield f"not followed: {receipt} {payment}"
            if receipt.state == WAIT and payment.settled and worth(payment):
                yield f"not issued: {receipt}"

    def _receipts(self, orders: list[Order]) -> Iterator[str]:
        """Receipts that are there and not here, or the other way round."""
        there = Counter((each.approval, each.left) for each in self.toss.receipts.values() if each.left)
        taken_back: Counter[str] = Counter()
        for each in self.popbill.receipts.values():
            taken_back[each.of] += each.total
        for each in self.popbill.receipts.values():
            if not each.of and (left := each.total - taken_back[each.approval]):
                there[each.approval, left] += 1
        receipts = [receipt for order in orders for receipt in order.receipts]
        issued = (each for each in receipts if (each.state, each.mode) == (DONE, PG))
        here = Counter((each.approval, each.amount) for each in issued)
        if here != there:
            yield f"receipts: only here {here - there}, only there {there - here}"

    def _deposits(self, orders: list[Order]) -> Iterator[str]:
        """Deposits that were not heard of, counted twice, or surely for an order that still waits."""
        movements = self.popbill.bank.accounts[ACCOUNT.number][1]
        with self.desk.store.reader() as conn:
            told = told_deposits(conn, 0)
            waiting = waiting_deposits(conn, self.now())
            before = taken_marks(conn, [each.mark for each in waiting])
            left = {each for each in sure(match(conn, waiting)) if each.mark not in before}
        heard = Counter(each.mark for each in told)
        if heard != Counter(told_mark(ACCOUNT.number, each.id) for each in movements):
            yield f"deposits: {heard}"
        if left:
            yield f"surely paid, and still waiting: {left}"
        came = Counter((int(each.at), each.won) for each in movements)
        paid = Counter(
            (entry.at, entry.amount)
            for order in orders
            for entry in order.entries
            if entry.kind is K.PAID and entry.method is Method.BANK
        )
        if paid - came:
            yield f"counted twice: {paid - came}"


def _is_going(order: Order, there: Payment | None) -> bool:
    """Whether money of a refund of *order* goes into an account, which all its others wait for."""
    started = [due for due in _dues(order) if standing(order, due) is K.REFUND_STARTED]
    going = there is not None and there.refund in ("PENDING", "PARTIAL_FAILED")
    return going and any(_cancels(order, due, there) for due in started)


def _dues(order: Order) -> list[Entry]:
    return [entry for entry in order.entries if entry.kind is K.REFUND_DUE and entry.amount]


def _cancels(order: Order, due: Entry, there: Payment | None) -> list[Cancel]:
    """What was cancelled at Toss for the refund *due*."""
    started = {each.n for each in order.entries if each.kind is K.REFUND_STARTED and each.follows == due.n}
    return [
        each
        for each in (there.cancels if there is not None else ())
        if (found := _OURS.search(each.reason)) and int(found[1]) in started
    ]
