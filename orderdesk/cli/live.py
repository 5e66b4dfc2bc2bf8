"""What `demo --live` adds: channels that are played in this process, and their connections."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from orderdesk.cli.common import UsageProblem, now
from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.words import Word
from orderdesk.core.services import connecting
from orderdesk.core.store.connections import Connection, connections
from orderdesk.core.store.engine import Store
from orderdesk.simulators.buyers import Buyers
from orderdesk.simulators.live import Live

NAMES: Final[Mapping[str, str]] = {
    "naver": "네이버 (모의)",
    "imweb": "아임웹 (모의)",
    "kakao": "톡체크아웃 (모의)",
}
"""What the played channels are called: everybody sees that they are."""

BEGINNING: Final = 20
"""Things that have happened before the desk opens."""

_NUMBERS_AFTER: Final = 1_000_000
_A_SECOND: Final = 10
"""Played orders are numbered past those of the demo shop, and past those of an earlier play of the day."""


@contextmanager
def played(store: Store, actor: Actor, seed: int, pace: float) -> Iterator[Live]:
    """Played channels, connected with *store*, in which something happens every *pace* seconds.

    Afterwards nothing answers, and the connections are paused. UsageProblem where real ones are there.
    """
    with store.reader() as conn:
        known = {each.name: each for each in connections(conn)}
    if any(name not in NAMES.values() for name in known):
        raise UsageProblem(
            Word(
                "실제 연결이 있는 저장소입니다. 모의 채널은 다른 저장소에서 여세요",
                "This store has real connections; play channels in another one",
            )
        )
    made = _NUMBERS_AFTER + int(time.time()) % 86_400 * _A_SECOND
    buyers = Buyers(seed, made=made)
    for _ in range(BEGINNING):
        buyers.step()
    buyers.grow_unlucky()
    live = Live(buyers, pace)
    try:
        there = [_connect(store, actor, buyers, system, live.bases[system], known) for system in NAMES]
        yield live
        for each in there:
            connecting.pause(store, actor, now(), each.name, True)
    finally:
        live.close()


def _connect(
    store: Store, actor: Actor, buyers: Buyers, system: str, base: str, known: Mapping[str, Connection]
) -> Connection:
    """The connection with a played *system* at *base*, made or set anew, with its secrets."""
    plain, secrets = _given(buyers, system)
    name, settings = NAMES[system], {**plain, "base": base}
    if name in known:
        made = connecting.change(store, actor, now(), name, settings)
        connecting.pause(store, actor, now(), name, False)
    else:
        made = connecting.connect(store, actor, now(), system, name, settings)
    kept = connecting.secret_file(store.url)
    for key, text in secrets.items():
        kept.put(connecting.secret_name(made, key), text)
    return made


def _given(buyers: Buyers, system: str) -> tuple[dict[str, str], dict[str, str]]:
    """The settings and secrets with which a played *system* lets the desk in."""
    match system:
        case "naver":
            knobs = buyers.naver.knobs
            return {"client_id": knobs.client_id}, {"client_secret": knobs.client_secret}
        case "imweb":
            office, unit = buyers.imweb.office, buyers.imweb.unit
            token = office.let_in(buyers.imweb.now)
            secrets = {"client_secret": office.client_secret, "refresh_token": token}
            return {"client_id": office.client_id, "unit_code": unit}, secrets
    return {}, {"access_token": buyers.kakao.access, "shop_key": buyers.kakao.shop}
