"""Popbill, played: signed tokens, cash receipts and the reading of bank accounts.

What sources leave open can be set: the names of a transaction's columns and the numbers of states.
"""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha1, sha256
from typing import Any, NoReturn

import httpx

from orderdesk.simulators.popbill_bank import Bank, No
from orderdesk.simulators.world import World

SEOUL = timezone(timedelta(hours=9))
SECRET = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
TOKEN_SECONDS = 3600.0

NO_RECEIPT, KEY_TAKEN, BAD_FIELD, NO_ORIGINAL, NOT_CANCELLABLE = (
    -14_000_003,
    -14_000_001,
    -14_000_002,
    -14_000_004,
    -14_000_005,
)
_SIGN, _FIELD_MISSING = -99_010_011, -99_999_999
_SELF = "0100001234"

Body = dict[str, Any]


@dataclass
class Receipt:
    """A cash receipt or the taking back of one (`of`: the approval of which); won."""

    key: str
    usage: str
    identity: str
    total: int
    approval: str
    at: float
    state: int = 300
    of: str = ""

    def shown(self) -> Body:
        """As `info` shows it; amounts are strings."""
        moment = datetime.fromtimestamp(self.at, SEOUL)
        return {
            "mgtKey": self.key,
            "tradeType": "취소거래" if self.of else "승인거래",
            "tradeUsage": self.usage,
            "totalAmount": str(self.total),
            "stateCode": self.state,
            "confirmNum": self.approval,
            "tradeDate": moment.strftime("%Y%m%d"),
            "tradeDT": moment.strftime("%Y%m%d%H%M%S"),
            "orgConfirmNum": self.of,
        }


class Popbill:
    """The company, with one member. `bank` is its reading of accounts."""

    def __init__(
        self,
        world: World | None = None,
        *,
        corp: str = "1234567890",
        link: str = "TESTER",
        secret: str = SECRET,
        restricted: bool = True,
    ) -> None:
        self.world = world or World()
        self.corp = corp
        self.bank = Bank(self.world)
        self.receipts: dict[str, Receipt] = {}
        self.link = link
        self.secret = secret
        self._restricted = restricted
        self._tokens: dict[str, tuple[float, tuple[str, ...]]] = {}
        self._bulks: dict[str, Body] = {}

    def handle(self, request: httpx.Request) -> httpx.Response:
        """The reply to *request*."""
        return self.world.carry(request, self._answer)

    def tax_office_refuses(self, key: str) -> None:
        """The tax office takes no receipt under *key*."""
        self.receipts[key].state = 305

    def books(self) -> Body:
        """What Popbill holds: approved and not taken back, by key, won."""
        back: dict[str, int] = {}
        for each in self.receipts.values():
            back[each.of] = back.get(each.of, 0) + each.total
        return {
            "receipts": {
                each.key: {"amount": each.total, "left": each.total - back.get(each.approval, 0)}
                for each in self.receipts.values()
                if not each.of and each.state != 400
            }
        }

    def _answer(self, request: httpx.Request) -> httpx.Response:
        parts = request.url.path.strip("/").split("/")
        try:
            if parts[-1] == "Token":
                return httpx.Response(200, json=self._token(request))
            scope = "180" if parts[0] == "EasyFin" else "140"
            if not self._let_in(request, scope):
                return httpx.Response(401, json={"code": -99_010_012, "message": "세션토큰 만료"})
            if scope == "180":
                return httpx.Response(200, json=self.bank.answer(request, parts[2:]))
            return httpx.Response(200, json=self._cashbill(request, parts))
        except No as no:
            return httpx.Response(400, json={"code": no.code, "message": no.message})

    def _token(self, request: httpx.Request) -> Body:
        date, ip = request.headers.get("x-lh-date", ""), request.headers.get("x-lh-forwarded", "")
        if ip and self._restricted:
            raise No(_SIGN, "x-lh-forwarded")
        digest = b64encode(sha256(request.content).digest()).decode()
        lines = ["POST", digest, date, *([ip] if ip else []), "2.0", request.url.path]
        key, text = b64decode(self.secret), "\n".join(lines).encode()
        signed = b64encode(hmac.new(key, text, sha256).digest()).decode()
        if request.headers.get("Authorization") != f"LINKHUB {self.link} {signed}":
            raise No(_SIGN, "서명 오류")
        sent = datetime.strptime(date, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC).timestamp()
        body = json.loads(request.content)
        if abs(sent - self._now()) > 600 or request.headers.get("x-lh-version") != "2.0":
            raise No(_SIGN, "x-lh-date")
        if body["access_id"] != self.corp:
            raise No(-99_003_008, "연동회원이 아닙니다")
        name, ends = f"token-{len(self._tokens) + 1}", self._now() + TOKEN_SECONDS
        self._tokens[name] = (ends, tuple(body["scope"]))
        shown = datetime.fromtimestamp(ends, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return {"session_token": name, "expiration": shown, "serviceID": request.url.path.split("/")[1]}

    def _let_in(self, request: httpx.Request, scope: str) -> bool:
        """Whether the token is known, holds and is for *scope*."""
        kind, _, name = request.headers.get("Authorization", "").partition(" ")
        ends, scopes = self._tokens.get(name, (0.0, ()))
        if request.headers.get("x-pb-version") != "1.0":
            raise No(_FIELD_MISSING, "x-pb-version")
        return kind == "Bearer" and self._now() < ends and scope in scopes

    def _cashbill(self, request: httpx.Request, parts: list[str]) -> Body | list[Body]:
        verb = request.headers.get("X-HTTP-Method-Override", "")
        match request.method, parts[1:], verb:
            case "POST", [], "ISSUE":
                return self._issue(json.loads(request.content))
            case "POST", [], "REVOKEISSUE":
                return self._revoke(json.loads(request.content))
            case "POST", [], "BULKISSUE":
                return self._bulk(request)
            case "GET", ["BULK", name, "State"], _:
                return self._bulks.get(name) or _no(NO_RECEIPT, name)
            case "POST", ["States"], _:
                keys = json.loads(request.content)
                return [self.receipts[key].shown() for key in keys if key in self.receipts]
            case "GET", ["Search"], _:
                return self._search(request.url.params)
            case "GET", [key], _:
                return self._known(key).shown()
            case "POST", [key], "CANCELISSUE":
                self._known(key).state = 400
                return {"code": 1, "message": "취소 완료"}
        raise No(_FIELD_MISSING, f"{request.method} {request.url.path} {verb}")

    def _known(self, key: str) -> Receipt:
        return self.receipts.get(key) or _no(NO_RECEIPT, "문서번호가 없습니다")

    def _issue(self, body: Body) -> Body:
        amounts = [body.get(name) for name in ("totalAmount", "supplyCost", "tax", "serviceFee")]
        if not all(isinstance(won, str) and won.isdigit() for won in amounts):
            raise No(BAD_FIELD, "금액은 문자열입니다")
        total, *parts = (int(str(won)) for won in amounts)
        identity, usage = str(body.get("identityNum", "")), body.get("tradeUsage")
        if body.get("tradeType") != "승인거래" or usage not in ("소득공제용", "지출증빙용"):
            raise No(BAD_FIELD, "tradeType, tradeUsage")
        if body.get("tradeOpt") not in ("일반", "도서공연", "대중교통") or sum(parts) != total or not total:
            raise No(BAD_FIELD, "tradeOpt, totalAmount")
        if body.get("taxationType") not in ("과세", "비과세") or (
            body["taxationType"] == "비과세" and parts[1]
        ):
            raise No(BAD_FIELD, "taxationType")
        if not identity.isdigit() or (identity == _SELF and usage != "소득공제용"):
            raise No(BAD_FIELD, "identityNum")
        at = self._traded(str(body.get("tradeDT") or ""))
        return self._put(Receipt(self._free(body), str(usage), identity, total, self._number(), at))

    def _traded(self, text: str) -> float:
        """When it was traded: now, or a moment of today or yesterday."""
        if not text:
            return self._now()
        at = datetime.strptime(text, "%Y%m%d%H%M%S").replace(tzinfo=SEOUL)
        today = datetime.fromtimestamp(self._now(), SEOUL).date()
        if not timedelta(0) <= today - at.date() <= timedelta(days=1):
            raise No(BAD_FIELD, "tradeDT")
        return at.timestamp()

    def _free(self, body: Body) -> str:
        """The key of *body*, which nothing may have yet."""
        key = str(body.get("mgtKey", ""))
        if not 0 < len(key) <= 24 or not all(
            char.isascii() and (char.isalnum() or char in "-_") for char in key
        ):
            raise No(BAD_FIELD, "mgtKey")
        if key in self.receipts:
            raise No(KEY_TAKEN, "이미 등록된 문서번호입니다")
        return key

    def _revoke(self, body: Body) -> Body:
        found = (each for each in self.receipts.values() if each.approval == body.get("orgConfirmNum"))
        original = next(found, None)
        if original is None or original.shown()["tradeDate"] != body.get("orgTradeDate") or original.of:
            raise No(NO_ORIGINAL, "당초 승인 현금영수증이 없습니다")
        back = sum(each.total for each in self.receipts.values() if each.of == original.approval)
        left = original.total - back
        amount = left
        if body.get("isPartCancel"):
            won = body.get("totalAmount")
            amount = int(won) if isinstance(won, str) else _no(BAD_FIELD, "금액은 문자열입니다")
        if original.state == 400 or not 0 < amount <= left:
            raise No(NOT_CANCELLABLE, "취소할 수 없습니다")
        made = Receipt(
            self._free(body), original.usage, original.identity, amount, self._number(), self._now()
        )
        made.of = original.approval
        return self._put(made)

    def _put(self, receipt: Receipt) -> Body:
        self.receipts[receipt.key] = receipt
        shown = receipt.shown()
        return {"code": 1, "message": "발행 완료"} | {
            name: shown[name] for name in ("confirmNum", "tradeDate", "tradeDT")
        }

    def _bulk(self, request: httpx.Request) -> Body:
        name, digest = request.headers.get("x-pb-submit-id", ""), request.headers.get("x-pb-message-digest")
        body = json.loads(request.content)
        if not 0 < len(name) <= 36 or not 0 < len(body["cashbills"]) <= 100 or name in self._bulks:
            raise No(BAD_FIELD, "x-pb-submit-id")
        if digest != b64encode(sha1(request.content).digest()).decode():
            raise No(BAD_FIELD, "x-pb-message-digest")
        told = []
        for each in body["cashbills"]:
            try:
                told.append({"mgtKey": each.get("mgtKey"), **self._issue(each)})
            except No as no:
                told.append({"mgtKey": each.get("mgtKey"), "code": no.code, "message": no.message})
        self._bulks[name] = {"code": 1, "submitID": name, "txState": 2, "issueResult": told}
        return {"code": 1, "message": "접수 완료"}

    def _search(self, asked: httpx.QueryParams) -> Body:
        size, page = int(asked.get("PerPage", 500)), int(asked.get("Page", 1))
        if size > 1000:
            raise No(BAD_FIELD, "PerPage")
        rows = [
            shown
            for shown in (each.shown() for each in self.receipts.values())
            if asked["SDate"] <= shown["tradeDate"] <= asked["EDate"]
        ]
        return {"code": 1, "total": len(rows), "list": rows[(page - 1) * size : page * size]}

    def _number(self) -> str:
        return f"{self.world.lot.randrange(10**9):09}"

    def _now(self) -> float:
        return self.world.clock.now()


def _no(code: int, message: str) -> NoReturn:
    raise No(code, message)
