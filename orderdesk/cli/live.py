"""What `demo --live` adds: channels and companies that are played in this process, and their connections."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from orderdesk.cli.common import UsageProblem, now
from orderdesk.cli.live_shop import ShopOutside
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.text import digits
from orderdesk.core.domain.words import Word
from orderdesk.core.services import connecting
from orderdesk.core.services.demo.fill import BANK_CODES
from orderdesk.core.store.connections import Connection, connections
from orderdesk.core.store.engine import Store
from orderdesk.core.store.shop import bank_accounts
from orderdesk.simulators.live import Live
from orderdesk.simulators.town import Town

NAMES: Final[Mapping[str, str]] = {
    "naver": "네이버 (모의)",
    "imweb": "아임웹 (모의)",
    "kakao": "톡체크아웃 (모의)",
    "goodsflow": "굿스플로 (모의)",
    "tracker": "배송 조회 (모의)",
    "sweettracker": "스마트택배 (모의)",
    "toss": "토스페이먼츠 (모의)",
    "popbill": "팝빌 (모의)",
}
"""What the played systems are called: everybody sees that they are."""

RESTING: Final = frozenset({"sweettracker"})
"""Played, but paused until somebody wants it: one tracker is asked."""

BEGINNING: Final = 20
"""Things that have happened before the desk opens."""

CALLS: Final = "20"
"""Calls a second that played channels take."""

_NUMBERS_AFTER: Final = 1_000_000
_A_SECOND: Final = 10
"""Played orders are numbered past those of the demo shop, and past those of an earlier play of the day."""


@dataclass(frozen=True, slots=True)
class _Given:
    """With what a played system lets the desk in."""

    plain: Mapping[str, str]
    secrets: Mapping[str, str]


@contextmanager
def played(store: Store, actor: Actor, seed: int, pace: float) -> Iterator[Live]:
    """A played town, connected with *store*, in which something happens every *pace* seconds.

    Afterwards nothing answers, and the connections are paused. UsageProblem where real ones are there.
    """
    with store.reader() as conn:
        known = {each.name: each for each in connections(conn)}
        accounts = [(each.bank, digits(each.number)) for each in bank_accounts(conn)]
    if any(name not in NAMES.values() for name in known):
        raise UsageProblem(
            Word(
                "실제 연결이 있는 저장소입니다. 모의 채널은 다른 저장소에서 여세요",
                "This store has real connections; simulate channels in another one",
            )
        )
    made = _NUMBERS_AFTER + int(time.time()) % 86_400 * _A_SECOND
    read = [(BANK_CODES[bank], number) for bank, number in accounts if bank in BANK_CODES]
    town = Town(ShopOutside(store), seed, made=made, accounts=read)
    for _ in range(BEGINNING):
        town.step()
    town.buyers.grow_unlucky()
    live = Live(town, pace)
    try:
        there = [
            _connect(store, actor, system, _given(town, system, live.bases[system]), known)
            for system in NAMES
        ]
        yield live
        for each in there:
            connecting.pause(store, actor, now(), each.name, True)
    finally:
        live.close()


def _connect(
    store: Store, actor: Actor, system: str, given: _Given, known: Mapping[str, Connection]
) -> Connection:
    """The connection with a played *system*, made or set anew, with its secrets."""
    name = NAMES[system]
    if name in known:
        made = connecting.change(store, actor, now(), name, given.plain)
        connecting.pause(store, actor, now(), name, system in RESTING)
    else:
        made = connecting.connect(store, actor, now(), system, name, given.plain)
        if system in RESTING:
            connecting.pause(store, actor, now(), name, True)
    kept = connecting.secret_file(store.url)
    for key, text in given.secrets.items():
        kept.put(connecting.secret_name(made, key), text)
    return made


def _given(town: Town, system: str, base: str) -> _Given:
    """The settings and secrets with which a played *system* at *base* lets the desk in."""
    return _WAYS_IN[system](town, base)


def _naver(town: Town, base: str) -> _Given:
    knobs = town.buyers.naver.knobs
    return _Given({"base": base, "client_id": knobs.client_id}, {"client_secret": knobs.client_secret})


def _imweb(town: Town, base: str) -> _Given:
    sim = town.buyers.imweb
    office = sim.office
    secrets = {"client_secret": office.client_secret, "refresh_token": office.let_in(sim.now)}
    plain = {"base": base, "client_id": office.client_id, "unit_code": sim.unit, "rate": CALLS}
    return _Given(plain, secrets)


def _kakao(town: Town, base: str) -> _Given:
    sim = town.buyers.kakao
    return _Given({"base": base, "rate": CALLS}, {"access_token": sim.access, "shop_key": sim.shop})


def _goodsflow(town: Town, base: str) -> _Given:
    places = {
        "base": f"{base}/delivery/api/v2/",
        "print_base": f"{base}/print",
        "member_base": f"{base}/gws/api/Member/v3",
    }
    return _Given({"partner": town.goodsflow.partner, **places}, {"key": town.goodsflow.key})


def _tracker(town: Town, base: str) -> _Given:
    return _Given({"base": base, "client_id": town.tracker.client}, {"client_secret": town.tracker.secret})


def _sweettracker(town: Town, base: str) -> _Given:
    return _Given({"base": base}, {"key": town.sweettracker.key})


def _toss(town: Town, base: str) -> _Given:
    return _Given({"base": base}, {"secret_key": town.toss.key})


def _popbill(town: Town, base: str) -> _Given:
    sim = town.popbill
    accounts = ",".join(f"{bank}:{number}" for bank, number in town.accounts)
    plain = {"base": base, "auth_base": base, "link": sim.link, "corp": sim.corp, "accounts": accounts}
    return _Given({**plain, "test": "yes", "poll_wait": "0.3"}, {"secret_key": sim.secret})


_WAYS_IN: Final[Mapping[str, Callable[[Town, str], _Given]]] = {
    "naver": _naver,
    "imweb": _imweb,
    "kakao": _kakao,
    "goodsflow": _goodsflow,
    "tracker": _tracker,
    "sweettracker": _sweettracker,
    "toss": _toss,
    "popbill": _popbill,
}
