"""Roles: who may do what. One table says the least role that each action needs.

Actions of `verbs.py` stand in it by their ids, everything else that is done in the shop as an `Act`.
Each role may do what the roles before it may. What stands nowhere in the table nobody but an admin may do.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from typing import Final

from orderdesk.core.domain.access_words import (
    LABELS_KIND,
    ORDERS_KIND,
    PAYMENTS_KIND,
    PURGE_KIND,
    UNMASK_KIND,
    WEBHOOK_KIND,
    WHOLE_KIND,
)
from orderdesk.core.domain.orders import Actor, ActorKind
from orderdesk.core.domain.verbs import BY_ID
from orderdesk.core.domain.words import Word


class Role(IntEnum):
    """What an operator is trusted with; stored as the number."""

    VIEWER = 0
    PACKER = 1
    DESK = 2
    MANAGER = 3
    ADMIN = 4


ROLE_WORDS: Final[Mapping[Role, Word]] = {
    Role.VIEWER: Word("조회", "viewer"),
    Role.PACKER: Word("포장", "packer"),
    Role.DESK: Word("상담", "desk"),
    Role.MANAGER: Word("관리", "manager"),
    Role.ADMIN: Word("최고관리", "admin"),
}

ROLE_IDS: Final[Mapping[str, Role]] = {role.name.lower(): role for role in Role}
"""Roles by what the command line calls them."""


class Act(Enum):
    """What is done in the shop beside the actions on orders: its id and words."""

    IMPORT = "import"
    CREATE = "create"
    DEPOSITS = "deposits"
    UNDO = "undo"
    UNDO_OTHERS = "undo-others"
    FORMS = "forms"
    EXPORT = "export"
    PERSONAL = "personal"
    LISTS = "lists"
    PRODUCTS = "products"
    STOCK = "stock"
    CUSTOMERS = "customers"
    FEES = "fees"
    SHOP = "shop"
    ACCESSES = "accesses"
    OPERATORS = "operators"
    RESTORE = "restore"
    WHOLE = "backup"
    ERASE = "erase"
    SECRETS = "secrets"
    CONNECTIONS = "connections"
    OUTBOX = "outbox"
    SYNC = "sync"
    LABELS = "labels"
    PACK = "pack"
    API = "api"

    @property
    def words(self) -> Word:
        """What people call it."""
        return _ACT_WORDS[self]


_ACT_WORDS: Final[Mapping[Act, Word]] = {
    Act.IMPORT: Word("주문 불러오기", "Import orders"),
    Act.CREATE: Word("주문 직접 만들기", "Create orders by hand"),
    Act.DEPOSITS: Word("입금 대조", "Match deposits"),
    Act.UNDO: Word("자기 작업 되돌리기", "Undo own jobs"),
    Act.UNDO_OTHERS: Word("남의 작업 되돌리기", "Undo others' jobs"),
    Act.FORMS: Word(
        "주문서·피킹 리스트·송장 양식·결과 파일", "Order sheets, picking lists, tracking forms and results"
    ),
    Act.EXPORT: Word("주문 내보내기", "Export orders"),
    Act.PERSONAL: Word("개인정보 가리지 않고 보기", "See personal data unmasked"),
    Act.LISTS: Word("탭·필터·내보내기 양식 바꾸기", "Change tabs, filters and templates"),
    Act.PRODUCTS: Word("상품", "Products"),
    Act.STOCK: Word("재고 입력", "Enter stock"),
    Act.CUSTOMERS: Word("회원", "Customers"),
    Act.FEES: Word("배송비", "Shipping fees"),
    Act.SHOP: Word("상점 설정과 입금 계좌", "Shop settings and bank accounts"),
    Act.ACCESSES: Word("접속기록 보기", "See the access records"),
    Act.OPERATORS: Word("작업자 관리", "Manage operators"),
    Act.RESTORE: Word("저장소 채우기·되살리기", "Fill or restore the database"),
    Act.WHOLE: Word("저장소 백업·옮기기", "Back up or copy the database"),
    Act.ERASE: Word("개인정보와 지난 접속기록 파기", "Erase personal data and old access records"),
    Act.SECRETS: Word("연결 키", "Keys for services"),
    Act.CONNECTIONS: Word("외부 연결", "Connections"),
    Act.OUTBOX: Word("보낼 것 다시 보내기·고치기·버리기", "Retry, edit or drop what waits to be sent"),
    Act.LABELS: Word("송장 출력과 배송 소식", "Print labels and get parcel news"),
    Act.PACK: Word("포장대와 피킹", "Pack at the station, and pick"),
    Act.SYNC: Word("채널 동기화", "Sync with channels"),
    Act.API: Word("API 키와 웹훅", "Keys and webhooks of the API"),
}

_TABLE: Final[Mapping[Role, Sequence[str | Act]]] = {
    Role.VIEWER: (),
    Role.PACKER: (
        *("ready", "ship", "deliver", "back", "hold", "release", "track", "untrack", "split", "merge"),
        *("pickup-done", "memo", "memo-edit", "memo-delete", "memo-resolve", "memo-reopen"),
        *("take", "let-go"),
        *(Act.UNDO, Act.FORMS, Act.LABELS, Act.PACK),
    ),
    Role.DESK: (
        *("confirm", "confirm-payment", "separate", "unseparate", "delay", "address", "reopen", "add"),
        *("cancel", "return", "exchange", "swap", "pickup", "reject", "withdraw"),
        *("receipt-request", "receipt-issue", "receipt"),
        *(Act.IMPORT, Act.CREATE, Act.DEPOSITS, Act.EXPORT, Act.PERSONAL, Act.LISTS, Act.CUSTOMERS),
        *(Act.STOCK, Act.OUTBOX, Act.SYNC),
    ),
    Role.MANAGER: (
        *("approve", "refund", "receipt-cancel"),
        *(Act.UNDO_OTHERS, Act.PRODUCTS, Act.FEES, Act.SHOP, Act.ACCESSES),
    ),
    Role.ADMIN: (
        *(Act.OPERATORS, Act.RESTORE, Act.WHOLE, Act.ERASE),
        *(Act.SECRETS, Act.CONNECTIONS, Act.API),
    ),
}

NEEDS: Final[Mapping[str, Role]] = {
    act.value if isinstance(act, Act) else act: role for role, acts in _TABLE.items() for act in acts
}
"""The least role that each action needs, by its id."""

_PREFERENCES: Final = {"filter_groups": Act.LISTS, "export_templates": Act.LISTS}
_FILES: Final = {
    ORDERS_KIND: Act.EXPORT,
    PAYMENTS_KIND: Act.EXPORT,
    UNMASK_KIND: Act.PERSONAL,
    PURGE_KIND: Act.ERASE,
    WHOLE_KIND: Act.WHOLE,
    LABELS_KIND: Act.LABELS,
    WEBHOOK_KIND: Act.API,
}


def act_of_preference(name: str) -> Act:
    """What it is to change the shop's own preference *name*."""
    return _PREFERENCES.get(name, Act.SHOP)


def act_of_file(kind: str) -> Act:
    """What it is to do what that *kind* of access record, none of `TOLD_OF_ALL`, tells of."""
    return _FILES.get(kind, Act.FORMS)


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who works here. A login is known by `login_user` or by the fingerprint `ssh_key`.

    `passphrase` is its hash, "" when there is none; `created_at` is in UTC seconds.
    """

    id: int
    name: str
    role: Role
    login_user: str | None = None
    ssh_key: str | None = None
    passphrase: str = ""
    disabled: bool = False
    created_at: int = 0

    @property
    def actor(self) -> Actor:
        """As whom the operator acts."""
        return Actor(ActorKind.SELLER, self.name)


def guards(operators: Sequence[Operator]) -> bool:
    """Whether roles count here: one person alone may do everything, and is asked for nothing."""
    return len(operators) > 1


def role_of(operators: Sequence[Operator], actor: Actor) -> Role | None:
    """The role in which *actor* acts; None for somebody who is no operator, or not any more.

    What buyers, channels and the program itself do is no operator's doing and is not restricted.
    """
    if actor.kind is not ActorKind.SELLER or not guards(operators):
        return Role.ADMIN
    return next((each.role for each in operators if each.name == actor.name and not each.disabled), None)


def may(role: Role | None, act: str) -> bool:
    """Whether *role* may do the action with the id *act*."""
    return role is not None and role >= NEEDS.get(act, Role.ADMIN)


def act_words(act: str) -> Word:
    """What people call the action with the id *act*."""
    return BY_ID[act].words if act in BY_ID else Act(act).words
