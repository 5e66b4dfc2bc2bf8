"""Toss Payments, played: payments, virtual accounts, cancels and cash receipts of its core API.

What sources leave open can be set: the name of the identity number, the check of the balance, the status and
code of a call whose first is under way, and whether two receipts may have one orderId.
"""

from __future__ import annotations

import json
from base64 import b64decode
from collections import deque
from collections.abc import Callable
from typing import Any

import httpx

from orderdesk.simulators.toss_books import CARD, VIRTUAL, Cancel, No, Payment, Receipt, moment
from orderdesk.simulators.world import World

KEPT_SECONDS = 15 * 86_400
"""How long an idempotency key is remembered."""

_PASSING = frozenset({"PROVIDER_ERROR", "COMMON_ERROR"})
_TROUBLES = {
    "PROVIDER_ERROR": 400,
    "COMMON_ERROR": 500,
    "FAILED_DB_PROCESSING": 500,
    "REJECT_CARD_COMPANY": 403,
    "NOT_CANCELABLE_PAYMENT": 403,
}
_LEAST = {CARD: 100}
_LEAST_OF_OTHERS = 200

Body = dict[str, Any]


class Toss:
    """The company. `troubles` are codes that the next writes are answered with; `busy`: how many repeated
    calls still find their first under way."""

    def __init__(
        self,
        world: World | None = None,
        key: str = "test_sk_orderdesk",
        *,
        identity_field: str = "customerIdentityNumber",
        balance_field: str = "refundableAmount",
        busy_reply: tuple[int, str] = (409, "IDEMPOTENT_REQUEST_PROCESSING"),
        order_per_receipt: bool = True,
    ) -> None:
        self.world = world or World()
        self.troubles: deque[str] = deque()
        self.busy = 0
        self.payments: dict[str, Payment] = {}
        self.receipts: dict[str, Receipt] = {}
        self.key = key
        self._identity_field = identity_field
        self._balance_field = balance_field
        self._busy_reply = busy_reply
        self._order_per_receipt = order_per_receipt
        self._kept: dict[tuple[str, str], tuple[float, httpx.Response]] = {}
        self._made = 0

    def handle(self, request: httpx.Request) -> httpx.Response:
        """The reply to *request*."""
        return self.world.carry(request, self._answer)

    # what buyers, banks and people at the shop do

    def buyer_begins(self, order: str, amount: int, method: str = CARD, by_parts: bool = True) -> str:
        """A buyer goes through the payment window; the paymentKey, to be confirmed."""
        key = self._name("pay")
        self.payments[key] = Payment(key, order, order, method, amount, self._now(), by_parts)
        return key

    def buyer_pays(self, order: str, amount: int, method: str = CARD, by_parts: bool = True) -> str:
        """A buyer pays, and the shop confirms; the paymentKey. Virtual accounts wait for `buyer_deposits`."""
        key = self.buyer_begins(order, amount, method, by_parts)
        self._approve(self.payments[key])
        return key

    def buyer_deposits(self, key: str) -> None:
        """The money comes into the virtual account of payment *key*, if that is still open."""
        payment = self.payments[key]
        if payment.due_at is not None and self._now() > payment.due_at:
            payment.status = "EXPIRED"
        elif payment.status == "WAITING_FOR_DEPOSIT":
            payment.status, payment.approved_at = "DONE", self._now()

    def bank_takes_back(self, key: str) -> None:
        """The deposit of payment *key* turns out to be none."""
        self.payments[key].status = "WAITING_FOR_DEPOSIT"

    def bank_refunds(self, key: str) -> None:
        """What was cancelled of payment *key* has come to the buyer's account."""
        self.payments[key].refund = "COMPLETED"

    def bank_refuses(self, key: str) -> None:
        """The buyer's account takes nothing; where more was cancelled, it is not told what failed."""
        payment = self.payments[key]
        payment.refund = "FAILED" if len(payment.cancels) == 1 else "PARTIAL_FAILED"

    def cancelled_by_hand(self, key: str, amount: int) -> None:
        """Somebody at the shop cancels *amount* won in Toss's own pages."""
        self._cancel(self.payments[key], {"cancelReason": "관리자 취소", "cancelAmount": amount}, True)

    def books(self) -> dict[str, Any]:
        """What Toss holds, by orderId: payments and cash receipts, won."""
        return {
            "payments": {
                each.order: {"total": each.total, "left": each.left, "status": each.status}
                for each in self.payments.values()
            },
            "receipts": {
                each.order: {"amount": each.amount, "left": each.left, "approval": each.approval}
                for each in self.receipts.values()
            },
        }

    # what calls do

    def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            self._let_in(request)
            if request.method == "POST" and (key := request.headers.get("Idempotency-Key")):
                return self._once(request, key)
            return self._done(request)
        except No as no:
            return httpx.Response(no.status, json={"code": no.code, "message": no.message})

    def _let_in(self, request: httpx.Request) -> None:
        kind, _, code = request.headers.get("Authorization", "").partition(" ")
        try:
            name, colon, _ = b64decode(code, validate=True).decode().partition(":")
        except ValueError:
            raise No(403, "INCORRECT_BASIC_AUTH_FORMAT") from None
        if kind != "Basic" or not colon:
            raise No(403, "INCORRECT_BASIC_AUTH_FORMAT")
        if "_" not in name:
            raise No(400, "INVALID_API_KEY")
        if name != self.key:
            raise No(401, "UNAUTHORIZED_KEY")

    def _once(self, request: httpx.Request, key: str) -> httpx.Response:
        """The first reply under *key* at this address, whatever the body says now."""
        if len(key) > 300:
            raise No(400, "INVALID_REQUEST", "Idempotency-Key")
        place = (request.url.path, key)
        until, first = self._kept.get(place, (0.0, None))
        if first is not None and self._now() < until:
            if self.busy:
                self.busy -= 1
                raise No(*self._busy_reply)
            return first
        try:
            reply = self._done(request)
        except No as no:
            if no.code in _PASSING or no.status >= 500:
                raise
            reply = httpx.Response(no.status, json={"code": no.code, "message": no.message})
        self._kept[place] = (self._now() + KEPT_SECONDS, reply)
        return reply

    def _done(self, request: httpx.Request) -> httpx.Response:
        parts = request.url.path.strip("/").split("/")
        body: Body = {}
        if request.method == "POST":
            try:
                body = json.loads(request.content or b"{}")
            except ValueError:
                raise No(400, "INVALID_REQUEST", "JSON") from None
            if self.troubles:
                code = self.troubles.popleft()
                raise No(_TROUBLES[code], code)
        return httpx.Response(200, json=self._route(request, parts, body))

    def _route(self, request: httpx.Request, parts: list[str], body: Body) -> Body | list[Body]:
        match request.method, parts:
            case "POST", ["v1", "payments", "confirm"]:
                return self._confirm(body)
            case "GET", ["v1", "payments", "orders", order]:
                return self._payment(lambda each: each.order == order).shown()
            case "GET", ["v1", "payments", key]:
                return self._payment(lambda each: each.key == key).shown()
            case "POST", ["v1", "payments", key, "cancel"]:
                return self._cancel(self._payment(lambda each: each.key == key), body)
            case "GET", ["v1", "transactions"]:
                return self._transactions(request.url.params)
            case "POST", ["v1", "virtual-accounts"]:
                return self._virtual_account(body)
            case "POST", ["v1", "cash-receipts"]:
                return self._issue(body)
            case "POST", ["v1", "cash-receipts", key, "cancel"]:
                return self._take_back(key, body)
            case "GET", ["v1", "cash-receipts"]:
                return self._listed(request.url.params.get("requestDate", ""))
        raise No(404, "NOT_FOUND")

    def _payment(self, meant: Callable[[Payment], bool]) -> Payment:
        found = next((each for each in self.payments.values() if meant(each)), None)
        if found is None:
            raise No(404, "NOT_FOUND_PAYMENT")
        return found

    def _confirm(self, body: Body) -> Body:
        payment = self._payment(lambda each: each.key == body.get("paymentKey"))
        if payment.status != "IN_PROGRESS":
            raise No(400, "ALREADY_PROCESSED_PAYMENT")
        if (body.get("orderId"), body.get("amount")) != (payment.order, payment.total):
            raise No(400, "INVALID_REQUEST", "orderId, amount")
        if payment.total < _LEAST.get(payment.method, _LEAST_OF_OTHERS):
            raise No(400, "BELOW_MINIMUM_AMOUNT")
        self._approve(payment)
        return payment.shown()

    def _approve(self, payment: Payment) -> None:
        if payment.method == VIRTUAL:
            payment.status, payment.due_at = "WAITING_FOR_DEPOSIT", self._now() + 7 * 86_400
        else:
            payment.status, payment.approved_at = "DONE", self._now()

    def _virtual_account(self, body: Body) -> Body:
        amount, order = body.get("amount"), body.get("orderId")
        if not isinstance(amount, int) or not order or not body.get("customerName") or not body.get("bank"):
            raise No(400, "INVALID_REQUEST")
        if any(each.order == order for each in self.payments.values()):
            raise No(400, "DUPLICATED_ORDER_ID")
        return self.payments[self.buyer_pays(order, amount, VIRTUAL)].shown()

    def _cancel(self, payment: Payment, body: Body, by_hand: bool = False) -> Body:
        reason, amount = body.get("cancelReason"), body.get("cancelAmount", payment.left)
        if not reason or len(reason) > 200 or not isinstance(amount, int) or amount < 0:
            raise No(400, "INVALID_REQUEST", "cancelReason, cancelAmount")
        if payment.status == "CANCELED":
            raise No(400, "ALREADY_CANCELED_PAYMENT")
        waiting = payment.status == "WAITING_FOR_DEPOSIT" and amount == payment.left
        if payment.status not in ("DONE", "PARTIAL_CANCELED") and not waiting:
            raise No(403, "NOT_CANCELABLE_PAYMENT")
        told = body.get(self._balance_field, payment.left) if self._balance_field else payment.left
        if not 0 < amount <= payment.left or told != payment.left:
            raise No(403, "NOT_CANCELABLE_AMOUNT")
        if amount < payment.left and not payment.by_parts:
            raise No(403, "NOT_CANCELABLE_PAYMENT", "isPartialCancelable")
        deposited = payment.method == VIRTUAL and not waiting
        if not by_hand:
            self._check_account(body.get("refundReceiveAccount"), deposited)
        left, tax_free = payment.left - amount, int(body.get("taxFreeAmount", 0))
        payment.cancels.append(Cancel(amount, reason, left, self._now(), self._name("tx"), tax_free))
        payment.status = "PARTIAL_CANCELED" if left else "CANCELED"
        if deposited:
            payment.refund = "PENDING"
        return payment.shown()

    def _check_account(self, account: Body | None, deposited: bool) -> None:
        """Only what was deposited into a virtual account goes to an account, and must."""
        if (account is not None) != deposited:
            raise No(400, "INVALID_REQUEST", "refundReceiveAccount")
        if account is None:
            return
        number, holder = str(account.get("accountNumber", "")), str(account.get("holderName", ""))
        fine = number.isdigit() and len(number) <= 20 and 0 < len(holder) <= 60 and account.get("bank")
        if not fine:
            raise No(400, "INVALID_REQUEST", "refundReceiveAccount")

    def _transactions(self, asked: httpx.QueryParams) -> list[Body]:
        rows = [
            {"transactionKey": each.cancels[-1].key if each.cancels else each.key, **each.shown()}
            for each in self.payments.values()
            if asked.get("startDate", "") <= (moment(each.requested_at) or "") <= asked.get("endDate", "9")
        ]
        after = asked.get("startingAfter")
        keys = [row["transactionKey"] for row in rows]
        start = keys.index(after) + 1 if after in keys else 0
        return rows[start : start + int(asked.get("limit", 100))]

    def _issue(self, body: Body) -> Body:
        amount, identity = body.get("amount"), str(body.get(self._identity_field) or "")
        named = body.get("orderId") and body.get("orderName")
        known = body.get("type") in ("소득공제", "지출증빙")
        if not (named and known and identity.isdigit() and isinstance(amount, int) and amount > 0):
            raise No(400, "INVALID_REQUEST")
        order = str(body["orderId"])
        if self._order_per_receipt and any(each.order == order for each in self.receipts.values()):
            raise No(400, "DUPLICATED_ORDER_ID")
        key, approval = self._name("rcp"), f"{self.world.lot.randrange(10**9):09}"
        made = Receipt(key, order, str(body["type"]), identity, amount, amount, approval, self._now())
        self.receipts[key] = made
        return made.shown()

    def _take_back(self, key: str, body: Body) -> Body:
        if key not in self.receipts:
            raise No(404, "NOT_FOUND")
        receipt = self.receipts[key]
        amount = body.get("amount", receipt.left)
        if not receipt.left:
            raise No(400, "ALREADY_CANCELED_PAYMENT")
        if not isinstance(amount, int) or not 0 < amount <= receipt.left:
            raise No(403, "NOT_CANCELABLE_AMOUNT")
        receipt.left -= amount
        if not receipt.left:
            receipt.cancelled_at = self._now()
        return receipt.shown()

    def _listed(self, day: str) -> Body:
        rows = [each.shown() for each in self.receipts.values() if (moment(each.at) or "").startswith(day)]
        return {"hasNext": False, "data": rows}

    def _now(self) -> float:
        return self.world.clock.now()

    def _name(self, kind: str) -> str:
        self._made += 1
        return f"{kind}_{self._made:06}"
