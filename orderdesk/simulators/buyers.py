"""A story of buyers and couriers around three shops, cast from a seed: one thing happens at each step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, suppress
from threading import Lock
from typing import Final, TypeVar

import httpx

from orderdesk.simulators.imweb import ImwebSim
from orderdesk.simulators.imweb.shop import COMPLETE as IMWEB_DELIVERED
from orderdesk.simulators.imweb.shop import PREPARATION as IMWEB_WAITS
from orderdesk.simulators.imweb.shop import SHIPPING as IMWEB_SENT
from orderdesk.simulators.imweb.shop import Refused as NotAtImweb
from orderdesk.simulators.kakao import KakaoSim
from orderdesk.simulators.kakao.shop import DELIVERED as KAKAO_DELIVERED
from orderdesk.simulators.kakao.shop import PAID as KAKAO_PAID
from orderdesk.simulators.kakao.shop import SHIPPING as KAKAO_SENT
from orderdesk.simulators.kakao.shop import Refused as NotAtKakao
from orderdesk.simulators.naver import Goods, Knobs, NaverShop
from orderdesk.simulators.world import Clock, Handler, Mishap, World

One = TypeVar("One")

GOODS: Final = (
    ("유기농 쌀 10kg", 38_000),
    ("참기름 320ml", 12_500),
    ("제주 감귤 5kg", 19_900),
    ("손질 오징어 1kg", 24_000),
    ("들깨가루 500g", 9_800),
)
PEOPLE: Final = ("홍길동", "김하늘", "이바다", "박보람", "최가을", "선우혜원")
PLACES: Final = (
    ("06236", "서울특별시 강남구 가상로 12"),
    ("48058", "부산광역시 해운대구 가상대로 3"),
    ("34126", "대전광역시 유성구 가상로 77"),
    ("63309", "제주특별자치도 제주시 가상길 5"),
)
_UNLUCKY: Final = 0.05
"""The share of calls that go wrong on their way."""


class Buyers:
    """Shops of Naver, imweb and TalkCheckout in one world, with those who buy there and who carry parcels.

    *made* orders were there before: what the shops call theirs goes on from there. Calls and steps may come
    from several threads.
    """

    def __init__(self, seed: int = 1, clock: Clock | None = None, made: int = 0) -> None:
        self.world = World(seed, clock)
        self.naver = NaverShop(self.world, Knobs(rate=20.0), made)
        self.imweb = ImwebSim(self.world, made)
        self.kakao = KakaoSim(self.world, made)
        self.imweb.limited = False
        self._lot = self.world.lot
        self._lock = Lock()
        self._deeds: tuple[tuple[Callable[[], None], int], ...] = (
            (self._buys, 8),
            (self._moves, 2),
            (self._cancels, 2),
            (self._withdraws, 1),
            (self._delivers, 4),
            (self._gives_back, 2),
            (self._brings_back, 2),
            (self._is_content, 2),
        )

    def alone(self) -> AbstractContextManager[object]:
        """Nobody else does anything meanwhile."""
        return self._lock

    def door(self, handler: Handler) -> Handler:
        """*handler* of somebody in this world, one call at a time."""

        def answer(request: httpx.Request) -> httpx.Response:
            with self.alone():
                return handler(request)

        return answer

    def grow_unlucky(self) -> None:
        """Now and then a call goes wrong from now on."""
        mishaps = list(Mishap)
        self.world.unlucky = lambda _path: (
            self._lot.choice(mishaps) if self._lot.random() < _UNLUCKY else None
        )

    def step(self) -> None:
        """Somebody does something, as far as it fits just now."""
        deeds, weights = zip(*self._deeds, strict=True)
        with self.alone(), suppress(LookupError, NotAtImweb, NotAtKakao):
            self._lot.choices(deeds, weights)[0]()

    # --- what they do; nothing where nobody can ---------------------------------------------------

    def _one(self, among: Iterable[One]) -> One:
        """One of them at random. LookupError where there is none."""
        return self._lot.choice(list(among))

    def _buys(self) -> None:
        bought = self._lot.sample(GOODS, self._lot.choice((1, 1, 2)))
        goods = [(name, price, self._lot.choice((1, 1, 2, 3))) for name, price in bought]
        name, phone = self._one(PEOPLE), f"010-0000-{self._lot.randrange(10_000):04}"
        zipcode, line1 = self._one(PLACES)
        match self._lot.randrange(3):
            case 0:
                order = self.naver.buyer_orders([Goods(name, price=won, qty=qty) for name, won, qty in goods])
                order.buyer, order.phone = name, phone
                order.address |= {"name": name, "tel1": phone, "zipCode": zipcode, "baseAddress": line1}
            case 1:
                made = self.imweb.order(self.imweb.buyer_orders(goods))
                made.buyer |= {"name": name, "phone": phone}
                for section in made.sections:
                    section.address |= {"zipcode": zipcode, "addr1": line1}
            case _:
                for line in self.kakao.of(self.kakao.buyer_orders(goods)):
                    line.buyer |= {"name": name}
                    line.address |= {"baseAddress": line1}

    def _moves(self) -> None:
        zipcode, line1 = self._one(PLACES)
        match self._lot.randrange(3):
            case 0:
                order, _ = self._naver("PAYED")
                self.naver.address_change(order, zipCode=zipcode, baseAddress=line1)
            case 1:
                self.imweb.buyer_moves(self._imweb(IMWEB_WAITS), {"zipcode": zipcode, "addr1": line1})
            case _:
                self.kakao.buyer_moves(self._kakao(KAKAO_PAID)[0], {"baseAddress": line1})

    def _cancels(self) -> None:
        match self._lot.randrange(3):
            case 0:
                self.naver.cancel_request(self._naver("PAYED")[1])
            case 1:
                self.imweb.buyer_claims("cancel", self._imweb(IMWEB_WAITS))
            case _:
                self.kakao.buyer_claims("cancel", self._kakao(KAKAO_PAID)[1])

    def _withdraws(self) -> None:
        if self._lot.random() < 0.5:
            asked = [n for n, (_, line) in self.naver.lines.items() if line.claim]
            self.naver.claim_withdraw(self._one(asked))
        else:
            claimed = [n for n, line in self.kakao.lines.items() if line.claim]
            asked = [n for n in claimed if self._asked_only(n)]
            self.kakao.buyer_withdraws(self._one(asked))

    def _asked_only(self, line: str) -> bool:
        claim = self.kakao.lines[line].claim
        return claim is not None and claim.process.endswith("_REQUEST")

    def _delivers(self) -> None:
        match self._lot.randrange(3):
            case 0:
                self.naver.carrier_delivers(self._naver("DELIVERING")[1])
            case 1:
                self.imweb.courier_delivers(self._imweb(IMWEB_SENT))
            case _:
                self.kakao.courier_delivers(self._kakao(KAKAO_SENT)[0])

    def _gives_back(self) -> None:
        match self._lot.randrange(3):
            case 0:
                asks = self._one((self.naver.return_request, self.naver.exchange_request))
                asks(self._naver("DELIVERING", "DELIVERED")[1])
            case 1:
                kind = self._one(("return", "exchange"))
                self.imweb.buyer_claims(kind, self._imweb(IMWEB_DELIVERED))
            case _:
                kind = self._one(("return", "exchange"))
                self.kakao.buyer_claims(kind, self._kakao(KAKAO_DELIVERED)[1])

    def _brings_back(self) -> None:
        match self._lot.randrange(3):
            case 0:
                claims = {n: line.claim for n, (_, line) in self.naver.lines.items() if line.claim}
                back = [n for n, claim in claims.items() if claim.kind in ("RETURN", "EXCHANGE")]
                line = self._one(back)
                self.naver.carrier_collects(line, done=claims[line].kind == "RETURN")
            case 1:
                self.imweb.courier_collects(self._one(self.imweb.orders))
            case _:
                self.kakao.courier_collects(self._one(line.order for line in self.kakao.lines.values()))

    def _is_content(self) -> None:
        match self._lot.randrange(3):
            case 0:
                self.naver.purchase_decide(self._naver("DELIVERED")[1])
            case 1:
                self.imweb.buyer_confirms(self._imweb(IMWEB_DELIVERED))
            case _:
                self.kakao.buyer_confirms(self._kakao(KAKAO_DELIVERED)[0])

    # --- whom it may concern ----------------------------------------------------------------------

    def _naver(self, *states: str) -> tuple[str, str]:
        """An order and its line that is in one of *states*, without a claim."""
        fits = [
            (order.id, n) for n, (order, line) in self.naver.lines.items()
            if line.status in states and line.claim is None
        ]  # fmt: skip
        return self._one(fits)

    def _imweb(self, state: str) -> str:
        """An order with a section in *state*."""
        orders = self.imweb.orders.values()
        return self._one(o.no for o in orders if any(section.status == state for section in o.sections))

    def _kakao(self, state: str) -> tuple[str, str]:
        """An order and its line that is in *state*, without a claim."""
        lines = self.kakao.lines.values()
        return self._one((line.order, line.id) for line in lines if line.status == state and not line.claim)
