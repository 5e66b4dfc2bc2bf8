"""What the shop is connected to for labels and tracking, and the clients that speak with it.

Where a service is stands in the store; its key stands in the file of secrets, never in the store.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from orderdesk.core.domain.orders import Actor
from orderdesk.core.domain.words import Word
from orderdesk.core.gateways.goodsflow.client import Goodsflow
from orderdesk.core.gateways.goodsflow.settings import (
    CONTRACT_PATH,
    MEMBER_BASE,
    PRINT_BASE,
    TEST_BASE,
    GoodsflowSettings,
    NewsFrom,
)
from orderdesk.core.gateways.ports import CourierGateway, TrackingGateway
from orderdesk.core.gateways.results import Fault
from orderdesk.core.gateways.secrets import SecretFile
from orderdesk.core.gateways.trackers.delivery import (
    CLOUD,
    ApiKey,
    TrackerDelivery,
    TrackerDeliverySettings,
)
from orderdesk.core.gateways.trackers.sweettracker import SweetTracker, SweetTrackerSettings
from orderdesk.core.services.places import store_file
from orderdesk.core.services.preferences import SHOP, read_preference, save_preference
from orderdesk.core.store.dialect import Conn
from orderdesk.core.store.engine import Store
from orderdesk.settings import data_dir

LABEL_KEY: Final = "goodsflow"
"""The secret that is Goodsflow's key."""

TRACKER_KEY: Final = "tracker"
"""The secret that is the tracker's key."""

FAULT_WORDS: Final[Mapping[Fault, Word]] = {
    Fault.AUTH: Word(
        "키를 받아들이지 않습니다. orderdesk secret set 으로 다시 넣으세요",
        "The key is not taken; give it anew with orderdesk secret set",
    ),
    Fault.RATE_LIMITED: Word(
        "지금은 그만 물으라고 합니다. 나중에 다시 하세요", "It wants no more calls now; try later"
    ),
    Fault.TEMPORARY: Word(
        "지금 연결되지 않습니다. 잠시 뒤 다시 하세요", "It can't be reached now; try again later"
    ),
    Fault.TIMEOUT_UNKNOWN: Word(
        "보낸 뒤 대답을 받지 못했습니다. 다시 하면 처리됐는지부터 확인합니다",
        "It was sent, but no answer came; doing it again asks first what became of it",
    ),
    Fault.PROTOCOL: Word("알 수 없는 대답이 왔습니다", "The answer could not be understood"),
    Fault.CONFIG: Word("연결 설정이 맞지 않습니다", "The connection is set up wrongly"),
}
"""What people read when a call failed."""

_LABELS, _TRACKER = "goodsflow", "tracker"


class TrackerKind(StrEnum):
    """Who is asked where parcels are: tracker.delivery, a server of one's own of it, or SweetTracker."""

    CLOUD = "cloud"
    OWN = "own"
    SWEET = "sweettracker"


@dataclass(frozen=True, slots=True)
class LabelLink:
    """Where Goodsflow is and who we are there; see `GoodsflowSettings`."""

    partner: str
    base: str = TEST_BASE
    print_base: str = PRINT_BASE
    member_base: str = MEMBER_BASE
    news_from: NewsFrom = NewsFrom.PRINTING
    contract_path: str = CONTRACT_PATH
    ack_path: str = ""


@dataclass(frozen=True, slots=True)
class TrackerLink:
    """Which tracker is asked, where it is ("": its usual place), and the client's number at it."""

    kind: TrackerKind
    base: str = ""
    client: str = ""


def secrets_beside(url: str) -> SecretFile:
    """The secrets of the store at *url*: beside its file; of a server's store in the user's own directory."""
    file = store_file(url)
    return SecretFile(file.with_name(f"{file.name}.secrets") if file else Path(data_dir()) / "secrets")


def label_link(conn: Conn) -> LabelLink | None:
    """How Goodsflow is reached; None while it is not connected."""
    text = read_preference(conn, SHOP, _LABELS)
    if text is None:
        return None
    told = json.loads(text)
    return LabelLink(**{**told, "news_from": NewsFrom(told["news_from"])})


def tracker_link(conn: Conn) -> TrackerLink | None:
    """Which tracker is asked; None while none is connected."""
    text = read_preference(conn, SHOP, _TRACKER)
    if text is None:
        return None
    told = json.loads(text)
    return TrackerLink(**{**told, "kind": TrackerKind(told["kind"])})


def connect_labels(store: Store, actor: Actor, now: int, link: LabelLink) -> None:
    """Have labels printed by Goodsflow from now on."""
    save_preference(store, actor, now, SHOP, _LABELS, json.dumps(asdict(link)))


def connect_tracker(store: Store, actor: Actor, now: int, link: TrackerLink) -> None:
    """Ask that tracker from now on."""
    save_preference(store, actor, now, SHOP, _TRACKER, json.dumps(asdict(link)))


def courier_gateway(conn: Conn, secrets: SecretFile) -> CourierGateway | None:
    """Who prints labels; None while it is not connected or its key is missing. SecretTrouble."""
    link, key = label_link(conn), secrets.get(LABEL_KEY)
    if link is None or key is None:
        return None
    return Goodsflow(
        GoodsflowSettings(
            link.partner,
            key,
            base=link.base,
            print_base=link.print_base,
            member_base=link.member_base,
            news_from=link.news_from,
            contract_path=link.contract_path,
            ack_path=link.ack_path,
        )
    )


def tracking_gateway(conn: Conn, secrets: SecretFile) -> TrackingGateway | None:
    """Who is asked where parcels are; None while nobody is connected or the key is missing. SecretTrouble."""
    link = tracker_link(conn)
    if link is None:
        return None
    if link.kind is TrackerKind.OWN:
        return TrackerDelivery(TrackerDeliverySettings(base=link.base or CLOUD, own_server=True))
    key = secrets.get(TRACKER_KEY)
    if key is None:
        return None
    if link.kind is TrackerKind.SWEET:
        settings = SweetTrackerSettings(key, link.base) if link.base else SweetTrackerSettings(key)
        return SweetTracker(settings)
    return TrackerDelivery(TrackerDeliverySettings(ApiKey(link.client, key), link.base or CLOUD))
